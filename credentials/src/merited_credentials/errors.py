"""What this library raises: each error carries a sentence for a teacher, and says what to do next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a verifier would refuse: a code for programs, where it stands, a sentence for people."""

    code: str
    where: str
    sentence: str


class CredentialError(Exception):
    """The base of all errors of this library; `sentence` is fit to be shown."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class LintRefused(CredentialError):
    """A document that a verifier would refuse was handed to `prepare`; `findings` holds every reason at once."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(" ".join(f"{finding.where}: {finding.sentence}" for finding in findings))
        self.findings = findings


class NotReadable(CredentialError):
    """The bytes are not what they were said to be (JSON, an image, a status list, a key)."""


class NotBakeable(CredentialError):
    """The image or the credential cannot be joined into one file."""


class TooMuchWork(CredentialError):
    """The input is larger or more tangled than any honest badge; it is refused before the work is done."""


class UnknownContext(CredentialError):
    """A context address that this library does not hold a frozen copy of."""


class UnsafeDocument(CredentialError):
    """The document holds something that a signature would not cover, or would cover elsewhere."""

    def __init__(self, where: str, sentence: str) -> None:
        super().__init__(sentence)
        self.where = where


class WrongMasterKey(CredentialError):
    """The master key at hand is not the one that sealed this private key."""


class KeyMismatch(CredentialError):
    """The key does not belong to the issuer named in the document, or did not make the signature it should have."""
