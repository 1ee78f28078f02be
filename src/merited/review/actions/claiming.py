"""Claim an attempt to read, and give it back."""

from collections.abc import Collection
from contextlib import suppress
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.words import _
from merited.catalog.models import MicroCredential
from merited.people.models import Person
from merited.people.queries import must_not_have_left
from merited.review.actions.holding import (
    claim_ends,
    held_reading,
    interested,
    must_be_senior,
    runs,
    unless_interested,
)
from merited.review.actions.planning import course_for
from merited.review.models import Course, Qualification, Reading, Score
from merited.review.queries.checkers import handlers_of
from merited.review.queries.lookers import looked_at_by
from merited.review.queries.reading import may_read, qualified_for
from merited.review.queries.samples import SAMPLE, samples_for
from merited.review.queries.terms import SENSITIVE, languages_of, on_terms_of, sensitive_ones, terms_of
from merited.review.queries.waiting import can_claim, next_for
from merited.review.rules.feedback import PARTS
from merited.review.rules.stages import Purpose
from merited.submissions.models import Attempt, Submission
from merited.submissions.rules.states import AttemptState, State

LOOKED_AT = 40  # of what waits, when somebody takes the next one


@transaction.atomic
def qualify(person: Person, microcredential: MicroCredential, *, until: date | None = None, by: Person | None) -> None:
    """Let somebody read submissions of a micro-credential, whatever they were in it before."""
    known = {"until": until, "state": "qualified", "since": clock.now()}
    Qualification.objects.update_or_create(person=person, microcredential=microcredential, defaults=known)
    note("reviewer.qualified", person.id, by=by.id if by else None, microcredential=str(microcredential.id))


def claim(attempt: Attempt, *, by: Person) -> Reading:
    """Take an attempt to read. The claim runs out after three working days.

    Raises `Refused`: own work, no qualification, an interest, somebody else has it, nothing waits.
    """
    return _claim_one(attempt.pk, by)


def _claim_one(attempt: UUID, by: Person) -> Reading:
    try:
        return _claim(attempt, by)
    except IntegrityError as taken:  # both looked before either had written
        raise _taken() from taken


def claim_next(*, by: Person) -> Reading:
    """Take what has waited longest for this reader. Of what was promised for the same day, each reader begins elsewhere.

    Raises `Refused("nothing-waits")`.
    """
    first = next_for(by, LOOKED_AT)
    day = [one for one in first if one[1] == first[0][1]]
    turn = by.pk.int % len(day) if day else 0
    for attempt, _promised in [*day[turn:], *day[:turn], *first[len(day) :]]:
        with suppress(Refused):  # a colleague was quicker, or its earner took it back
            return _claim_one(attempt, by)
    raise Refused("nothing-waits", _("Nothing waits for you just now. Thank you for looking."))


def _taken() -> Refused:
    return Refused(
        "claimed", _("A colleague has just begun to read this one. Thank you all the same; here is what else waits.")
    )


def locked(attempt_id: UUID) -> tuple[Submission, Attempt]:
    """The work, locked in the order of the house. Raises DoesNotExist."""
    attempt = Attempt.objects.get(pk=attempt_id)
    submission = Submission.objects.select_for_update().get(pk=attempt.submission_id)
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("submission__version__microcredential__organization__parent")
        .get(pk=attempt_id)
    )
    return submission, attempt


@transaction.atomic
def _claim(attempt_id: UUID, by: Person) -> Reading:
    submission, attempt = locked(attempt_id)
    live = _live(attempt, submission)
    mine = next((one for one in live if one.reviewer_id == by.id), None)
    if mine and mine.state == "claimed":  # a double click
        return mine
    if attempt.state == AttemptState.SAMPLE:
        return _claim_sample(attempt, by, is_read=mine is not None)
    # Asked anew now that it is locked: while this waited, its reader may have looked at it, or have been named in it.
    if not can_claim(by, attempt.pk):
        _must_be_eligible(attempt, submission, by)
    if mine:
        raise Refused("read-it", _("You have read this one already. A colleague reads it too, and then it is decided."))
    found = due_of(attempt, submission)
    if found is None:
        raise _taken()
    purpose, course = found
    must_be_senior(purpose, attempt.submission.version.microcredential.organization_id, by)
    reading = begin(attempt, course, purpose, by, opened_at=clock.now())  # whoever takes it looks at it
    halt("claim.reading-written")
    note("reading.claimed", reading.id, by=by.id, attempt=str(attempt.id))
    return reading


def _claim_sample(attempt: Attempt, by: Person, *, is_read: bool) -> Reading:
    """A sample is claimed as all else is, by the one person before whom it was put."""
    place = attempt.submission.version.microcredential
    must_not_have_left(by, place.organization)
    if place.pk not in qualified_for(by):
        raise Refused("not-qualified", _("You are not qualified to read this micro-credential yet."))
    if is_read or not samples_for(by).filter(attempt=attempt).exists():
        raise Refused("read-it", _("You have read this one already. A colleague reads it too, and then it is decided."))
    reading = _begin(attempt, by, SAMPLE, opened_at=clock.now())
    note("reading.claimed", reading.id, by=by.id, attempt=str(attempt.id))
    return reading


