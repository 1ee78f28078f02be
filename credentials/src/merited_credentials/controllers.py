"""Whose key it is: finds the public key of a proof, and says whether it belongs to the issuer.

A key is the issuer's when each of the two names the other: the key names its controller, and the controller's document
lists the key under assertionMethod (Controlled Identifiers 1.0, 3.3). Three cases are weaker, and each says so:

- did:key and did:jwk: the issuer's name is the key itself, and nobody vouches for who holds it (PASS).
- A key document that lies beneath the issuer's own address and names the issuer, whose own document is at hand and
  lists no keys at all: whoever publishes there is the issuer (PASS), and a document of several keys there says itself
  which of them may sign badges. Elsewhere, or without the issuer's document, nobody confirms it (UNKNOWN; FAIL on a
  foreign site when the issuer's document is at hand and is silent).
- A key that stands in the fragment of its own address: integrity only (UNKNOWN).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from .dates import parse_instant
from .did import key_of_did_jwk
from .errors import CredentialError, NotReadable, UnknownKind
from .keys import IN_FRAGMENT, VerificationKey
from .report import Verdict
from .strict_json import Json
from .verification_methods import key_of_method

Document = Mapping[str, object]
Resolve = Callable[[str], Document | None]
ASSERTION = "assertionMethod"
BY_THEMSELVES = ("did:key:", "did:jwk:")
# The list of keys, and what each may do (Controlled Identifiers 1.0, 2.2 and 2.3).
_NAMES_OF_KEYS = (
    "verificationMethod",
    ASSERTION,
    *("authentication", "keyAgreement", "capabilityInvocation", "capabilityDelegation"),
)
_UNUSABLE = "The issuer's key is of a kind that this library cannot use yet."


@dataclass(frozen=True, slots=True)
class KeyFinding:
    """The key if one was found, and whether it is the issuer's, with the reason."""

    key: VerificationKey | None
    result: Verdict
    sentence: str


def find_key(method: str, issuer: str, resolve: Resolve, now: datetime, relationship: str = ASSERTION) -> KeyFinding:
    """The key at the address `method`, and whether it belongs to `issuer` (Controlled Identifiers 1.0, 3.3).

    `method`: a DID with a fragment; the https address of a controller document with a fragment; or that of a key
    document. `resolve` gives the document of a DID or of an https address (without fragment), or None. `relationship`
    is where the issuer must list the key: assertionMethod for badges, authentication for presentations. Nothing is
    raised for a bad document.
    """
    base, mark, fragment = method.partition("#")
    if base.startswith(BY_THEMSELVES) and "#" not in fragment:
        return _for_issuer(_of_itself(base, fragment if mark else None), base, issuer)
    if bool(mark) != bool(fragment) or "#" in fragment or not (mark or base.startswith("https://")):
        return KeyFinding(None, "FAIL", "The signature does not name its key by a full address.")
    document, wanted = resolve(base), _Wanted(method, base, issuer, resolve, now, relationship)
    if document is None:
        return _for_issuer(_absent(base, fragment), base if mark else issuer, issuer)
    if document.get("id") != base:
        return KeyFinding(None, "FAIL", "The document with the issuer's keys belongs to somebody else.")
    if is_given_up(document):
        return GIVEN_UP
    if not mark:
        return _stated(document, wanted)
    if base.startswith("https://") and not names_keys(document) and fragment.startswith(IN_FRAGMENT):
        return _for_issuer(_in_fragment(fragment), base, issuer)
    return _listed(document, wanted)


GIVEN_UP = KeyFinding(None, "FAIL", "The issuer has given up the identifier that the key belongs to.")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked for: the key's address, that address without fragment, for which issuer, when, to do what."""

    method: str
    base: str
    issuer: str
    resolve: Resolve
    now: datetime
    relationship: str


def _for_issuer(found: KeyFinding, controller: str, issuer: str) -> KeyFinding:
    if controller.startswith(BY_THEMSELVES) and issuer.startswith("urn:") and found.result == "PASS":
        sentence = "The issuer is named by a mere number, which no key can be shown to belong to."
        return KeyFinding(found.key, "UNKNOWN", sentence)
    if controller != issuer and found.result != "FAIL":
        sentence = f"The key belongs to {controller[:100]} and not to the issuer that the badge names, {issuer[:100]}."
        return KeyFinding(found.key, "FAIL", sentence)
    return found


