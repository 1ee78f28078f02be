"""What is read and not decided: there is some only where something held it, and that is over now."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from merited.review.models import Case, Course, Granting, Look, Reading
from merited.review.queries.integrity import holding
from merited.review.rules.granting import Ending
from merited.review.rules.looks import SEATS, Kind
from merited.review.rules.looks import State as LookState
from merited.review.rules.stages import Purpose
from merited.submissions.models import Attempt
from merited.submissions.rules.states import AttemptState, State


def works_left() -> list[UUID]:
    """Attempts that wait though a first reading is filed, no other is due and nobody is asked to confirm."""
    read = Reading.objects.filter(attempt=OuterRef("pk"), state="filed", purpose=Purpose.FIRST)
    more = Course.objects.filter(attempt=OuterRef("pk")).exclude(due="")
    asked = Granting.objects.filter(attempt=OuterRef("pk"), state=Ending.OPEN)
    waits = Attempt.objects.filter(Exists(read), state=AttemptState.SENT, submission__state=State.WAITING)
    return list(waits.exclude(Exists(more)).exclude(Exists(asked)).values_list("pk", flat=True))


def looks_left() -> list[UUID]:
    """Looks that are read, or that the whole panel has answered, and that nothing holds."""
    read = Reading.objects.filter(look=OuterRef("pk"), state="filed")
    spoken = Count("voices", filter=Q(voices__left_at__isnull=True) & ~Q(voices__voice=""))
    heard = Look.objects.filter(state=LookState.PANEL).annotate(n=spoken).filter(n=SEATS)
    second = Look.objects.filter(Exists(read), kind=Kind.SECOND, state=LookState.READING)
    held = Case.objects.filter(holding(), submission=OuterRef("submission"))
    every = Look.objects.filter(Q(pk__in=heard.values("pk")) | Q(pk__in=second.values("pk"))).exclude(Exists(held))
    return list(every.values_list("pk", flat=True))
