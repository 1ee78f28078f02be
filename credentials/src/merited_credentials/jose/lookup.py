"""Whose key signed a token: by `kid`, by an embedded `jwk`, or by the issuer's own name.

A key that a token brings along proves that the token is unchanged, and nothing about who wrote it, until the issuer's
own document lists the same key. An address of a key proves nothing either unless it is the issuer's own, or lies
beneath it while the issuer's own document is at hand and lists no keys. Keys in documents that say whose they are (DID
documents, controller documents) are the business of `controllers`; here are the two notations that only tokens have: a
bare JWK, and a set of them (RFC 7517).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ..controllers import (
    ASSERTION,
    BY_THEMSELVES,
    GIVEN_UP,
    Document,
    KeyFinding,
    Resolve,
    find_key,
    has_ended,
    is_beneath,
    is_given_up,
    names_keys,
    site_of,
)
from ..errors import CredentialError, UnknownKind
from ..guard import is_absolute_iri
from ..keys import VerificationKey
from ..verification_methods import key_of_method
from .token import UNCHECKED, Token

_MOST_NAMES = 8  # of one key in one document; honest ones give it one
_INTEGRITY = (
    "The key stands in the token itself. It shows that the badge is unchanged, but not that the key is the issuer's."
)


def find_token_key(
    token: Token, issuer: str, resolve: Resolve, now: datetime, relationship: str = ASSERTION
) -> KeyFinding:
    """The key that signed a token, and whether it is the key of `issuer` (Open Badges 3.0, 8.2.5; RFC 8725, 3.8).

    `resolve` gives the document at an address (without its fragment), or None; `relationship` is where the issuer must
    list the key. Nothing is raised for what is in the token or the documents.
    """
    look = _Search(issuer, resolve, now, relationship)
    kid, jwk = token.header.get("kid"), token.header.get("jwk")
    if not isinstance(jwk, dict):
        if isinstance(kid, str):
            return look.named(kid)
        if issuer.startswith(BY_THEMSELVES):
            return look.found(issuer)
        return KeyFinding(None, "FAIL", "The token does not say which key signed it.")
    try:
        embedded = VerificationKey.from_jwk(jwk)
    except CredentialError as error:
        # A key of another kind is honest only where the token says that it is signed by such a key.
        honest = isinstance(error, UnknownKind) and token.algorithm in UNCHECKED
        sentence = f"The key in the token cannot be used. {error.sentence}"
        return KeyFinding(None, "UNKNOWN" if honest else "FAIL", sentence)
    if not isinstance(kid, str):
        return look.vouched(embedded)
    named = look.named(kid)
    if named.key is None and named.result == "UNKNOWN":
        return KeyFinding(embedded, "UNKNOWN", _INTEGRITY)
    if named.key is not None and named.key != embedded:
        return KeyFinding(None, "FAIL", "The token names one key and brings another.")
    return named


@dataclass(frozen=True, slots=True)
class _Search:
    """For whose key, when, to do what."""

    issuer: str
    resolve: Resolve
    now: datetime
    relationship: str

    def found(self, method: str) -> KeyFinding:
        """The key at a full address, by the rules of `controllers`."""
        return find_key(method, self.issuer, self.resolve, self.now, self.relationship)

    def named(self, kid: str) -> KeyFinding:
        """By `kid`: a full address, or a name that only means something within the issuer's own document."""
        if not is_absolute_iri(kid):
            return self._named_shortly(kid)
        address, _, fragment = kid.partition("#")
        document = self.resolve(address) if address.startswith("https://") else None
        if document is None or not ("kty" in document or "keys" in document):
            return self.found(kid)
        found = _in_set(document, fragment or None, kid, self.now)
        if found.key is None:
            return found
        return self._listed(found.key) or self._at_address(address, found.key)

    def _named_shortly(self, kid: str) -> KeyFinding:
        method = f"{self.issuer}#{kid.removeprefix('#')}"
        document = None if self.issuer.startswith(BY_THEMSELVES) else self.resolve(self.issuer)
        for entry in _methods(document or {}, self.relationship):
            jwk, address = entry.get("publicKeyJwk"), entry.get("id")
            if isinstance(jwk, Mapping) and jwk.get("kid") == kid and isinstance(address, str):
                method = self.issuer + address if address.startswith("#") else address
                break
        return self.found(method)

    def vouched(self, key: VerificationKey) -> KeyFinding:
        """A key that the token brings along: does the issuer know it?"""
        if self.issuer.startswith(BY_THEMSELVES):
            own = self.found(self.issuer)
            if own.key == key or own.key is None:
                return own
        elif is_given_up(self.resolve(self.issuer) or {}):
            return GIVEN_UP
        elif not names_keys(self.resolve(self.issuer) or {}):  # absent, or a profile that is silent about keys
            return KeyFinding(key, "UNKNOWN", _INTEGRITY)
        sentence = "The token is signed with a key that its issuer does not list, so somebody else may have written it."
        return self._listed(key) or KeyFinding(key, "FAIL", sentence)

    def _listed(self, key: VerificationKey) -> KeyFinding | None:
        """The finding on this key if the issuer's own document lists it, else None.

        Each look-up reads the document again, so one key is looked up once under each name, and under few names.
        """
        if self.issuer.startswith(BY_THEMSELVES):
            return None
        names: dict[str, None] = {}
        for entry in _methods(self.resolve(self.issuer) or {}, self.relationship):
            address = entry.get("id")
            if isinstance(address, str) and _holds(entry, key):
                names[self.issuer + address if address.startswith("#") else address] = None
        for name in list(names)[:_MOST_NAMES]:
            found = self.found(name)
            if found.result == "PASS":
                return found
        if len(names) > _MOST_NAMES:
            return KeyFinding(key, "UNKNOWN", "The issuer lists this key under more names than can be looked up.")
        return None

    def _at_address(self, address: str, key: VerificationKey) -> KeyFinding:
        """What the address of a bare key says about whose key it is: a bare key names nobody itself."""
        own = None if self.issuer.startswith(BY_THEMSELVES) else self.resolve(self.issuer)
        if own is not None and address != self.issuer and own.get("id") != self.issuer:
            return KeyFinding(key, "FAIL", "The document of the issuer belongs to somebody else.")
        if is_given_up(own or {}):
            return GIVEN_UP
        if names_keys(own or {}):  # an issuer who lists keys, and not this one, has withdrawn it or never had it
            return KeyFinding(key, "FAIL", "The issuer does not list the key that signed this badge.")
        if own is None and is_beneath(address, self.issuer):  # it may list keys, and not this one
            sentence = "The key lies beneath the issuer's address, but the issuer's own document is not at hand."
            return KeyFinding(key, "UNKNOWN", sentence)
        if address == self.issuer or is_beneath(address, self.issuer):
            return KeyFinding(key, "PASS", f"The key that signed this badge is published by its issuer, at {address}.")
        if site_of(address) is not None and site_of(address) == site_of(self.issuer):
            sentence = "The key lies on the site of the issuer, but nothing there shows that it is the issuer's key."
            return KeyFinding(key, "UNKNOWN", sentence)
        sentence = (
            f"The key lies at {address[:100]}, and the issuer that the badge names, {self.issuer[:100]}, is not there."
        )
        return KeyFinding(key, "FAIL", sentence)


def _in_set(document: Document, name: str | None, kid: str, now: datetime) -> KeyFinding:
    """Out of a JWK or a JWK set (RFC 7517, 4 and 5): the one key of that name, unless it has been given an end."""
    keys = document.get("keys", [document])
    listed = [key for key in (keys if isinstance(keys, list) else []) if isinstance(key, Mapping)]
    if name is not None or len(listed) > 1:
        listed = [key for key in listed if key.get("kid") in (name, kid) and key.get("kid")]
    if len(listed) != 1:
        return KeyFinding(None, "FAIL", "The address of the key leads to no key, or to more than one.")
    ended = has_ended(listed[0], now)
    if ended:
        return KeyFinding(None, "FAIL", ended)
    try:
        return KeyFinding(VerificationKey.from_jwk(listed[0]), "PASS", "")
    except CredentialError as error:
        return KeyFinding(None, "FAIL", f"The key at {kid[:100]} cannot be used. {error.sentence}")


def _methods(document: Document, relationship: str) -> Iterator[Document]:
    for name in ("verificationMethod", relationship):
        value = document.get(name)
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, Mapping):
                yield entry


def _holds(entry: Document, key: VerificationKey) -> bool:
    try:
        return key_of_method(entry) == key
    except CredentialError:
        return False
