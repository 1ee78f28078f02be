"""What is wrong in a story of the content, in sentences: a writer of stories should not have to read a traceback."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from merited.awards.rules.revoking import Reason
from merited.awards.rules.validity import months_after
from merited.catalog.document import Document, canonical, read
from merited.catalog.rules.publishing import tidied
from merited.cli.demo.cast import ALSO_QUALIFIED
from merited.cli.demo.content_files import DISTRICTS, definitions_of, load, present
from merited.people.rules.calendar import add_working_days
from merited.review.rules.flags import Kind
from merited.submissions.rules.completeness import Work, artifacts_in, missing, prompts_in, scope_of

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMS = {"pdf": "pdf", "picture": "image", "text": "document", "link": "link"}
CLAIM_DAYS = 3
STORY_KEYS = {"id", "earner", "credential", "version", "language", "started", "attempts", "shared", "hidden", "withdrawn", "revoked", "note", "stages"}  # fmt: skip
ATTEMPT_KEYS = {"answers", "exhibits", "self_assessment", "change_notes", "sent", "check", "reading", "also", "note"}
READING_KEYS = {"by", "claimed", "filed", "scores", "keep", "private", "flag", "note"}
FLAG_KEYS = {"kind", "about", "at", "words"}


class Content:
    """The two districts' content, as a checker wants it."""

    def __init__(self) -> None:
        scales = load("scales.yaml")["scales"]
        self.people: dict[str, dict[str, Any]] = {}
        self.home: dict[str, dict[str, Any]] = {}
        self.documents: dict[str, Document] = {}
        self.offers: dict[str, dict[str, Any]] = {}
        for name in DISTRICTS:
            source = load(name)
            for one in source["people"]:
                if one.get("email"):
                    self.people[one["id"]], self.home[one["id"]] = one, source
            for one in definitions_of(source):
                used = {part["scale"] for part in one["parts"]}
                mine = [scale for scale in scales if scale["id"] in used]
                self.documents[one["id"]] = read(canonical(tidied({**one, "scales": mine})))
                self.offers[one["id"]] = source

    def reads(self, reader: str, credential: str) -> bool:
        """Whether somebody is qualified."""
        return credential in self.people[reader].get("qualified_for", ()) or reader in ALSO_QUALIFIED.get(
            credential, ()
        )

    def interest(self, reader: str, earner: str) -> str:
        """Why a reader may not judge an earner; empty when nothing stands in the way."""
        one, other = self.people[reader], self.people[earner]
        if reader == earner:
            return "it is their own work"
        shared = set(one.get("schools", ())) & set(other.get("schools", ()))
        if shared:
            return f"they share {', '.join(sorted(shared))}"
        for a, b in ((one, other), (other, one)):
            if b["id"] in (a.get("supervisor"), *a.get("coaches", ()), *a.get("conflict_with", ())):
                return "one supervises or coaches the other, or has declared an interest"
        return ""

    def working_days(self, credential: str, start: date, days: int) -> date:
        """A day of the district's calendar."""
        off = set(self.offers[credential].get("calendar", {}).get("non_working_days", ()))
        return add_working_days(start, days, off)


@cache
def content() -> Content:
    """Read once."""
    return Content()


