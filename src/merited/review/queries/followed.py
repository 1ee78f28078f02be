"""Where work went that its earner took back, and began anew, while a question about it waited: the question goes with it."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from merited.base.text import count_words
from merited.review.models import Case
from merited.review.queries.integrity import holding
from merited.review.rules.integrity import Step
from merited.submissions.models import Answer, Attempt, Exhibit, Submission
from merited.submissions.rules.states import AttemptState, State

FEWEST = 10  # words in an answer that can be told again: many say yes in the same words


def begun_anew(submission: Submission, attempt: Attempt, criteria: Collection[str]) -> Submission | None:
    """The work that its earner began after taking this one back, where a question about `attempt` goes with it.

    It does where nothing of that is judged yet, or where the same thing stands in it: what was judged on its own stays.
    """
    if submission.state != State.WITHDRAWN:
        return None
    later = _later(submission).select_related("version").order_by("-pk").first()
    if later is None or Case.objects.filter(submission=later).exclude(state=Step.CLOSED).exists():
        return None
    if not set(criteria) <= {one.id for one in later.version.document.criteria}:
        return None
    judged = Attempt.objects.filter(submission=later, state=AttemptState.DECIDED).exists()
    return later if not judged or _stands_in(later, attempt) else None


def _later(submission: Submission) -> QuerySet[Submission]:
    """What the same person began of the same micro-credential since, and did not take back (keys are in the order of time)."""
    offered = submission.version.microcredential_id
    same = Submission.objects.filter(person=submission.person_id, version__microcredential=offered)
    return same.filter(pk__gt=submission.pk).exclude(state=State.WITHDRAWN)


def _stands_in(later: Submission, attempt: Attempt) -> bool:
    """Whether a file, a link or an answer of the attempt stands in the later work too."""
    mine = Exhibit.objects.filter(attempt=attempt).values_list("evidence__digest", "evidence__url")
    here = Exhibit.objects.filter(attempt__submission=later).values_list("evidence__digest", "evidence__url")
    if set(mine) & set(here):
        return True
    return bool(
        _told_in(Answer.objects.filter(attempt=attempt)) & _told_in(Answer.objects.filter(attempt__submission=later))
    )


def _told_in(answers: QuerySet[Answer]) -> set[tuple[str, ...]]:
    return {tuple(one.split()) for one in answers.values_list("text", flat=True) if count_words(one) >= FEWEST}


def cases_left_behind() -> QuerySet[Case]:
    """Cases that hold work which was taken back, where its earner has begun anew: for the worker."""
    anew = Submission.objects.filter(
        person=OuterRef("submission__person"), version__microcredential=OuterRef("submission__version__microcredential"),
        pk__gt=OuterRef("submission"),
    )  # fmt: skip
    left = Case.objects.filter(holding(), submission__state=State.WITHDRAWN)
    return left.filter(Exists(anew.exclude(state=State.WITHDRAWN)))


def is_followed(submission: Submission) -> bool:
    """Whether a case over what its earner took back before is about to go with this work, or does already."""
    same = Case.objects.filter(
        holding(), submission__person=submission.person_id, submission__state=State.WITHDRAWN,
        submission__version__microcredential=submission.version.microcredential_id, submission__lt=submission.pk,
    )  # fmt: skip
    found = same.select_related("submission__version", "attempt").prefetch_related("criteria")
    return any(_goes_with(one, submission.pk) for one in found)


def _goes_with(case: Case, submission: UUID) -> bool:
    anew = begun_anew(case.submission, case.attempt, [one.criterion for one in case.criteria.all()])
    return anew is not None and anew.pk == submission
