"""The people of a district as their coordinator needs them: who has an account, who is invited, who has left."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from merited.base import clock
from merited.people.models import Employment, Invitation, Membership, Organization, Person
from merited.people.rules.places import Place
from merited.people.rules.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class Listed:
    """One person in the list."""

    person: Person
    standing: Standing
    staff_id: str
    job: str
    places: list[str]
    address: str
    invited_until: datetime | None
    left: date | None


def people_of(district: Organization, *, search: str = "") -> QuerySet[Person]:
    """Everybody who works or worked in the district, by name; `search` in names, addresses and staff ids."""
    works = Membership.objects.filter(_here("organization", district))
    employed = Employment.objects.filter(district=district)
    found = Person.objects.filter(Q(pk__in=works.values("person_id")) | Q(pk__in=employed.values("person_id")))
    for word in search.split():
        addresses = EmailAddress.objects.filter(email__icontains=word).values("user_id")
        numbers = employed.filter(staff_id__iexact=word).values("person_id")
        found = found.filter(Q(name__icontains=word) | Q(pk__in=addresses) | Q(pk__in=numbers))
    return _standing_along(found, district).order_by("name", "id")


def _here(place: str, district: Organization) -> Q:
    return Q(**{place: district}) | Q(**{f"{place}__parent": district}) | Q(**{f"{place}__parent__parent": district})


def _standing_along(people: QuerySet[Person], district: Organization) -> QuerySet[Person]:
    mine = Employment.objects.filter(person=OuterRef("pk"), district=district)
    links = Invitation.objects.filter(person=OuterRef("pk"), ended_at__isnull=True).order_by("-created_at")
    return people.annotate(
        staff_id=Subquery(mine.values("staff_id")[:1]),
        job=Subquery(mine.values("job")[:1]),
        left=Subquery(mine.values("until")[:1]),
        has_address=Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)),
        invited_until=Subquery(links.filter(used_at__isnull=True).values("until")[:1]),
    )


def in_standing(people: QuerySet[Person], wanted: Standing) -> QuerySet[Person]:
    """Those of one standing, by the same rule as `standing`."""
    return people.filter(_CONDITIONS[wanted](clock.now()))


_CONDITIONS: dict[Standing, Callable[[datetime], Q]] = {
    Standing.LEFT: lambda _now: Q(left__isnull=False),
    Standing.CLOSED: lambda _now: Q(left__isnull=True, is_active=False),
    Standing.ACCOUNT: lambda _now: Q(left__isnull=True, is_active=True, has_address=True),
    Standing.INVITED: lambda now: Q(left__isnull=True, is_active=True, has_address=False, invited_until__gt=now),
    Standing.RAN_OUT: lambda now: Q(left__isnull=True, is_active=True, has_address=False, invited_until__lte=now),
    Standing.NONE: lambda _now: Q(left__isnull=True, is_active=True, has_address=False, invited_until__isnull=True),
}


def counts_in(people: QuerySet[Person]) -> dict[Standing, int]:
    """How many of each standing: one question."""
    now = clock.now()
    found = people.order_by().aggregate(
        **{f"n_{one.value}": Count("pk", filter=condition(now)) for one, condition in _CONDITIONS.items()}
    )
    return {one: found[f"n_{one.value}"] for one in _CONDITIONS}


def listed(people: Iterable[Person], district: Organization) -> list[Listed]:
    """A page of them, with places and addresses: two questions."""
    shown = list(people)
    keys = [one.pk for one in shown]
    places = _places(keys, district)
    addresses: dict[UUID, str] = {}
    for owner, email in (
        EmailAddress.objects.filter(user_id__in=keys).order_by("primary", "-id").values_list("user_id", "email")
    ):
        addresses[owner] = email
    now = clock.now()
    found = []
    for one in shown:
        facts = vars(one)
        job = facts["job"] or next((job for _name, job in places.get(one.pk, []) if job), "")
        found.append(
            Listed(
                one, standing(left=facts["left"] is not None, active=one.is_active, verified=facts["has_address"],
                              invited_until=facts["invited_until"], now=now),
                facts["staff_id"] or "", job, [name for name, _job in places.get(one.pk, [])],
                addresses.get(one.pk, ""), facts["invited_until"], facts["left"],
            )
        )  # fmt: skip
    return found


def _places(keys: Collection[UUID], district: Organization) -> dict[UUID, list[tuple[str, str]]]:
    found: dict[UUID, list[tuple[str, str]]] = {}
    rows = Membership.objects.filter(_here("organization", district), person_id__in=keys)
    for person, name, kind, job in rows.order_by("organization__name").values_list(
        "person_id", "organization__name", "organization__kind", "job"
    ):
        found.setdefault(person, []).append(("" if kind == Place.DISTRICT else name, job))
    return {key: [one for one in rows if one[0] or one[1]] for key, rows in found.items()}


def places_in(district: Organization) -> QuerySet[Organization]:
    """Where somebody can be placed: the district, its schools and departments."""
    return Organization.objects.filter(Q(pk=district.pk) | Q(parent=district)).order_by(
        F("parent_id").asc(nulls_first=True), "kind", "name"
    )