def _of_itself(did: str, fragment: str | None) -> KeyFinding:
    """The one key of a did:key or did:jwk; a fragment may be left out, since there is nothing to choose from."""
    method, text = did[4:7], did[8:]
    try:
        key = VerificationKey.from_multikey(text) if method == "key" else key_of_did_jwk(did)
    except UnknownKind:
        return KeyFinding(None, "UNKNOWN", _UNUSABLE)
    except CredentialError as error:
        detail = "" if method == "key" else f" {error.sentence}"
        return KeyFinding(None, "FAIL", f"The issuer's did:{method} is malformed.{detail}")
    if fragment is not None and fragment != (text if method == "key" else "0"):
        return KeyFinding(None, "FAIL", f"The issuer's did:{method} has no such key.")
    sentence = (
        f"The issuer is named by its key alone (did:{method}): the key is right, but nobody vouches for who holds it."
    )
    return KeyFinding(key, "PASS", sentence)


def _absent(base: str, fragment: str) -> KeyFinding:
    if fragment.startswith(IN_FRAGMENT):
        return _in_fragment(fragment)
    if fragment:
        sentence = f"The keys of {base[:100]} are not at hand, so the signature cannot be checked."
    else:
        sentence = f"The key at {base[:100]} is not at hand, so the signature cannot be checked."
    return KeyFinding(None, "UNKNOWN", sentence)


def _in_fragment(fragment: str) -> KeyFinding:
    try:
        key = VerificationKey.from_multikey(fragment)
    except NotReadable:
        return KeyFinding(None, "FAIL", "The key in the signature's address is malformed.")
    sentence = (
        "The key stands in the signature's own address. It shows that the badge is unchanged, but not that the key is "
        "the issuer's."
    )
    return KeyFinding(key, "UNKNOWN", sentence)


def is_given_up(document: Document) -> bool:
    """Whether a DID was deactivated by its owner (DID Core 1.0, 7.1.2 and 8.2); anything but a plain no counts."""
    return document.get("deactivated") not in (None, False)


def names_keys(document: Document) -> bool:
    """Whether a document says anything of keys; the plain profile of an issuer does not."""
    return any(name in document for name in _NAMES_OF_KEYS)


def _listed(document: Document, wanted: _Wanted) -> KeyFinding:
    """The key in a controller document: its id, the key's controller and its relationship must all agree."""
    base, issuer = wanted.base, wanted.issuer
    found = [entry for entry in _methods_of(document, wanted) if _absolute(entry.get("id"), base) == wanted.method]
    if not found:
        return KeyFinding(None, "FAIL", "The issuer does not list the key that signed this badge.")
    if len(found) > 1 and not _is_written_out(document, wanted, found):
        return KeyFinding(None, "FAIL", "The issuer lists two keys under the same address.")
    entry = found[0]
    if entry.get("controller") == issuer != base:  # kept in another document than the issuer's own
        return _confirmed(_usable(entry, issuer, wanted.now), wanted, _objection(document, wanted))
    if wanted.method not in _allowed_by(document, base, wanted):
        return KeyFinding(None, "FAIL", "The issuer does not allow this key to sign badges.")
    if entry.get("controller") != base:
        return KeyFinding(None, "FAIL", "The key in the issuer's document is controlled by somebody else.")
    return _for_issuer(_usable(entry, base, wanted.now), base, issuer)


def _stated(entry: Document, wanted: _Wanted) -> KeyFinding:
    """The key in a document of its own (Controlled Identifiers 1.0, 2.2): its controller must be the issuer."""
    if names_keys(entry):
        return KeyFinding(None, "FAIL", "The signature names a whole document of keys and not one key in it.")
    controller = str(entry.get("controller"))
    found = _usable(entry, controller, wanted.now)
    return _confirmed(found, wanted) if controller == wanted.issuer else _for_issuer(found, controller, wanted.issuer)


def _objection(document: Document, wanted: _Wanted) -> str:
    """Why a document of keys beneath its issuer's address does not make this key one that signs the issuer's badges."""
    if wanted.method not in _allowed_by(document, wanted.base, wanted):
        return "The document that the key stands in does not allow it to sign badges."
    if any(one not in (wanted.base, wanted.issuer) for one in _entries(document.get("controller"))):
        return "The document that the key stands in is controlled by somebody else."
    return ""


