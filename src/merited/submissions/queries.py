"""Questions about the work: who asks comes first."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from merited.people.models import Person
from merited.submissions.models import Attempt, Exhibit, Standing, Submission
from merited.submissions.rules.completeness import Missing, Work, missing
from merited.submissions.rules.states import OPEN_STATES, AttemptState


def submissions_of(person: Person) -> QuerySet[Submission]:
    """All of one's own submissions, the latest change first, with their versions."""
    return (
        Submission.objects.filter(person=person)
        .select_related("version__microcredential__organization__parent")
        .order_by("-changed_at")
    )


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
    """Prefetch the exhibits of attempts in their order, with the evidence."""
    return Prefetch("exhibits", Exhibit.objects.select_related("evidence").order_by("artifact", "position"))


def open_attempt_of(submission: Submission) -> Attempt | None:
    """The attempt that can be worked at, with everything in it; None after it is sent."""
    return attempts_of(submission).filter(state=AttemptState.OPEN).first()


def exhibits_of(person: Person) -> QuerySet[Exhibit]:
    """Exhibits in one's own submissions."""
    return Exhibit.objects.filter(attempt__submission__person=person).select_related("evidence", "attempt__submission")


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
