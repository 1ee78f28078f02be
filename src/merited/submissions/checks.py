"""How a sent attempt leaves its check: on to its readers, or back to its earner as the same attempt.

For the room that judges, inside its own transaction, with the submission locked.
"""

from merited.base import clock
from merited.base.halt import halt
from merited.submissions.models import Attempt, Statement, Submission
from merited.submissions.rules.states import AttemptState, State, must_move


def pass_on(submission: Submission) -> None:
    """It waits for its readers now. The promised day stays as it was: the check is part of the promise."""
    must_move(submission.state, State.WAITING)
    submission.state, submission.changed_at = State.WAITING, clock.now()
    submission.save()


def give_back(submission: Submission, attempt: Attempt) -> None:
    """It is a draft again, and the attempt keeps its number: nobody has read it, so nothing is used up.

    All that was written and added stays. The promise ends with it, and sending anew makes a new one. The statements were
    about what was sent, so they are asked for again.
    """
    must_move(submission.state, State.DRAFT)
    Statement.objects.filter(attempt=attempt).delete()
    attempt.state, attempt.sent_at, attempt.counts_from, attempt.hear_by = AttemptState.OPEN, None, None, None
    attempt.save()
    halt("check.attempt-open")
    submission.state, submission.changed_at = State.DRAFT, clock.now()
    submission.save()
