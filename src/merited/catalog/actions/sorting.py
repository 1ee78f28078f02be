"""Sorting what can be earned into a district's own practice areas."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from merited.base.errors import Refused
from merited.base.log import note
from merited.base.words import _
from merited.catalog.listing import index
from merited.catalog.models import Listing, PracticeArea
from merited.catalog.rules.pathway import must_be_sorted
from merited.catalog.rules.publishing import tidied
from merited.people.models import Organization, Person
from merited.people.queries import may
from merited.people.rules.places import MAY_PUBLISH, Place


@transaction.atomic
def sort_by_practice(source: Mapping[str, Any], *, organization: Organization, by: Person | None) -> list[PracticeArea]:
    """Take a district's practice areas in the place of those before, and sort all of its shelves by them.

    `source` is a document of schema skills/1. Raises `Refused`.
    """
    if organization.kind != Place.DISTRICT:
        raise Refused("not-a-district", _("Practice areas belong to a whole district, not to one department."))
    if by is not None and not may(by, MAY_PUBLISH, organization):
        raise Refused("not-yours-to-sort", _("Only the program’s administrators sort the catalog by practice area."))
    source = tidied(source)
    must_be_sorted(source.get("practice_areas", ()))
    PracticeArea.objects.filter(organization=organization).delete()
    areas = PracticeArea.objects.bulk_create(_areas(source, organization))
    for listing in Listing.objects.filter(district=organization).select_related("organization", "version", "pathway"):
        published = listing.version or listing.pathway
        if published is not None:
            index(listing, published.document.source, areas)
    note("areas.sorted", organization.id, by=by.id if by else None)
    return areas


def _areas(source: Mapping[str, Any], organization: Organization) -> Sequence[PracticeArea]:
    stacks: Sequence[Mapping[str, Any]] = source.get("stacks", ())
    return [
        PracticeArea(
            organization=organization, key=one["id"], name=one["name"], description=one.get("description", ""),
            skills=list(one.get("skills", ())), position=n,
            members=[
                *one.get("microcredentials", ()), *one.get("student_credentials", ()),
                *(stack["ref"] for stack in stacks if one["id"] in stack["areas"]),
            ],
        )
        for n, one in enumerate(source["practice_areas"])
    ]  # fmt: skip
