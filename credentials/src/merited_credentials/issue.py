"""Prepare, record, sign: what is to be signed is linted and can be written down before the key is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from .canonical import digest
from .did import did_jwk
from .errors import CredentialError, Finding, KeyMismatch, LintRefused, NotReadable
from .keys import Signer
from .lint import lint
from .model import Credential, Endorsement
from .ob3 import to_document
from .proofs import data_integrity
from .proofs.chains import proofs_in
from .proofs.data_integrity import ProofOptions
from .proofs.suites import Cryptosuite
from .strict_json import MAX_BYTES, MAX_VALUES, Json, canonical, check_limits, parse_object

_FORMAT = 1
# A verifier's limits are for what is signed: the proof, or the claims of a token, must still find room beneath them.
_ROOM_IN_BYTES, _ROOM_IN_VALUES = 10_000, 200


@dataclass(frozen=True, slots=True)
class Prepared:
    """A linted document, ready to be signed: its canonical JSON text, and the SHA-256 of that text in hex.

    Made only by `prepare` and `Prepared.from_json`.
    """

    text: str
    digest: str

    @property
    def document(self) -> dict[str, Json]:
        """A fresh copy of the unsigned document."""
        return parse_object(self.text)

    @property
    def issuer_id(self) -> str:
        """Who the document says issues it."""
        return issuer_id_of(self.document)

    def to_json(self) -> str:
        """A text for a database column; `from_json` reads it back, in another process if need be."""
        return canonical({"prepared": _FORMAT, "digest": self.digest, "document": self.document})

    @classmethod
    def from_json(cls, text: str) -> Prepared:
        """Read what `to_json` wrote, and lint it again.

        Raises NotReadable when it was changed since, LintRefused when a newer version of this library refuses it.
        """
        written = parse_object(text)
        document = written.get("document")
        if written.get("prepared") != _FORMAT or not isinstance(document, dict):
            raise NotReadable("This is not a prepared document of this version.")
        prepared = prepare(document)
        if prepared.digest != written.get("digest"):
            raise NotReadable("The prepared document was changed after it was written down, so it is not signed.")
        return prepared


def prepare(
    source: Credential | Endorsement | Mapping[str, object], *, extra: Mapping[str, object] | None = None
) -> Prepared:
    """Lint a badge, an endorsement, a status list or another credential; what comes back may be signed.

    `source` is a Credential, an Endorsement or an unsigned document; `extra` adds members at the top of the document,
    such as `termsOfUse`. Raises LintRefused with every finding at once.
    """
    try:
        given = to_document(source) if isinstance(source, Credential | Endorsement) else dict(source)
        text = canonical({**given, **(extra or {})})
        document = parse_object(text.encode("utf-8"), max_bytes=MAX_BYTES - _ROOM_IN_BYTES)
        check_limits(document, most=MAX_VALUES - _ROOM_IN_VALUES)
    except CredentialError as error:
        raise LintRefused((Finding("json", "the badge", error.sentence),)) from None
    except (ValueError, OverflowError) as error:
        raise LintRefused((Finding("value", "the badge", f"A value cannot be written down ({error})."),)) from None
    findings = lint(document)
    if findings:
        raise LintRefused(findings)
    return Prepared(text, digest(text).hex())


def sign(
    prepared: Prepared,
    signer: Signer,
    *,
    created: datetime,
    suite: Cryptosuite | None = None,
    options: ProofOptions | None = None,
) -> dict[str, Json]:
    """The signed document, purpose assertionMethod (W3C VC Data Integrity 4.2; vc-di-eddsa 3.2.1, vc-di-ecdsa 3.2.1).

    Unless a suite is named, the key's kind decides: eddsa-rdfc-2022 for Ed25519, ecdsa-rdfc-2019 for P-256 and P-384.
    `options` say more of the proof (its end, its id, its domain); `created` goes before theirs. Raises KeyMismatch
    when the key is not the issuer's, is of a kind that the suite does not take, or when the signature does not hold on
    a second look; NotReadable when the prepared text is not what was prepared; ValueError when `created` has no zone
    or the proof would end before it begins.
    """
    if not isinstance(prepared, Prepared):
        raise TypeError("sign() takes only what prepare() returned")
    if digest(prepared.text).hex() != prepared.digest:
        raise NotReadable("The prepared document was changed after it was prepared, so it is not signed.")
    return _signed(prepared.document, signer, replace(options or ProofOptions(created), created=created), suite)


def sign_again(
    signed: Mapping[str, Json], signer: Signer, *, options: ProofOptions, suite: Cryptosuite | None = None
) -> dict[str, Json]:
    """The signed document with one proof more by its issuer, beside the others or after them (Data Integrity 4.3).

    A verifier asks that all of them hold. `options.previous` names the proofs, by their ids, that the new one covers
    too. Raises what `prepare` and `sign` raise, and NotReadable when a previous proof is missing.
    """
    document = parse_object(canonical(dict(signed)))
    if not proofs_in(document):
        raise NotReadable("This document is not signed yet. Prepare it, and sign it.")
    prepare({name: value for name, value in document.items() if name != "proof"})
    return _signed(document, signer, options, suite)


def _signed(
    document: dict[str, Json], signer: Signer, options: ProofOptions, suite: Cryptosuite | None
) -> dict[str, Json]:
    if options.purpose.name != data_integrity.ASSERTION.name:
        raise ValueError("a credential is signed for assertionMethod; presentations.py signs for authentication")
    issuer, method = issuer_id_of(document), signer.verification_method
    controller, _, fragment = method.partition("#")
    if not fragment or controller != issuer:
        raise KeyMismatch(f"The key {method[:100]} is not a key of {issuer[:100]}, so nothing was signed.")
    if controller.startswith("did:key:") and fragment != signer.public_key.multikey:
        raise KeyMismatch("The did:key does not name the key that signs.")
    if controller.startswith("did:jwk:") and controller != did_jwk(signer.public_key):
        raise KeyMismatch("The did:jwk does not name the key that signs.")
    signed = parse_object(canonical(data_integrity.add(document, signer, options, suite=suite)))
    if not data_integrity.holds(signed, proofs_in(signed)[-1], signer.public_key):
        raise KeyMismatch("The new signature does not match its public key. Check which private key is configured.")
    return signed


def issuer_id_of(document: Mapping[str, Json]) -> str:
    """The id of the issuer, given as text or as an object; empty when there is none."""
    issuer = document.get("issuer")
    value = issuer.get("id") if isinstance(issuer, dict) else issuer
    return value if isinstance(value, str) else ""
