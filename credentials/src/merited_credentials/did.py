"""Issuer addresses and their documents: did:web and did:key. No network: who has a document hands it in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from .errors import NotReadable
from .keys import decode_multikey
from .strict_json import Json

DID_CONTEXT: list[Json] = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:%3A[0-9]{1,5})?")
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+")
_LOCAL = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One key of an issuer: its fragment (key-1), its Multikey text, and whether new badges are signed with it."""

    id: str
    multibase: str
    active: bool = True


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
    keys in use come first. Leave a key out only when it was stolen. Raises NotReadable for a text that is no key.
    """
    ordered = sorted(keys, key=lambda key: not key.active)
    for key in ordered:
        decode_multikey(key.multibase)
    methods: list[Json] = [
        {"id": f"{did}#{key.id}", "type": "Multikey", "controller": did, "publicKeyMultibase": key.multibase}
        for key in ordered
    ]
    listed: list[Json] = [f"{did}#{key.id}" for key in ordered]
    return {"@context": DID_CONTEXT[:], "id": did, "verificationMethod": methods, "assertionMethod": listed}


def did_key(multibase: str) -> str:
    """The did:key of a public key (z6Mk...). Raises NotReadable for anything but an Ed25519 key."""
    decode_multikey(multibase)
    return f"did:key:{multibase}"


def resolve_did_key(did: str) -> dict[str, Json]:
    """The document that a did:key stands for, without a network. Raises NotReadable."""
    multibase = did.removeprefix("did:key:")
    if did_key(multibase) != did:
        raise NotReadable(f"{did[:100]} is not a did:key.")
    return did_document(did, [PublicKey(id=multibase, multibase=multibase)])
