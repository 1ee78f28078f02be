"""Deeds of a reviewer: claim, jot, file, give back.

Locks: the submission first, then its attempt, then the reading; `grant` adds the award and its status list after them.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from merited.awards.actions import grant
from merited.awards.models import Award
from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.text import cleaned
from merited.base.words import _
from merited.catalog.models import MicroCredential
from merited.catalog.queries import criteria_of
from merited.people.models import Organization, Person
from merited.people.queries import district_of, must_not_have_left
from merited.people.rules.calendar import add_working_days
from merited.review.models import Decision, Qualification, Reading, Score
from merited.review.queries import barred_for, may_read, qualified_for, scope_for
from merited.review.rules.outcome import Judged, Outcome, Sheet, met_by, must_be_complete, outcome
from merited.submissions.actions import close_attempt
from merited.submissions.models import Attempt, Submission
from merited.submissions.queries import met_of
from merited.submissions.rules.states import AttemptState, State

P = ParamSpec("P")
R = TypeVar("R")
CLAIM_DAYS = 3  # working days
LONGEST_WORDS = 8_000  # characters


@transaction.atomic
def qualify(person: Person, microcredential: MicroCredential, *, until: date | None = None, by: Person | None) -> None:
    """Let somebody read submissions of a micro-credential."""
    Qualification.objects.update_or_create(person=person, microcredential=microcredential, defaults={"until": until})
    note("reviewer.qualified", person.id, by=by.id if by else None, microcredential=str(microcredential.id))


def claim(attempt: Attempt, *, by: Person) -> Reading:
    """Take an attempt to read. The claim runs out after three working days.

    Raises `Refused`: own work, no qualification, an interest, somebody else has it, nothing waits.
    """
    try:
        return _claim(attempt.pk, by)
    except IntegrityError as taken:  # both looked before either had written
        raise _taken() from taken


def _taken() -> Refused:
    return Refused(
        "claimed", _("A colleague has just begun to read this one. Thank you all the same; here is what else waits.")
    )


@transaction.atomic
def _claim(attempt_id: UUID, by: Person) -> Reading:
    attempt = Attempt.objects.select_related("submission__version__microcredential__organization").get(pk=attempt_id)
    submission = Submission.objects.select_for_update().get(pk=attempt.submission_id)
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("submission__version__microcredential__organization")
        .get(pk=attempt_id)
    )
    live = Reading.objects.select_for_update().filter(attempt=attempt, state="claimed").first()
    if live and live.reviewer_id == by.id and _runs(live, submission):  # a double click
        return live
    _must_be_eligible(attempt, submission, by)
    if live and _runs(live, submission):
        raise _taken()
    if live:
        live.state = "expired"
        live.save()
    reading = Reading.objects.create(
        attempt=attempt, reviewer=by, expires_at=_claim_ends(submission.version.microcredential.organization)
    )
    halt("claim.reading-written")
    _bring_back_sheet(reading)
    note("reading.claimed", reading.id, by=by.id, attempt=str(attempt.id))
    return reading


def _runs(reading: Reading, submission: Submission) -> bool:
    """Whether a claim holds. While the work is on hold it does not run out."""
    return reading.expires_at > clock.now() or submission.state == State.ON_HOLD


def _must_be_eligible(attempt: Attempt, submission: Submission, by: Person) -> None:
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
    if attempt.state != AttemptState.SENT:
        raise Refused("claimed", _("This one has been read already. Thank you all the same; here is what else waits."))
    if not may_read(by).filter(pk=attempt.pk).exists():
        raise _interested()


def _claim_ends(place: Organization) -> datetime:
    """The end of the third working day of the district's calendar."""
    district = district_of(place)
    zone = district.timezone or "UTC"
    days_off = {date.fromisoformat(day) for day in district.days_off}
    last = add_working_days(clock.today(zone), CLAIM_DAYS, days_off)
    return datetime.combine(last, time(23, 59), ZoneInfo(zone))


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
        Score(reading=reading, criterion_id=one.criterion_id, level=one.level, words=one.words)
        for one in before.scores.all()
    )
    reading.keep, reading.private_note = before.keep, before.private_note
    reading.save()


