"""Questions about judgment: who asks comes first."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from merited.base import clock
from merited.catalog.document import Criterion
from merited.people.models import Person, Role
from merited.people.queries import must_not_judge
from merited.people.rules.places import MAY_REVOKE
from merited.review.models import Decision, Qualification, Reading, Score
from merited.review.rules.outcome import Judged
from merited.submissions.models import Attempt, Exhibit, Standing, Submission
from merited.submissions.rules.completeness import scope_of
from merited.submissions.rules.states import AttemptState


def _still() -> date:
    """The day that a qualification must reach: it ends when its last day is over everywhere, whatever the time zone."""
    return (clock.now() - timedelta(hours=12)).date()


def _good_today(person: Person) -> QuerySet[Qualification]:
    today = _still()
    return Qualification.objects.filter(Q(until__isnull=True) | Q(until__gte=today), person=person)


def qualified_for(person: Person) -> set[UUID]:
    """Keys of the micro-credentials that this person may read today."""
    return set(_good_today(person).values_list("microcredential_id", flat=True))


def known_to(person: Person) -> QuerySet[Attempt]:
    """Attempts once sent for what this person may read. To claim one, more is asked; `claim` says what, in a sentence."""
    qualified = _good_today(person).values("microcredential_id")
    return Attempt.objects.filter(sent_at__isnull=False, submission__version__microcredential_id__in=qualified)


def may_read(person: Person) -> QuerySet[Attempt]:
    """Sent attempts that this person is qualified for and has no interest in, whoever holds them now."""
    barred = Person.objects.filter(must_not_judge(person)).values("pk")
    return (
        known_to(person)
        .filter(state=AttemptState.SENT)
        .exclude(submission__person_id__in=barred)
        .select_related("submission__version__microcredential__organization")
    )


def queue(person: Person) -> QuerySet[Attempt]:
    """What this person can claim now, the earliest promise first. Nothing was pushed: it is a question."""
    taken = Reading.objects.filter(Q(state="filed") | Q(state="claimed", expires_at__gt=clock.now()))
    return may_read(person).exclude(pk__in=taken.values("attempt_id")).order_by("hear_by", "sent_at")


def readings_of(reviewer: Person) -> QuerySet[Reading]:
    """The readings that this reviewer has claimed and not finished, those whose claim ran out included.

    A reading whose attempt was withdrawn meanwhile is among them, so that the page can say so, until the claim would have ended.
    """
    return (
        Reading.objects.filter(reviewer=reviewer, state="claimed")
        .exclude(attempt__state=AttemptState.WITHDRAWN, expires_at__lte=clock.now())
        .select_related("attempt__submission__version__microcredential__organization")
        .order_by("attempt__hear_by")
    )


def readings_by(reviewer: Person) -> QuerySet[Reading]:
    """Every reading of this reviewer, whatever became of it: their own words stay readable to them."""
    return Reading.objects.filter(reviewer=reviewer).select_related("attempt__submission__version__microcredential")


def filed_by(reviewer: Person) -> QuerySet[Reading]:
    """The readings that this reviewer has filed, the latest first."""
    return (
        Reading.objects.filter(reviewer=reviewer, state="filed")
        .select_related("attempt__submission__version__microcredential")
        .order_by("-filed_at")
    )


def exhibits_before(reviewer: Person) -> QuerySet[Exhibit]:
    """Exhibits that this reviewer may open: those of attempts whose reading they hold, and of earlier attempts of the same work."""
    held = Reading.objects.filter(
        reviewer=reviewer, state="claimed", expires_at__gt=clock.now(), attempt__state=AttemptState.SENT
    ).values("attempt__submission_id")
    return Exhibit.objects.filter(attempt__submission_id__in=held, attempt__sent_at__isnull=False).select_related(
        "evidence", "attempt"
    )


def sheet_of(reading: Reading) -> dict[str, Judged]:
    """What is written on a reading's sheet, by the criterion's key in the document."""
    return {one.criterion.key: Judged(one.level, one.words) for one in reading.scores.select_related("criterion")}


def scope_for(attempt: Attempt) -> tuple[Criterion, ...]:
    """The criteria that a reading of this attempt scores: those not met by an earlier one."""
    met = Standing.objects.filter(submission_id=attempt.submission_id, attempt__number__lt=attempt.number)
    return scope_of(attempt.submission.version.document, set(met.values_list("criterion", flat=True)))


def readings_before(attempt: Attempt) -> QuerySet[Reading]:
    """The filed readings of earlier attempts of the same work, oldest first, with their scores: for the next reader."""
    return (
        Reading.objects.filter(
            state="filed", attempt__submission_id=attempt.submission_id, attempt__number__lt=attempt.number
        )
        .select_related("attempt")
        .prefetch_related(Prefetch("scores", Score.objects.select_related("criterion")))
        .order_by("attempt__number")
    )


def met_before(submissions: Collection[UUID]) -> dict[UUID, set[str]]:
    """What is met already, by submission: for a list of waiting attempts in one question."""
    found: dict[UUID, set[str]] = {}
    for submission, criterion in Standing.objects.filter(submission_id__in=submissions).values_list(
        "submission_id", "criterion"
    ):
        found.setdefault(submission, set()).add(criterion)
    return found


def judged_in(submission: Submission) -> dict[UUID, Mapping[str, Judged]]:
    """For each decided attempt (by key): what its filed reading found, by criterion. For the earner and for later readers."""
    found: dict[UUID, dict[str, Judged]] = {}
    scores = Score.objects.filter(
        reading__state="filed", reading__attempt__submission=submission, reading__attempt__state=AttemptState.DECIDED
    ).select_related("criterion", "reading")
    for one in scores:
        found.setdefault(one.reading.attempt_id, {})[one.criterion.key] = Judged(one.level, one.words)
    return dict(found)


def kept_words(submission: Submission) -> dict[UUID, str]:
    """The reviewer's words about the whole, by attempt."""
    return dict(
        Reading.objects.filter(state="filed", attempt__submission=submission, attempt__state=AttemptState.DECIDED)
        .exclude(keep="")
        .values_list("attempt_id", "keep")
    )


def being_read(submissions: list[UUID]) -> set[UUID]:
    """Which of these submissions somebody is reading right now."""
    return set(
        Reading.objects.filter(
            state="claimed",
            expires_at__gt=clock.now(),
            attempt__state=AttemptState.SENT,
            attempt__submission_id__in=submissions,
        ).values_list("attempt__submission_id", flat=True)
    )


def award_for(submission: Submission) -> UUID | None:
    """The key of the award that this work led to."""
    return (
        Decision.objects.filter(attempt__submission=submission, award__isnull=False)
        .values_list("award_id", flat=True)
        .first()
    )


def was_judged_here(award: UUID) -> bool:
    """Whether an award came from a reading under the rules of this program, and not from elsewhere. Anybody may ask."""
    return Decision.objects.filter(award_id=award).exists()


def doors_of(person: Person) -> tuple[bool, bool]:
    """Whether the person reviews, and whether they answer for badges: one question, for the frame of every page."""
    today = _still()
    reads = Qualification.objects.filter(Q(until__isnull=True) | Q(until__gte=today), person=OuterRef("pk"))
    answers = Role.objects.filter(person=OuterRef("pk"), kind__in=MAY_REVOKE)
    found = Person.objects.filter(pk=person.pk).values_list(Exists(reads), Exists(answers)).get()
    return bool(found[0]), bool(found[1])
