"""Questions about the work: who asks comes first."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from merited.base import clock
from merited.people.models import Person
from merited.submissions.models import Attempt, Exhibit, Hold, SelfScore, Showing, Standing, Submission
from merited.submissions.rules.completeness import Missing, Work, missing
from merited.submissions.rules.states import OPEN_STATES, AttemptState, State


def submissions_of(person: Person) -> QuerySet[Submission]:
    """All of one's own submissions, the latest change first, with their versions."""
    return (
        Submission.objects.filter(person=person)
        .select_related("version__microcredential__organization__parent")
        .order_by("-changed_at")
    )


def begun_by(person: Person) -> QuerySet[Submission, UUID]:
    """Keys of the micro-credentials that this person has begun or earned, for another question to ask within."""
    begun = Submission.objects.filter(person=person).exclude(state=State.WITHDRAWN)
    return begun.values_list("version__microcredential_id", flat=True)


def open_submissions_of(person: Person) -> QuerySet[Submission]:
    """Those in hand: draft, waiting, not yet."""
    return submissions_of(person).filter(state__in=OPEN_STATES)


def attempts_of(submission: Submission) -> QuerySet[Attempt]:
    """Its attempts in order, with what was written, added and marked in them."""
    return (
        Attempt.objects.filter(submission=submission)
        .order_by("number")
        .prefetch_related("answers", "change_notes", "self_scores", exhibits_first())
    )


def attempts_at(person: Person, key: UUID) -> QuerySet[Attempt]:
    """The same of one's own submission by its key, each with the submission: empty for a stranger."""
    return (
        Attempt.objects.filter(submission=key, submission__person=person)
        .select_related("submission__person", "submission__version__microcredential__organization__parent")
        .order_by("number")
        .prefetch_related("answers", "change_notes", "self_scores", exhibits_first())
    )


def tries_of(submission: Submission) -> QuerySet[Attempt]:
    """Its attempts in order, without what is in them."""
    return Attempt.objects.filter(submission=submission).order_by("number")


def attempts_in_hand(person: Person) -> QuerySet[Attempt]:
    """Attempts of one's submissions in hand, in order, with what a list says of them."""
    return (
        Attempt.objects.filter(submission__person=person, submission__state__in=OPEN_STATES)
        .order_by("number")
        .prefetch_related("answers", "change_notes", exhibits_first())
    )


def met_in_hand(person: Person) -> dict[UUID, set[str]]:
    """What is met in each of one's submissions in hand."""
    found: dict[UUID, set[str]] = {}
    standings = Standing.objects.filter(submission__person=person, submission__state__in=OPEN_STATES)
    for submission_id, criterion in standings.values_list("submission_id", "criterion"):
        found.setdefault(submission_id, set()).add(criterion)
    return found


def exhibits_first() -> "Prefetch[str, QuerySet[Exhibit], str]":
    """Prefetch the exhibits of attempts in their order, with the evidence; not those that others took the place of."""
    standing = Exhibit.objects.filter(set_aside_at__isnull=True)
    return Prefetch("exhibits", standing.select_related("evidence").order_by("artifact", "position"))


def open_attempt_of(submission: Submission) -> Attempt | None:
    """The attempt that can be worked at, with everything in it; None after it is sent."""
    return attempts_of(submission).filter(state=AttemptState.OPEN).first()


def exhibits_of(person: Person) -> QuerySet[Exhibit]:
    """Exhibits in one's own submissions."""
    return Exhibit.objects.filter(attempt__submission__person=person).select_related("evidence", "attempt__submission")


def own_levels(submission: Submission) -> dict[UUID, dict[str, str]]:
    """The levels that the earner marked for themselves: by attempt, by criterion."""
    found: dict[UUID, dict[str, str]] = {}
    for one in SelfScore.objects.filter(attempt__submission=submission):
        found.setdefault(one.attempt_id, {})[one.criterion] = one.level
    return found


def with_links(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """The same, each with `has_link`: whether a private link shows it now."""
    links = Showing.objects.filter(submission=OuterRef("pk"), ended_at__isnull=True, until__gt=clock.now())
    return submissions.annotate(has_link=Exists(links))


def showing_of(submission: Submission) -> Showing | None:
    """The private link under which it is shown now, if there is one."""
    return Showing.objects.filter(
        submission=submission, ended_at__isnull=True, until__gt=clock.now()
    ).first()  # fmt: skip


def showing_at(token: str) -> QuerySet[Showing]:
    """A private link by its token, whether or not anything is still shown there."""
    return Showing.objects.filter(token=token).select_related(
        "submission__person", "submission__version__microcredential__organization__parent"
    )


def is_shown(showing: Showing) -> bool:
    """Whether a private link still shows something: not ended, not run out, and the work still in progress."""
    running = showing.ended_at is None and showing.until > clock.now()
    return running and showing.submission.state in OPEN_STATES


def met_of(submission: Submission) -> dict[str, Standing]:
    """What is met, by criterion."""
    return {one.criterion: one for one in Standing.objects.filter(submission=submission).select_related("attempt")}


def work_of(attempt: Attempt, *, with_levels: bool = True) -> Work:
    """What an attempt holds, as plain values; without one's own levels where nobody asks for them (a list)."""
    exhibits: dict[str, int] = {}
    for one in attempt.exhibits.all():
        exhibits[one.artifact] = exhibits.get(one.artifact, 0) + 1
    return Work(
        answers={one.prompt: one.text for one in attempt.answers.all()},
        exhibits=exhibits,
        change_notes={one.criterion: one.text for one in attempt.change_notes.all()},
        self_scores={one.criterion: one.level for one in attempt.self_scores.all()} if with_levels else {},
    )


def missing_of(attempt: Attempt) -> list[Missing]:
    """What still stands between this attempt and sending."""
    submission = attempt.submission
    return missing(submission.version.document, work_of(attempt), met=met_of(submission).keys(), number=attempt.number)


def holds_of(attempt: Attempt) -> QuerySet[Hold]:
    """What must be mended before this attempt can go on, the first one first."""
    return (
        Hold.objects.filter(attempt=attempt, ended_at__isnull=True)
        .select_related("exhibit__evidence", "attempt")
        .order_by("created_at")
    )


def attempt_at(key: UUID) -> QuerySet[Attempt]:
    """An attempt by its key, with whose it is and of what: for the worker's letters, behind which nobody asks."""
    return Attempt.objects.filter(pk=key).select_related(
        "submission__person", "submission__version__microcredential__organization__parent"
    )


def newest_attempt_of(submission: Submission) -> UUID | None:
    """The key of its last attempt."""
    return tries_of(submission).values_list("pk", flat=True).last()


def attempt_numbered(submission: UUID, number: int) -> UUID | None:
    """The key of a submission's attempt; None when there is none. For the worker's letters."""
    return Attempt.objects.filter(submission_id=submission, number=number).values_list("pk", flat=True).first()
