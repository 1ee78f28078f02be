"""Time-ordered identifiers, made in Python so that both databases have the same."""

import secrets
import time
from uuid import UUID


def uuid7(earlier: float = 0) -> UUID:
    """A UUID of version 7 (RFC 9562, 5.7): milliseconds, 12 bits of the fraction of one (6.2, method 3), randomness.

    So what one process writes after another thing also sorts after it. The standard library has it from Python 3.14 on.
    `earlier`: as if it had been made so many seconds ago.
    """
    milliseconds, rest = divmod(time.time_ns() - int(earlier * 1_000_000_000), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    high = (milliseconds & ((1 << 48) - 1)) << 16 | 0x7 << 12 | fraction
    return UUID(int=high << 64 | 0b10 << 62 | secrets.randbits(62))