def stand_aside(reading_id: UUID, by: Person) -> None:
    """Whoever has come to know the earner since the claim reads no further: the claim ends without blame.

    What was jotted is discarded, and the work is in the queue again at its old place. It is done before the deed that
    it refuses, so that it lasts. Raises `Refused("interest")`; nothing where there is no interest, or it is filed.
    """
    mine = Reading.objects.filter(pk=reading_id, reviewer=by, state__in=("claimed", "released", "expired"))
    mine = mine.exclude(attempt__state=AttemptState.WITHDRAWN)
    submission_id = (
        mine.filter(attempt__submission__person_id__in=barred_for(by))
        .values_list("attempt__submission_id", flat=True)
        .first()
    )
    if submission_id is None:
        return
    with transaction.atomic():
        Submission.objects.select_for_update().get(pk=submission_id)
        reading = mine.select_for_update(of=("self",)).filter(state="claimed").first()
        if reading is not None:
            discard_sheet(reading)
            reading.state = "released"
            reading.save()
            note("reading.released", reading.id, by=by.id, reason="interest")
    raise _interested()


def _interested() -> Refused:
    return Refused("interest", _("You work with this person, so somebody else will read it."))


def unless_interested(deed: Callable[Concatenate[Reading, P], R]) -> Callable[Concatenate[Reading, P], R]:
    """A deed on a reading that nobody with an interest does."""

    @wraps(deed)
    def done(reading: Reading, /, *args: P.args, **facts: P.kwargs) -> R:
        stand_aside(reading.pk, cast("Person", facts["by"]))
        return deed(reading, *args, **facts)

    return done


def discard_sheet(reading: Reading) -> None:
    """Delete what was jotted on a reading; the caller saves it."""
    Score.objects.filter(reading=reading).delete()
    reading.keep, reading.private_note, reading.saved_at = "", "", None


def held_reading(reading_id: UUID, by: Person) -> tuple[Submission, Attempt, Reading]:
    """The reading with its work, locked, still held by this reviewer. Raises `Refused`, `DoesNotExist` for a stranger.

    An interest that arose after the claim stops it (see `stand_aside`). A qualification that ran out meanwhile does
    not: whoever was qualified when they claimed may finish.
    """
    attempt_id, submission_id = Reading.objects.values_list("attempt_id", "attempt__submission_id").get(
        pk=reading_id, reviewer=by
    )
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("version__microcredential__organization")
        .get(pk=submission_id)
    )
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    reading = Reading.objects.select_for_update().get(pk=reading_id)
    attempt.submission = submission
    reading.attempt = attempt
    if attempt.state == AttemptState.WITHDRAWN:
        raise Refused("withdrawn", _("The earner has taken this one back. There is nothing to do; thank you."))
    if reading.state == "filed":
        raise Refused("already-filed", _("Your reading is filed already. Thank you."))
    if reading.state == "withdrawn":
        raise Refused(
            "handed-on", _("You handed this one on, so somebody else reads it. There is nothing to do; thank you.")
        )
    if barred_for(by).filter(pk=submission.person_id).exists():
        raise _interested()
    if reading.state != "claimed" or not _runs(reading, submission):
        raise Refused(
            "claim-expired",
            _(
                "Your claim has run out, so a colleague may take this one. What you wrote is kept: claim it again to go on."
            ),
        )
    return submission, attempt, reading


@unless_interested
def jot(reading: Reading, sheet: Sheet, *, keep: str, private_note: str | None = None, by: Person) -> Reading:
    """Save what is on the sheet so far, without deciding anything. The private note is the reviewer's own.

    What was written is kept even when the claim has run out or the earner took the work back; then it raises `Refused`.
    """
    with transaction.atomic():
        try:
            _submission, _attempt, reading = held_reading(reading.pk, by)
        except Refused as no:
            if no.code not in ("claim-expired", "withdrawn"):
                raise
            refused: Refused | None = no
            reading = Reading.objects.select_for_update().get(pk=reading.pk, reviewer=by)
        else:
            refused = None
        if private_note is not None:
            reading.private_note = _own(private_note)
        _write(reading, sheet, keep)
        halt("jot.sheet-written")
    if refused:
        raise refused
    return reading