def at(value: Any) -> datetime:
    """A moment of a story."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time(12)) if isinstance(value, date) else datetime.fromisoformat(value)


def faults(story: dict[str, Any]) -> list[str]:
    """Everything wrong in one story, each as a sentence. Empty when it can be grown."""
    here = content()
    found = [f"there is no key {key!r}" for key in story.keys() - STORY_KEYS]
    if story["earner"] not in here.people:
        return [*found, f"nobody with an account is called {story['earner']!r}"]
    if story["credential"] not in here.documents:
        return [*found, f"there is no micro-credential {story['credential']!r}"]
    document = here.documents[story["credential"]]
    if story.get("version") != document.number:
        found.append(f"version {story.get('version')!r} is not the one that is offered: {document.number!r}")
    if here.home[story["earner"]] is not here.offers[story["credential"]]:
        found.append(f"{story['earner']} does not work in the district that offers {story['credential']}")
    languages = document.source.get("submission_languages", ["en"])
    if story.get("language", "en") not in languages:
        found.append(f"it can be answered in {languages}, not in {story['language']!r}")
    return [*found, *Check(story, document).all(), *_ending(story), *_order(story)]


class Check:
    """The attempts of one story, in turn: what is met stays met, what was there is carried over."""

    def __init__(self, story: dict[str, Any], document: Document) -> None:
        self.story, self.document = story, document
        self.met: set[str] = set()
        self.answers: dict[str, str] = {}
        self.exhibits: Counter[str] = Counter()

    def all(self) -> Iterator[str]:
        """Every fault."""
        attempts = self.story.get("attempts") or [{}]
        for number, attempt in enumerate(attempts, start=1):
            for fault in self._attempt(number, attempt, last=number == len(attempts)):
                yield f"attempt {number}: {fault}"

    def _attempt(self, number: int, attempt: dict[str, Any], *, last: bool) -> Iterator[str]:
        scope = scope_of(self.document, self.met)
        yield from (f"there is no key {key!r}" for key in attempt.keys() - ATTEMPT_KEYS)
        if not scope:
            yield "everything is met already"
        yield from self._written(attempt, scope)
        if "sent" in attempt:
            work = Work(self.answers, self.exhibits, attempt.get("change_notes", {}), {})
            for one in missing(self.document, work, met=self.met, number=number):
                yield f"it is sent, and something is missing: {one.sentence}"
        if "reading" in attempt:
            for one in (attempt["reading"], *attempt.get("also", ())):  # whoever reads it too
                yield from (f"reading: {fault}" for fault in self._reading(attempt | {"reading": one}, scope))
        if not last and "filed" not in attempt.get("reading", {}):
            yield "another attempt follows, so its reading must be filed"

    def _written(self, attempt: dict[str, Any], scope: tuple[Any, ...]) -> Iterator[str]:
        open_ones, criteria = {one.id for one in scope}, {one.id: one for one in self.document.criteria}
        prompts, artifacts = prompts_in(self.document, scope), artifacts_in(scope)
        for key, text in attempt.get("answers", {}).items():
            if key not in prompts:
                yield f"{key} is no open question; these are: {sorted(prompts)}"
            self.answers[key] = text
        for key in attempt.get("change_notes", {}):
            if key not in open_ones:
                yield f"a change note for {key}, which is not open; these are: {sorted(open_ones)}"
        for key, level in attempt.get("self_assessment", {}).items():
            if key not in open_ones:
                yield f"the self-assessment of {key}, which is not open; these are: {sorted(open_ones)}"
            elif level not in {one.id for one in criteria[key].levels}:
                yield f"{level!r} is no level of {key}: {[one.id for one in criteria[key].levels]}"
        for key, exhibits in attempt.get("exhibits", {}).items():
            if key not in artifacts:
                yield f"{key} is no open piece of work; these are: {sorted(artifacts)}"
                continue
            self.exhibits[key] += len(exhibits)
            yield from self._exhibits(key, exhibits)

    def _exhibits(self, key: str, exhibits: list[dict[str, Any]]) -> Iterator[str]:
        artifact = self.document.artifact(key)
        if self.exhibits[key] > artifact.most_files:
            yield f"{key} takes {artifact.most_files} files, those of earlier attempts included"
        for one in exhibits:
            if one["form"] not in FORMS:
                yield f"{key}: {one['form']!r} is no form; these are: {sorted(FORMS)}"
            elif not {FORMS[one["form"]], *(["pdf"] if one["form"] == "text" else [])} & set(artifact.accepts):
                yield f"{key} does not take the form {one['form']!r} (it takes {list(artifact.accepts)})"
            if not one.get("what", "").strip():
                yield f"{key}: an exhibit without `what`"
            if one["form"] == "link" and not one.get("url"):
                yield f"{key}: a link without `url`"

    def _reading(self, attempt: dict[str, Any], scope: tuple[Any, ...]) -> Iterator[str]:
        reading, here = attempt["reading"], content()
        yield from (f"there is no key {key!r}" for key in reading.keys() - READING_KEYS)
        reader = reading.get("by")
        if "sent" not in attempt:
            yield "nothing was sent"
        if reader not in here.people:
            yield f"nobody with an account is called {reader!r}"
            return
        if not here.reads(reader, self.story["credential"]):
            yield f"{reader} is not qualified for {self.story['credential']}"
        why = here.interest(reader, self.story["earner"])
        if why:
            yield f"{reader} may not judge {self.story['earner']}: {why}"
        yield from self._scores(reading, {one.id: one for one in scope})
        if "flag" in reading:
            yield from self._flag(reading)

    def _flag(self, reading: dict[str, Any]) -> Iterator[str]:
        flag = reading["flag"]
        if flag.keys() != FLAG_KEYS:
            yield f"a flag has {sorted(FLAG_KEYS)}, and this one {sorted(flag)}"
            return
        if flag["kind"] not in (Kind.CANNOT_OPEN, Kind.PRIVACY):
            yield f"{flag['kind']!r} is no kind of flag that puts work on hold"
        if flag["about"] not in self.exhibits and flag["about"] not in self.answers:
            yield f"the flag is about {flag['about']!r}, which was not handed in"
        if "filed" in reading or not flag["words"].strip():
            yield "a flag has words, and nothing is filed while it is open"

    def _scores(self, reading: dict[str, Any], asked: dict[str, Any]) -> Iterator[str]:
        scores = reading.get("scores") or {}
        for key, score in scores.items():
            if key not in asked:
                yield f"{key} is not open, so it is not scored; these are: {sorted(asked)}"
            elif score.get("level") not in {one.id for one in asked[key].levels}:
                yield f"{score.get('level')!r} is no level of {key}: {[one.id for one in asked[key].levels]}"
            elif asked[key].level(score["level"]).meets:
                if "filed" in reading:
                    self.met.add(key)
            elif "filed" in reading and not score.get("words", "").strip():
                yield f"{key} is open and has no words"
        if "filed" in reading:
            yield from (f"it is filed, and {key} has no score" for key in asked.keys() - scores.keys())


def _ending(story: dict[str, Any]) -> Iterator[str]:
    earned = state_of(story).startswith("earned")
    for key in ("shared", "hidden", "revoked"):
        if story.get(key) and not earned:
            yield f"it is {key}, and was never earned"
    if "withdrawn" in story and earned:
        yield "what is earned is not withdrawn"
    if "revoked" in story:
        if story["revoked"].get("reason") not in {one.value for one in Reason}:
            yield f"{story['revoked'].get('reason')!r} is no reason to revoke"
        if not story["revoked"].get("note"):
            yield "revoked without a note"


def _order(story: dict[str, Any]) -> Iterator[str]:
    """Every moment after the one before; claims that had not run out; nothing later than the content's present."""
    steps = [("started", at(story["started"]), timedelta(0))]
    for number, attempt in enumerate(story.get("attempts", ()), start=1):
        reading = attempt.get("reading", {})
        gap = timedelta(minutes=30) if number == 1 else timedelta(hours=5)  # time to write it, as the loader tells it
        steps += [(f"sent (attempt {number})", at(attempt["sent"]), gap)] if "sent" in attempt else []
        if "flag" in reading:
            reading = reading | {"flagged": reading["flag"]["at"]}
        for key in ("claimed", "flagged", "filed"):
            steps += [(f"{key} (attempt {number})", at(reading[key]), timedelta(minutes=1))] if key in reading else []
        if "claimed" in reading and "filed" in reading:
            last = content().working_days(story["credential"], at(reading["claimed"]).date(), CLAIM_DAYS)
            if at(reading["filed"]).date() > last:
                yield f"attempt {number}: filed on {at(reading['filed']).date()}, and the claim ran out on {last}"
    if "withdrawn" in story:
        steps.append(("withdrawn", at(story["withdrawn"]), timedelta(minutes=1)))
    if "revoked" in story:
        steps.append(("revoked", at(story["revoked"]["at"]), timedelta(minutes=1)))
    for (before, earlier, _), (name, later, gap) in pairwise(steps):
        if later < earlier + gap:
            yield f"{name} at {later} is too soon after {before} at {earlier}"
    if steps[-1][1].date() >= present():
        yield f"{steps[-1][0]} on {steps[-1][1].date()} is not before the content's present, {present()}"


