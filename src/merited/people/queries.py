"""Questions about people and places."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet

from merited.kept import kept, stand_in
from merited.people.models import (
    Employment,
    Installation,
    Invitation,
    Membership,
    Organization,
    Person,
    Role,
    Tie,
)  # fmt: skip
from merited.people.rules.calendar import add_working_days, working_days_between
from merited.people.rules.leaving import must_be_here
from merited.people.rules.places import MAY_MANAGE_PEOPLE, Office, Place


def public_url() -> str:
    """The address under which badges are signed, without a slash at its end. Raises DoesNotExist before the first start."""
    found = _installed()
    if not found:
        raise Installation.DoesNotExist
    return found[0]


@kept()
def _installed() -> QuerySet[Installation, str]:
    return Installation.objects.filter(pk=1).values_list("public_url", flat=True)


def district_of(organization: Organization) -> Organization:
    """The root of the tree that a place stands in."""
    while organization.parent:  # no question to the database where the parents were fetched along
        organization = organization.parent
    return organization


def hear_by(organization: Organization, sent: date) -> date:
    """The day by which the earner hears, by the district's calendar and promise."""
    district = district_of(organization)
    return add_working_days(sent, district.promise_days, {date.fromisoformat(day) for day in district.days_off})


def days_off_of(organization: Organization) -> set[date]:
    """The days on which nobody works, by the district's calendar."""
    return {date.fromisoformat(day) for day in district_of(organization).days_off}


def working_days_since(organization: Organization, start: datetime, end: datetime) -> int:
    """How many working days went by between two moments, by the district's calendar and clock."""
    zone = ZoneInfo(district_of(organization).timezone or "UTC")
    days = start.astimezone(zone).date(), end.astimezone(zone).date()
    return working_days_between(*days, days_off_of(organization))


def places_under(person: Person, offices: Collection[Office]) -> set[UUID]:
    """Keys of every organization at which, or above which, the person holds one of the offices."""
    held = set(held_at(person, offices))
    found: set[UUID] = set()
    while held:
        found |= held
        held = set(Organization.objects.filter(parent_id__in=held).values_list("id", flat=True)) - found
    return found


def overseen_by(person: Person, offices: Collection[Office]) -> list[Organization]:
    """The same places as rows with the places above them, in one question, by name. The tree is three deep at most."""
    held = held_at(person, offices)
    here_or_above = Q(pk__in=held) | Q(parent_id__in=held) | Q(parent__parent_id__in=held)
    return list(Organization.objects.filter(here_or_above).select_related("parent__parent").order_by("name"))


def may(person: Person, offices: Collection[Office], organization: Organization) -> bool:
    """Whether the person holds one of the offices here or above."""
    return organization.id in places_under(person, offices)


def offices_of(person: Person) -> set[str]:
    """Kinds of the offices that the person holds anywhere."""
    return set(roles_held_by(person).values_list("kind", flat=True))


def roles_held_by(person: Person) -> QuerySet[Role]:
    """Offices rest while somebody has left the district, and are there again when they are back."""
    return Role.objects.filter(person=person).exclude(left_behind(person, "organization"))


def held_at(person: Person, offices: Collection[Office]) -> QuerySet[Role, UUID]:
    """Keys of the places at which the person holds one of the offices: it reaches to what is below them."""
    return roles_held_by(person).filter(kind__in=offices).values_list("organization_id", flat=True)


def left_behind(person: Person, place: str) -> Q:
    """A condition on rows with a place (`place`: the name of the field): it lies in a district that the person has left.

    Most have left none: where `home_of` has asked in this request, nothing more is asked.
    """
    if not may_have_left(person):
        return Q(pk__in=[])
    gone = Employment.objects.filter(person=person, until__isnull=False).values("district_id")
    return (
        Q(**{f"{place}__in": gone}) | Q(**{f"{place}__parent__in": gone}) | Q(**{f"{place}__parent__parent__in": gone})
    )


def holds_office(person: Person, offices: Collection[Office], place: str) -> Q:
    """A condition on organizations, or on rows with one (`place`: the name of the field): the person holds an office there or above."""
    held = held_at(person, offices)
    here = f"{place}__" if place else ""
    found = Q(**{f"{here}pk__in": held}) | Q(**{f"{here}parent__in": held})
    return found | Q(**{f"{here}parent__parent__in": held})


def may_have_left(person: Person) -> bool:
    """False where it is known that they have left no district (see `home_of`)."""
    return getattr(person, "has_left_any", True)


def has_left(person: Person, organization: Organization) -> bool:
    """Whether the person no longer works in the district of this place."""
    if not may_have_left(person):
        return False
    district = district_of(organization)
    return Employment.objects.filter(person=person, district=district, until__isnull=False).exists()


