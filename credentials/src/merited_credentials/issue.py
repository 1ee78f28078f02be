"""Prepare, record, sign: what is to be signed is linted and can be written down before the key is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .canonical import digest
from .errors import CredentialError, Finding, KeyMismatch, LintRefused, NotReadable
from .keys import Signer
from .lint import lint
from .model import Credential
from .ob3 import to_document
from .proofs import eddsa_rdfc_2022
from .strict_json import Json, canonical, parse_object

_FORMAT = 1


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


def prepare(source: Credential | Mapping[str, object], *, extra: Mapping[str, object] | None = None) -> Prepared:
    """Lint a badge, an endorsement or a status list; what comes back may be signed.

    `source` is a Credential or an unsigned document; `extra` adds members at the top of the document, such as
    `termsOfUse`. Raises LintRefused with every finding at once.
    """
    try:
        given = to_document(source) if isinstance(source, Credential) else dict(source)
        text = canonical({**given, **(extra or {})})
        document = parse_object(text)
    except CredentialError as error:
        raise LintRefused((Finding("json", "the badge", error.sentence),)) from None
    except (ValueError, OverflowError) as error:
        raise LintRefused((Finding("value", "the badge", f"A value cannot be written down ({error})."),)) from None
    findings = lint(document)
    if findings:
        raise LintRefused(findings)
    return Prepared(text, digest(text).hex())


def sign(prepared: Prepared, signer: Signer, *, created: datetime) -> dict[str, Json]:
    """The signed document: eddsa-rdfc-2022, purpose assertionMethod (W3C vc-di-eddsa 3.2.1; VC Data Integrity 4.2).

    Raises KeyMismatch when the key is not the issuer's, or when the signature does not hold on a second look;
    NotReadable when the prepared text is not what was prepared; ValueError when `created` has no time zone.
    """
    if not isinstance(prepared, Prepared):
        raise TypeError("sign() takes only what prepare() returned")
    if digest(prepared.text).hex() != prepared.digest:
        raise NotReadable("The prepared document was changed after it was prepared, so it is not signed.")
    document = prepared.document
    issuer, method = issuer_id_of(document), signer.verification_method
    controller, _, fragment = method.partition("#")
    if not fragment or controller != issuer:
        raise KeyMismatch(f"The key {method[:100]} is not a key of {issuer[:100]}, so nothing was signed.")
    if controller.startswith("did:key:") and method != f"did:key:{signer.public_multibase}#{signer.public_multibase}":
        raise KeyMismatch("The did:key does not name the key that signs.")
    signed = parse_object(canonical(eddsa_rdfc_2022.add(document, signer, created)))
    proof = signed["proof"]
    if not isinstance(proof, dict) or not eddsa_rdfc_2022.holds(signed, proof, signer.public_multibase):
        raise KeyMismatch("The new signature does not match its public key. Check which private key is configured.")
    return signed


def issuer_id_of(document: Mapping[str, Json]) -> str:
    """The id of the issuer, given as text or as an object; empty when there is none."""
    issuer = document.get("issuer")
    value = issuer.get("id") if isinstance(issuer, dict) else issuer
    return value if isinstance(value, str) else ""
