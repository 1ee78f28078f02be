"""Compact JSON Web Signatures, read and written strictly (RFC 7515, RFC 7519, and the advice of RFC 8725).

No JOSE package stands here, on purpose. A compact token is three base64url texts and one signature, the keys and the
signatures are this library's already (`VerificationKey.holds`), and what remains is exactly what a badge must be strict
about and a general package is lenient about: one spelling of base64url, no member twice, an `alg` that the key
dictates, no key fetched because a token says so. Other people's packages are what the tests compare with.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..errors import NotReadable, TooMuchWork
from ..keys import Kind, VerificationKey
from ..strict_json import Json, canonical, parse_object

MAX_CHARACTERS = 1_400_000  # a payload of 1 MB, in base64url
MAX_HEADER_BYTES = 16_000
MAX_SIGNATURE_BYTES = 1_100  # RSA of 8,192 bits has 1,024
# The one kind of key that each name goes with (RFC 7518, 3.1; RFC 8037; RFC 9864 for the name Ed25519).
ALGORITHMS: Mapping[str, Kind] = {
    "EdDSA": "Ed25519",
    "Ed25519": "Ed25519",
    "ES256": "P-256",
    "ES384": "P-384",
    "ES512": "P-521",
    "RS256": "RSA",
}
# Honest signatures that are not checked here, which is not the same as false, and the kind of our keys that makes them.
UNCHECKED: Mapping[str, Kind | None] = {
    **dict.fromkeys(("RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    **dict.fromkeys(("ES256K", "Ed448"), None),
}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
# Where a token asks its reader to fetch a key, or to trust the one that it brings (RFC 8725, 3.10). Open Badges names
# the key by `kid` or `jwk` and allows no other member (3.0, 8.2.2), so a token that has these is refused, not obeyed.
# Certificates beside a `kid` are passed over (RFC 7515, 4.1.6: optional to use), and the key is looked up by its name.
_FOREIGN_KEYS = ("jku", "x5u", "x5c")


@dataclass(frozen=True, slots=True)
class Token:
    """A compact JWS taken apart. Nothing in it is proven yet: ask `holds` with a key that the issuer vouches for."""

    header: dict[str, Json]
    payload: dict[str, Json]
    signature: bytes
    signed: bytes

    @property
    def algorithm(self) -> str:
        """The value of `alg`: one of ALGORITHMS or of UNCHECKED."""
        return str(self.header["alg"])

    @property
    def media_type(self) -> str:
        """The value of `typ` in small letters, without application/ (RFC 7515, 4.1.9); empty when there is none."""
        return media_type(self.header.get("typ"))

    def fits(self, key: VerificationKey) -> bool:
        """Whether `alg` is the algorithm that goes with this kind of key. The key decides, not the token."""
        return ALGORITHMS.get(self.algorithm) == key.kind

    def holds(self, key: VerificationKey) -> bool:
        """Whether this key made the signature, by the one algorithm that goes with it. Never raises."""
        return self.fits(key) and key.holds(self.signature, self.signed)


def parse(text: str) -> Token:
    """Take a compact JWS apart (RFC 7515, 5.2, steps 1 to 7). Needs no key.

    Raises NotReadable for whatever is not exactly a signed token of the kinds that badges come in, TooMuchWork for one
    that is larger or deeper than any badge.
    """
    if len(text) > MAX_CHARACTERS:
        raise TooMuchWork(f"This token is longer than {MAX_CHARACTERS:,} characters; no badge is that large.")
    parts = text.split(".", 5)
    if len(parts) == 5:
        raise NotReadable("This token is encrypted, so nobody but its addressee can read it.")
    if len(parts) != 3:
        raise NotReadable("A signed token has exactly three parts with a dot between them; this has not.")
    header_bytes = decode(parts[0])
    if len(header_bytes) > MAX_HEADER_BYTES:
        raise TooMuchWork("The head of this token is larger than that of any badge.")
    header = parse_object(header_bytes)
    _examine(header)
    signature = decode(parts[2])
    if not signature:
        raise NotReadable("This token is not signed, so anyone could have written it.")
    if len(signature) > MAX_SIGNATURE_BYTES:
        raise TooMuchWork("The signature of this token is longer than any.")
    payload = parse_object(decode(parts[1]))
    return Token(header, payload, signature, f"{parts[0]}.{parts[1]}".encode("ascii"))


def write(header: Mapping[str, Json], payload: Mapping[str, Json], sign: Callable[[bytes], bytes]) -> str:
    """The compact JWS of a payload; `sign` gives the bare signature over the bytes handed to it (RFC 7515, 5.1).

    Raises NotReadable when header or payload cannot be written as JSON.
    """
    signed = ".".join(encode(canonical(dict(part)).encode("utf-8")) for part in (header, payload))
    return f"{signed}.{encode(sign(signed.encode('ascii')))}"


def encode(data: bytes) -> str:
    """base64url without padding (RFC 7515, 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Out of base64url in its one right spelling: no padding, no space, no stray bits. Raises NotReadable."""
    if not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise NotReadable("A part of this token is not base64url text (letters, digits, - and _, without padding).")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode(data) != text:
        raise NotReadable("A part of this token carries stray bits at its end.")
    return data


def media_type(value: object) -> str:
    """A media type in small letters without application/; empty for anything but text."""
    return value.lower().removeprefix("application/") if isinstance(value, str) else ""


def _examine(header: Mapping[str, Json]) -> None:
    """What the head of a token may say. Members that are not understood are ignored (RFC 7515, 4), save these."""
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm.lower() in ("", "none"):
        raise NotReadable("This token says that it is not signed, so anyone could have written it.")
    if algorithm.startswith("HS"):
        raise NotReadable(
            "This token is made with a shared secret, so everyone who can check it could have written it."
        )
    if algorithm not in ALGORITHMS and algorithm not in UNCHECKED:
        raise NotReadable(f'The token names a way of signing that does not exist ("{algorithm[:20]}").')
    if "crit" in header:
        raise NotReadable("The token asks its reader to understand extensions that badges do not have.")
    if header.get("b64", True) is not True:
        raise NotReadable("The content of this token is not encoded as the content of a badge is.")
    for name in ("zip", "enc"):
        if name in header:
            raise NotReadable("The content of this token is packed or encrypted, which that of a badge is not.")
    for name in _FOREIGN_KEYS:
        if name in header and not (name == "x5c" and "kid" in header):
            raise NotReadable(
                f'The token brings or points to a key of its own choosing ("{name}"), which proves nothing.'
            )
    for name in ("typ", "cty", "kid", "iss", "sub"):
        if not isinstance(header.get(name, ""), str):
            raise NotReadable(f'The member "{name}" in the head of this token must be text.')
    if not isinstance(header.get("jwk", {}), dict):
        raise NotReadable('The member "jwk" in the head of this token must be a key.')
    if media_type(header.get("cty")) == "jwt":
        raise NotReadable("There is another token inside this token, which no badge has.")
