"""The cast of the token tests: one issuer with four kinds of key, one attacker, and tokens made by hand."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import merited_credentials as mc
from cast import DID, MARLA, NOW, PRIVATE, credential
from merited_credentials.jose.check import TokenFinding, check_token
from merited_credentials.jose.credential import claims_of
from merited_credentials.jose.token import encode
from merited_credentials.report import Step, verdict_of
from merited_credentials.signers.memory import MemorySigner

PERSON = "did:example:marla"
ATTACKER = "did:web:evil.example"
KINDS = ("Ed25519", "P-256", "P-384", "P-521", "RSA")
ALG = {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "RSA": "RS256"}


def private(kind: str, owner: str = "issuer") -> Any:
    """A private key of a kind; the same one in the whole run."""
    return _private(kind, owner)


@cache
def _private(kind: str, owner: str) -> Any:
    if kind == "Ed25519":
        return Ed25519PrivateKey.from_private_bytes(PRIVATE if owner == "issuer" else PRIVATE[::-1])
    if kind == "RSA":
        return rsa.generate_private_key(65537, 2048)
    curves = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
    return ec.derive_private_key(7 if owner == "issuer" else 11, curves[kind])


def signer(kind: str = "Ed25519", owner: str = "issuer") -> MemorySigner:
    controller = DID if owner == "issuer" else ATTACKER
    return MemorySigner(private(kind, owner), f"{controller}#{kind}")


def private_jwk(kind):
    """The private JWK of a key of the cast, written out by hand."""
    key, public = private(kind), dict(signer(kind).public_key.jwk)
    if kind == "Ed25519":
        return public | {"d": encode(key.private_bytes_raw())}
    numbers = key.private_numbers()
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return public | {"d": encode(numbers.private_value.to_bytes((key.key_size + 7) // 8, "big"))}
    assert isinstance(key, rsa.RSAPrivateKey)
    names = {"d": "d", "p": "p", "q": "q", "dp": "dmp1", "dq": "dmq1", "qi": "iqmp"}
    values = {name: getattr(numbers, member) for name, member in names.items()}
    return public | {
        name: encode(value.to_bytes((value.bit_length() + 7) // 8, "big")) for name, value in values.items()
    }


def document_of(controller: str, owner: str) -> dict[str, Any]:
    keys = [mc.PublicKey.of(kind, signer(kind, owner).public_key) for kind in KINDS]
    document = mc.did_document(controller, keys)
    return {**document, "authentication": document["assertionMethod"]}


@cache
def documents() -> dict[str, Any]:
    return {DID: document_of(DID, "issuer"), ATTACKER: document_of(ATTACKER, "attacker")}


def badge(**changes: Any) -> mc.Prepared:
    """The prepared badge of the cast, about a person who has an id."""
    values: dict[str, Any] = {"recipient": mc.Recipient.of_email(MARLA, "salt-of-1", id=PERSON), "status": None}
    return mc.prepare(credential(**(values | changes)))


def payload(**changes: Any) -> dict[str, Any]:
    """The claims of a good badge, changed; None takes a claim away."""
    claims = copy.deepcopy(claims_of(badge().document)) | changes
    return {name: value for name, value in claims.items() if value is not None}


def by_hand(
    claims: Any = None, *, header: Any = None, key: MemorySigner | None = None, sign: Any = None, **head: Any
) -> str:
    """A token as an attacker would make it: any header, any claims (objects or bare text), any signature."""
    key = key or signer()
    head = {"alg": key.public_key.alg, "typ": "JWT", "kid": key.verification_method} | head
    written = {name: value for name, value in head.items() if value is not None}
    parts = [header if header is not None else written, claims if claims is not None else payload()]
    texts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in parts]
    signed = ".".join(encode(text) for text in texts)
    return f"{signed}.{encode((sign or key.sign)(signed.encode()))}"


def look(token: str, *, now: datetime = NOW, known: Any = None) -> TokenFinding:
    return check_token(token, now=now, resolve=(documents() if known is None else known).get)


def verdict(finding: TokenFinding) -> str:
    """As the verifier counts: FAIL if any answer is FAIL, else UNKNOWN if any is, else PASS."""
    return verdict_of(tuple(Step(str(number), *answer) for number, answer in enumerate(finding.answers)))


LATER = datetime(2030, 1, 1, tzinfo=UTC)