def _own(private_note: str) -> str:
    text = cleaned(private_note)
    if len(text) > LONGEST_WORDS:
        raise Refused(
            "too-long",
            _("This is longer than we can keep here ({longest} characters). Nothing of it is lost on this page."),
            longest=LONGEST_WORDS,
        )
    return text


@unless_interested
@transaction.atomic
def note_to_self(reading: Reading, text: str, *, by: Person) -> None:
    """Keep a reviewer's private note on a reading of theirs, also after it is filed. It decides nothing."""
    reading = Reading.objects.select_for_update().get(pk=reading.pk, reviewer=by)
    if reading.state == "withdrawn":
        raise Refused(
            "handed-on", _("You handed this one on, so somebody else reads it. There is nothing to do; thank you.")
        )
    reading.private_note = _own(text)
    reading.save()


def _write(reading: Reading, sheet: Sheet, keep: str) -> None:
    keys = criteria_of(reading.attempt.submission.version)
    scope = {one.id: one for one in scope_for(reading.attempt)}
    for key, judged in sheet.items():
        if key not in scope or (judged.level and judged.level not in {level.id for level in scope[key].levels}):
            raise Refused("no-such-level", _("Choose one of the levels on the page."))
        if len(judged.words) > LONGEST_WORDS:
            raise Refused(
                "too-long",
                _("This is longer than we can keep here ({longest} characters). Nothing of it is lost on this page."),
                longest=LONGEST_WORDS,
            )
        Score.objects.update_or_create(
            reading=reading, criterion_id=keys[key], defaults={"level": judged.level, "words": cleaned(judged.words)}
        )
    reading.keep, reading.saved_at = cleaned(keep)[:LONGEST_WORDS], clock.now()
    reading.revision += 1
    reading.save()


@unless_interested
@transaction.atomic
def score(reading: Reading, sheet: Sheet, *, keep: str, by: Person) -> Outcome:
    """File the reading. The decision follows from the scores; with every criterion met an award is granted.

    Raises `Refused`: incomplete, an open criterion without words, claim run out, taken back, filed already.
    """
    submission, attempt, reading = held_reading(reading.pk, by)
    must_not_have_left(by, submission.version.microcredential.organization)
    if submission.state == State.ON_HOLD:
        raise Refused(
            "on-hold",
            _(
                "This one is on hold until its earner has answered, so it cannot be filed yet. What you wrote is kept, and the clock stands still."
            ),
        )
    scope = scope_for(attempt)
    must_be_complete(scope, sheet)
    _write(reading, sheet, keep)
    reading.state, reading.filed_at = "filed", clock.now()
    reading.save()
    halt("score.reading-filed")
    found = outcome(scope, sheet)
    earned = close_attempt(submission, attempt, met_by(scope, sheet))
    if earned != (found is Outcome.EARNED):
        raise AssertionError("standing and outcome disagree")
    halt("score.attempt-closed")
    award = _granted(submission) if earned else None
    Decision.objects.create(attempt=attempt, outcome=found, decided_at=clock.now(), award=award)
    note("attempt.decided", attempt.id, by=by.id, outcome=found.value, reading=str(reading.id))
    return found


def _granted(submission: Submission) -> Award:
    results: Mapping[str, str] = {key: standing.level for key, standing in met_of(submission).items()}
    return grant(submission.person, submission.version, results)


@unless_interested
@transaction.atomic
def release(reading: Reading, *, by: Person) -> None:
    """Give an attempt back to the queue, without a reason. What was written stays with the reviewer."""
    _submission, _attempt, reading = held_reading(reading.pk, by)
    reading.state = "released"
    reading.save()
    note("reading.released", reading.id, by=by.id)


__all__ = ["Judged", "claim", "held_reading", "jot", "note_to_self", "qualify", "release", "score", "stand_aside"]
