"""How an integrity case is laid out: what is the same, marked; the steps with their days; outcomes in words. Never a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from merited.portfolio.prints import words_in
from merited.review.queries import exhibits_for_reader
from merited.review.queries.integrity import KEY
from merited.review.rules.integrity import Outcome, Step
from merited.review.rules.likeness import Kind
from merited.review.withheld import Withheld, withheld_at
from merited.submissions.rules.states import AttemptState
from merited.web.reviewer.showing import question_in_words

if TYPE_CHECKING:
    from uuid import UUID

    from merited.review.models import Case, Concern
    from merited.submissions.models import Attempt, Exhibit

LONG = 6_000  # characters: of a longer text only the passages are shown, with what stands around them
AROUND = 300

OUTCOMES: dict[Outcome, str] = {
    Outcome.NO_CASE: _("No case"),
    Outcome.TEACH: _("Learn how, and send again"),
    Outcome.NOT_MET: _("Not met: the criteria that it is about are open again"),
    Outcome.REVOKE: _("The badge is revoked"),
}
EFFECTS: dict[Outcome, str] = {
    Outcome.NO_CASE: _(
        "Nothing is to be held against anybody. The clock goes on, and nothing of this is seen anywhere."
    ),
    Outcome.TEACH: _("What was sent goes back as a draft, with everything in it. What is met stays met."),
    Outcome.NOT_MET: _("What was met there falls, a badge that rests on it is revoked, and it can be sent again."),
    Outcome.REVOKE: _(
        "The badge is revoked for a finding of integrity. The public page says the date and that, and no more."
    ),
}
STEPS: dict[Step, str] = {
    Step.ANSWER: _("Waits for the earner’s answer"),
    Step.PANEL: _("A panel of three hears it"),
    Step.FOUND: _("Decided; it can be appealed"),
    Step.APPEAL: _("Other persons hear the appeal"),
    Step.CLOSED: _("Closed"),
}


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of a text, and whether it stands in the other one too."""

    text: str
    same: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a likeness: where it stands, its words with those marked that are the same, or the file."""

    title: str
    bits: tuple[Bit, ...] = ()
    exhibit: "Exhibit | None" = None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Same:
    """Something that stands in both: what kind of thing, here and there."""

    kind: str
    here: Side
    there: Side
    is_of_sample: bool = False  # there it is a sample that readers learn from, and nobody's work

    @property
    def words(self) -> str:
        """What is the same, and not what it means."""
        said = {
            Kind.TEXT: gettext("The marked words stand in both."),
            Kind.FILE: gettext("This is the same file, byte for byte."),
            Kind.PICTURE: gettext("These two pictures are the same or nearly the same."),
        }
        return said[Kind(self.kind)]


@dataclass(frozen=True, slots=True)
class Dated:
    """A step of a case with its day: past, or due."""

    words: str
    day: date | datetime | None
    done: bool


Hidden = Mapping["UUID", "Withheld"]


def bring(concern: "Concern", *, both: bool = True) -> Hidden:
    """Fetch the work of a concern, and that which it is like: answers and evidence. Returns what is withheld in them;
    without `both`, for its earner, nothing is.
    """
    attempts = [concern.attempt, *([concern.likeness.other] if both and concern.likeness else [])]
    prefetch_related_objects(attempts, "answers", exhibits_for_reader())
    return withheld_at(attempts) if both else {}


def same_in(concern: "Concern", hidden: Hidden, *, both: bool = True) -> list[Same]:
    """What is the same in two pieces of work, passage by passage. Without `both` the other's side stays empty: for its earner.

    `bring` has fetched them.
    """
    likeness = concern.likeness
    if likeness is None:
        return []
    here, there = concern.attempt, likeness.other
    return [
        Same(
            pair["kind"],
            side_of(here, pair["here"], [(part[0], part[1]) for part in pair.get("parts", ())], hidden.get(here.pk)),
            side_of(there, pair["there"], [(part[2], part[3]) for part in pair.get("parts", ())], hidden.get(there.pk))
            if both
            else Side(""),
            there.state == AttemptState.SAMPLE,
        )
        for pair in likeness.found
    ]


def side_of(attempt: "Attempt", place: str, parts: list[tuple[int, int]], withheld: "Withheld | None") -> Side:
    """A place in an attempt, with these stretches marked. What is withheld for a learner's sake is for its earner alone."""
    if len(place) != KEY:
        document = attempt.submission.version.document
        titles = {one.id: one.title for one in document.parts}  # a sample's texts stand at parts and pieces of work
        titles |= {one.id: one.title for part in document.parts for one in part.artifacts}
        title = titles.get(place) or question_in_words(place, document)
        if withheld is not None and place in withheld.prompts:
            return Side(title, withheld=True)
        text = next((one.text for one in attempt.answers.all() if one.prompt == place), "")
        return Side(title, bits_of(text, parts))
    exhibit = next((one for one in attempt.exhibits.all() if str(one.pk) == place), None)
    if exhibit is None:
        return Side(gettext("A file that was removed since"))
    if withheld is not None and withheld.has(exhibit):
        return Side(exhibit.name, withheld=True)
    return Side(exhibit.name, bits_of(words_in(exhibit.evidence), parts) if parts else (), exhibit)


