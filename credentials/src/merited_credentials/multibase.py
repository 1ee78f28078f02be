"""Multibase texts: base58btc with the prefix z, and base64url without padding with the prefix u."""

from __future__ import annotations

import base64
import re

from .errors import NotReadable

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


def base58_encode(data: bytes) -> str:
    """The multibase text (z...) of some bytes."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = _ALPHABET[digit] + text
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + "1" * zeros + text


def base58_decode(text: str, *, length: int) -> bytes:
    """Exactly `length` bytes from a multibase text (z...). Raises NotReadable for anything else."""
    # The bound keeps a long text from becoming slow arithmetic: base58 needs at most 1.37 characters a byte.
    if not text.startswith("z") or len(text) > 2 + length * 14 // 10:
        raise NotReadable("This is not a base58 text (it must begin with z) of the expected length.")
    number = 0
    for character in text[1:]:
        if character not in _VALUES:
            raise NotReadable("This text holds a character that base58 does not have.")
        number = number * 58 + _VALUES[character]
    digits = text[1:]
    zeros = len(digits) - len(digits.lstrip("1"))
    data = b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(data) != length:
        raise NotReadable(f"This text stands for {len(data)} bytes where {length} are expected.")
    return data


def base64url_encode(data: bytes) -> str:
    """The multibase text (u...) of some bytes."""
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def base64url_decode(text: str) -> bytes:
    """The bytes of a multibase text (u...), strictly: no padding, no spaces. Raises NotReadable."""
    body = text[1:]
    if not text.startswith("u") or not _BASE64URL.fullmatch(body) or len(body) % 4 == 1:
        raise NotReadable("This is not base64url text without padding (it must begin with u).")
    data = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    if base64url_encode(data) != text:
        raise NotReadable("This base64url text carries stray bits at its end.")
    return data
