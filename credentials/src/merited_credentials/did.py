"""Issuer addresses and their documents: did:web, did:key, did:jwk. No network: who has a document hands it in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from .errors import NotReadable
from .keys import VerificationKey
from .multibase import base64url_decode, base64url_encode
from .strict_json import Json, canonical, parse_object

DID_CONTEXT: list[Json] = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
_JWK_CONTEXT = "https://w3id.org/security/jwk/v1"
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:%3A[0-9]{1,5})?")
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+")
_LOCAL = ("localhost", "127.0.0.1")
_LONGEST = 4_000  # characters of a did:jwk: an RSA key of 8192 bits needs 1,900


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One key of an issuer: its fragment (key-1), its Multikey text, and whether new badges are signed with it.

    An RSA key has no Multikey text; it has a public `jwk` instead. `PublicKey.of` makes either.
    """

    id: str
    multibase: str = ""
    active: bool = True
    jwk: Mapping[str, str] | None = field(default=None, hash=False)

    @classmethod
    def of(cls, id: str, key: VerificationKey, *, active: bool = True) -> PublicKey:
        """Of a key of any kind: Multikey for Ed25519, P-256, P-384 and P-521, JsonWebKey for RSA."""
        return cls(id, "", active, key.jwk) if key.kind == "RSA" else cls(id, key.multikey, active)

    @property
    def key(self) -> VerificationKey:
        """The key itself. Raises NotReadable for a text that is no key."""
        if self.jwk is not None:
            return VerificationKey.from_jwk(self.jwk)
        return VerificationKey.from_multikey(self.multibase)


def did_web(url: str) -> str:
    """The did:web of a site: http://localhost:8000 gives did:web:localhost%3A8000 (did:web, 3.1).

    Raises NotReadable for an address with a query, a fragment, a user name or no host.
    """
    parts = urlsplit(url)
    is_site = parts.scheme in ("https", "http") and parts.hostname and "@" not in parts.netloc
    if not is_site or parts.query or parts.fragment:
        raise NotReadable(f"{url[:100]} is not the address of a site, such as https://badges.example.org.")
    segments = [segment for segment in parts.path.split("/") if segment]
    host = parts.netloc.lower().replace(":", "%3A")
    return ":".join(["did:web", host, *(quote(segment, safe="%") for segment in segments)])


def did_web_address(did: str) -> str:
    """Where the document of a did:web lives: https, or http on this machine (did:web, 3.2). Raises NotReadable."""
    if not did.startswith("did:web:"):
        raise NotReadable(f"{did[:100]} is not a did:web.")
    host, *path = did.removeprefix("did:web:").split(":")
    well_formed = all(_SEGMENT.fullmatch(segment) and segment not in (".", "..") for segment in path)
    if not _HOST.fullmatch(host) or not well_formed:
        raise NotReadable(f"{did[:100]} is not a well-formed did:web.")
    place = unquote(host)
    scheme = "http" if place.split(":")[0] in _LOCAL else "https"
    return f"{scheme}://{place}/{'/'.join(path) if path else '.well-known'}/did.json"


def did_document(did: str, keys: Sequence[PublicKey]) -> dict[str, Json]:
    """The DID document of an issuer (DID Core 1.0, 5; Controlled Identifiers 1.0, 2).

    Every key ever used stays listed and stays under assertionMethod, or badges signed with it would stop verifying;
    keys in use come first. Leave a key out only when it was stolen. Raises NotReadable for a text that is no key, and
    when two keys have the same id.
    """
    ordered = sorted(keys, key=lambda key: not key.active)
    if len({key.id for key in ordered}) != len(ordered):
        raise NotReadable("Two keys have the same id, so nobody could tell which one signed.")
    context = [*DID_CONTEXT, *([_JWK_CONTEXT] if any(key.jwk is not None for key in ordered) else [])]
    methods: list[Json] = [_method(did, key) for key in ordered]
    listed: list[Json] = [f"{did}#{key.id}" for key in ordered]
    return {"@context": context, "id": did, "verificationMethod": methods, "assertionMethod": listed}


def _method(did: str, key: PublicKey) -> dict[str, Json]:
    public = key.key.jwk  # raises for what is no key
    shown: dict[str, Json] = {"publicKeyMultibase": key.multibase} if key.jwk is None else {"publicKeyJwk": {**public}}
    kind = "Multikey" if key.jwk is None else "JsonWebKey"
    return {"id": f"{did}#{key.id}", "type": kind, "controller": did, **shown}


def did_key(multibase: str) -> str:
    """The did:key of a public key in Multikey text: Ed25519, P-256, P-384, P-521. Raises NotReadable otherwise."""
    VerificationKey.from_multikey(multibase)
    return f"did:key:{multibase}"


def resolve_did_key(did: str) -> dict[str, Json]:
    """The document that a did:key stands for, without a network. Raises NotReadable."""
    multibase = did.removeprefix("did:key:")
    if did_key(multibase) != did:
        raise NotReadable(f"{did[:100]} is not a did:key.")
    return did_document(did, [PublicKey(id=multibase, multibase=multibase)])


def did_jwk(key: VerificationKey) -> str:
    """The did:jwk of a public key of any kind, from its shortest JWK (did:jwk, "Create")."""
    return "did:jwk:" + base64url_encode(canonical(key.jwk).encode("utf-8"))[1:]


def key_of_did_jwk(did: str) -> VerificationKey:
    """The key that a did:jwk stands for, read strictly.

    Raises NotReadable for base64url with padding or stray bits, JSON with a member twice, a private key, a key for
    encryption; UnknownKind for a key of a kind that is not used here.
    """
    if not did.startswith("did:jwk:") or len(did) > _LONGEST:
        raise NotReadable(f"{did[:100]} is not a did:jwk.")
    return VerificationKey.from_jwk(parse_object(base64url_decode("u" + did.removeprefix("did:jwk:"))))


def resolve_did_jwk(did: str) -> dict[str, Json]:
    """The document that a did:jwk stands for, without a network; its one key is #0. Raises as `key_of_did_jwk`."""
    return did_document(did, [PublicKey("0", jwk=key_of_did_jwk(did).jwk)])