def _live(attempt: Attempt, submission: Submission) -> list[Reading]:
    """The readings that are filed, or claimed and not run out."""
    before = Reading.objects.select_for_update().filter(attempt=attempt, state__in=("claimed", "filed"))
    return [one for one in before if one.state == "filed" or runs(one, submission)]


def due_of(
    attempt: Attempt, submission: Submission, *, leaving: Reading | None = None
) -> tuple[Purpose, Course] | None:
    """The reading that is due and that nobody has, with the course of the attempt; both locked. None: there is none.

    `leaving`: a claim that is about to end counts as nobody's.
    """
    live = {one.purpose for one in _live(attempt, submission) if one != leaving}
    course = course_for(attempt)
    if Purpose.FIRST not in live:
        return Purpose.FIRST, course
    return (Purpose(course.due), course) if course.due and course.due not in live else None


def begin(
    attempt: Attempt,
    course: Course,
    purpose: Purpose,
    reader: Person,
    *,
    because: Collection[str] = (),
    opened_at: datetime | None = None,
) -> Reading:
    """A reading, claimed for somebody. For the deeds of this room, with the attempt and its `course` locked."""
    return _begin(attempt, reader, purpose, because, opened_at)


def _begin(
    attempt: Attempt, reader: Person, purpose: str, because: Collection[str] = (), opened_at: datetime | None = None
) -> Reading:
    stale = Reading.objects.filter(attempt=attempt, purpose=purpose, state="claimed")
    stale.update(state="expired")  # nobody filed it in time
    Reading.objects.filter(attempt=attempt, reviewer=reader, state="claimed").update(state="expired")
    ends = claim_ends(attempt.submission.version.microcredential.organization)
    reading = Reading.objects.create(
        attempt=attempt,
        reviewer=reader,
        purpose=purpose,
        expires_at=ends,
        because=[str(one) for one in because],
        opened_at=opened_at,
    )
    _bring_back_sheet(reading)
    return reading


def _must_be_eligible(attempt: Attempt, submission: Submission, by: Person) -> None:
    """Say why somebody cannot claim it; nothing where a reading is not due, or they have read it."""
    if submission.person_id == by.id:
        raise Refused("own-work", _("This is your own work. A colleague will read it."))
    must_not_have_left(by, attempt.submission.version.microcredential.organization)
    if attempt.submission.version.microcredential_id not in qualified_for(by):
        raise Refused("not-qualified", _("You are not qualified to read this micro-credential yet."))
    if attempt.state == AttemptState.WITHDRAWN:
        raise Refused("withdrawn", _("The earner has taken this one back. There is nothing to do; thank you."))
    if submission.state == State.ON_HOLD:
        raise Refused(
            "on-hold", _("This one is on hold: its earner mends something first. It comes back to the queue by itself.")
        )
    if submission.state == State.PRECHECK:
        raise Refused(
            "in-check", _("Somebody is still looking whether everything in this one opens. It comes to the queue then.")
        )
    if attempt.state != AttemptState.SENT:
        raise Refused("claimed", _("This one has been read already. Thank you all the same; here is what else waits."))
    mine = may_read(by).filter(pk=attempt.pk)
    if not mine.exists():
        if handlers_of(attempt) & {by.pk}:
            raise Refused(
                "handled", _("You had another part in this one, so a colleague reads it with fresh eyes. Thank you.")
            )
        if looked_at_by(by).filter(pk=submission.pk).exists():
            raise Refused(
                "looks-again", _("You are looking at earlier work of the same person, so a colleague reads this.")
            )
        raise interested()
    if not mine.filter(on_terms_of(by)).exists():
        raise _on_other_terms(attempt, submission, by)


def _on_other_terms(attempt: Attempt, submission: Submission, by: Person) -> Refused:
    terms = terms_of(by)
    if submission.language not in languages_of(terms, by):
        return Refused("language", _("This one is written in a language that you have not said you read."))
    if sensitive_ones().filter(pk=attempt.submission.version_id).exists() and SENSITIVE not in terms.clearances:
        return Refused(
            "not-cleared",
            _("This one holds sensitive notes about learners. Somebody with clearance for them reads it."),
        )
    return Refused("not-yet-pool", _("This one is still with its own department. It comes to you if they need help."))


def _bring_back_sheet(reading: Reading) -> None:
    """What this reviewer wrote under an earlier claim of the same attempt is not lost."""
    before = (
        Reading.objects.filter(attempt=reading.attempt, reviewer=reading.reviewer)
        .exclude(pk=reading.pk)
        .order_by("-created_at")
        .first()
    )
    if before is None:
        return
    Score.objects.bulk_create(
        Score(
            reading=reading,
            criterion_id=one.criterion_id,
            level=one.level,
            **{part: getattr(one, part) for part in PARTS},
        )
        for one in before.scores.all()
    )
    reading.keep, reading.private_note = before.keep, before.private_note
    reading.save()


@unless_interested
@transaction.atomic
def release(reading: Reading, *, by: Person) -> None:
    """Give an attempt back to the queue, without a reason. What was written stays with the reviewer."""
    _submission, _attempt, reading = held_reading(reading.pk, by)
    reading.state = "released"
    reading.save()
    note("reading.released", reading.id, by=by.id)
