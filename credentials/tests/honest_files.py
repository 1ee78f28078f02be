"""Honest files of every kind that the library reads, by kind, for the tests that damage them."""

from __future__ import annotations

import base64
import json
import random
import struct
import zlib
from functools import cache
from typing import Literal

import merited_credentials as mc
from generate import DID, KINDS, LISTS, WAYS, Chance, signer_of
from merited_credentials.jose.issue import sign_token

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>A badge</title><circle r="9"/></svg>'


def chunk(kind: bytes, body: bytes) -> bytes:
    """A PNG chunk with its length and checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def picture(*extra: bytes) -> bytes:
    """A PNG of one black pixel, with chunks of one's own after the header."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + pixels + chunk(b"IEND", b"")


def token(payload: object, alg: str = "EdDSA", key: str = "Ed25519", **head: object) -> bytes:
    """A compact JWS over a payload, signed with a key of the generator (RFC 7515)."""
    parts = [{"alg": alg, "typ": "JWT", "kid": f"{DID}#{key}", **head}, payload]
    text = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    signature = signer_of(key, f"{DID}#{key}").sign(text)
    return text + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")


def _token(seed: int, key: str, form: Literal["ob3", "vc+jwt"] = "ob3") -> bytes:
    """A badge as a signed token (Open Badges 3.0, 8.2; VC-JOSE-COSE 1.0, 3.1.1)."""
    badge = Chance(seed, fullness=0.15).badge(DID)
    badge["credentialSubject"].setdefault("id", "urn:uuid:00000000-0000-4000-8000-000000000001")
    return sign_token(mc.prepare(badge), signer_of(key, f"{DID}#{key}"), form=form).encode()


OB2 = {
    "@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://badges.alderbay.example/a/1",
    "recipient": {"type": "email", "hashed": True, "salt": "s", "identity": "sha256$" + "0" * 64},
    "badge": {"type": "BadgeClass", "id": "https://badges.alderbay.example/b/1", "name": "Checks", "description": "x",
              "image": "https://badges.alderbay.example/b/1.png", "criteria": {"narrative": "x"},
              "issuer": {"type": "Profile", "id": "https://badges.alderbay.example/i", "name": "Alder Bay",
                         "url": "https://badges.alderbay.example", "email": "badges@alderbay.example"}},
    "verification": {"type": "HostedBadge"}, "issuedOn": "2026-01-15T09:30:00Z", "expires": "2029-01-15T00:00:00Z",
}  # fmt: skip
OB1 = {
    "uid": "1", "recipient": {"type": "email", "hashed": False, "identity": "marla@alderbay.example"},
    "badge": "https://badges.alderbay.example/b/1", "issuedOn": 1421312400,
    "verify": {"type": "hosted", "url": "https://badges.alderbay.example/a/1"},
}  # fmt: skip


@cache
def honest_files(count: int = 24, seed: int = 0) -> dict[str, list[bytes]]:
    """`count` badges as JSON, JWT, PNG and SVG, and a few files of the older kinds."""
    documents = [
        Chance(seed + number, fullness=0.15).honest(WAYS[number % len(WAYS)]).document for number in range(count)
    ]
    texts = [json.dumps(document, ensure_ascii=bool(number % 2)) for number, document in enumerate(documents)]
    chance = random.Random(seed)
    return {
        "json": [text.encode() for text in [*texts, *map(json.dumps, [*LISTS.values(), OB2, OB1])]]
        + [json.dumps(_presented(chance.choice(documents))).encode()],
        "jwt": [_token(seed + number, KINDS[number % len(KINDS)]) for number in range(count)]
        + [_token(seed, "Ed25519", "vc+jwt"), token({**OB2, "verification": {"type": "signed"}})]
        + [token({"vc": documents[0], "iss": DID})],
        "png": [mc.bake_png(picture(), text) for text in texts]
        + [picture(chunk(b"iTXt", b"openbadges\0\0\0\0\0" + json.dumps(OB2).encode()))]
        + [picture(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + _token(seed, "P-256")))],
        "svg": [mc.bake_svg(SVG, text) for text in texts]
        + [SVG.replace(b"><title>", b' xmlns:ob="http://openbadges.org"><ob:assertion verify="aaaaaaaa.b.c"/><title>')],
    }


def _presented(document: dict[str, object]) -> dict[str, object]:
    context = ["https://www.w3.org/ns/credentials/v2"]
    return {"@context": context, "type": ["VerifiablePresentation"], "verifiableCredential": [document]}
