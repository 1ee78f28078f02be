"""Bitstring Status List 1.0: a bit or a few for each badge, in a signed list that says which are revoked."""

from __future__ import annotations

import base64
import gzip
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .contexts import VC2
from .dates import instant_text, parse_instant
from .errors import NotReadable, TooMuchWork
from .multibase import base64url_decode, base64url_encode
from .strict_json import Json
from .vocabulary import is_absolute_iri

MIN_BITS = 131_072  # so that one fetch does not tell which badge is looked at (section 6.1)
MAX_BYTES = 4_000_000
MAX_SIZE = 16  # bits for one badge
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,8}")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,4}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")


class StatusBits:
    """A list of bits, all clear at first; the first index is the leftmost bit (section 3.2)."""

    __slots__ = ("_bits",)

    def __init__(self, length: int = MIN_BITS) -> None:
        if length < MIN_BITS or length % 8 or length > MAX_BYTES * 8:
            raise ValueError(f"a status list has a multiple of 8 bits, from {MIN_BITS} to {MAX_BYTES * 8}")
        self._bits = bytearray(length // 8)

    def __len__(self) -> int:
        return len(self._bits) * 8

    def get(self, index: int) -> bool:
        """Whether the bit is set. Raises IndexError outside the list."""
        return bool(self._bits[self._byte(index)] >> (7 - index % 8) & 1)

    def set(self, index: int, value: bool = True) -> None:
        """Set or clear a bit. Raises IndexError outside the list."""
        mask = 1 << (7 - index % 8)
        place = self._byte(index)
        self._bits[place] = self._bits[place] | mask if value else self._bits[place] & ~mask

    def value(self, place: int, size: int = 1) -> int:
        """The number in the bits of one badge, when each badge has `size` of them (statusSize, section 2.1).

        Raises IndexError outside the list; NotReadable when the list has too few places of this size.
        """
        if len(self) // size < MIN_BITS:
            raise NotReadable(
                f"The status list has {len(self) // size} places, fewer than the {MIN_BITS} it must have."
            )
        if not 0 <= place < len(self) // size:
            raise IndexError(f"place {place} is outside a status list of {len(self) // size} places")
        number = 0
        for index in range(place * size, (place + 1) * size):
            number = number * 2 + self.get(index)
        return number

    def encode(self) -> str:
        """The encodedList: u, then base64url without padding of the gzipped bits. The same bits give the same text."""
        return base64url_encode(gzip.compress(bytes(self._bits), compresslevel=9, mtime=0))

    @classmethod
    def decode(cls, text: str, *, multibase: bool = True) -> StatusBits:
        """Read an encodedList strictly. `multibase`: with its prefix u; StatusList2021 has none, and base64 serves too.

        Raises NotReadable (not base64url, not gzip, fewer than 131,072 bits), TooMuchWork (a list that swells).
        """
        unzip = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        try:
            data = unzip.decompress(base64url_decode(text) if multibase else _base64(text), MAX_BYTES + 1)
        except zlib.error:
            raise NotReadable("The status list is not compressed as it must be.") from None
        if len(data) > MAX_BYTES:
            raise TooMuchWork("The status list is larger than any that this library reads.")
        if not unzip.eof or unzip.unused_data:
            raise NotReadable("The status list is cut short, or something follows it.")
        if len(data) * 8 < MIN_BITS:
            raise NotReadable(f"The status list has {len(data) * 8} places, fewer than the {MIN_BITS} it must have.")
        bits = cls(len(data) * 8)
        bits._bits[:] = data
        return bits

    def _byte(self, index: int) -> int:
        if not 0 <= index < len(self):
            raise IndexError(f"place {index} is outside a status list of {len(self)} places")
        return index // 8


def _base64(text: str) -> bytes:
    """RFC 4648, section 4 or 5, as StatusList2021 left it open; the padding may be left out."""
    body = text.rstrip("=").replace("+", "-").replace("/", "_")
    if not _BASE64.fullmatch(text) or len(body) % 4 == 1:
        raise NotReadable("The status list is not base64 text.")
    return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a badge stands in a list of bits: what for, at which place, and with how many bits.

    `messages`: what each number in these bits means (statusMessage), where the entry says so.
    """

    purpose: str
    index: int
    address: str
    size: int = 1
    messages: Mapping[int, str] = field(default_factory=dict)


def entry_of(written: Mapping[str, Json]) -> Entry:
    """Read a BitstringStatusListEntry or a StatusList2021Entry strictly (section 2.1).

    Raises NotReadable: the index must be plain decimal text (not 5, "0x10", "5.5", " 7" or "-1"), the list an address
    in full, the size a whole number of bits, with one message for each of its numbers.
    """
    purpose, index, address = (written.get(f"status{name}") for name in ("Purpose", "ListIndex", "ListCredential"))
    size = written.get("statusSize", 1)
    if not isinstance(purpose, str) or not purpose:
        raise NotReadable("The status of the badge does not say what it is for.")
    if not isinstance(index, str) or not _DECIMAL.fullmatch(index):
        raise NotReadable("The place of the badge in the status list is not a whole number in plain decimal digits.")
    if not isinstance(address, str) or not is_absolute_iri(address):
        raise NotReadable("The status of the badge does not say where its list can be found.")
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= MAX_SIZE:
        raise NotReadable(f"The status of the badge is not a whole number of bits, from 1 to {MAX_SIZE}.")
    return Entry(purpose, int(index), address, size, _messages(written.get("statusMessage"), size))


def _messages(written: Json, size: int) -> dict[int, str]:
    if written is None and size == 1:
        return {}
    items = written if isinstance(written, list) else []
    messages: dict[int, str] = {}
    for item in items:
        status, message = (item.get("status"), item.get("message")) if isinstance(item, dict) else (None, None)
        if not isinstance(status, str) or not _HEXADECIMAL.fullmatch(status) or not isinstance(message, str):
            raise NotReadable("The messages of the status are not written as a number such as 0x1 and its message.")
        messages[int(status, 16)] = message
    if len(messages) != len(items) or messages.keys() != set(range(2**size)):
        raise NotReadable(f"A status of {size} bits needs a message for each of its {2**size} numbers, once.")
    return messages


def fresh_until(document: Mapping[str, Json], fetched: datetime) -> datetime | None:
    """Until when a copy of a list fetched at this moment may be used (`ttl`, in milliseconds, and `validUntil`).

    None: the list does not say, and the caller decides. Raises NotReadable for a malformed date.
    """
    subject, until = document.get("credentialSubject"), document.get("validUntil")
    ttl = subject.get("ttl") if isinstance(subject, dict) else None
    ends = [parse_instant(until)] if isinstance(until, str) else []
    if isinstance(ttl, int) and not isinstance(ttl, bool) and 0 <= ttl < 10**12:
        ends.append(fetched + timedelta(milliseconds=ttl))
    return min(ends, default=None)


def status_list_document(
    id: str, issuer_id: str, bits: StatusBits, purpose: str = "revocation", valid_from: datetime | None = None
) -> dict[str, Json]:
    """An unsigned BitstringStatusListCredential (section 2.2), to be prepared and signed like a badge."""
    document: dict[str, Json] = {
        "@context": [VC2],
        "id": id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_id,
        "credentialSubject": {
            "id": f"{id}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": bits.encode(),
        },
    }
    if valid_from is not None:
        document["validFrom"] = instant_text(valid_from)
    return document
