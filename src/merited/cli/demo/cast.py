"""The people and places of Alder Bay, and what can be earned there."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from merited.base import clock
from merited.catalog.actions import publish
from merited.cli.demo.content_files import Shift, definitions, load
from merited.people.actions import appoint, found_organization, invite, place, tie
from merited.people.rules.places import Office, Place
from merited.review.actions import qualify

if TYPE_CHECKING:
    from merited.catalog.models import Version
    from merited.people.models import Organization, Person

PASSWORD = "alder-bay-demo"  # noqa: S105 (of invented people)
OPENED = datetime.fromisoformat("2023-08-21T08:00")

# The look of each department's badges, settled once: see catalog.mark.
HOUSES = {
    "personalized-learning": {"outline": "round", "color": "pine"},
    "multilingual": {"outline": "quatrefoil", "color": "mulberry"},
    "educational-technology": {"outline": "tile", "color": "woad"},
    "student-services": {"outline": "scallop", "color": "madder"},
    "cte": {"outline": "hexagon", "color": "walnut"},
}
OFFICES = {
    "program_admin": Office.PROGRAM_ADMIN,
    "department_lead": Office.DEPARTMENT_LEAD,
    "operator": Office.OPERATOR,
}
# Small and new: who reads it is settled here, for the content's people were written before it.
ALSO_QUALIFIED = {"ml-104": ("p-reviewer-ml-1", "p-reviewer-ml-2", "p-lead-reader")}


class Cast:
    """Alder Bay as loaded: places and people by their keys in the content, versions by micro-credential."""

    def __init__(self) -> None:
        self.places: dict[str, Organization] = {}
        self.people: dict[str, Person] = {}
        self.versions: dict[str, Version] = {}


def load_cast(
    shift: Shift, *, only: Collection[str] | None = None, say: Callable[[str], None] = lambda _line: None
) -> Cast:
    """Found the district, invite its people, publish what can be earned. `only`: keys of people, for a small cast."""
    cast, source = Cast(), load("district.yaml")
    with clock.at(shift.moment(OPENED)):
        _found(cast, source, shift)
        staff = [one for one in source["people"] if one.get("email") and (only is None or one["id"] in only)]
        say(f"  {len(staff)} people")
        _invite(cast, staff)
        _bind(cast, staff)
        say("  micro-credentials and their rubrics")
        scales = load("scales.yaml")["scales"]
        for one in definitions():
            cast.versions[one["id"]] = publish(one, scales, organization=cast.places[one["department"]], by=None)
        _qualify(cast, staff)
    return cast


def _found(cast: Cast, source: dict[str, Any], shift: Shift) -> None:
    days_off = [shift.day(day) for day in source["calendar"]["non_working_days"]]
    district = cast.places[source["id"]] = found_organization(
        source["id"], source["name"], Place.DISTRICT, timezone=source["timezone"], days_off=days_off
    )
    for one in source["departments"]:
        cast.places[one["id"]] = found_organization(
            one["id"], one["name"], Place.DEPARTMENT, parent=district, code=one["code"], house=HOUSES[one["id"]]
        )
    for one in source["schools"]:
        cast.places[one["id"]] = found_organization(one["id"], one["name"], Place.SCHOOL, parent=district)


def _invite(cast: Cast, staff: Iterable[dict[str, Any]]) -> None:
    for one in staff:
        person = cast.people[one["id"]] = invite(
            one["name"],
            address=one["email"],
            password=PASSWORD,
            language=one.get("preferred_language", "en"),
            verified=True,
        )
        for key in [*one.get("schools", ()), *([one["department"]] if one.get("department") else [])]:
            place(person, cast.places[key], job=one.get("job", ""))
        office = OFFICES.get(one["role"])
        if office:
            where = one["department"] if office is Office.DEPARTMENT_LEAD else "alder-bay"
            appoint(person, office, cast.places[where], by=None)


def _bind(cast: Cast, staff: Iterable[dict[str, Any]]) -> None:
    for one in staff:
        others = [("supervisor", one.get("supervisor"))]
        others += [("coach", key) for key in one.get("coaches", ())]
        others += [("declared", key) for key in one.get("conflict_with", ())]
        for kind, key in others:
            if key in cast.people:
                tie(cast.people[one["id"]], cast.people[key], kind)


def _qualify(cast: Cast, staff: Iterable[dict[str, Any]]) -> None:
    for one in staff:
        keys = [*one.get("qualified_for", ()), *(key for key, who in ALSO_QUALIFIED.items() if one["id"] in who)]
        for key in keys:
            if key in cast.versions:
                qualify(cast.people[one["id"]], cast.versions[key].microcredential, by=None)
