"""What may come next: a few micro-credentials that the person has not begun, the nearest first, each with its reason."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext

from merited.catalog.queries import shelf
from merited.people.queries import district_of
from merited.submissions.queries import begun_by

if TYPE_CHECKING:
    from merited.catalog.models import Version
    from merited.people.models import Person


@dataclass(frozen=True, slots=True)
class NextThing:
    """One that may come next."""

    version: "Version"
    reason: str


def next_things(person: "Person", shown: Sequence["Version"], most: int = 3) -> list[NextThing]:
    """Up to `most` that the person has not begun.

    `shown`: what they have earned. One that shares a skill with it comes first, then those of the same
    department; all are of the same district.
    """
    near = {one.microcredential.organization_id for one in shown}
    districts = {district_of(one.microcredential.organization).pk for one in shown}
    skills = {skill for one in shown for skill in skills_of(one)}
    open_ones = [
        one
        for one in shelf().exclude(microcredential__in=begun_by(person))
        if district_of(one.microcredential.organization).pk in districts
    ]

    def nearness(version: "Version") -> tuple[int, bool]:
        return -len(skills & set(skills_of(version))), version.microcredential.organization_id not in near

    return [NextThing(one, _reason(one, skills, near)) for one in sorted(open_ones, key=nearness)[:most]]


def skills_of(version: "Version") -> list[str]:
    """The skills that a version names."""
    return [str(one) for one in version.document.source.get("badge", {}).get("skills", ())]


def _reason(version: "Version", wanted: Collection[str], near: Collection[UUID]) -> str:
    shared = [one for one in skills_of(version) if one in wanted]
    if shared:
        return gettext("builds on what you have shown in “%(skill)s”") % {"skill": shared[0]}
    offered = {"department": version.microcredential.organization.name}
    if version.microcredential.organization_id in near:
        return gettext("also from %(department)s") % offered
    return gettext("from %(department)s") % offered
