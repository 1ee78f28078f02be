"""Verification in seven numbered steps; the same numbers stand in the code.

1. format: what is this, and is it a well-formed badge? JSON or a picture, strict types, real dates, full addresses.
2. context: is what is read what was signed? Known vocabularies only, no hidden members, nothing said elsewhere.
3. proof: does every signature hold, and is none past its own end?
4. issuer: does the key belong to the issuer that the badge names?
5. dates: has the badge begun, and has it not expired?
6. status: has the issuer revoked or suspended it? The list must itself be signed by the issuer.
7. recipient: is it about this person? Only when asked; its own answer, which decides only where the caller says so.

FAIL if any of 1 to 6 fails; UNKNOWN if none fails and one could not be checked; PASS otherwise. What rests on a step
that failed is not checked, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from .controllers import KeyFinding, find_key, proofs_of
from .dates import day_in_words, parse_instant
from .errors import CredentialError
from .guard import SOFT, examine
from .issue import issuer_id_of
from .model import hash_identity
from .proofs import eddsa_rdfc_2022
from .recognize import Reading, read
from .report import KINDS, Report, Step, Verdict, verdict_of
from .revocation import check_status
from .strict_json import Json
from .structure import examine_structure

Answer = tuple[Verdict, str]
_T = TypeVar("_T")
STEPS = ("format", "context", "proof", "issuer", "dates", "status")


@dataclass(frozen=True)
class Verifier:
    """Checks badges against what the caller hands in; it opens no connection.

    `now` is the moment to judge by (with a time zone). `documents`: DID (or https controller) -> its document;
    `status_lists`: address -> the signed list. `resolve` and `status_list` are asked for what these lack, and answer
    None for what cannot be had. `issuers_known`: ids that the caller knows; shown, never deciding.
    `require_recipient`: a recipient who does not match fails the badge.
    """

    now: datetime
    documents: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    status_lists: Mapping[str, object] = field(default_factory=dict)
    issuers_known: Collection[str] = ()
    resolve: Callable[[str], Mapping[str, object] | None] | None = None
    status_list: Callable[[str], object | None] | None = None
    require_recipient: bool = False

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("now needs a time zone")

    def verify(self, data: bytes | str | Mapping[str, object], *, recipient: str | None = None) -> Report:
        """A report on a file, a text or a parsed document. Whatever is handed in is answered; nothing is raised."""
        try:
            return self._verify(data, recipient, nested=False)
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # a panic inside pyoxigraph is no Exception
            sentence = f"Something unforeseen stood in the way of reading this ({type(error).__name__})."
            return self._early(Reading("unknown", "UNKNOWN", sentence), recipient, "it could not be read")

    def _verify(self, data: object, recipient: str | None, *, nested: bool) -> Report:
        # 1. format
        reading = read(dict(data) if isinstance(data, Mapping) else data)
        document = reading.document
        if document is None:
            because = "this is no badge" if reading.result == "FAIL" else "this kind of badge cannot be read yet"
            return self._early(reading, recipient, because)
        if reading.kind == "status-list" and not nested:
            listed = replace(reading, result="UNKNOWN", sentence="This is a list of revoked badges and not a badge.")
            return self._early(listed, recipient, "this is no badge")
        findings = examine_structure(document, reading.shape)
        if findings:
            sentence = f"This is not well-formed as {KINDS[reading.kind]}. {findings[0].where}: {findings[0].sentence}"
            return self._early(replace(reading, result="FAIL", sentence=sentence), recipient, "it is not well-formed")
        steps = [Step("format", "PASS", f"This is well-formed as {KINDS[reading.kind]}.")]
        # 2. context
        context, readable = _context(document)
        steps.append(Step("context", *context))
        if context[0] == "FAIL":
            return self._report(reading, steps, recipient, "it cannot be told what was signed")
        # 3. proof and 4. issuer: the key is looked up once for both
        proof, issuer = self._proof(document, readable)
        steps.append(Step("proof", *proof))
        if proof[0] == "FAIL":
            return self._report(reading, steps, recipient, "the signature does not hold")
        steps.append(Step("issuer", *issuer))
        # 5. dates
        steps.append(Step("dates", *_dates(document, self.now)))
        # 6. status
        steps.append(Step("status", *self._status(document, issuer, nested=nested)))
        # 7. recipient
        if recipient is not None or self.require_recipient:
            steps.append(Step("recipient", *_recipient(document, recipient)))
        return self._report(reading, steps, recipient, "")

    def _early(self, reading: Reading, recipient: str | None, because: str) -> Report:
        return self._report(reading, [Step("format", reading.result, reading.sentence)], recipient, because)

    def _report(self, reading: Reading, steps: list[Step], recipient: str | None, because: str) -> Report:
        wanted = [*STEPS, "recipient"] if recipient is not None or self.require_recipient else list(STEPS)
        rest = [Step(name, "UNKNOWN", f"Not checked, because {because}.") for name in wanted[len(steps) :]]
        done = (*steps, *rest)
        verdict = verdict_of(done, require_recipient=self.require_recipient)
        # A forgery may name a known issuer: only one that the key has shown counts.
        shown = any(step.id == "issuer" and step.result == "PASS" for step in done)
        known = shown and reading.document is not None and issuer_id_of(reading.document) in self.issuers_known
        return Report(verdict, done, reading.document, reading.kind, known)

    def _proof(self, document: dict[str, Json], readable: bool) -> tuple[Answer, Answer]:
        proofs = proofs_of(document)
        if not proofs:
            return ("FAIL", "This badge is not signed, so anyone could have written it."), _UNASKED
        answers = [self._one_proof(document, proof, readable) for proof in proofs]
        return _worst([proof for proof, _ in answers]), _worst([issuer for _, issuer in answers])

    def _one_proof(self, document: dict[str, Json], proof: dict[str, Json], readable: bool) -> tuple[Answer, Answer]:
        if not eddsa_rdfc_2022.is_mine(proof):
            name = str(proof.get("cryptosuite") or proof.get("type"))[:60]
            return ("UNKNOWN", f"This library cannot check proofs of this kind yet ({name})."), _UNASKED
        problem = eddsa_rdfc_2022.problem_with(document, proof, self.now) if readable else None
        if problem:
            return ("FAIL", problem), _UNASKED
        key = find_key(str(proof.get("verificationMethod")), issuer_id_of(document), self._document_of, self.now)
        issuer: Answer = (key.result, key.sentence)
        if not readable:
            return ("UNKNOWN", "The signature cannot be checked without the vocabularies of the badge."), issuer
        if "previousProof" in proof:
            return ("UNKNOWN", "This library cannot check chains of signatures yet."), issuer
        return _signature(document, proof, key), issuer

    def _document_of(self, controller: str) -> Mapping[str, object] | None:
        found = self.documents.get(controller)
        if found is None and self.resolve is not None:
            found = _asked(self.resolve, controller)
        return found if isinstance(found, Mapping) else None

    def _list_of(self, address: str) -> object | None:
        found = self.status_lists.get(address)
        return _asked(self.status_list, address) if found is None and self.status_list is not None else found

    def _status(self, document: dict[str, Json], issuer: Answer, *, nested: bool) -> Answer:
        if issuer[0] == "FAIL":
            return "UNKNOWN", "Not checked, because the key is not the issuer's."
        if nested and "credentialStatus" in document:
            return "UNKNOWN", "A status list with a status of its own is not followed."
        for_list = replace(self, require_recipient=False)  # a list is about nobody
        return check_status(document, self._list_of, lambda data: for_list._verify(data, None, nested=True))


_UNASKED: Answer = ("UNKNOWN", "Not checked, because there is no signature here that can be checked.")


def _asked(question: Callable[[str], _T | None], address: str) -> _T | None:
    """The caller's answer; a resolver that breaks has no answer."""
    try:
        return question(address)
    except Exception:
        return None


