"""The only way in which something that was met falls: by a finding of integrity, with what stood there handed back to be kept."""

from collections.abc import Collection

from merited.base import clock
from merited.base.halt import halt
from merited.submissions.actions import next_attempt
from merited.submissions.models import Attempt, Hold, Standing, Submission
from merited.submissions.rules.states import OPEN_STATES, AttemptState, State


def fall(submission: Submission, criteria: Collection[str]) -> list[Standing]:
    """Take away the standing of these criteria. Returns what stood there, so that whoever found it keeps the record.

    For the room that judges, inside the transaction of a finding that has taken effect, with the submission locked.
    What was earned is open again, unless its earner has begun anew meanwhile.
    """
    stood = list(Standing.objects.select_for_update().filter(submission=submission, criterion__in=criteria))
    Standing.objects.filter(pk__in=[one.pk for one in stood]).delete()
    halt("fall.standing-gone")
    if stood and submission.state == State.EARNED:
        anew = Submission.objects.filter(
            person_id=submission.person_id, version_id=submission.version_id, state__in=OPEN_STATES
        )
        _now(submission, State.WITHDRAWN if anew.exists() else State.NOT_YET)
    return stood


def hand_back(submission: Submission) -> Attempt | None:
    """Give a sent attempt back to its earner, unread and with everything in it, as the next one. None: nothing is sent.

    For the room that judges, as `fall`.
    """
    sent = Attempt.objects.select_for_update().filter(submission=submission, state=AttemptState.SENT).first()
    if sent is None:
        return None
    Hold.objects.filter(attempt=sent, ended_at__isnull=True).update(ended_at=clock.now())
    sent.state = AttemptState.WITHDRAWN
    sent.save()
    _now(submission, State.DRAFT)
    return next_attempt(submission, sent)


def _now(submission: Submission, state: State) -> None:
    submission.state, submission.changed_at = state, clock.now()
    submission.save()
