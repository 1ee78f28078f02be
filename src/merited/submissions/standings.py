"""Adding to what is met after an attempt is decided. Nothing here takes a standing away."""

from collections.abc import Mapping

from merited.base import clock
from merited.base.halt import halt
from merited.submissions.models import Attempt, Hold, Standing, Submission
from merited.submissions.queries import met_of
from merited.submissions.rules.completeness import scope_of
from merited.submissions.rules.states import OPEN_STATES, AttemptState, State


def meet_more(submission: Submission, attempt: Attempt, added: Mapping[str, str]) -> bool:
    """Add criteria (level by criterion) that another look at a decided attempt found met. Returns whether all are met by it.

    For the room that judges, inside its own transaction, with the submission locked. Whatever the earner has begun or
    sent meanwhile goes on with what is open still; where nothing is open any more, it ends without being read.
    """
    now, before = clock.now(), met_of(submission)
    if submission.state not in OPEN_STATES:  # earned meanwhile, or taken back: there is nothing to add to
        return False
    Standing.objects.bulk_create(
        Standing(submission=submission, criterion=key, attempt=attempt, level=level, met_at=now)
        for key, level in added.items()
        if key not in before
    )
    halt("meet-more.standing-written")
    if not added or scope_of(submission.version.document, {*before, *added}):
        return False
    going = Attempt.objects.filter(submission=submission, state__in=(AttemptState.OPEN, AttemptState.SENT))
    going.update(state=AttemptState.WITHDRAWN)
    Hold.objects.filter(attempt__submission=submission, ended_at__isnull=True).update(ended_at=now)
    submission.state, submission.changed_at = State.EARNED, now
    submission.save()
    return True