def bits_of(text: str, parts: list[tuple[int, int]]) -> tuple[Bit, ...]:
    """A text in stretches, those marked that are the same; of a long one only what stands around them."""
    found: list[Bit] = []
    at = 0
    for start, end in sorted(parts):
        if start < at:
            continue
        found += [Bit(_between(text, at, start), same=False), Bit(text[start:end], same=True)]
        at = end
    found.append(Bit(_between(text, at, len(text)), same=False))
    return tuple(one for one in found if one.text)


def _between(text: str, start: int, end: int) -> str:
    if len(text) <= LONG or end - start <= 2 * AROUND:
        return text[start:end]
    first = text[start : start + AROUND] if start else ""
    last = text[end - AROUND : end] if end < len(text) else ""
    return f"{first} … {last}"


def flagged_side(concern: "Concern", hidden: Hidden) -> Side | None:
    """What a reader flagged: an answer or a file. `bring` has fetched the work."""
    place = str(concern.exhibit_id) if concern.exhibit_id else concern.prompt
    if not place:
        return None
    attempt = concern.attempt
    return side_of(attempt, place, [], hidden.get(attempt.pk))


def outcome_in_words(outcome: str) -> str:
    """An outcome as a page says it."""
    return gettext(OUTCOMES[Outcome(outcome)]) if outcome else ""


def steps_of(case: "Case") -> list[Dated]:
    """Each step of a case with its day: first what was, then what is due."""
    found = [
        Dated(gettext("Noticed"), case.concern.raised_at, done=True),
        Dated(gettext("Written notice to the earner"), case.noticed_at, done=True),
    ]
    if case.extended_at:
        found.append(Dated(gettext("The earner took more time"), case.extended_at, done=True))
    if case.answered_at:
        found.append(Dated(gettext("The earner answered"), case.answered_at, done=True))
    elif case.heard_at:
        found.append(Dated(gettext("No answer came in time"), case.heard_at, done=True))
    else:
        found.append(Dated(gettext("The earner’s answer"), case.answer_due, done=False))
    return found + _heard(case)


def _heard(case: "Case") -> list[Dated]:
    found = []
    if case.found_at:
        found.append(
            Dated(gettext("Found: %(what)s") % {"what": outcome_in_words(case.outcome)}, case.found_at, done=True)
        )
    elif case.heard_at:
        found.append(Dated(gettext("The panel of three"), case.panel_due, done=False))
    if case.appealed_at:
        found.append(Dated(gettext("The earner appealed"), case.appealed_at, done=True))
        if not case.closed_at:
            found.append(Dated(gettext("Other persons hear the appeal"), case.panel_due, done=False))
    elif case.state == Step.FOUND:
        found.append(Dated(gettext("Last day to appeal"), case.appeal_until, done=False))
    if case.closed_at:
        found.append(
            Dated(gettext("Closed: %(what)s") % {"what": outcome_in_words(case.final)}, case.closed_at, done=True)
        )
    return found


def next_day(case: "Case") -> date | None:
    """The day on which the present step is due."""
    days = {
        Step.ANSWER: case.answer_due, Step.PANEL: case.panel_due, Step.FOUND: case.appeal_until,
        Step.APPEAL: case.panel_due, Step.CLOSED: None,
    }  # fmt: skip
    return days[Step(case.state)]
