"""Bitstring Status List 1.0: one bit for each badge, in a signed list that says which are revoked."""

from __future__ import annotations

import gzip
import zlib
from datetime import datetime

from .contexts import VC2
from .dates import instant_text
from .errors import NotReadable, TooMuchWork
from .multibase import base64url_decode, base64url_encode
from .strict_json import Json

MIN_BITS = 131_072  # so that one fetch does not tell which badge is looked at (section 6.1)
MAX_BYTES = 4_000_000


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

    def encode(self) -> str:
        """The encodedList: u, then base64url without padding of the gzipped bits. The same bits give the same text."""
        return base64url_encode(gzip.compress(bytes(self._bits), compresslevel=9, mtime=0))

    @classmethod
    def decode(cls, text: str) -> StatusBits:
        """Read an encodedList strictly.

        Raises NotReadable (not base64url, not gzip, fewer than 131,072 bits), TooMuchWork (a list that swells).
        """
        unzip = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        try:
            data = unzip.decompress(base64url_decode(text), MAX_BYTES + 1)
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
