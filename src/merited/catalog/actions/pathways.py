"""Publishing a stack or a requirement list, which then never changes."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.log import note
from merited.base.words import _
from merited.catalog.actions.publishing import must_be_drawable, must_be_ones_to_publish
from merited.catalog.document import canonical, digest_of
from merited.catalog.listing import list_pathway, must_be_free
from merited.catalog.mark import House, Mark
from merited.catalog.models import Pathway
from merited.catalog.pathway import REQUIREMENTS, STACK, number_of, read_requirements, read_stack
from merited.catalog.queries import PUBLISHED, RETIRED, shelf
from merited.catalog.rules.pathway import must_be_climbable, must_be_signable
from merited.catalog.rules.publishing import tidied
from merited.people.models import Organization, Person
from merited.people.queries import district_of


@transaction.atomic
def publish_stack(
    source: Mapping[str, Any], scales: list[Mapping[str, Any]], *, organization: Organization, by: Person | None
) -> Pathway:
    """Freeze a stack: several micro-credentials, all of them published, that together show more. Raises `Refused`."""
    must_be_ones_to_publish(organization, by)
    capstone = source["requirements"].get("capstone") or {}
    used = [one for one in scales if one["id"] == capstone.get("scale")]
    text = canonical(tidied({**source, "scales": used}))
    stack = read_stack(text)
    district = district_of(organization)
    parts = {
        one.microcredential.key: one.document.source
        for one in shelf().filter(microcredential__key__in=stack.parts)
        if district_of(one.microcredential.organization) == district
    }
    must_be_climbable(stack, parts.keys())
    must_be_drawable((source.get("recognition") or {}).get("mark") or {})
    mark = Mark.from_stack(stack.source, parts, issuer=district.name, houses=_houses(source, organization))
    return _frozen(STACK, text, mark, organization, by)


@transaction.atomic
def publish_requirements(
    source: Mapping[str, Any], scales: list[Mapping[str, Any]], *, organization: Organization, by: Person | None
) -> Pathway:
    """Freeze a revision of a requirement list, each requirement of which is signed by itself. Raises `Refused`."""
    must_be_ones_to_publish(organization, by)
    text = canonical(tidied({**source, "scales": [one for one in scales if one["id"] == source["scale"]]}))
    must_be_signable(read_requirements(text))
    must_be_drawable(source.get("badge") or {})
    mark = Mark.from_definition(source, issuer=district_of(organization).name, houses=_houses(source, organization))
    return _frozen(REQUIREMENTS, text, mark, organization, by)


def _frozen(kind: str, text: str, mark: Mark, organization: Organization, by: Person | None) -> Pathway:
    source = (read_stack if kind == STACK else read_requirements)(text).source
    key, number = source["id"], number_of(source)
    must_be_free(key, kind)
    earlier = Pathway.objects.filter(key=key)
    if earlier.exclude(organization=organization).exists():
        raise Refused("not-yours-to-publish", _("Another department answers for this one and publishes its versions."))
    if earlier.filter(number=number).exists():
        raise Refused(
            "version-exists",
            _("Version {number} is published and never changes. Give the new one a new number."),
            number=number,
        )
    earlier.filter(state=PUBLISHED).update(state=RETIRED)
    pathway = Pathway.objects.create(
        organization=organization, kind=kind, key=key, number=number, state=PUBLISHED, title=source["title"],
        text=text, digest=digest_of(text), mark=asdict(mark), published_at=clock.now(),
    )  # fmt: skip
    list_pathway(pathway)
    note("pathway.published", pathway.id, by=by.id if by else None, digest=pathway.digest)
    return pathway


def _houses(source: Mapping[str, Any], organization: Organization) -> dict[str, House] | None:
    house = House(**organization.house) if organization.house else None
    return {source.get("department", ""): house} if house else None
