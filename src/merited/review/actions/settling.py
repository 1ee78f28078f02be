"""What waits for nothing any more: work whose sheets are all in, looks that were read while something held them.

In the ordinary course nothing is found here: whatever files the last sheet decides. It is for what had to wait since, such as
for the end of a hold or of a question of integrity. For the worker.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from merited.review.actions.deciding import follow_up, locked_work
from merited.review.actions.panels import conclude, locked_look
from merited.review.models import Case, Course, Granting, Look, Reading
from merited.review.queries.integrity import holding
from merited.review.rules.granting import Ending
from merited.review.rules.looks import SEATS, Kind
from merited.review.rules.looks import State as LookState
from merited.review.rules.stages import Purpose
from merited.submissions.models import Attempt
from merited.submissions.rules.states import AttemptState, State


def settle_left() -> bool:
    """Decide what can be decided. Whether there was anything."""
    works = [_settle(key) for key in _works_left()]
    looks = [_conclude(key) for key in _looks_left()]
    return any(works) or any(looks)


def _works_left() -> list[UUID]:
    read = Reading.objects.filter(attempt=OuterRef("pk"), state="filed", purpose=Purpose.FIRST)
    more = Course.objects.filter(attempt=OuterRef("pk")).exclude(due="")
    asked = Granting.objects.filter(attempt=OuterRef("pk"), state=Ending.OPEN)
    waits = Attempt.objects.filter(Exists(read), state=AttemptState.SENT, submission__state=State.WAITING)
    return list(waits.exclude(Exists(more)).exclude(Exists(asked)).values_list("pk", flat=True))


def _looks_left() -> list[UUID]:
    read = Reading.objects.filter(look=OuterRef("pk"), state="filed")
    spoken = Count("voices", filter=Q(voices__left_at__isnull=True) & ~Q(voices__voice=""))
    heard = Look.objects.filter(state=LookState.PANEL).annotate(n=spoken).filter(n=SEATS)
    second = Look.objects.filter(Exists(read), kind=Kind.SECOND, state=LookState.READING)
    held = Case.objects.filter(holding(), submission=OuterRef("submission"))
    every = Look.objects.filter(Q(pk__in=heard.values("pk")) | Q(pk__in=second.values("pk"))).exclude(Exists(held))
    return list(every.values_list("pk", flat=True))


@transaction.atomic
def _settle(key: UUID) -> bool:
    submission, attempt = locked_work(key)
    return attempt.state == AttemptState.SENT and follow_up(submission, attempt, by=None) is not None


@transaction.atomic
def _conclude(key: UUID) -> bool:
    look = locked_look(Look.objects.get(pk=key))
    return look.state != LookState.CLOSED and conclude(look, by=None) is not None
