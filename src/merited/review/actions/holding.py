"""What a claim allows, and how it ends when its holder comes to know the earner."""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from merited.base import clock
from merited.base.errors import Refused
from merited.base.log import note
from merited.base.words import _
from merited.kept import kept
from merited.people.models import Organization, Person
from merited.people.queries import days_off_of, district_of
from merited.people.rules.calendar import add_working_days
from merited.review.models import Reading, Score
from merited.review.queries.courses import may_settle
from merited.review.queries.reading import barred_for, is_barred
from merited.review.rules.stages import Purpose
from merited.submissions.models import Attempt, Hold, Submission
from merited.submissions.rules.states import AttemptState, State

P = ParamSpec("P")
R = TypeVar("R")
CLAIM_DAYS = 3  # working days


def runs(reading: Reading, submission: Submission) -> bool:
    """Whether a claim holds. While the work is on hold it does not run out."""
    return reading.expires_at > clock.now() or submission.state == State.ON_HOLD


def claim_ends(place: Organization) -> datetime:
    """The end of the third working day of the district's calendar."""
    district = district_of(place)
    zone = district.timezone or "UTC"
    days_off = {date.fromisoformat(day) for day in district.days_off}
    last = add_working_days(clock.today(zone), CLAIM_DAYS, days_off)
    return datetime.combine(last, time(23, 59), ZoneInfo(zone))


def stand_aside(reading_id: UUID, by: Person) -> None:
    """Whoever has come to know the earner since the claim reads no further: the claim ends without blame.

    What was jotted is discarded, and the work is in the queue again at its old place. It is done outside the deed that
    is refused, so that it lasts. Raises `Refused("interest")`; nothing where there is no interest, or it is filed.
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
    raise interested()


def interested() -> Refused:
    return Refused("interest", _("You work with this person or have seen their work, so somebody else will read it."))


def unless_interested(deed: Callable[Concatenate[Reading, P], R]) -> Callable[Concatenate[Reading, P], R]:
    """A deed that nobody with an interest does: `held_reading` refuses it within, and then the claim ends. So it does where
    a difference is settled without the office (`must_be_senior`)."""

    @wraps(deed)
    def done(reading: Reading, /, *args: P.args, **facts: P.kwargs) -> R:
        try:
            return deed(reading, *args, **facts)
        except Refused as no:
            if no.code == "interest":
                stand_aside(reading.pk, cast("Person", facts["by"]))
            if no.code == "senior":
                _hand_back(reading.pk, cast("Person", facts["by"]))
            raise

    return done


def must_be_senior(purpose: str, place: UUID, by: Person) -> None:
    """Raises `Refused` where a difference is settled by somebody who holds no office for it."""
    if purpose == Purpose.THIRD and not Organization.objects.filter(may_settle(by), pk=place).exists():
        raise Refused(
            "senior",
            _("Two colleagues have read this one and see it differently. A lead reader reads it now; thank you."),
        )


@transaction.atomic
def _hand_back(reading_id: UUID, by: Person) -> None:
    """The claim of somebody whose office ended ends. What was written stays with them, and is there if they come back."""
    key = Reading.objects.values_list("attempt__submission_id", flat=True).get(pk=reading_id, reviewer=by)
    Submission.objects.select_for_update().get(pk=key)
    if Reading.objects.filter(pk=reading_id, state="claimed").update(state="released"):
        note("reading.released", reading_id, by=by.id, reason="office")


def discard_sheet(reading: Reading) -> None:
    """Delete what was jotted on a reading; the caller saves it."""
    Score.objects.filter(reading=reading).delete()
    reading.keep, reading.private_note, reading.saved_at = "", "", None


def held_reading(reading_id: UUID, by: Person) -> tuple[Submission, Attempt, Reading]:
    """The reading with its work, locked, still held by this reviewer. Raises `Refused`, `DoesNotExist` for a stranger.

    An interest that arose after the claim stops it (see `stand_aside`). A qualification that ran out meanwhile does
    not: whoever was qualified when they claimed may finish.
    """
    found = _read_by(reading_id, by.pk)
    if not found:
        raise Reading.DoesNotExist
    ((attempt_id, submission_id),) = found
    (submission,), (attempt,) = _locked_work(submission_id), _locked_attempt(attempt_id)
    (reading,) = _locked_reading(reading_id)
    attempt.submission = submission
    reading.attempt = attempt
    if attempt.state == AttemptState.WITHDRAWN or (reading.look_id and submission.state == State.WITHDRAWN):
        raise Refused("withdrawn", _("The earner has taken this one back. There is nothing to do; thank you."))
    if reading.state == "filed":
        raise Refused("already-filed", _("Your reading is filed already. Thank you."))
    if reading.state == "withdrawn":
        raise Refused(
            "handed-on", _("You handed this one on, so somebody else reads it. There is nothing to do; thank you.")
        )
    if is_barred(by, submission.person_id):
        raise interested()
    if reading.state != "claimed" or not runs(reading, submission):
        raise Refused(
            "claim-expired",
            _(
                "Your claim has run out, so a colleague may take this one. What you wrote is kept: claim it again to go on."
            ),
        )
    return submission, attempt, reading


@kept()
def _read_by(reading: UUID, by: UUID) -> QuerySet[Reading, tuple[UUID, UUID]]:
    found = Reading.objects.filter(pk=reading, reviewer=by)
    return found.values_list("attempt_id", "attempt__submission_id")


@kept()
def _locked_work(key: UUID) -> QuerySet[Submission]:
    found = Submission.objects.select_for_update(of=("self",)).filter(pk=key)
    return found.select_related("version__microcredential__organization")


@kept()
def _locked_attempt(key: UUID) -> QuerySet[Attempt]:
    return Attempt.objects.select_for_update().filter(pk=key)


@kept()
def _locked_reading(key: UUID) -> QuerySet[Reading]:
    return Reading.objects.select_for_update().filter(pk=key)


def open_reading(reading: Reading, *, by: Person) -> None:
    """The reviewer looks at it: from now on it is theirs until the claim ends. Twice is as good as once."""
    held = Reading.objects.filter(pk=reading.pk, reviewer=by, state="claimed", opened_at__isnull=True)
    held.update(opened_at=clock.now())


def move_claim(attempt: Attempt, days: int) -> None:
    """Whoever held it when the hold began keeps it: the claim ends as many working days later as the work was on hold.

    With two readers these are two claims. One that had run out before is not awakened. The hold has just ended.
    """
    since = Hold.objects.filter(attempt=attempt).order_by("-ended_at").values_list("since", flat=True).first()
    if not days or since is None:
        return
    place = attempt.submission.version.microcredential.organization
    held = Reading.objects.select_for_update().filter(attempt=attempt, state="claimed", expires_at__gt=since)
    for reading in held.order_by("pk"):
        reading.expires_at = _later(reading.expires_at, days, place)
        reading.save()


def _later(moment: datetime, days: int, place: Organization) -> datetime:
    zone = ZoneInfo(district_of(place).timezone or "UTC")
    day = add_working_days(moment.astimezone(zone).date(), days, days_off_of(place))
    return datetime.combine(day, time(23, 59), zone)
