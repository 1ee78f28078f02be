"""The cast of the tests of Open Badges 2.0: an issuer with its pages, a hosted and a signed badge, a forger."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from merited_credentials import ob2
from merited_credentials.jose.token import write
from merited_credentials.keys import raw_ecdsa
from merited_credentials.model import hash_identity

HOME = "https://badges.alderbay.example"
EVIL = "https://evil.example"
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
V2 = "https://w3id.org/openbadges/v2"
MARLA = "marla.ortiz@alderbay.example"
ID, CLASS, ISSUER, KEY, LIST = (f"{HOME}/{name}" for name in ("a/1", "b/1", "issuer", "keys/1", "revoked"))
URN = "urn:uuid:0f7c1c5e-5a8b-4b57-9d3c-9a3a1e8a0c11"

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
P256 = ec.derive_private_key(7, ec.SECP256R1())
ED = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def pem(private: Any) -> str:
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def signed(payload: dict[str, Any], private: Any = ED, alg: str | None = None, **header: Any) -> str:
    def sign(data: bytes) -> bytes:
        if isinstance(private, rsa.RSAPrivateKey):
            return private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        if isinstance(private, ec.EllipticCurvePrivateKey):
            return raw_ecdsa(private.sign(data, ec.ECDSA(hashes.SHA256())), "P-256")
        return private.sign(data)

    right = "RS256" if private is RSA else "ES256" if private is P256 else "EdDSA"
    return write({"alg": alg or right, **header}, payload, sign)


HOSTED: dict[str, Any] = {
    "@context": V2,
    "type": "Assertion",
    "id": ID,
    "recipient": {"type": "email", "hashed": True, "salt": "sea", "identity": hash_identity(MARLA, "sea")},
    "badge": CLASS,
    "issuedOn": "2025-12-31T23:59:59+00:00",
    "expires": "2028-12-31T23:59Z",
    "evidence": [f"{HOME}/e/1", {"id": "_:b0", "type": "Evidence", "narrative": "What I tried.", "genre": "video"}],
    "image": {"id": f"{HOME}/a/1.png", "type": "Image", "caption": "A speech bubble"},
    "verification": {"type": "hosted"},
}
SIGNED: dict[str, Any] = {
    **{name: value for name, value in HOSTED.items() if name != "verification"},
    "id": URN,
    "verification": {"type": "SignedBadge", "creator": KEY},
}
PAGES: dict[str, dict[str, Any]] = {
    CLASS: {
        "@context": V2,
        "type": "BadgeClass",
        "id": CLASS,
        "name": "Checking for Understanding",
        "description": "Uses formative checks.",
        "image": "data:image/png;base64,iVBORw0KGgo=",
        "criteria": {"narrative": "Two reviewers score each part."},
        "issuer": ISSUER,
        "alignment": [{"targetName": "Assessment", "targetUrl": f"{HOME}/f/6", "targetCode": "6"}],
        "tags": ["assessment"],
        "@language": "en-US",
        "version": 2,
    },
    ISSUER: {
        "@context": V2,
        "type": ["Issuer", "Profile"],
        "id": ISSUER,
        "name": "Alder Bay Unified School District",
        "url": HOME,
        "email": "badges@alderbay.example",
        "publicKey": KEY,
        "revocationList": LIST,
    },
    KEY: {"@context": V2, "type": "CryptographicKey", "id": KEY, "owner": ISSUER, "publicKeyPem": pem(ED)},
    LIST: {"@context": V2, "type": "RevocationList", "id": LIST, "issuer": ISSUER, "revokedAssertions": []},
}

Pages = dict[str, Any]


def pages(**changes: Any) -> Pages:
    """The pages of the issuer and the hosted badge. `issuer={...}` changes members of that page; None takes it away."""
    found: Pages = copy.deepcopy({**PAGES, ID: HOSTED})
    names = {"issuer": ISSUER, "badge": CLASS, "key": KEY, "revoked": LIST, "hosted": ID}
    for name, members in changes.items():
        address = names[name]
        found[address] = None if members is None else changed(found[address], **members)
    return found


def changed(document: dict[str, Any], **members: Any) -> dict[str, Any]:
    """A copy with these members; one that is ... is taken out."""
    found = {**copy.deepcopy(document), **members}
    return {name: value for name, value in found.items() if value is not ...}


def fetch_of(found: Pages) -> Callable[[str], Any]:
    def fetch(address: str) -> Any:
        page = found.get(address)
        if isinstance(page, Exception):
            raise page
        return page

    return fetch


def check(given: Any, found: Pages | None = None, **more: Any) -> ob2.Checked:
    return ob2.check(given, fetch=fetch_of(pages() if found is None else found), **({"now": NOW} | more))


def answers(checked: ob2.Checked) -> dict[str, str]:
    return {step.id: step.result for step in checked.steps}


def sentence(checked: ob2.Checked, step: str) -> str:
    return next(one.sentence for one in checked.steps if one.id == step)
