"""What waits for nothing any more: work whose sheets are all in, looks that were read while something held them.

In the ordinary course nothing is found here: whatever files the last sheet decides. It is for what had to wait since, such as
for the end of a hold or of a question of integrity. For the worker.
"""

from uuid import UUID

from django.db import transaction

from merited.review.actions.deciding import follow_up, locked_work
from merited.review.actions.panels import conclude, locked_look
from merited.review.models import Look
from merited.review.queries.left import looks_left, works_left
from merited.review.rules.looks import State
from merited.submissions.rules.states import AttemptState


def settle_left() -> bool:
    """Decide what can be decided. Whether there was anything."""
    works = [_settle(key) for key in works_left()]
    looks = [_conclude(key) for key in looks_left()]
    return any(works) or any(looks)


@transaction.atomic
def _settle(key: UUID) -> bool:
    submission, attempt = locked_work(key)
    return attempt.state == AttemptState.SENT and follow_up(submission, attempt, by=None) is not None


@transaction.atomic
def _conclude(key: UUID) -> bool:
    look = locked_look(Look.objects.get(pk=key))
    return look.state != State.CLOSED and conclude(look, by=None) is not None
