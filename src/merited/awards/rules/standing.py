"""How an award stands today, in one word."""

from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """Exactly one holds at any time; the first that fits, in this order."""

    REVOKED = "revoked"
    EXPIRED = "expired"
    SIGNING = "signing"
    CURRENT = "current"


def standing(*, revoked: bool, valid_until: datetime | None, signed: bool, now: datetime) -> Standing:
    """Revoked outweighs expired, and expired outweighs that it was never signed.

    >>> from datetime import UTC
    >>> march, april = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    >>> standing(revoked=False, valid_until=march, signed=True, now=april)
    <Standing.EXPIRED: 'expired'>
    """
    if revoked:
        return Standing.REVOKED
    if valid_until is not None and valid_until <= now:
        return Standing.EXPIRED
    return Standing.CURRENT if signed else Standing.SIGNING
