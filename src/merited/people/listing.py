"""The people of a district as their coordinator needs them: who has an account, who is invited, who has left."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, UUIDField, Value, When
from django.db.models.functions import Coalesce, NullIf

from merited.base import clock
from merited.people.models import Employment, Invitation, Membership, Organization, Person
from merited.people.queries import claimed
from merited.people.rules.invitations import Kind
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
    ours: bool  # this district made the account, so it may send a link


def people_of(district: Organization, *, search: str = "") -> QuerySet[Person]:
    """Everybody who works or worked in the district, by name; `search` in names, staff ids, and the addresses shown here."""
    works = Membership.objects.filter(_here("organization", district))
    employed = Employment.objects.filter(district=district)
    found = Person.objects.filter(Q(pk__in=works.values("person_id")) | Q(pk__in=employed.values("person_id")))
    found = _standing_along(found, district)
    for word in search.split():
        numbers = employed.filter(staff_id__iexact=word).values("person_id")
        found = found.filter(Q(name__icontains=word) | Q(address__icontains=word) | Q(pk__in=numbers))
    return found.order_by("name", "id")


def _here(place: str, district: Organization) -> Q:
    return Q(**{place: district}) | Q(**{f"{place}__parent": district}) | Q(**{f"{place}__parent__parent": district})


def _standing_along(people: QuerySet[Person], district: Organization) -> QuerySet[Person]:
    mine = Employment.objects.filter(person=OuterRef("pk"), district=district)
    links = Invitation.objects.filter(person=OuterRef("pk"), ended_at__isnull=True).order_by("-created_at")
    first = Invitation.objects.filter(person=OuterRef("pk"), district__isnull=False)
    employed = Employment.objects.filter(person=OuterRef("pk"))
    invited = Invitation.objects.filter(person=OuterRef("pk"), district=district, kind=Kind.CLAIM)
    # While nobody has claimed the account, its address is the one that the district wrote; later it is the owner's.
    made_out_to = EmailAddress.objects.filter(user=OuterRef("pk"), primary=True)
    return people.annotate(
        staff_id=Subquery(mine.values("staff_id")[:1]),
        job=Subquery(mine.values("job")[:1]),
        left=Subquery(mine.values("until")[:1]),
        has_address=claimed(),
        maker=Coalesce(  # as `queries.made_by` tells it of one person
            Subquery(first.order_by("created_at", "id").values("district")[:1]),
            Subquery(employed.order_by("created_at", "id").values("district")[:1]),
            output_field=UUIDField(),
        ),
        address=Coalesce(
            NullIf(Subquery(mine.values("email")[:1]), Value("")),
            Subquery(invited.order_by("-created_at").values("address")[:1]),
            Case(
                When(claimed(), then=Value("")),
                output_field=CharField(),
                default=Subquery(made_out_to.values("email")[:1], output_field=CharField()),
            ),
            Value(""),
            output_field=CharField(),
        ),
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
    """A page of them, with places: one question. The address is the one at work, or the one invited; others are private."""
    shown = list(people)
    keys = [one.pk for one in shown]
    places = _places(keys, district)
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
                facts["address"], facts["invited_until"], facts["left"],
                facts["maker"] in (None, district.pk),
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
