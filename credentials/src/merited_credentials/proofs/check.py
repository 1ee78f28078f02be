"""Whether the proofs of a document hold, each with the key that it names and the reason in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ..canonical import ContextOf
from ..contexts import KNOWN, Vocabularies, context_document
from ..controllers import KeyFinding
from ..errors import CredentialError, NotSignable, UnknownContext, WorkUsedUp
from ..keys import VerificationKey
from ..report import Verdict
from ..strict_json import Json
from ..work import Work
from .chains import previous_of, proofs_in
from .data_integrity import ASSERTION, Hashes, ProofPurpose, holds, problem_with, suite_of

FindKey = Callable[[str], KeyFinding]


@dataclass(frozen=True, slots=True)
class ProofFinding:
    """The answer for one proof, and the key that was found for it; None where no key was looked for."""

    result: Verdict
    sentence: str
    key: KeyFinding | None = None


def check_proofs(
    document: dict[str, Json],
    find: FindKey,
    now: datetime,
    *,
    purpose: ProofPurpose = ASSERTION,
    context_of: ContextOf = context_document,
    work: Work | None = None,
) -> tuple[ProofFinding, ...]:
    """One finding for each proof, in their order; empty when there is none (Data Integrity 4.5). All must hold.

    `find` gives the key at a verification method; `work` is what is left for the whole verification. Nothing is raised:
    what cannot be computed is FAIL, and what lacks a key, a vocabulary, a known kind or work that is left is UNKNOWN.
    """
    try:
        proofs = proofs_in(document)
    except CredentialError as error:
        return (ProofFinding("FAIL", error.sentence),)
    check = _Check(document, proofs, find, now, purpose, context_of, Hashes(work or Work()))
    return tuple(check.one(proof) for proof in proofs)


@dataclass(frozen=True, slots=True)
class _Check:
    document: dict[str, Json]
    proofs: list[dict[str, Json]]
    find: FindKey
    now: datetime
    purpose: ProofPurpose
    context_of: ContextOf
    hashes: Hashes

    def one(self, proof: dict[str, Json]) -> ProofFinding:
        if suite_of(proof) is None:
            name = str(proof.get("cryptosuite") or proof.get("type"))[:60]
            return ProofFinding("UNKNOWN", f"This library cannot check proofs of this kind yet ({name}).")
        try:
            previous_of(proof, self.proofs)
        except CredentialError as error:
            return ProofFinding("FAIL", error.sentence)
        known = self.context_of if isinstance(self.context_of, Vocabularies) else KNOWN
        try:
            problem = problem_with(
                self.document, proof, self.now, purpose=self.purpose, known=known, work=self.hashes.work
            )
        except WorkUsedUp as error:
            return ProofFinding("UNKNOWN", error.sentence)
        if problem:
            return ProofFinding("FAIL", problem)
        key = self.find(str(proof["verificationMethod"]))
        if key.key is None:
            return ProofFinding("UNKNOWN", f"Not checked. {key.sentence}", key)
        return self.signature(proof, key, key.key)

    def signature(self, proof: dict[str, Json], found: KeyFinding, key: VerificationKey) -> ProofFinding:
        what = "badge" if self.purpose.name == ASSERTION.name else "presentation"
        try:
            if holds(self.document, proof, key, context_of=self.context_of, hashes=self.hashes):
                return ProofFinding("PASS", f"The {what} is unchanged since it was signed.", found)
        except UnknownContext:
            sentence = f"The signature cannot be checked without the vocabularies of the {what}."
            return ProofFinding("UNKNOWN", sentence, found)
        except (NotSignable, WorkUsedUp) as error:
            return ProofFinding("UNKNOWN", error.sentence, found)
        except CredentialError as error:
            return ProofFinding("FAIL", error.sentence, found)
        return ProofFinding("FAIL", f"The {what} was changed after it was signed, or another key signed it.", found)