def _confirmed(found: KeyFinding, wanted: _Wanted, objection: str = "") -> KeyFinding:
    """What the issuer's own document says to a key elsewhere that names the issuer as its controller.

    `objection`: what the document that the key stands in says against it, where the issuer's own says nothing.
    """
    issuer = wanted.issuer
    if found.result != "PASS":
        return found
    document = None if issuer.startswith(BY_THEMSELVES) else wanted.resolve(issuer)
    if document is not None and document.get("id") != issuer:
        return KeyFinding(found.key, "FAIL", "The document with the issuer's keys belongs to somebody else.")
    if document is not None and is_given_up(document):
        return GIVEN_UP
    if document is not None and wanted.method in _allowed_by(document, issuer, wanted):
        return found
    if issuer.startswith(BY_THEMSELVES) or (document is not None and names_keys(document)):
        return KeyFinding(found.key, "FAIL", "The issuer does not list the key that signed this badge.")
    if document is not None and is_beneath(wanted.base, issuer):
        if objection:
            return KeyFinding(found.key, "FAIL", objection)
        sentence = f"The key that signed this badge is published by its issuer, at {wanted.base[:200]}."
        return KeyFinding(found.key, "PASS", sentence)
    foreign = document is not None and site_of(wanted.base) != site_of(issuer)
    sentence = (
        f"The key at {wanted.base[:100]} names the issuer as its owner. It shows that the badge is unchanged, but the "
        "issuer does not confirm that the key is its own."
    )
    return KeyFinding(found.key, "FAIL" if foreign else "UNKNOWN", sentence)


def is_beneath(address: str, issuer: str) -> bool:
    """Whether an https address lies below the issuer's own, read with no cleverness at all.

    Nothing lies below an address with a query or a fragment: what is appended there is no path.
    """
    rest = address.removeprefix(issuer.rstrip("/") + "/")
    plain = not any(mark in rest for mark in ("..", "//", "%", "\\", "@", "?", ";"))
    plain = plain and not any(mark in issuer for mark in "?#")
    return issuer.startswith("https://") and rest != address and plain


def site_of(address: str) -> str | None:
    """Host and port of an https address, None of anything else: no other kind of address says who publishes there."""
    try:
        parts = urlsplit(address)
        site = f"{parts.hostname}:{parts.port or 443}"
    except ValueError:
        return None
    return site if parts.scheme == "https" and parts.hostname else None


def _usable(entry: Document, controller: str, now: datetime) -> KeyFinding:
    jwk = entry.get("publicKeyJwk")
    ended = has_ended(entry, now) or (has_ended(jwk, now) if isinstance(jwk, Mapping) else None)
    if ended:
        return KeyFinding(None, "FAIL", ended)
    try:
        key = key_of_method(entry)
    except UnknownKind:
        return KeyFinding(None, "UNKNOWN", _UNUSABLE)
    except CredentialError as error:
        return KeyFinding(None, "FAIL", f"The issuer's key cannot be used. {error.sentence}")
    return KeyFinding(key, "PASS", f"The key that signed this badge is listed by its issuer, {controller[:200]}.")


def has_ended(key: Document, now: datetime) -> str | None:
    """Why a key does not count any more, in a sentence: a verification method, or a JWK with its `exp` in seconds."""
    if "revoked" in key and _has_come(key["revoked"], now):
        return "The issuer has withdrawn the key that signed this badge."
    if ("expires" in key and _has_come(key["expires"], now)) or ("exp" in key and _has_come(key["exp"], now)):
        return "The key that signed this badge is past its own end."
    return None


def _is_written_out(document: Document, wanted: _Wanted, found: list[Document]) -> bool:
    """Whether a key that stands in the list of keys is written out where it is allowed too, and alike."""
    listed = [one for one in _entries(document.get("verificationMethod")) if any(one is other for other in found)]
    alike = all({**one, "id": wanted.method} == {**found[0], "id": wanted.method} for one in found)
    return len(found) == 2 and len(listed) == 1 and alike


def _methods_of(document: Document, wanted: _Wanted) -> list[Document]:
    """The verification methods of a document, listed or written straight into the relationship."""
    everything = [*_entries(document.get("verificationMethod")), *_entries(document.get(wanted.relationship))]
    return [entry for entry in everything if isinstance(entry, Mapping)]


def _allowed_by(document: Document, controller: str, wanted: _Wanted) -> list[str | None]:
    """The full addresses of the keys that the document lists for what is wanted."""
    listed = _entries(document.get(wanted.relationship))
    return [_absolute(one.get("id") if isinstance(one, Mapping) else one, controller) for one in listed]


def _absolute(value: object, controller: str) -> str | None:
    """The full address of a key: #key-1 is taken from the document's own."""
    if not isinstance(value, str):
        return None
    return controller + value if value.startswith("#") else value


def _has_come(value: object, now: datetime) -> bool:
    """Whether an instant, or a number of seconds, is past; what cannot be read counts as past, to be safe."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return not value > now.timestamp()
    try:
        return parse_instant(str(value)) <= now
    except NotReadable:
        return True


def _entries(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def proofs_of(document: dict[str, Json]) -> list[dict[str, Json]]:
    """The proofs of a document, one or many, as a list."""
    return [proof for proof in _entries(document.get("proof")) if isinstance(proof, dict)]
