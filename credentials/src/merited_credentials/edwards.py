"""Which 32 bytes are a sound Ed25519 public key: a point of the curve that is worth a signature (RFC 8032, 5.1.3)."""

from __future__ import annotations

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
# Where the eight points of small order lie. Under such a key one signature holds for many texts, so it proves nothing.
_EIGHTH = int("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16)
_SMALL_ORDER = {0, 1, _P - 1, _EIGHTH, _P - _EIGHTH}


def is_sound_point(encoded: bytes) -> bool:
    """Whether 32 bytes are the canonical form of a point of the curve, and not one of its eight useless ones."""
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    if len(encoded) != 32 or y >= _P or y in _SMALL_ORDER:
        return False
    # x squared is (y squared - 1) / (d times y squared + 1), and must be the square of something (Euler's criterion).
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    return pow(square, (_P - 1) // 2, _P) == 1
