"""Deeds concerning people and places."""

from collections.abc import Collection
from datetime import date

from allauth.account.models import EmailAddress
from django.db import transaction

from merited.base import clock
from merited.base.log import note
from merited.people.models import Installation, Membership, Organization, Person, Role, Tie
from merited.people.rules.places import Office, Place


@transaction.atomic
def settle(public_url: str, *, demo: bool = False) -> tuple[str, bool]:
    """Store the public address at the first start. Returns the stored one and whether it is the one given.

    It never changes afterward: badges that are out in the world are signed under it.
    """
    wanted = public_url.rstrip("/")
    found, _ = Installation.objects.get_or_create(
        pk=1, defaults={"public_url": wanted, "stored_at": clock.now(), "demo": demo}
    )
    return found.public_url, found.public_url == wanted


@transaction.atomic
def found_organization(
    key: str,
    name: str,
    kind: Place,
    *,
    parent: Organization | None = None,
    code: str = "",
    timezone: str = "",
    days_off: Collection[date] = (),
    house: dict[str, str] | None = None,
    promise_days: int = 10,
) -> Organization:
    """Add a place to the tree."""
    place = Organization.objects.create(
        key=key, name=name, kind=kind, parent=parent, code=code, timezone=timezone,
        days_off=sorted(day.isoformat() for day in days_off), house=house, promise_days=promise_days,
    )  # fmt: skip
    note("organization.founded", place.id, by=None)
    return place


@transaction.atomic
def invite(
    name: str,
    *,
    address: str | None,
    password: str | None = None,
    hashed: str = "",
    language: str = "en",
    verified: bool = False,
) -> Person:
    """Make a person, with an address if they have one. `verified`: somebody who answers for it vouches (a roster).

    `hashed`: a password as the hasher wrote it, where many people are made at once; hashing is slow on purpose.
    """
    person = Person.objects.create_user(name, password=password, hashed=hashed, language=language)
    if address:
        EmailAddress.objects.create(user=person, email=address.lower(), primary=True, verified=verified)
    note("person.invited", person.id, by=None)
    return person


def speak(language: str, *, by: Person) -> None:
    """The language in which pages and letters speak to a person. A preference: the log does not note it."""
    Person.objects.filter(pk=by.pk).update(language=language)


@transaction.atomic
def place(person: Person, organization: Organization, *, job: str = "") -> None:
    """Someone works at a place."""
    Membership.objects.get_or_create(person=person, organization=organization, defaults={"job": job})


@transaction.atomic
def appoint(person: Person, office: Office, organization: Organization, *, by: Person | None) -> None:
    """Give an office at a place and everything below it. Twice is as good as once. `people.offices` asks who may."""
    _role, made = Role.objects.get_or_create(
        person=person, kind=office, organization=organization, defaults={"given_at": clock.now()}
    )
    if made:
        giver = by.id if by else None
        note("role.given", person.id, by=giver, office=office.value, organization=str(organization.id))


@transaction.atomic
def tie(person: Person, other: Person, kind: str) -> None:
    """Record that the two must not judge each other's work."""
    Tie.objects.get_or_create(person=person, other=other, kind=kind)
