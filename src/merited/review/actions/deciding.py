"""What follows when every sheet is in: the decision, or first the question to an office. Nobody chooses it."""

from collections.abc import Collection, Mapping
from uuid import UUID

from merited.awards.actions import grant
from merited.awards.models import Award
from merited.base import clock
from merited.base.halt import halt
from merited.base.log import note
from merited.catalog.document import Criterion
from merited.people.models import Person
from merited.review.actions.planning import course_for
from merited.review.models import Course, Decision, Granting, Reading
from merited.review.queries.courses import try_of
from merited.review.queries.sheets import filed_sheets, recorded_from, scope_for
from merited.review.rules.granting import Ending, is_due
from merited.review.rules.outcome import Outcome, Sheet, met_by, outcome
from merited.review.rules.stages import OF_THE_WORK, Purpose, Why, due, plan_from
from merited.submissions.actions import close_attempt
from merited.submissions.models import Attempt, Submission
from merited.submissions.queries import met_of
from merited.submissions.rules.states import State


def found_in(attempt: Attempt, scope: Collection[Criterion], sheets: Mapping[Purpose, Sheet]) -> Outcome:
    """What the filed sheets of an attempt come to, over the criteria that they score."""
    return outcome(scope, recorded_from(attempt.submission.version.document, sheets))


def another_is_due(
    attempt: Attempt, course: Course, scope: Collection[Criterion], sheets: Mapping[Purpose, Sheet]
) -> bool:
    """Whether a reading is still due; if it is, the course says which, so that the queue shows it."""
    because = [Why(one) for one in course.because]
    left = due(plan_from(course.plan), because, scope, sheets, number=try_of(attempt))
    course.due = next((one for one in left if one is not Purpose.FIRST), "")
    if course.due == Purpose.SECOND and not because:
        course.because = [Why.BORDERLINE]
    course.save()
    return bool(left)


def ask_for_grant(
    attempt: Attempt,
    course: Course,
    scope: Collection[Criterion],
    sheets: Mapping[Purpose, Sheet],
    *,
    by: Person | None,
) -> bool:
    """Ask an office to confirm, where the course of the attempt wants it and all is met. Whether it was asked."""
    if not is_due(plan_from(course.plan), found_in(attempt, scope, sheets)):
        return False
    asked = Granting.objects.create(attempt=attempt, asked_at=clock.now())
    halt("score.grant-asked")
    note("grant.asked", asked.id, by=by.id if by else None, attempt=str(attempt.id))
    return True


def decide(
    submission: Submission,
    attempt: Attempt,
    scope: Collection[Criterion],
    sheets: Mapping[Purpose, Sheet],
    *,
    by: Person | None,
    **because: str,
) -> Outcome:
    """Record what the sheets come to; with every criterion met an award is granted. Submission and attempt are locked.

    `because`: the key of the reading or of the grant with which it became due, for the log.
    """
    recorded = recorded_from(submission.version.document, sheets)
    found = outcome(scope, recorded)
    earned = close_attempt(submission, attempt, met_by(scope, recorded))
    if earned != (found is Outcome.EARNED):
        raise AssertionError("standing and outcome disagree")
    halt("score.attempt-closed")
    award = granted(submission) if earned else None
    Decision.objects.create(attempt=attempt, outcome=found, decided_at=clock.now(), award=award)
    note("attempt.decided", attempt.id, by=by.id if by else None, outcome=found.value, **because)
    return found


def follow_up(submission: Submission, attempt: Attempt, *, by: Person | None, **because: str) -> Outcome | None:
    """What follows from the sheets that are in, where less is open or due than when they were filed. Both are locked.

    None: a reading or an office is still waited for, or the work is on hold; then it follows when that is over (`settling`).
    """
    course, scope, sheets = course_for(attempt), scope_for(attempt), filed_sheets(attempt)
    if Purpose.FIRST not in sheets or another_is_due(attempt, course, scope, sheets):
        return None
    if submission.state != State.WAITING or Granting.objects.filter(attempt=attempt, state=Ending.OPEN).exists():
        return None
    for one in Reading.objects.select_for_update().filter(attempt=attempt, state="claimed", purpose__in=OF_THE_WORK):
        one.state = "released"  # it is due no more
        one.save()
        note("reading.released", one.id, by=by.id if by else None, reason="settled")
    if ask_for_grant(attempt, course, scope, sheets, by=by):
        return None
    return decide(submission, attempt, scope, sheets, by=by, **because)


def granted(submission: Submission) -> Award:
    """The award for work of which every criterion is met. For the deeds that decide, inside their transaction."""
    results: Mapping[str, str] = {key: standing.level for key, standing in met_of(submission).items()}
    return grant(submission.person, submission.version, results)


def locked_work(attempt_id: UUID) -> tuple[Submission, Attempt]:
    """A submission and its attempt, locked in the order of the house, the attempt knowing its work. Raises DoesNotExist."""
    submission_id = Attempt.objects.values_list("submission_id", flat=True).get(pk=attempt_id)
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("version__microcredential__organization__parent__parent")
        .get(pk=submission_id)
    )
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    attempt.submission = submission
    return submission, attempt
