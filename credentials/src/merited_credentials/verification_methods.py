"""Verification methods: a public key as DID documents and key documents write it (Controlled Identifiers 1.0, 2.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .errors import NotReadable, UnknownKind
from .keys import Kind, VerificationKey
from .multibase import base58_decode

_KINDS: dict[str, frozenset[Kind]] = {  # the types that are met, and the keys that each may hold
    "Multikey": frozenset({"Ed25519", "P-256", "P-384", "P-521"}),
    "JsonWebKey": frozenset({"Ed25519", "P-256", "P-384", "P-521", "RSA"}),
    "JsonWebKey2020": frozenset({"Ed25519", "P-256", "P-384", "P-521", "RSA"}),
    "Ed25519VerificationKey2018": frozenset({"Ed25519"}),
    "Ed25519VerificationKey2020": frozenset({"Ed25519"}),
    "EcdsaSecp256r1VerificationKey2019": frozenset({"P-256"}),
}
_MEMBER = {"Multikey": "publicKeyMultibase", "JsonWebKey": "publicKeyJwk", "JsonWebKey2020": "publicKeyJwk"}
_PRIVATE = ("secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk", "privateKeyBase58")


def key_of_method(entry: Mapping[str, object]) -> VerificationKey:
    """The key of one verification method.

    Types: Multikey, JsonWebKey, JsonWebKey2020, Ed25519VerificationKey2018 and 2020, EcdsaSecp256r1VerificationKey2019.
    Raises UnknownKind for another type or kind of key; NotReadable when the key is malformed, is given twice, is not
    of the kind that the type names, or when the private half is published with it.
    """
    if any(name in entry for name in _PRIVATE):
        raise NotReadable("The issuer has published the private half of this key, so anyone could sign with it.")
    name = entry.get("type")
    if not isinstance(name, str) or name not in _KINDS:
        raise UnknownKind("The issuer's key is of a kind that this library cannot use yet.")
    given = [member for member in _READERS if member in entry]
    if len(given) != 1 or given[0] != _MEMBER.get(name, given[0]):
        raise NotReadable("The issuer's key is not written as its kind demands.")
    key = _READERS[given[0]](entry[given[0]])
    if key.kind not in _KINDS[name]:
        raise NotReadable("The issuer's key is of another kind than it says.")
    return key


def _multibase(value: object) -> VerificationKey:
    return VerificationKey.from_multikey(_text(value))


def _jwk(value: object) -> VerificationKey:
    if not isinstance(value, Mapping):
        raise NotReadable("The issuer's key is not written as its kind demands.")
    return VerificationKey.from_jwk(value)


def _base58(value: object) -> VerificationKey:
    """32 bare bytes: this notation is older than Multikey and names no kind."""
    return VerificationKey.from_public(Ed25519PublicKey.from_public_bytes(base58_decode("z" + _text(value), length=32)))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise NotReadable("The issuer's key is not written as its kind demands.")
    return value


_READERS: dict[str, Callable[[object], VerificationKey]] = {
    "publicKeyMultibase": _multibase,
    "publicKeyJwk": _jwk,
    "publicKeyBase58": _base58,
}