def must_not_have_left(person: Person, organization: Organization) -> None:
    """Raises `Refused` when the person no longer works in the district of this place."""
    left = has_left(person, organization)
    must_be_here(left, district=district_of(organization).name if left else "")


def memberships_of(person: Person) -> QuerySet[Membership]:
    """Where the person works, with the places."""
    return Membership.objects.filter(person=person).select_related("organization").order_by("organization__name")


def must_not_judge(reader: Person, *, unconfirmed: bool = True) -> Q:
    """A condition on a person (`Q` over Person): those whose work this reader may not judge.

    Oneself, colleagues of the same school, and whoever a tie binds in either direction. `unconfirmed`: also who alone has
    said that this reader wrote with them.
    """
    found = Q(pk=reader.pk)
    for keys in bound_to(reader, unconfirmed=unconfirmed):
        found |= Q(pk__in=keys)
    return found


def bound_to(reader: Person, *, unconfirmed: bool = True) -> "list[QuerySet[Any, UUID]]":
    """Whom school and ties bind to this reader, as questions for the keys of people; oneself is not among them."""
    schools = Membership.objects.filter(person=reader, organization__kind=Place.SCHOOL).values("organization_id")
    colleagues = Membership.objects.filter(organization_id__in=schools)
    told = Tie.objects.filter(other=reader)
    told = told if unconfirmed else told.exclude(kind="co_author")
    named = Tie.objects.filter(person=reader).values_list("other_id", flat=True)
    return [named, told.values_list("person_id", flat=True), colleagues.values_list("person_id", flat=True)]


def verified_address(person: Person) -> str | None:
    """The address a badge is made out to: the primary one if it is verified, else the oldest verified one."""
    found = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "id").first()
    return found.email.lower() if found else None


def root_organization() -> Organization | None:
    """The oldest district here, whose name strangers read; None before anything is loaded."""
    return Organization.objects.filter(parent__isnull=True).order_by("id").first()


def districts() -> QuerySet[Organization]:
    """Every district that lives in this installation, the oldest first."""
    return Organization.objects.filter(parent__isnull=True).order_by("id")


def _places_of(person: Person) -> QuerySet[Organization]:
    """Where the person works, is employed or holds an office, the oldest place first; parents along, for the way up."""
    works = Q(id__in=Membership.objects.filter(person=person).values("organization_id"))
    employed = Q(id__in=Employment.objects.filter(person=person, until__isnull=True).values("district_id"))
    answers = Q(id__in=Role.objects.filter(person=person).values("organization_id"))
    return Organization.objects.filter(works | employed | answers).select_related("parent__parent").order_by("id")


@kept()
def _first_place(person: UUID) -> QuerySet[Organization]:
    gone = Employment.objects.filter(
        Q(district=OuterRef("pk")) | Q(district=OuterRef("parent")) | Q(district=OuterRef("parent__parent")),
        person=person,
        until__isnull=False,
    )
    left = Employment.objects.filter(person=person, until__isnull=False)
    places = _places_of(stand_in(Person, person))
    return places.annotate(gone=Exists(gone), any=Exists(left)).order_by("gone", "id")[:1]


def home_of(person: Person) -> Organization | None:
    """The person's own district, by where they work or hold an office. None for somebody who is placed nowhere.

    One question: it is asked for every page. Whoever belongs to two districts is at home in the older one;
    whoever has left one, in the other.
    """
    found = _first_place(person.pk)
    if not found:
        return None
    person.has_left_any = found[0].any  # type: ignore[attr-defined]  # known for this request alone
    return district_of(found[0])


def belongs_to(person: Person, district: Organization) -> bool:
    """Whether the person is one of a district's people. Where only one district lives, everybody with an account is."""
    homes = {district_of(one).id for one in _places_of(person)}
    return district.id in homes or (not homes and districts().count() == 1)


def is_demo() -> bool | None:
    """Whether invented people live here; None before the first start."""
    return Installation.objects.filter(pk=1).values_list("demo", flat=True).first()


def addresses_of(person: Person) -> QuerySet[EmailAddress]:
    """One's own e-mail addresses, the primary one first."""
    found: QuerySet[EmailAddress] = EmailAddress.objects.filter(user=person).order_by("-primary", "id")
    return found


def roles_of(person: Person) -> QuerySet[Role]:
    """One's own offices, with the places."""
    return roles_held_by(person).select_related("organization").order_by("organization__name", "kind")


def stored_public_url() -> str | None:
    """The stored public address; None before the first start."""
    return Installation.objects.filter(pk=1).values_list("public_url", flat=True).first()


