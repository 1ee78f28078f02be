"""Whose key it is: finds the public key of a proof, and says whether it belongs to the issuer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from .dates import parse_instant
from .did import resolve_did_key
from .errors import CredentialError, NotReadable
from .keys import decode_multikey
from .report import Verdict
from .strict_json import Json

Resolve = Callable[[str], Mapping[str, object] | None]
_KEY_TYPES = ("Multikey", "Ed25519VerificationKey2020")


@dataclass(frozen=True, slots=True)
class KeyFinding:
    """The key (Multikey text) if one was found, and whether it is the issuer's, with the reason."""

    multibase: str | None
    result: Verdict
    sentence: str


def find_key(method: str, issuer: str, resolve: Resolve, now: datetime) -> KeyFinding:
    """The key at the address `method`, and whether it belongs to `issuer` (Controlled Identifiers 1.0, 3.3).

    `resolve` gives the document of a DID or of an https controller, or None. Nothing is raised for a bad document.
    """
    controller, _, fragment = method.partition("#")
    if controller.startswith("did:key:") and not fragment and "#" not in method:
        fragment = controller.removeprefix("did:key:")  # a did:key has one key, so some leave it at that
    if not fragment or "#" in fragment:
        return KeyFinding(None, "FAIL", "The signature does not name its key by a full address.")
    if controller.startswith("did:key:"):
        found = _self_asserted(controller, fragment)
    else:
        document = resolve(controller)
        if document is not None:
            found = _listed(document, method, controller, now)
        elif fragment.startswith("z6Mk"):
            found = _in_fragment(fragment)
        else:
            sentence = f"The keys of {controller[:100]} are not at hand, so the signature cannot be checked."
            found = KeyFinding(None, "UNKNOWN", sentence)
    if controller.startswith("did:key:") and issuer.startswith("urn:") and found.result == "PASS":
        sentence = "The issuer is named by a mere number, which no key can be shown to belong to."
        return KeyFinding(found.multibase, "UNKNOWN", sentence)
    if controller != issuer and found.result != "FAIL":
        sentence = f"The key belongs to {controller[:100]} and not to the issuer that the badge names, {issuer[:100]}."
        return KeyFinding(found.multibase, "FAIL", sentence)
    return found


def _self_asserted(controller: str, fragment: str) -> KeyFinding:
    try:
        resolve_did_key(controller)
    except NotReadable:
        if controller.startswith(("did:key:zDn", "did:key:z82", "did:key:z4M")):
            return KeyFinding(None, "UNKNOWN", "The issuer's key is of a kind that this library cannot use yet.")
        return KeyFinding(None, "FAIL", "The issuer's did:key is malformed.")
    multibase = controller.removeprefix("did:key:")
    if fragment != multibase:
        return KeyFinding(None, "FAIL", "The issuer's did:key has no such key.")
    sentence = "The issuer is named by its key alone (did:key): the key is right, but nobody vouches for who holds it."
    return KeyFinding(multibase, "PASS", sentence)


def _in_fragment(fragment: str) -> KeyFinding:
    try:
        decode_multikey(fragment)
    except NotReadable:
        return KeyFinding(None, "FAIL", "The key in the signature's address is malformed.")
    sentence = (
        "The key stands in the signature's own address. It shows that the badge is unchanged, but not that the key is "
        "the issuer's."
    )
    return KeyFinding(fragment, "UNKNOWN", sentence)


def _listed(document: Mapping[str, object], method: str, controller: str, now: datetime) -> KeyFinding:
    """The key in a controller document: its id, the key's controller and assertionMethod must all agree."""
    if document.get("id") != controller:
        return KeyFinding(None, "FAIL", "The document with the issuer's keys belongs to somebody else.")
    allowed = _entries(document.get("assertionMethod"))
    embedded = [entry for entry in allowed if isinstance(entry, Mapping)]
    methods = [entry for entry in _entries(document.get("verificationMethod")) if isinstance(entry, Mapping)]
    found = [entry for entry in [*methods, *embedded] if _absolute(entry.get("id"), controller) == method]
    if not found:
        return KeyFinding(None, "FAIL", "The issuer does not list the key that signed this badge.")
    if len(found) > 1:
        return KeyFinding(None, "FAIL", "The issuer lists two keys under the same address.")
    entry = found[0]
    references = [_absolute(one.get("id") if isinstance(one, Mapping) else one, controller) for one in allowed]
    if method not in references:
        return KeyFinding(None, "FAIL", "The issuer does not allow this key to sign badges.")
    if entry.get("controller") != controller:
        return KeyFinding(None, "FAIL", "The key in the issuer's document is controlled by somebody else.")
    return _usable(entry, controller, now)


def _usable(entry: Mapping[str, object], controller: str, now: datetime) -> KeyFinding:
    for name, sentence in (
        ("revoked", "The issuer has withdrawn the key that signed this badge."),
        ("expires", "The key that signed this badge is past its own end."),
    ):
        if name in entry and _has_come(entry[name], now):
            return KeyFinding(None, "FAIL", sentence)
    multibase = entry.get("publicKeyMultibase")
    if entry.get("type") not in _KEY_TYPES or not isinstance(multibase, str):
        return KeyFinding(None, "UNKNOWN", "The issuer's key is of a kind that this library cannot use yet.")
    try:
        decode_multikey(multibase)
    except CredentialError:
        return KeyFinding(None, "UNKNOWN", "The issuer's key is of a kind that this library cannot use yet.")
    return KeyFinding(multibase, "PASS", f"The key that signed this badge is listed by its issuer, {controller[:200]}.")


def _has_come(value: object, now: datetime) -> bool:
    """Whether an instant is past; what cannot be read as an instant counts as past, to be safe."""
    try:
        return parse_instant(str(value)) <= now
    except NotReadable:
        return True


def _entries(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _absolute(value: object, controller: str) -> str | None:
    if not isinstance(value, str):
        return None
    return controller + value if value.startswith("#") else value


def proofs_of(document: dict[str, Json]) -> list[dict[str, Json]]:
    """The proofs of a document, one or many, as a list."""
    return [proof for proof in _entries(document.get("proof")) if isinstance(proof, dict)]
