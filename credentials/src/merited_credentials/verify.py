"""Verification in seven numbered steps; the same numbers stand in the code. What each proves, and what not: report.py.

1. format: what is this, and is it a well-formed badge? JSON or a picture, strict types, real dates, full addresses.
2. context: is what is read what was signed? Known vocabularies only, no hidden members, nothing said elsewhere.
3. proof: does every signature hold, and is none past its own end?
4. issuer: does the key belong to the issuer that the badge names?
5. dates: has the badge begun, and has it not expired?
6. status: has the issuer revoked or suspended it? The list must itself be signed by the issuer.
7. recipient: is it about this person? Only when asked; its own answer, which decides only by a policy.

FAIL if any of 1 to 6 fails, or a policy; UNKNOWN if none fails and one could not be checked; PASS otherwise. What rests
on a step that failed is not checked, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypeVar

from . import ob2
from .contexts import KNOWN, Vocabularies, readings
from .controllers import KeyFinding, find_key
from .errors import WorkUsedUp
from .issue import issuer_id_of
from .jose.check import check_token
from .policies import Policy, no_text
from .presentations import TOKEN_STATUS, PresentationReport, verify_presentation
from .proofs.check import check_proofs
from .recipients import named_text, recipient
from .recognize import Reading, read
from .report import KINDS, STEPS, Report, Step, verdict_of
from .revocation import check_status
from .steps import Answer, context_of_document, context_of_token, dates, endorsed, worst
from .strict_json import Json, count_values
from .structure import examine_structure
from .work import USED_UP, Work

_T = TypeVar("_T")
_UNASKED: Answer = ("UNKNOWN", "Not checked, because there is no signature here that can be checked.")
_NO_BADGE: Answer = ("UNKNOWN", "There is no badge in this presentation.")
_UNREAD: Answer = ("UNKNOWN", "Not checked, because no badge could be read from this presentation.")
_UNSIGNED: Answer = ("FAIL", "This badge is not signed, so anyone could have written it.")


class Door(Protocol):
    """Who may ask the network (door.py); None for what cannot be had."""

    def document(self, address: str) -> Mapping[str, object] | None:
        """The JSON document of a DID or at an https address; None where the site leads on to another site."""

    def is_gone(self, address: str) -> bool:
        """Whether the address, asked before, answered that what was there is gone for good (410)."""


@dataclass(frozen=True)
class Verifier:
    """Checks badges against what the caller hands in; without a `door` it opens no connection.

    `now` is the moment to judge by (with a time zone). `documents`: address (of a DID, a key, an Open Badges 2.0
    issuer, ...) -> its document; `status_lists`: address -> the signed list. `resolve` and `status_list` are asked
    for what these lack, and answer None for what cannot be had or was found on another site than was asked; the
    door (door.py) is asked last. `issuers_known`: ids that the caller knows; shown, never deciding. `policies`:
    what the caller demands besides (policies.py), of every badge in a presentation. `known`: the vocabularies that
    documents may name; more than the library's own for test suites alone. `work`: what one verification may cost in
    all (work.py); by itself each call has a budget of its own, and only what belongs to one call shares it.
    """

    now: datetime
    documents: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    status_lists: Mapping[str, object] = field(default_factory=dict)
    issuers_known: Collection[str] = ()
    resolve: Callable[[str], Mapping[str, object] | None] | None = None
    status_list: Callable[[str], object | None] | None = None
    door: Door | None = None
    policies: tuple[Policy, ...] = ()
    known: Vocabularies = KNOWN
    work: Work | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("now needs a time zone")
        no_text(self.issuers_known, "issuers_known")

    def verify(self, data: bytes | str | Mapping[str, object], *, recipient: str | None = None) -> Report:
        """A report on a file, a text or a parsed document. Whatever is handed in is answered; nothing is raised."""
        return self._answered(data, named_text(recipient))

    def verify_list(self, data: bytes | str | Mapping[str, object]) -> Report:
        """A report on a signed status list itself, of which `verify` only says that it is no badge."""
        return self._answered(data, None, nested=True)

    def verify_enclosed(self, data: bytes | str | Mapping[str, object]) -> Report:
        """A report on what stands in a presentation: the same as that of `verify`, but for a presentation in it."""
        return self._answered(data, None, enclosed=True)

    def at_work(self) -> Verifier:
        """This verifier in the middle of a verification, with its budget, or else with a fresh one."""
        return self if self.work is not None else replace(self, work=Work())

    def _answered(self, data: object, recipient: str | None, *, nested: bool = False, enclosed: bool = False) -> Report:
        try:
            return self.at_work()._verify(data, recipient, nested=nested, enclosed=enclosed)
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # a stack that overflows in another language is no Exception
            sentence = f"Something unforeseen stood in the way of reading this ({type(error).__name__})."
            return self._early(Reading("unknown", "UNKNOWN", sentence), recipient, "it could not be read")

    def _verify(self, data: object, named: str | None, *, nested: bool, enclosed: bool = False) -> Report:
        # 1. format
        reading = read(dict(data) if isinstance(data, Mapping) else data)
        if reading.kind == "ob2" and reading.result != "FAIL":
            return self._open_badges_2(reading, named)
        if reading.kind == "presentation" and reading.document is not None:
            return self._nest(reading) if enclosed else self._presentation(reading)
        unread = self._malformed(reading, named, nested=nested)
        if unread is not None:
            return unread
        return self._read_as_signed(reading, named, nested=nested) or self._credential(reading, named, nested=nested)

    def _read_as_signed(self, reading: Reading, named: str | None, *, nested: bool) -> Report | None:
        """The report in the one reading of several in which a proof holds: an unversioned address has meant different
        vocabularies. Each reading has an equal part of the budget, so none is tried at the cost of another."""
        document = reading.document or {}
        several = readings(document.get("@context"), self.known)
        if reading.token is not None or len(several) < 2 or "proof" not in document:
            return None
        work = self.work or Work()
        unchecked, parts = None, work.parts(len(several))
        for one, part in zip(several, parts, strict=True):
            report = replace(self, known=one, work=part)._credential(reading, named, nested=nested)
            work.give_back(part)
            if any(step.id == "proof" and step.result == "PASS" for step in report.steps):
                return report
            if report.verdict == "UNKNOWN" and any(USED_UP in step.sentence for step in report.steps):
                unchecked = report
        return unchecked

    def _malformed(self, reading: Reading, named: str | None, *, nested: bool) -> Report | None:
        """The report on what is not well-formed, is no badge or is too much to look at; None where it is read on."""
        document = reading.document
        if document is None or reading.result != "PASS":
            because = "this is no badge" if reading.result == "FAIL" else "this kind of badge cannot be read yet"
            return self._early(_unread(reading), named, because)
        if reading.kind == "status-list" and not nested:
            listed = replace(reading, result="UNKNOWN", sentence="This is a list of revoked badges and not a badge.")
            return self._early(listed, named, "this is no badge")
        try:
            (self.work or Work()).take_looks(count_values(document))
        except WorkUsedUp as error:
            return self._early(
                replace(reading, result="UNKNOWN", sentence=error.sentence), named, "it could not be read"
            )
        findings = examine_structure(document, reading.shape)
        if findings:
            sentence = f"This is not well-formed as {KINDS[reading.kind]}. {findings[0].where}: {findings[0].sentence}"
            return self._early(replace(reading, result="FAIL", sentence=sentence), named, "it is not well-formed")
        return None

    def _credential(self, reading: Reading, named: str | None, *, nested: bool) -> Report:
        document = reading.document
        assert document is not None
        steps = [Step("format", "PASS", f"This is well-formed as {KINDS[reading.kind]}.")]
        # 2. context
        work = self.work
        context = context_of_token(document, work) if reading.token else context_of_document(document, self.known, work)
        steps.append(Step("context", *context))
        if context[0] == "FAIL" or USED_UP in context[1]:
            return self._report(reading, steps, named, "it cannot be told what was signed")
        # 3. proof and 4. issuer: the key is looked up once for both
        proof, issuer, window = self._token(reading) if reading.token else self._proofs(document)
        steps.append(Step("proof", *proof))
        if proof[0] == "FAIL":
            return self._report(reading, steps, named, "the signature does not hold")
        steps.append(Step("issuer", *issuer))
        # 5. dates: those of the badge, and of the token around it
        inner = dates(document, self.now)
        steps.append(Step("dates", *(worst([inner, window]) if window else inner)))
        # 6. status
        status = self._status(document, issuer, nested=nested)
        of_token = reading.token is not None and reading.token.names_status
        steps.append(Step("status", *(worst([status, TOKEN_STATUS]) if of_token else status)))
        # 7. recipient
        if named is not None:
            steps.append(Step("recipient", *recipient(document, named)))
        return self._report(reading, steps, named, "")

    def _early(self, reading: Reading, named: str | None, because: str) -> Report:
        return self._report(reading, [Step("format", reading.result, reading.sentence)], named, because)

    def _report(self, reading: Reading, steps: list[Step], named: str | None, because: str) -> Report:
        wanted = [*STEPS, "recipient"] if named is not None else list(STEPS)
        rest = [Step(name, "UNKNOWN", f"Not checked, because {because}.") for name in wanted[len(steps) :]]
        done = (*steps, *rest)
        return self._judged(Report(verdict_of(done), done, reading.document, reading.kind))

    def _judged(self, report: Report) -> Report:
        """With what this caller knows and demands."""
        # A forgery may name a known issuer: only one that the key has shown counts.
        shown = any(step.id == "issuer" and step.result == "PASS" for step in report.steps)
        report = replace(report, issuer_known=shown and report.issuer_id in self.issuers_known)
        steps = (*report.steps, *(_demanded(policy, report) for policy in self.policies))
        return replace(report, verdict=verdict_of(steps), steps=steps)

    def _proofs(self, document: dict[str, Json]) -> tuple[Answer, Answer, Answer | None]:
        issuer = issuer_id_of(document)

        def find(method: str) -> KeyFinding:
            return find_key(method, issuer, self.document_of, self.now)

        found = check_proofs(document, find, self.now, context_of=self.known, work=self.work)
        if not found:
            return _UNSIGNED, _UNASKED, None
        owners = [(one.key.result, one.key.sentence) if one.key else _UNASKED for one in found]
        verdict, sentence = worst([(one.result, one.sentence) for one in found])
        said = sentence + endorsed(document) if verdict == "PASS" else sentence
        return (verdict, said), worst(owners), None

    def _token(self, reading: Reading) -> tuple[Answer, Answer, Answer | None]:
        assert reading.token is not None
        found = check_token(reading.token, now=self.now, resolve=self.document_of)
        return found.proof, found.issuer, found.dates

    def _open_badges_2(self, reading: Reading, named: str | None) -> Report:
        given = reading.token.token if reading.token else None
        checked = ob2.check(
            given or reading.document or reading.text, fetch=self._hosted, now=self.now, recipient=named
        )
        issuer = checked.issuer.id if checked.issuer else ""
        report = Report(checked.verdict, checked.steps, checked.document, checked.kind, issuer_id=issuer)
        return self._judged(report)

    def _hosted(self, address: str) -> Mapping[str, object] | None:
        found = self.document_of(address)
        if found is None and self.door is not None and self.door.is_gone(address):
            raise ob2.Gone
        return found

    def _presentation(self, reading: Reading) -> Report:
        found = verify_presentation(reading.text or reading.document or {}, self)
        steps = found.steps
        if found.verdict == "PASS" and not found.credentials:  # well-formed, and of no use to whoever asks for a badge
            steps = (*(step for step in steps if step.id != "credentials"), Step("credentials", *_NO_BADGE))
        # What is demanded of a badge is demanded of each badge in it: its own words are the holder's, not an issuer's.
        last = len(self.policies)
        steps = (*steps, *(_of_each(policy, place - last, found) for place, policy in enumerate(self.policies)))
        return Report(verdict_of(steps), steps, found.document, reading.kind)

    def _nest(self, reading: Reading) -> Report:
        # Each would canonicalize all that is in it again, so a nest of them could cost any amount of work.
        sentence = "This library does not look into a presentation inside a presentation."
        nest = replace(reading, result="UNKNOWN", sentence=sentence, document=None)
        return self._early(nest, None, "this is a presentation")

    def document_of(self, controller: str) -> Mapping[str, object] | None:
        """The document at an address or of a DID: at hand, else by `resolve`, else through the door; or None."""
        found = self.documents.get(controller)
        if found is None and self.resolve is not None:
            found = _asked(self.resolve, controller)
        if found is None and self.door is not None:
            found = _asked(self.door.document, controller)
        return found if isinstance(found, Mapping) else None

    def _list_of(self, address: str) -> object | None:
        found = self.status_lists.get(address)
        if found is None and self.status_list is not None:
            found = _asked(self.status_list, address)
        return self.document_of(address) if found is None else found

    def _status(self, document: dict[str, Json], issuer: Answer, *, nested: bool) -> Answer:
        if issuer[0] == "FAIL":
            return "UNKNOWN", "Not checked, because the key is not the issuer's."
        if nested and "credentialStatus" in document:
            return "UNKNOWN", "A status list with a status of its own is not followed."
        for_list = replace(self, policies=())  # what is demanded of the badge is not demanded of the list
        kept = self.work.lists(self.known) if self.work is not None else None
        return check_status(document, self._list_of, lambda data: for_list._verify(data, None, nested=True), kept)


def _unread(reading: Reading) -> Reading:
    sentence = reading.sentence or f"This library cannot read this kind of badge yet: {KINDS[reading.kind]}."
    return replace(reading, result="FAIL" if reading.result == "FAIL" else "UNKNOWN", sentence=sentence)


def _name_of(policy: Policy) -> str:
    return str(getattr(policy, "id", None) or type(policy).__name__)


def _of_each(policy: Policy, place: int, found: PresentationReport) -> Step:
    """The worst answer to this policy among the credentials of a presentation, each of which has answered it."""
    answers: list[Answer] = []
    for number, report in enumerate(found.credentials, start=1):
        step = report.steps[place]  # policies are answered last
        answers.append(
            (step.result, step.sentence if step.result == "PASS" else f"Credential {number}: {step.sentence}")
        )
    return Step(_name_of(policy), *worst(answers or [_UNREAD]))


def _demanded(policy: Policy, report: Report) -> Step:
    """The step of a policy; one that breaks, or that answers in no way that can be read, leaves its demand open."""
    name = _name_of(policy)
    try:
        result, sentence = policy.answer(report)
        if result in ("PASS", "FAIL", "UNKNOWN") and isinstance(sentence, str):
            return Step(name, result, sentence)
        reason = "its answer cannot be read"
    except Exception as error:
        reason = type(error).__name__
    return Step(name, "UNKNOWN", f"What was demanded besides could not be checked ({reason}).")


def _asked(question: Callable[[str], _T | None], address: str) -> _T | None:
    """The caller's answer; a resolver that breaks has no answer."""
    try:
        return question(address)
    except Exception:
        return None
