"""The people and places of Alder Bay and of its neighbor Fernhollow, and what can be earned there."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from merited.base import clock
from merited.catalog.actions import publish, translate
from merited.cli.demo.content_files import DISTRICTS, Shift, definitions_of, load, translations
from merited.cli.demo.shelves import load_shelves
from merited.people.actions import appoint, found_organization, invite, place, tie
from merited.people.joining import employ
from merited.people.rules.places import Office, Place
from merited.review.actions import offer, qualify, set_plan, set_terms
from merited.review.rules.stages import SINGLE

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
    "teaching-and-learning": {"outline": "leaf", "color": "moss"},
}
OFFICES = {
    "program_admin": Office.PROGRAM_ADMIN,
    "department_lead": Office.DEPARTMENT_LEAD,
    "lead_reader": Office.LEAD_READER,
    "operator": Office.OPERATOR,
    "integrity_lead": Office.INTEGRITY_LEAD,
}
# Who sees whether work opens, and judges nothing: for their department, and one that has nobody else.
CHECKERS = {"p-author-et": ("educational-technology", "cte")}
READ_TWICE = ("ml-104",)  # new this fall: the first five are read by two
# Small and new: who reads it is settled here, for the content's people were written before it.
ALSO_QUALIFIED = {"ml-104": ("p-reviewer-ml-1", "p-reviewer-ml-2", "p-lead-reader")}


class Cast:
    """The districts as loaded: places and people by their keys in the content, versions by micro-credential."""

    def __init__(self) -> None:
        self.places: dict[str, Organization] = {}
        self.people: dict[str, Person] = {}
        self.versions: dict[str, Version] = {}
        self.zones: dict[str, ZoneInfo] = {}  # of the district that offers a micro-credential


def load_cast(
    shift: Shift,
    *,
    districts: Collection[str] = DISTRICTS,
    only: Collection[str] | None = None,
    offered: Collection[str] | None = None,
    say: Callable[[str], None] = lambda _line: None,
) -> Cast:
    """Found the districts, invite their people, publish what can be earned.

    `only`, `offered`: keys of people and of micro-credentials, for a small cast.
    """
    cast = Cast()
    with clock.at(shift.moment(OPENED)):
        for name in districts:
            load_district(cast, load(name), shift, only=only, offered=offered, say=say)
        load_shelves(cast, offered)
        for overlay in translations():
            if overlay["of"]["id"] in cast.versions:
                translate(cast.versions[overlay["of"]["id"]], overlay, by=None)
    return cast


def load_district(
    cast: Cast,
    source: dict[str, Any],
    shift: Shift,
    *,
    only: Collection[str] | None = None,
    offered: Collection[str] | None = None,
    say: Callable[[str], None] = lambda _line: None,
) -> None:
    """One district: its places, its people, its micro-credentials, and who may read what."""
    _found(cast, source, shift)
    staff = [one for one in source["people"] if one.get("email") and (only is None or one["id"] in only)]
    _invite(cast, source, staff)
    _bind(cast, staff)
    _checkers(cast, staff)
    published = _publish(cast, source, offered)
    _qualify(cast, staff)
    say(f"  {source['name']}: {len(staff)} people; micro-credentials with their rubrics: {published}")


def _found(cast: Cast, source: dict[str, Any], shift: Shift) -> None:
    days_off = [shift.day(day) for day in source.get("calendar", {}).get("non_working_days", ())]
    district = cast.places[source["id"]] = found_organization(
        source["id"],
        source["name"],
        Place.DISTRICT,
        timezone=source["timezone"],
        days_off=days_off,
        promise_days=source["policies"]["review_sla_working_days"],
    )
    for one in source["departments"]:
        cast.places[one["id"]] = found_organization(
            one["id"], one["name"], Place.DEPARTMENT, parent=district, code=one["code"], house=HOUSES[one["id"]]
        )
    for one in source["schools"]:
        cast.places[one["id"]] = found_organization(one["id"], one["name"], Place.SCHOOL, parent=district)


def _invite(cast: Cast, source: dict[str, Any], staff: Iterable[dict[str, Any]]) -> None:
    hashed = make_password(PASSWORD)  # once: it is slow on purpose, and everybody's is the same
    for one in staff:
        person = cast.people[one["id"]] = invite(
            one["name"],
            address=one["email"],
            hashed=hashed,
            language=one.get("preferred_language", "en"),
            verified=True,
        )
        works_at = [*one.get("schools", ()), *([one["department"]] if one.get("department") else [])]
        for key in works_at or [source["id"]]:  # neither a school nor a department: the district itself
            place(person, cast.places[key], job=one.get("job", ""))
        if one.get("staff_id"):
            employ(
                person, cast.places[source["id"]], one["staff_id"], job=one.get("job", ""), email=one["email"],
                personal_email=one.get("personal_email", ""), license_id=one.get("license", ""),
                license_expires=one.get("license_expires"), by=None,
            )  # fmt: skip
        office = OFFICES.get(one["role"])
        if office:
            where = one["department"] if office is Office.DEPARTMENT_LEAD else source["id"]
            appoint(person, office, cast.places[where], by=None)
    for key in (member for one in source.get("committees", ()) for member in one["members"]):
        if key in cast.people:
            appoint(cast.people[key], Office.COMMITTEE, cast.places[source["id"]], by=None)


def _checkers(cast: Cast, staff: Iterable[dict[str, Any]]) -> None:
    for one in staff:
        for key in CHECKERS.get(one["id"], ()):
            appoint(cast.people[one["id"]], Office.CHECKER, cast.places[key], by=None)


def _bind(cast: Cast, staff: Iterable[dict[str, Any]]) -> None:
    for one in staff:
        others = [("supervisor", one.get("supervisor"))]
        others += [("coach", key) for key in one.get("coaches", ())]
        others += [("declared", key) for key in one.get("conflict_with", ())]
        for kind, key in others:
            if key in cast.people:
                tie(cast.people[one["id"]], cast.people[key], kind)


def _publish(cast: Cast, source: dict[str, Any], offered: Collection[str] | None) -> int:
    scales, published = load("scales.yaml")["scales"], 0
    for one in definitions_of(source):
        if offered is None or one["id"] in offered:
            cast.versions[one["id"]] = publish(one, scales, organization=cast.places[one["department"]], by=None)
            cast.zones[one["id"]] = ZoneInfo(source["timezone"])
            if one["id"] not in READ_TWICE:
                # As it was in the first years: one reader decided.
                set_plan(cast.versions[one["id"]].microcredential, SINGLE, by=None)
            published += 1
    return published


def _qualify(cast: Cast, staff: Iterable[dict[str, Any]]) -> None:
    """Who may read what, on which terms, and who would like to read what else."""
    for one in staff:
        if "capacity_per_week" in one:
            set_terms(
                cast.people[one["id"]], capacity=one["capacity_per_week"], languages=one.get("languages"),
                clearances=one.get("clearances"), external=one.get("external", False), by=None,
            )  # fmt: skip
        keys = [*one.get("qualified_for", ()), *(key for key, who in ALSO_QUALIFIED.items() if one["id"] in who)]
        for key in keys:
            if key in cast.versions:
                qualify(cast.people[one["id"]], cast.versions[key].microcredential, by=None)
        willing = [key for key in one.get("willing_to_review", ()) if key in cast.versions]
        if willing:
            offer(cast.people[one["id"]], [cast.versions[key].microcredential.pk for key in willing], by=None)
