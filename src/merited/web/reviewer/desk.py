"""A desk, laid out: one reading with its evidence, its criteria, and what follows from the scores so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext

from merited.base import clock
from merited.review.queries import (
    flags_on,
    looks_to_read,
    phrases_for,
    qualified_for,
    queue,
    scope_to_score,
    sheet_of,
    sheets_up_to,
)  # fmt: skip
from merited.review.rules.feedback import PARTS, gaps_in
from merited.review.withheld import withheld_in
from merited.submissions.queries import met_of
from merited.submissions.rules.completeness import scope_of
from merited.submissions.rules.states import AttemptState, State
from merited.web.reviewer.changes import compared
from merited.web.reviewer.due import working_days_to
from merited.web.reviewer.phrases import at_hand
from merited.web.reviewer.sheet import Card, Fault, MetAlready, Prospect, earlier_of, met_already
from merited.web.reviewer.showing import Place, Raised, bring_work, places_of, raised, try_in_words
from merited.web.reviewer.typed import BLANK, Typed, revision_of

if TYPE_CHECKING:
    from datetime import date

    from merited.catalog.document import Document
    from merited.people.models import Person
    from merited.review.models import Reading
    from merited.review.queries import Before
    from merited.submissions.models import Standing


@dataclass
class Desk:
    """What the templates of a reading need."""

    # live, filed, set_aside (they are tied to the earner since), withdrawn, handed_on, held (on hold, and given back), expired (may be claimed again),
    # rests (they may not read this micro-credential now), interest (they know the earner since), gone (somebody else has it, or it is decided)
    state: str
    which_try: str
    prospect: Prospect
    cards: list[Card]
    typed: Typed
    kept: str  # the words about the whole, as stored
    noted: str  # the note to oneself, as stored
    document: "Document"
    places: list[Place] = field(default_factory=list)
    met: list[MetAlready] = field(default_factory=list)
    kept_before: list["Before"] = field(default_factory=list)
    flags: list[Raised] = field(default_factory=list)
    due_day: "date | None" = None
    due: str = ""  # how far the promised day is, in words
    is_late: bool = False  # that day has gone by
    held: bool = False  # the clock stands still
    reused: str = ""  # what its earner says was used before
    tried_to_file: bool = False  # and was asked for more

    @property
    def is_live(self) -> bool:
        """Whether the reviewer holds it now and may see the evidence."""
        return self.state == "live"

    @property
    def on_hold(self) -> list[Raised]:
        """What its earner is asked to mend now: while there is anything, it cannot be filed."""
        return [one for one in self.flags if one.is_open]

    @property
    def stands_still(self) -> bool:
        """Whether it is on hold over nothing that this reader named."""
        return self.held and not self.on_hold

    @property
    def came_back(self) -> list[Raised]:
        """What was mended or resolved in this attempt."""
        return [one for one in self.flags if not one.is_open]

    @property
    def private_note(self) -> str:
        """The note to oneself, as typed."""
        return self.typed.private_note

    @property
    def private_note_revision(self) -> str:
        """Which note to oneself is stored."""
        return revision_of(self.noted)

    @property
    def private_note_theirs(self) -> str | None:
        """The stored note, where another page has changed it meanwhile."""
        return self.typed.torn.get("private_note")

    @property
    def keep(self) -> str:
        """The words about the whole, as typed."""
        return self.typed.keep

    @property
    def keep_revision(self) -> str:
        """Which words about the whole are stored."""
        return revision_of(self.kept)

    @property
    def keep_theirs(self) -> str | None:
        """The stored words about the whole, where another page has changed them meanwhile."""
        return self.typed.torn.get("keep")

    @property
    def faults(self) -> list[Card]:
        """The criteria that keep it from being filed."""
        return [one for one in self.cards if one.fault]

    @property
    def current(self) -> str:
        """The criterion that a phone shows first."""
        asked = [one.criterion.id for one in self.cards if one.fault or one.torn]
        return asked[0] if asked else self.prospect.next

    @property
    def asked(self) -> str:
        """The field that is asked for first: there the page begins, so that nobody has to look for it."""
        for card in self.cards:
            if card.torn:
                return f"{next(iter(card.torn))}-{card.criterion.id}"
            if card.fault:
                return f"{card.fault.at}-{card.criterion.id}"
        return "keep" if "keep" in self.typed.torn or (self.tried_to_file and gaps_in(self.keep)) else ""

    @property
    def current_place(self) -> int:
        """The evidence that a phone shows first: that of the current criterion."""
        return next(one.place for one in self.cards if one.criterion.id == self.current)


def state_of(reading: "Reading", *, by: "Person") -> str:
    """How a reading stands for its reviewer."""
    if reading.state in ("filed", "set_aside"):
        return reading.state
    if reading.attempt.state == AttemptState.WITHDRAWN:
        return "withdrawn"
    if reading.state == "withdrawn":
        return "handed_on"
    if getattr(reading, "has_interest", False):
        return "interest"
    on_hold = reading.attempt.submission.state == State.ON_HOLD
    if reading.state == "claimed" and (on_hold or reading.expires_at > clock.now()):
        return "live"
    if reading.look is not None:
        return "expired" if looks_to_read(by).filter(pk=reading.look.pk).exists() else "gone"
    if on_hold:
        return "held"
    if queue(by).filter(pk=reading.attempt_id).exists():
        return "expired"
    return "gone" if reading.attempt.submission.version.microcredential_id in qualified_for(by) else "rests"


def lay_out(reading: "Reading", posted: Mapping[str, str], faults: Mapping[str, Fault], *, by: "Person") -> Desk:
    """Lay out a desk, with what was typed over what is stored. The evidence is on it only while the reading is held."""
    attempt, state = reading.attempt, state_of(reading, by=by)
    if state in ("filed", "set_aside"):
        # A second click: what is filed is what counts. Only the note to oneself goes on.
        posted = {name: text for name, text in posted.items() if name == "private_note"}
    document = attempt.submission.version.document
    met: dict[str, Standing] = {}
    before: list[Before] = []
    if reading.look is not None:  # fresh eyes: no score and no word of before
        scope, stored = scope_to_score(reading), sheet_of(reading)
    else:
        met = {key: one for key, one in met_of(attempt.submission).items() if one.attempt.number < attempt.number}
        scope = scope_of(document, met)
        stored, before = sheets_up_to(reading)
    typed = Typed(posted, scope, stored, reading.keep, reading.private_note)
    cards = [
        Card(
            one, typed.sheet.get(one.id, BLANK), 0, stored.get(one.id, BLANK), faults.get(one.id),
            {part: typed.torn[f"{part}-{one.id}"] for part in PARTS if f"{part}-{one.id}" in typed.torn},
            attempt.submission.language,
        )
        for one in scope
    ]  # fmt: skip
    prospect = Prospect(scope, typed.sheet)
    which = gettext("Another look") if reading.look else try_in_words(attempt.number)
    desk = Desk(state, which, prospect, cards, typed, reading.keep, reading.private_note, document)
    desk.tried_to_file = posted.get("deed", "").startswith("file")
    if desk.is_live:
        # Another look goes on whatever holds a later attempt up.
        desk.held = reading.look is None and attempt.submission.state == State.ON_HOLD
        desk.reused = getattr(reading, "declared_reuse", "") or ""
        desk.due_day = reading.look.due if reading.look else attempt.hear_by
        desk.is_late = desk.due_day is not None and desk.due_day < timezone.localdate(clock.now())
        desk.due = working_days_to(desk.due_day, attempt.submission.version.microcredential.organization)
        _bring_evidence(desk, reading, met_already(met, document.criteria), before)
        phrases = list(phrases_for(by, attempt.submission.version.microcredential, attempt.submission.language))
        for card in desk.cards:
            card.phrases = at_hand(phrases, card.criterion)
    return desk


def _bring_evidence(desk: Desk, reading: "Reading", met: list[MetAlready], before: list["Before"]) -> None:
    """Put the evidence on the desk and, from the second try on, what was said before and what was changed since."""
    attempt = reading.attempt
    document = attempt.submission.version.document
    since = before[-1].filed_at if before else None
    flags = flags_on(attempt) if getattr(reading, "is_flagged", True) else []
    if reading.look is None:
        desk.flags = [raised(one, document) for one in flags if one.attempt_id == attempt.pk]
    last = before[-1].attempt if before else None
    bring_work(attempt, *([last] if last else []))
    desk.places, desk.met = places_of(attempt, document, since, withheld_in(attempt, flags)), met
    if last:
        desk.places = compared(desk.places, last, document, withheld_in(last, flags))
    desk.kept_before = [one for one in before if one.keep]
    numbers = {one.id: one.number for one in desk.places}
    earlier = earlier_of(before, document.criteria)
    changes = {one.criterion: one.text for one in attempt.change_notes.all()} if before else {}
    for card in desk.cards:
        card.place = numbers[card.criterion.artifact or card.criterion.part]
        card.earlier, card.change = earlier.get(card.criterion.id, []), changes.get(card.criterion.id, "")
