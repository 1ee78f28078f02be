"""Whoever looks at questions of integrity in a district, and what waits that none of them may look at. Never whose work it is."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from merited.people.models import Organization, Person, Role
from merited.people.queries import has_left, places_below
from merited.people.rules.places import MAY_TRIAGE
from merited.review.models import Concern
from merited.review.queries.integrity import concerns_for, concerns_open


def leads_at(places: Collection[UUID]) -> list[Role]:
    """Who leads integrity at these places now, by name."""
    held = Role.objects.filter(organization__in=places, kind__in=MAY_TRIAGE, person__is_active=True)
    every = held.select_related("person", "organization__parent__parent").order_by("person__name", "pk")
    return [one for one in every if not has_left(one.person, one.organization)]


def waiting_without_a_lead(places: Collection[UUID]) -> list[Concern]:
    """What waits there to be looked at, and every lead is kept off it: the earliest day first."""
    waits = concerns_open().filter(
        due__isnull=False, attempt__submission__version__microcredential__organization__in=places
    )
    found = list(waits.order_by("due", "id"))
    if not found:
        return []
    seen: set[UUID] = set()
    for lead in {one.person_id: one.person for one in leads_at(places)}.values():
        seen |= set(_of(lead, found).values_list("pk", flat=True))
    return [one for one in found if one.pk not in seen]


def _of(lead: Person, concerns: Collection[Concern]) -> QuerySet[Concern]:
    return concerns_for(lead).filter(pk__in=[one.pk for one in concerns])


def is_without_a_lead(concern: Concern, district: Organization) -> bool:
    """Whether nobody may look at it now."""
    return any(one.pk == concern.pk for one in waiting_without_a_lead(places_below(district)))


def waiting_for(lead: Person) -> list[Concern]:
    """What waits that somebody who was named a lead may look at."""
    return list(concerns_open().filter(due__isnull=False, pk__in=concerns_for(lead).order_by().values("pk")))
