"""The digests of related resources (data model 2.0, 5.3): their form, and of a resource that is held here their value.

Nothing is fetched: of a resource elsewhere only the form can be judged. A vocabulary that this library holds byte for
byte is a resource at hand, so a digest of it that is another one is refused.
"""

from __future__ import annotations

import base64
import re

from .contexts import published_bytes, published_hash
from .errors import CredentialError
from .multibase import base58_decode, base64url_decode
from .strict_json import Json

_SRI = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})(\?[\x21-\x7e]*)?")
_HEXADECIMAL = re.compile(r"(?:[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})")
# The number of a hash in a multihash, and its length in bytes: SHA-2 and SHA-3 of 256, 384 and 512 bits.
_MULTIHASHES = {0x12: 32, 0x20: 48, 0x13: 64, 0x16: 32, 0x15: 48, 0x14: 64}
_HASHES = {32: "sha256", 48: "sha384", 64: "sha512"}
_LONGEST = 200  # characters; the longest honest one has under 100


def problem_with_digests(resource: dict[str, Json]) -> str | None:
    """What is wrong with the digests of a related resource, in a sentence; None when nothing is."""
    given = {name: _texts(resource.get(name)) for name in ("digestSRI", "digestMultibase")}
    if not any(given.values()):
        return "A related resource needs its digest (digestSRI or digestMultibase)."
    address = str(resource.get("id"))
    at_hand = published_bytes(address) is not None
    for text in (part for texts in given["digestSRI"] for part in texts.split()):
        found = _SRI.fullmatch(text[:_LONGEST])
        if found is None or _HEXADECIMAL.fullmatch(found[2]):
            return (
                "The digestSRI of a related resource must be such as sha384-... in base64 (Subresource Integrity, 3.5)."
            )
        if at_hand and base64.b64encode(published_hash(address, found[1])).decode() != found[2]:
            return "The digest of a related resource is not that of the resource."
    for text in given["digestMultibase"]:
        plain = _digest_in(text)
        if plain is None:
            return (
                "The digestMultibase of a related resource must be a digest (Controlled Identifiers 1.0, 2.4 and 2.5)."
            )
        if at_hand and published_hash(address, _HASHES[len(plain)]) != plain:
            return "The digest of a related resource is not that of the resource."
    return None


def _digest_in(text: str) -> bytes | None:
    """The bare digest in a Multibase text, with or without the head of a multihash; None when there is none."""
    try:
        data = base64url_decode(text[:_LONGEST]) if text.startswith("u") else _base58(text)
    except CredentialError:
        return None
    if len(data) in _HASHES:
        return data
    headed = len(data) > 2 and _MULTIHASHES.get(data[0]) == data[1] == len(data) - 2
    return data[2:] if headed else None


def _base58(text: str) -> bytes:
    for length in (34, 50, 66, 32, 48):
        try:
            return base58_decode(text, length=length)
        except CredentialError:
            continue
    return base58_decode(text, length=64)


def _texts(value: Json) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str) and one]
