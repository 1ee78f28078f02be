"""What somebody has begun by an office: differences to settle, and seats in panels in which they have not spoken."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from merited.base import clock
from merited.people.models import Person, Role
from merited.people.rules.places import MAY_ADJUDICATE, MAY_HEAR, MAY_SIT
from merited.review.models import Case, Look, Reading
from merited.review.queries.courses import may_settle
from merited.review.rules.integrity import HEARS
from merited.review.rules.looks import State as LookState
from merited.review.rules.stages import Purpose
from merited.submissions.rules.states import State

PLACE = "attempt__submission__version__microcredential__organization"


def _settling(person: Person) -> QuerySet[Reading]:
    runs = Q(expires_at__gt=clock.now()) | Q(attempt__submission__state=State.ON_HOLD)  # on hold none runs out
    return Reading.objects.filter(runs, reviewer=person, purpose=Purpose.THIRD, state="claimed").select_related(
        "attempt"
    )


def settles_beyond_office(person: Person) -> QuerySet[Reading]:
    """Differences that this person has begun to settle and holds no office for any more."""
    return _settling(person).exclude(may_settle(person, PLACE)).order_by("attempt__submission_id")


def settles_by(role: Role) -> int:
    """How many differences its holder has begun to settle by this office and by no other: before it ends."""
    if role.kind not in MAY_ADJUDICATE:
        return 0
    others = Role.objects.filter(person=role.person_id, kind__in=MAY_ADJUDICATE).exclude(pk=role.pk)
    here, elsewhere = (
        _at_or_below([role.organization_id]),
        _at_or_below(others.values_list("organization_id", flat=True)),
    )
    return _settling(role.person).filter(here).exclude(elsewhere).count()


def may_sit_by(role: Role) -> bool:
    """Whether an office lets its holder sit in panels. In which ones is told to nobody outside of them."""
    return role.kind in MAY_HEAR | MAY_SIT


def _at_or_below(places: "Sequence[UUID] | QuerySet[Role, UUID]") -> Q:
    return (
        Q(**{f"{PLACE}__in": places})
        | Q(**{f"{PLACE}__parent__in": places})
        | Q(**{f"{PLACE}__parent__parent__in": places})
    )


def cases_unheard_by(person: Person) -> QuerySet[Case]:
    """Cases before a panel in which this person sits and has not spoken."""
    seat = {"voices__person": person, "voices__voice": "", "voices__left_at": None}
    return Case.objects.filter(state__in=HEARS, **seat).order_by("submission_id").distinct()


def appeals_unheard_by(person: Person) -> QuerySet[Look]:
    """Appeals before a panel, likewise."""
    seat = {"voices__person": person, "voices__voice": "", "voices__left_at": None}
    return Look.objects.filter(state=LookState.PANEL, **seat).order_by("submission_id").distinct()