def state_of(story: dict[str, Any]) -> str:
    """In what state the story leaves its submission, in words that tell the kinds of not yet and of earned apart."""
    if "withdrawn" in story:
        return "withdrawn"
    attempts = story.get("attempts") or [{}]
    last, number = attempts[-1], len(attempts)
    reading = [last.get("reading", {}), *last.get("also", ())][-1]  # a third one settles a difference
    try_ = {1: "", 2: ", second attempt"}.get(number, ", third attempt or later")
    if "sent" not in last:
        return f"draft{try_}" if last else f"nothing written yet{try_}"
    if "cannot_open" in last.get("check", ()):
        return f"came back{try_}"
    if story.get("stages", {}).get("precheck") and "check" not in last:
        return f"to be opened{try_}"
    if "filed" not in reading:
        return f"{'on hold' if 'flag' in reading else 'being read' if reading else 'waiting'}{try_}"
    criteria = content().documents[story["credential"]].criteria
    meeting = {(one.id, level.id) for one in criteria for level in one.levels if level.meets}
    if all((key, one.get("level")) in meeting for key, one in (reading.get("scores") or {}).items()):
        return f"{'to be confirmed' if story.get('stages', {}).get('grant') else 'earned'}{try_}"
    return f"not yet{try_}"


def marks_of(story: dict[str, Any]) -> set[str]:
    """What else is true of it on the content's present day: late, shared, revoked, expired, in Spanish."""
    found = {key for key in ("shared", "hidden", "revoked") if story.get(key)}
    found |= {"in Spanish"} if story.get("language") == "es" else set()
    last = (story.get("attempts") or [{}])[-1]
    here, state = content(), state_of(story)
    if state.startswith(("waiting", "being read")):
        promise = here.offers[story["credential"]]["policies"]["review_sla_working_days"]
        found |= (
            {"late"} if here.working_days(story["credential"], at(last["sent"]).date(), promise) < present() else set()
        )
    months = here.documents[story["credential"]].valid_months
    if state.startswith("earned") and months:
        ends = months_after(at(last["reading"]["filed"]), months)
        found |= {"expired"} if ends.date() < present() else set()
    return found
