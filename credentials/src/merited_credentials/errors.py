"""What this library raises: each error carries a sentence for a teacher, and says what to do next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a verifier would refuse: a code for programs, where it stands, a sentence for people."""

    code: str
    where: str
    sentence: str


def member_at(where: str, name: str) -> str:
    """The place of a member. A long name is cut: it would stand again in the place of everything inside of it."""
    return f"{where}.{name[:80]}" if where else name[:80]


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
    """The bytes are not what they were said to be (JSON, an image, a status list, a key).

    `findings` holds every reason where more than one was looked for.
    """

    def __init__(self, sentence: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(sentence)
        self.findings = findings


class UnknownKind(NotReadable):
    """A key of a kind, or for an algorithm, that this library does not use; it may be a good key all the same."""


class SealBroken(NotReadable):
    """A sealed private key, or the file that holds it, was cut short, was changed, or belongs to another key."""


class NotInstalled(CredentialError):
    """A package that only some installations need is missing; the sentence says what to install."""


class SignerUnavailable(CredentialError):
    """The device or the service that holds the private key did not sign; nothing was signed."""


class TwoBadges(NotReadable):
    """One picture carries two badges, so that two programs could show two different ones."""


class NotBakeable(CredentialError):
    """The image or the credential cannot be joined into one file."""


class TooMuchWork(CredentialError):
    """The input is larger or more tangled than any honest badge; it is refused before the work is done."""


class WorkUsedUp(TooMuchWork):
    """What one verification may cost in all is used up: this part was not checked, whatever is in it (work.py)."""


class UnknownContext(CredentialError):
    """A context address that this library does not hold a frozen copy of."""


class NotSignable(CredentialError):
    """A literal in JSON (rdf:JSON): it is signed in a form that this library does not write yet."""


class UnsafeDocument(CredentialError):
    """The document holds something that a signature would not cover, or would cover elsewhere."""

    def __init__(self, where: str, sentence: str) -> None:
        super().__init__(sentence)
        self.where = where


class WrongMasterKey(CredentialError):
    """The master key at hand is not the one that sealed this private key."""


class KeyMismatch(CredentialError):
    """The key does not belong to the issuer named in the document, or did not make the signature it should have."""
