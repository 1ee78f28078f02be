"""Give a reading that is due to somebody, by the rule; take back what nobody opened in time; pause and come back.

Locks: the submission first, then its attempt, then the course and the readings.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.words import _
from merited.people.models import Organization, Person
from merited.people.queries import district_of
from merited.review.actions.claiming import begin, due_of, locked
from merited.review.actions.holding import runs
from merited.review.models import Pause, Reading, Reviewer
from merited.review.queries.candidates import candidates_for, case_for, promised_days, waited_days
from merited.review.queries.courses import unread
from merited.review.rules.assignment import Bar, Choice, choose
from merited.review.rules.promise import Clock
from merited.review.rules.stages import Purpose
from merited.submissions.models import Attempt
from merited.submissions.rules.states import AttemptState, State

LONGEST_PAUSE = timedelta(days=366)
# What keeps somebody from every other piece of work of the same kind too.
NO_ROOM = {
    Bar.FULL,
    Bar.PAUSED,
    Bar.LEFT,
    Bar.LAPSED,
    Bar.NOT_QUALIFIED,
    Bar.NOT_CLEARED,
    Bar.LANGUAGE,
    Bar.OTHER_DEPARTMENT,
}


@dataclass(frozen=True, slots=True)
class Given:
    """What came of looking for a reader: the reading, if somebody got it, and the reasons either way."""

    reading: Reading | None
    choice: Choice


@transaction.atomic
def assign(attempt: Attempt, *, by: Person | None = None) -> Given | None:
    """Give the reading that is due to whoever should have it. None: nothing is due, or somebody has it already."""
    submission, attempt = locked(attempt.pk)
    if attempt.state != AttemptState.SENT or submission.state != State.WAITING:
        return None
    found = due_of(attempt, submission)
    if found is None:
        return None
    purpose, course = found
    choice = choose(case_for(attempt, purpose), candidates_for(attempt))
    if choice.person is None:
        return Given(None, choice)
    reader = Person.objects.get(pk=choice.person)
    reading = begin(attempt, course, purpose, reader, because=choice.because)
    halt("assign.reading-written")
    note(
        "reading.assigned", reading.id, by=by.id if by else None, attempt=str(attempt.id), reviewer=str(reader.id),
        because=[str(one) for one in choice.because],
    )  # fmt: skip
    return Given(reading, choice)


def assign_due(places: set[UUID], *, after: int = 1) -> int:
    """Give to somebody whatever waits at these places and nobody has taken for so many working days. How many were given.

    Where nobody has room for a micro-credential any more, the rest of its queue is not asked for one by one.
    """
    given, full = 0, set()
    for attempt in unread(places):
        if waited_days(attempt) < after:
            continue
        case = case_for(attempt, Purpose.FIRST)
        kind = (attempt.submission.version.microcredential_id, case.pool_is_open, case.language)
        if kind in full:
            continue
        found = assign(attempt)
        given += bool(found and found.reading)
        if found and found.reading is None and all(set(one) & NO_ROOM for one in found.choice.bars.values()):
            full.add(kind)
    return given


@transaction.atomic
def hand_over(reading: Reading) -> Given | None:
    """Take back a claim that has not been opened, so that the promise can be kept, and give the work to another.

    None where it was opened, filed or given back meanwhile. Nothing is counted against anybody.
    """
    submission, attempt = locked(reading.attempt_id)
    reading = Reading.objects.select_for_update().get(pk=reading.pk)
    if reading.state != "claimed" or reading.opened_at or not runs(reading, submission):
        return None
    if submission.state != State.WAITING:
        return None
    found = due_of(attempt, submission, leaving=reading)
    if found is None:
        return None
    purpose, course = found
    case = case_for(attempt, purpose)
    # Nor to and fro between those who had it already: that would use up the days and be nobody's.
    candidates = [one for one in candidates_for(attempt) if one.person not in case.let_go | {reading.reviewer_id}]
    choice = choose(case, candidates)
    if choice.person is None:  # nobody else can: it stays where it is, and the coordinator sees it
        return Given(None, choice)
    reading.state = "released"
    reading.save()
    reader = Person.objects.get(pk=choice.person)
    new = begin(attempt, course, purpose, reader, because=choice.because)
    note(
        "reading.handed_over", new.id, by=None, attempt=str(attempt.id), reviewer=str(reader.id), before=str(reading.id)
    )
    return Given(new, choice)


def hand_over_due(places: set[UUID]) -> int:
    """Move every claim that nobody opened and whose promise would break. How many were moved."""
    moved = 0
    held = Reading.objects.filter(
        state="claimed", opened_at__isnull=True, expires_at__gt=clock.now(), attempt__state=AttemptState.SENT,
        attempt__submission__state=State.WAITING,
        attempt__submission__version__microcredential__organization__in=places,
    ).select_related("attempt__submission__version__microcredential__organization__parent")  # fmt: skip
    for one in held:
        if waited_days(one.attempt) >= Clock(promised_days(one.attempt)).reassign:
            found = hand_over(one)
            moved += bool(found and found.reading)
    return moved


@transaction.atomic
def set_terms(
    person: Person, *, capacity: int, languages: list[str] | None = None, clearances: list[str] | None = None,
    external: bool | None = None, by: Person | None,
) -> Reviewer:  # fmt: skip
    """How much somebody reads in a week, in which languages, cleared for what. What is None stays. Raises `Refused`."""
    if not 0 <= capacity <= 40:
        raise Refused("no-such-capacity", _("Choose a whole number of readings a week, from 0 to 40."))
    terms, _made = Reviewer.objects.select_for_update().get_or_create(person=person)
    terms.capacity = capacity
    terms.languages = terms.languages if languages is None else languages
    terms.clearances = terms.clearances if clearances is None else clearances
    terms.external = terms.external if external is None else external
    terms.save()
    note("reviewer.terms", person.id, by=by.id if by else None, capacity=capacity)
    return terms


@transaction.atomic
def pause(person: Person, since: date, until: date, *, at: Organization) -> Pause:
    """Read nothing for a while. What is claimed and would run into it goes back to the queue, without blame. Raises `Refused`."""
    today = clock.today(district_of(at).timezone or "UTC")
    if until < since or until < today or until - since > LONGEST_PAUSE:
        raise Refused("no-such-pause", _("Choose a first and a last day. The last one lies ahead, and within a year."))
    Person.objects.select_for_update().get(pk=person.pk)
    Pause.objects.filter(person=person, ended_at__isnull=True, until__gte=today).update(ended_at=clock.now())
    found = Pause.objects.create(person=person, since=since, until=until)
    note("reviewer.paused", person.id, by=person.id, since=since.isoformat(), until=until.isoformat())
    if since <= today:
        give_back_all(person)
    return found


@transaction.atomic
def come_back(person: Person) -> None:
    """End one's pause. Twice is as good as once."""
    if Pause.objects.filter(person=person, ended_at__isnull=True).update(ended_at=clock.now()):
        note("reviewer.back", person.id, by=person.id)


def give_back_all(person: Person, *, of: UUID | None = None) -> int:
    """Put back in the queue whatever somebody holds (`of`: of one micro-credential); what they wrote is kept for them. How many."""
    given, held = 0, Reading.objects.filter(reviewer=person, state="claimed")
    if of is not None:
        held = held.filter(attempt__submission__version__microcredential=of)
    for one in held.select_related("attempt").order_by("attempt_id"):
        locked(one.attempt_id)
        if Reading.objects.filter(pk=one.pk, state="claimed").update(state="released"):
            note("reading.released", one.id, by=person.id, reason="pause")
            given += 1
    return given