def claimed() -> Q:
    """A condition on a person: somebody signs in to this account, for there is a verified address, a password or a passkey."""
    return (
        Q(Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)))
        | Q(Exists(Authenticator.objects.filter(user=OuterRef("pk"))))
        | ~(Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX))
    )


def in_use(person: Person) -> bool:
    """Whether the account is its owner's already: no link of a district opens it any more, and no roster writes to it."""
    return Person.objects.filter(claimed(), pk=person.pk).exists()


def works_elsewhere(district: Organization) -> Q:
    """A condition on a person: they work in another district now, so this one is not alone in speaking for them."""
    gone = Employment.objects.filter(
        Q(district=OuterRef("organization"))
        | Q(district=OuterRef("organization__parent"))
        | Q(district=OuterRef("organization__parent__parent")),
        person=OuterRef("person"),
        until__isnull=False,
    )
    employed = Employment.objects.filter(until__isnull=True).exclude(district=district)
    here = Organization.objects.filter(Q(pk=district.pk) | Q(parent=district) | Q(parent__parent=district))
    placed_at = Membership.objects.exclude(organization__in=here.values("pk")).exclude(Exists(gone))
    return Q(pk__in=employed.values("person_id")) | Q(pk__in=placed_at.values("person_id"))


def made_by(person: Person, district: Organization) -> bool:
    """Whether this district made the account: it invited the person first, or employed them first, or nobody else knows them."""
    first = Invitation.objects.filter(person=person, district__isnull=False).order_by("created_at", "id").first()
    if first:
        return first.district_id == district.pk
    employed = Employment.objects.filter(person=person).order_by("created_at", "id").first()
    if employed:
        return employed.district_id == district.pk
    return {district_of(one).pk for one in _places_of(person)} <= {district.pk}


def _holders() -> QuerySet[EmailAddress]:
    """Addresses that open an account: verified ones, and those by which somebody was invited who verified nothing yet.

    An address that somebody merely typed into their own account opens nothing.
    """
    verified = EmailAddress.objects.filter(user_id=OuterRef("user_id"), verified=True)
    found: QuerySet[EmailAddress] = EmailAddress.objects.filter(Q(verified=True) | Q(~Exists(verified), primary=True))
    return found.order_by("verified", "-id")


def holder_of(address: str) -> Person | None:
    """Whose account an address opens."""
    found = _holders().filter(email=address.strip().lower()).select_related("user").last()
    return found.user if found else None


def holders_of(addresses: Collection[str]) -> "list[tuple[str, UUID]]":
    """The same for many: address and key of the person, whoever verified it last."""
    return list(_holders().filter(email__in=addresses).values_list("email", "user_id"))


def employments_of(person: Person) -> QuerySet[Employment]:
    """Where the person works or worked, the present ones first."""
    return Employment.objects.filter(person=person).select_related("district").order_by("until", "since")


def passkeys_of(person: Person) -> QuerySet[Authenticator]:
    """One's own passkeys, the oldest first."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(
        user=person, type=Authenticator.Type.WEBAUTHN
    ).order_by("created_at")  # fmt: skip
    return found


def managed_by(person: Person) -> Organization | None:
    """The district whose people this person answers for."""
    role = roles_held_by(person).filter(kind__in=MAY_MANAGE_PEOPLE, organization__parent__isnull=True)
    found = role.select_related("organization").order_by("organization_id").first()
    return found.organization if found else None


def everyone() -> QuerySet[Person]:
    """Everybody with an account that is open."""
    return Person.objects.filter(is_active=True)


def placed() -> QuerySet[Membership]:
    """Everybody at each of their places, by name: the demonstration's page of people asks, and nobody else."""
    return (
        Membership.objects.filter(person__is_active=True)
        .select_related("person", "organization__parent")
        .order_by("person__name", "organization__name")
    )


def people_at(addresses: Collection[str]) -> dict[str, Person]:
    """Who has these verified addresses, by address."""
    found = EmailAddress.objects.filter(email__in=addresses, verified=True, user__is_active=True)
    return {one.email: one.user for one in found.select_related("user")}


def answering_for(organization: Organization, offices: Collection[Office]) -> list[Person]:
    """Who holds one of the offices at a place or above it, and has not left: for letters to those who answer for it."""
    above = [organization]
    while above[-1].parent:
        above.append(above[-1].parent)
    held = Role.objects.filter(organization__in=above, kind__in=offices, person__is_active=True).select_related(
        "person"
    )
    return [one for one in {role.person_id: role.person for role in held}.values() if not has_left(one, organization)]


def places_below(organization: Organization) -> set[UUID]:
    """Keys of a place and of every place below it."""
    found, level = {organization.id}, {organization.id}
    while level:
        level = set(Organization.objects.filter(parent_id__in=level).values_list("id", flat=True)) - found
        found |= level
    return found
