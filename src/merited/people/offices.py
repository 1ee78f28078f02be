"""Offices: who holds which since when, who may give and end them, and both deeds.

Locks: the district's row, before anything else, so that two who end each other's office do not both succeed.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.words import _
from merited.people.actions import appoint
from merited.people.models import Employment, Membership, Organization, Person, Role
from merited.people.queries import claimed, district_of, places_below, roles_of
from merited.people.rules.offices import (
    APART,
    HELD_AT,
    MAY_GIVE,
    SAME_WORK,
    may_give,
    must_be_held_at,
    must_be_over,
    must_give,
    must_leave_somebody,
    must_stay_apart,
)
from merited.people.rules.places import Office, Place

FEW = 20  # people that a search shows


@dataclass(frozen=True)
class Realm:
    """The places in one district over whose offices a person has a say, and the offices that they hold there."""

    district: Organization
    held: dict[UUID, set[str]]  # kinds held at a place or above it
    places: list[Organization] = field(default_factory=list)  # the district first, then departments by name

    @property
    def every(self) -> frozenset[str]:
        """Kinds that count here, wherever they are held."""
        return frozenset(kind for kinds in self.held.values() for kind in kinds)

    def may(self, office: str, place: UUID) -> bool:
        """Whether this office is theirs to give and to end there."""
        return may_give(self.held.get(place, ()), office)

    def gives(self) -> list[tuple[Office, list[Organization]]]:
        """Each office that they may give, with where."""
        found = []
        for office in Office:
            where = [one for one in self.places if one.kind in HELD_AT[office] and self.may(office, one.pk)]
            found += [(office, where)] if where else []
        return found


def realm_of(person: Person) -> Realm | None:
    """Where this person has a say; None for somebody who gives no office anywhere. The oldest district they hold one in."""
    roles = [one for one in roles_of(person).select_related("organization__parent__parent") if one.kind in MAY_GIVE]
    if not roles:
        return None
    district = min((district_of(one.organization) for one in roles), key=lambda one: one.pk)
    by_name = places_for_offices(district)
    held = {one.pk: {role.kind for role in roles if role.organization_id in (one.pk, one.parent_id)} for one in by_name}
    return Realm(
        district, {key: kinds for key, kinds in held.items() if kinds}, [one for one in by_name if held[one.pk]]
    )


def places_for_offices(district: Organization) -> list[Organization]:
    """Where an office can be held: the district first, then its departments by name."""
    places = Organization.objects.filter(Q(pk=district.pk) | Q(parent=district)).exclude(kind=Place.SCHOOL)
    return sorted(places, key=lambda one: (one.parent_id is not None, one.name))


def roles_in(realm: Realm) -> QuerySet[Role]:
    """Every office that is held where this realm lies, with person and place, in the order in which it was given.

    Whoever runs the program sees all. Whoever leads a department sees those that concern it, held there or above.
    """
    found = _present(Role.objects.filter(organization__in=[one.pk for one in realm.places]), realm.district)
    if Office.PROGRAM_ADMIN not in realm.every:
        seen = MAY_GIVE[Office.DEPARTMENT_LEAD] | {Office.DEPARTMENT_LEAD}
        above = _present(Role.objects.filter(organization=realm.district), realm.district)
        found = (found | above).filter(kind__in=seen)
    return found.select_related("person", "organization").order_by("organization__name", "given_at", "person__name")


def _present(roles: QuerySet[Role], district: Organization) -> QuerySet[Role]:
    """Those of people who are here: the office of somebody who has left rests."""
    left = Employment.objects.filter(person=OuterRef("person"), district=district, until__isnull=False)
    return roles.filter(~Exists(left), person__is_active=True)


def people_in(realm: Realm, *, search: str = "") -> QuerySet[Person]:
    """Who works in the district now, by name, with the word or words in it."""
    works = Membership.objects.filter(organization__in=_here(realm.district))
    employed = Employment.objects.filter(district=realm.district)
    found = Person.objects.filter(
        Q(pk__in=works.values("person")) | Q(pk__in=employed.values("person")), is_active=True
    )
    found = found.exclude(pk__in=employed.filter(until__isnull=False).values("person"))
    for word in search.split():
        found = found.filter(name__icontains=word)
    return found.order_by("name", "pk")


def _here(district: Organization) -> QuerySet[Organization]:
    return Organization.objects.filter(Q(pk=district.pk) | Q(parent=district) | Q(parent__parent=district))


def places_of(people: Collection[Person], district: Organization) -> dict[UUID, list[str]]:
    """Where each of them works, by key: to tell two of one name apart."""
    rows = Membership.objects.filter(person__in=people, organization__in=_here(district)).order_by("organization__name")
    found: dict[UUID, list[str]] = {}
    for person, name, job in rows.values_list("person_id", "organization__name", "job"):
        found.setdefault(person, []).append(f"{job}, {name}" if job else name)
    return found


def others_in(role: Role) -> list[Person]:
    """Who else does what this office does at its place, by name: those who hold it, or one above it, there."""
    above: list[Organization] = [role.organization]
    while above[-1].parent:
        above.append(above[-1].parent)
    held = Role.objects.filter(organization__in=above, kind__in=SAME_WORK[Office(role.kind)])
    held = _present(held.exclude(pk=role.pk), above[-1]).select_related("person")
    return sorted({one.person_id: one.person for one in held}.values(), key=lambda one: one.name)


def how_many_beside(role: Role, realm: Realm) -> int:
    """How many others hold this very office at this very place, are here and have an account that is in use."""
    same = Role.objects.filter(kind=role.kind, organization=role.organization_id).exclude(person=role.person_id)
    return _present(same, realm.district).filter(person__in=Person.objects.filter(claimed())).count()


def names_of_offices(people: Collection[UUID], district: Organization) -> dict[UUID, list[str]]:
    """Kinds of the offices that each of them holds in a district, by key, for a list of people. One question."""
    rows = Role.objects.filter(person__in=people, organization__in=_here(district)).order_by("kind")
    found: dict[UUID, list[str]] = {}
    for person, kind in rows.values_list("person_id", "kind").distinct():
        found.setdefault(person, []).append(kind)
    return found


def holds(person: Person, office: str, place: UUID) -> bool:
    """Whether somebody holds this very office at this very place: for a letter that says so."""
    return Role.objects.filter(person=person, kind=office, organization=place).exists()


def is_held(key: UUID) -> bool:
    """Whether this very office is held now, wherever that is: it has not ended, though somebody may not be shown it."""
    return Role.objects.filter(pk=key).exists()


def place_at(key: UUID) -> Organization | None:
    """A place by its key: for the worker's letters."""
    return Organization.objects.filter(pk=key).select_related("parent__parent").first()


