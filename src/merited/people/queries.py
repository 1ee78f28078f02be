"""Questions about people and places."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from merited.people.models import Installation, Membership, Organization, Person, Role, Tie
from merited.people.rules.calendar import add_working_days
from merited.people.rules.places import Office, Place


def public_url() -> str:
    """The address under which badges are signed, without a slash at its end. Raises DoesNotExist before the first start."""
    return Installation.objects.get(pk=1).public_url


def district_of(organization: Organization) -> Organization:
    """The root of the tree that a place stands in."""
    while organization.parent:  # no question to the database where the parents were fetched along
        organization = organization.parent
    return organization


def hear_by(organization: Organization, sent: date) -> date:
    """The day by which the earner hears, by the district's calendar and promise."""
    district = district_of(organization)
    return add_working_days(sent, district.promise_days, {date.fromisoformat(day) for day in district.days_off})


def places_under(person: Person, offices: Collection[Office]) -> set[UUID]:
    """Keys of every organization at which, or above which, the person holds one of the offices."""
    held = set(Role.objects.filter(person=person, kind__in=offices).values_list("organization_id", flat=True))
    found: set[UUID] = set()
    while held:
        found |= held
        held = set(Organization.objects.filter(parent_id__in=held).values_list("id", flat=True)) - found
    return found


def may(person: Person, offices: Collection[Office], organization: Organization) -> bool:
    """Whether the person holds one of the offices here or above."""
    return organization.id in places_under(person, offices)


def offices_of(person: Person) -> set[str]:
    """Kinds of the offices that the person holds anywhere."""
    return set(Role.objects.filter(person=person).values_list("kind", flat=True))


def memberships_of(person: Person) -> QuerySet[Membership]:
    """Where the person works, with the places."""
    return Membership.objects.filter(person=person).select_related("organization").order_by("organization__name")


def must_not_judge(reader: Person) -> Q:
    """A condition on a person (`Q` over Person): those whose work this reader may not judge.

    Oneself, colleagues of the same school, and whoever a tie binds in either direction.
    """
    # Subqueries, so that a queue asks once.
    schools = Membership.objects.filter(person=reader, organization__kind=Place.SCHOOL).values("organization_id")
    colleagues = Membership.objects.filter(organization_id__in=schools).values("person_id")
    tied = Q(pk__in=Tie.objects.filter(person=reader).values("other_id")) | Q(
        pk__in=Tie.objects.filter(other=reader).values("person_id")
    )
    return Q(pk=reader.pk) | tied | Q(pk__in=colleagues)


def verified_address(person: Person) -> str | None:
    """The address a badge is made out to: the primary one if it is verified, else the oldest verified one."""
    found = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "id").first()
    return found.email.lower() if found else None


def root_organization() -> Organization | None:
    """The district whose name stands on every page; None before anything is loaded."""
    return Organization.objects.filter(parent__isnull=True).order_by("id").first()


def is_demo() -> bool | None:
    """Whether invented people live here; None before the first start."""
    return Installation.objects.filter(pk=1).values_list("demo", flat=True).first()


def addresses_of(person: Person) -> QuerySet[EmailAddress]:
    """One's own e-mail addresses, the primary one first."""
    found: QuerySet[EmailAddress] = EmailAddress.objects.filter(user=person).order_by("-primary", "id")
    return found


def roles_of(person: Person) -> QuerySet[Role]:
    """One's own offices, with the places."""
    return Role.objects.filter(person=person).select_related("organization").order_by("organization__name", "kind")


def stored_public_url() -> str | None:
    """The stored public address; None before the first start."""
    return Installation.objects.filter(pk=1).values_list("public_url", flat=True).first()