def _worst(answers: list[Answer]) -> Answer:
    for result in ("FAIL", "UNKNOWN"):
        for answer in answers:
            if answer[0] == result:
                return answer
    return answers[0]


def _context(document: dict[str, Json]) -> tuple[Answer, bool]:
    """The answer of step 2, and whether the document can be canonicalized. Proofs are looked at in step 3."""
    findings = examine({name: value for name, value in document.items() if name != "proof"})
    hard = [finding for finding in findings if finding.code not in SOFT]
    for finding in [*hard, *findings]:
        answer: Answer = ("FAIL" if hard else "UNKNOWN", f"{finding.where}: {finding.sentence}")
        return answer, all(finding.code != "unknown-context" for finding in findings)
    return ("PASS", "What is shown is what was signed."), True


def _signature(document: dict[str, Json], proof: dict[str, Json], key: KeyFinding) -> Answer:
    if key.multibase is None:
        return "UNKNOWN", f"Not checked. {key.sentence}"
    try:
        if eddsa_rdfc_2022.holds(document, proof, key.multibase):
            return "PASS", "The badge is unchanged since it was signed."
    except CredentialError as error:
        return "FAIL", error.sentence
    return "FAIL", "The badge was changed after it was signed, or another key signed it."


def _dates(document: dict[str, Json], now: datetime) -> Answer:
    begin, end = document.get("validFrom"), document.get("validUntil")
    if isinstance(begin, str) and parse_instant(begin) > now:
        return "FAIL", f"This badge is not valid before {day_in_words(parse_instant(begin))}."
    if isinstance(end, str):
        until = parse_instant(end)
        word = "This badge expired on" if until < now else "This badge is valid until"
        return ("FAIL" if until < now else "PASS"), f"{word} {day_in_words(until)}."
    return "PASS", "This badge is in force and has no end date."


def _comparable(identity: dict[str, Json]) -> bool:
    return identity.get("hashed") is not True or str(identity.get("identityHash")).startswith("sha256$")


def _recipient(document: dict[str, Json], recipient: str | None) -> Answer:
    subject = document.get("credentialSubject")
    if recipient is None or not isinstance(subject, dict):
        return "UNKNOWN", "No recipient was named to compare with."
    wanted = {recipient, recipient.strip(), recipient.strip().lower()}
    if str(subject.get("id", "")).removeprefix("mailto:") in wanted:
        return "PASS", "This badge was issued to this person."
    listed = subject.get("identifier")
    identities = [one for one in (listed if isinstance(listed, list) else [listed]) if isinstance(one, dict)]
    for identity in [one for one in identities if _comparable(one)]:
        claimed, salt = str(identity.get("identityHash")), str(identity.get("salt", ""))
        possible = {hash_identity(one, salt) for one in wanted} if identity.get("hashed") is True else wanted
        if claimed in possible:
            return "PASS", "This badge was issued to this person."
    if not identities or not all(_comparable(one) for one in identities):
        return "UNKNOWN", "This badge names its recipient in a way that cannot be compared."
    return "FAIL", "This badge was issued to somebody else."
