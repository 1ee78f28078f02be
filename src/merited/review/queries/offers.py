"""What reviewers offer beyond what they are qualified for, and what they are paid."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from merited.catalog.models import MicroCredential, Version
from merited.people.models import Organization, Person
from merited.people.queries import home_of
from merited.review.models import PayRate, Qualification, Reading, Willing
from merited.review.queries.reading import is_good, qualified_for
from merited.review.rules.pay import Filed, Rates, kind_paid

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Title(TypedDict):
        """What it is called today."""

        title: str

    Titled = WithAnnotations[MicroCredential, Title]


_FOR_STUDENTS = '"audience":"student"'  # as a canonical document writes it


def offered_to(person: Person) -> QuerySet[MicroCredential]:
    """What somebody could offer to read: of the own district, published, and not read by them already."""
    home = home_of(person)
    published = Version.objects.filter(microcredential=OuterRef("pk"), state="published")
    published = published.exclude(text__contains=_FOR_STUDENTS)  # those are read by others
    here = Q(organization=home) | Q(organization__parent=home) | Q(organization__parent__parent=home)
    found = MicroCredential.objects.filter(here if home else Q(pk__in=[])).filter(Exists(published))
    return found.exclude(pk__in=qualified_for(person)).order_by("key")


def offered_with_titles(person: Person) -> "QuerySet[Titled]":
    """The same, with the titles of today."""
    published = Version.objects.filter(microcredential=OuterRef("pk"), state="published")
    return offered_to(person).annotate(title=Subquery(published.values("title")[:1]))


def offers_of(person: Person) -> set[str]:
    """Keys of the micro-credentials that somebody would read."""
    return set(Willing.objects.filter(person=person).values_list("microcredential__key", flat=True))


def askable_for(microcredential: MicroCredential) -> QuerySet[Willing]:
    """Offers to read a micro-credential of people who do not read it today and whose account is open: those who never did,
    who are learning to, and whose qualification has run out or rests."""
    return askable_at(microcredential.pk)


def askable_at(microcredential: UUID) -> QuerySet[Willing]:
    """The same by the key of the row, with the place."""
    good = Qualification.objects.filter(is_good(), microcredential=microcredential)
    return (
        Willing.objects.filter(microcredential=microcredential, person__is_active=True)
        .exclude(person__in=good.values("person"))
        .select_related("person", "microcredential__organization__parent__parent")
        .order_by("person__name")
    )


def rates_of(district: Organization) -> Rates:
    """What a district pays for a filed reading."""
    found = PayRate.objects.filter(district=district).first()
    return Rates(found.reading, found.adjudication) if found else Rates()


def months_with_readings(district: Organization) -> list[date]:
    """The first day of each month in which a reading was filed for a district, the latest first."""
    zone = ZoneInfo(district.timezone or "UTC")
    filed = _filed_for(district).exclude(filed_at__isnull=True).datetimes("filed_at", "month", "DESC", tzinfo=zone)
    return [one.date() for one in filed]


def filed_in(district: Organization, month: date) -> list[Filed]:
    """Who filed how many readings of which kind in a month of the district's calendar. Nothing of whose work it was."""
    zone = ZoneInfo(district.timezone or "UTC")
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    first, last = (datetime.combine(day, time(), zone) for day in (month, following))
    rows = _filed_for(district).filter(filed_at__gte=first, filed_at__lt=last)
    counted = rows.values("reviewer", "purpose", name=F("reviewer__name")).annotate(n=Count("pk")).order_by("name")
    return [Filed(one["reviewer"], one["name"], kind_paid(one["purpose"]), one["n"]) for one in counted]


def _filed_for(district: Organization) -> QuerySet[Reading]:
    place = "attempt__submission__version__microcredential__organization"
    here = Q(**{place: district}) | Q(**{f"{place}__parent": district}) | Q(**{f"{place}__parent__parent": district})
    # What was set aside since was work all the same.
    return Reading.objects.filter(here, state__in=("filed", "set_aside"))
