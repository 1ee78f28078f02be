"""What a coordinator or a lead sees of the queue and of what was earned: who asks comes first.

Reviewing is blind, and a coordinator may review too: nothing here says whose work waits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from merited.awards.models import Award
from merited.base import clock
from merited.people.models import Organization, Person
from merited.people.rules.calendar import add_working_days
from merited.review.models import Granting, Qualification, Reading
from merited.submissions.models import Attempt
from merited.submissions.rules.states import AttemptState, State

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Held(TypedDict):
        """Who reads an attempt now, and since when."""

        is_read: bool
        to_grant: bool
        reader: str | None
        read_since: datetime | None

    class Current(TypedDict):
        """Whether a qualification counts today."""

        is_current: bool

    HeldAttempt = WithAnnotations[Attempt, Held]
    CurrentQualification = WithAnnotations[Qualification, Current]

A_WEEK = timedelta(days=7)
SOON = 2  # working days


class Wait(StrEnum):
    """How a piece of work waits; the same one may wait in several ways."""

    LATE = "late"
    SOON = "soon"
    UNREAD = "unread"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Desk:
    """One department in numbers, each of which can be listed."""

    department: Organization
    waiting: int
    late: int
    soon: int
    read: int
    held: int
    reviewers: int
    earned: int


def soon_for(district: Organization, today: date) -> date:
    """The last day that is soon, by the district's calendar."""
    return add_working_days(today, SOON, {date.fromisoformat(day) for day in district.days_off})


def _held() -> QuerySet[Reading]:
    return Reading.objects.filter(attempt=OuterRef("pk"), state="claimed", expires_at__gt=clock.now())


def _asked() -> QuerySet[Granting]:
    """Read by everybody, and an office has yet to confirm it."""
    return Granting.objects.filter(attempt=OuterRef("pk"), state="open")


def _sent_to(places: set[UUID]) -> QuerySet[Attempt]:
    return Attempt.objects.filter(
        state=AttemptState.SENT, submission__version__microcredential__organization_id__in=places
    )


def waiting_at(places: set[UUID], asker: Person | None = None) -> "QuerySet[HeldAttempt]":
    """What was sent to these places and is not decided, the earliest promise first, with who is reading it.

    Who reads the asker's own work stays unsaid: reviewing is blind both ways.
    """
    told = _held().exclude(attempt__submission__person=asker) if asker else _held()
    return (
        _sent_to(places)
        .filter(submission__state=State.WAITING)
        .annotate(
            is_read=Exists(_held()) | Exists(_asked()),
            to_grant=Exists(_asked()),
            reader=Subquery(told.values("reviewer__name")[:1]),
            read_since=Subquery(told.values("created_at")[:1]),
        )
        .select_related("submission__version__microcredential__organization")
        .order_by("hear_by", "sent_at")
    )


def in_wait(wait: Wait, today: date, soon: date) -> Q:
    """The condition on `waiting_at` for a way of waiting."""
    return {
        Wait.LATE: Q(hear_by__lt=today),
        Wait.SOON: Q(hear_by__gte=today, hear_by__lte=soon),
        Wait.READ: Q(is_read=True),
        Wait.UNREAD: Q(is_read=False),
    }[wait]


def earned_since(places: set[UUID], since: date) -> QuerySet[Award]:
    """What was earned at these places from a day on (in the current time zone), the latest first."""
    return (
        Award.objects.filter(version__microcredential__organization_id__in=places, granted_at__date__gte=since)
        .select_related("person", "version__microcredential__organization")
        .order_by("-granted_at")
    )


def desks(departments: Iterable[Organization], today: date, soon: date) -> list[Desk]:
    """Every department in numbers: three questions, however many there are."""
    departments = list(departments)
    places = {one.id for one in departments}
    place = "submission__version__microcredential__organization_id"
    waits = Q(submission__state=State.WAITING)
    conditions = {one.value: waits & in_wait(one, today, soon) for one in (Wait.LATE, Wait.SOON, Wait.READ)}
    conditions |= {"waiting": waits, "held": Q(submission__state=State.ON_HOLD)}
    counted = {
        row[place]: row
        for row in _sent_to(places)
        .annotate(is_read=Exists(_held()) | Exists(_asked()))
        .values(place)
        .annotate(**{name: Count("pk", filter=condition) for name, condition in conditions.items()})
    }
    qualified = dict(
        Qualification.objects.filter(
            Q(until__isnull=True) | Q(until__gte=today), microcredential__organization_id__in=places, state="qualified"
        )
        .values_list("microcredential__organization_id")
        .annotate(Count("person", distinct=True))
    )
    earned = dict(
        earned_since(places, today - A_WEEK)
        .order_by()
        .values_list("version__microcredential__organization_id")
        .annotate(Count("pk"))
    )
    return [
        Desk(
            one,
            **{name: counted.get(one.id, {}).get(name, 0) for name in ("waiting", "late", "soon", "read", "held")},
            reviewers=qualified.get(one.id, 0),
            earned=earned.get(one.id, 0),
        )
        for one in departments
    ]


def qualified_at(places: set[UUID], today: date) -> "QuerySet[CurrentQualification]":
    """Who may read for these places, by micro-credential and name; those whose time ran out are among them, and say so."""
    return (
        Qualification.objects.filter(microcredential__organization_id__in=places)
        .exclude(state__in=("learning", "suspended"))  # how somebody learns, and rests, is their lead's alone
        .select_related("person", "microcredential__organization")
        .annotate(is_current=Q(until__isnull=True) | Q(until__gte=today))
        .order_by("microcredential__key", "person__name")
    )