@transaction.atomic
def give_office(person: Person, office: str, place: Organization, *, by: Person) -> None:
    """Give an office at a place, to somebody who works in the district. Twice is as good as once. Raises `Refused`."""
    realm = _locked(place, by)
    here = people_in(realm).filter(pk=person.pk).exists()
    must_give(
        office, held=realm.held.get(place.pk, ()), place=place.kind, to_oneself=person.pk == by.pk, works_here=here
    )
    _must_stay_apart(person, office, realm.district)
    appoint(person, Office(office), place, by=by)


@transaction.atomic
def appoint_on_the_server(person: Person, office: str, place: Organization) -> None:
    """Whoever runs the server may give any office, the first one who runs a program among them. Raises `Refused`."""
    must_be_held_at(office, place.kind)
    _must_stay_apart(person, office, _lock(place))
    appoint(person, Office(office), place, by=None)


def _must_stay_apart(person: Person, office: str, district: Organization) -> None:
    """Also by an office that rests: it is back when the person is."""
    held = Role.objects.filter(person=person, organization__in=_here(district), kind__in=APART)
    kinds = set(held.values_list("kind", flat=True))
    must_stay_apart(office, runs_program=Office.PROGRAM_ADMIN in kinds, leads_integrity=Office.INTEGRITY_LEAD in kinds)


@transaction.atomic
def end_office(role: Role, *, by: Person) -> bool:
    """End an office. Twice is as good as once. Whether it was held until now. Raises `Refused`.

    What was begun in it is not handed on here: see `review.actions.offices`, which the pages call.
    """
    realm = _locked(role.organization, by)
    found = Role.objects.filter(pk=role.pk).first()
    if found is None:
        return False
    must_be_over(found.kind, realm.held.get(found.organization_id, ()))
    must_leave_somebody(found.kind, others=how_many_beside(found, realm))
    found.delete()
    halt("office.ended")
    note("role.ended", role.person_id, by=by.id, office=role.kind, organization=str(role.organization_id))
    return True


def _lock(place: Organization) -> Organization:
    """The district of a place, locked."""
    district = district_of(place)
    # Weaker than the lock of a row that is about to be deleted: others may go on writing rows that point to the district.
    Organization.objects.select_for_update(no_key=True).get(pk=district.pk)
    return district


def _locked(place: Organization, by: Person) -> Realm:
    """What this person may do, asked once the district is locked: they may have lost their own office a moment ago."""
    district = _lock(place)
    realm = realm_of(by)
    if realm is None or place.pk not in {*places_below(district)} & {*realm.held}:
        raise Refused("no-office", _("You hold no office there any more, so nothing has changed."))
    return realm
