"""A reviewer's terms: which languages and data, which departments are their own, and from when the pool is open."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from merited.base import clock
from merited.catalog.models import MicroCredential, Version
from merited.people.models import Organization, Person
from merited.people.queries import days_off_of, district_of, holds_office
from merited.people.rules.calendar import working_days_back
from merited.people.rules.places import MAY_ADJUDICATE
from merited.review.models import Pause, Procedure, Qualification, Reviewer
from merited.review.queries.readers import Reader, works_for
from merited.review.rules.stages import plan_from

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Line(TypedDict):
        """The plan of a pool that is on."""

        pooled: dict[str, Any] | None

    Lined = WithAnnotations[Version, Line]

SENSITIVE = "sensitive_notes"
_HOLDS_NOTES = f'"student_data":"{SENSITIVE}"'  # as a canonical document writes it
CAPACITY = 3


def terms_of(person: Person) -> Reviewer:
    """How somebody reads: as stored, or as it is for everybody. Not saved."""
    found = Reviewer.objects.filter(person=person).first()
    return found or Reviewer(person=person, capacity=CAPACITY, languages=[], clearances=[])


def languages_of(terms: Reviewer, person: Person) -> frozenset[str]:
    """The languages in which somebody reads: as they said, else English and that of their pages."""
    return frozenset(terms.languages or {"en", person.language})


def pause_of(person: Person, today: date) -> Pause | None:
    """The pause that somebody is in, or the next one ahead."""
    ahead = Pause.objects.filter(person=person, until__gte=today, ended_at__isnull=True)
    return ahead.order_by("since").first()


def own_departments(person: Person) -> Q:
    """A condition on micro-credentials: of a department that this person works for, or is a lead reader of."""
    return Q(organization__in=works_for(person)) | holds_office(person, MAY_ADJUDICATE, "organization")


def sensitive_ones() -> QuerySet[Version]:
    """Versions whose work holds sensitive notes about learners."""
    return Version.objects.filter(text__contains=_HOLDS_NOTES)


def on_terms_of(person: Person, terms: Reviewer | None = None) -> Q:
    """A condition on attempts: in a language that this person reads, with nothing they are not cleared for, and of their
    own department, or of another whose pool is open by now. `terms`: as they were asked for already."""
    terms = terms or terms_of(person)
    found = Q(submission__language__in=languages_of(terms, person))
    if SENSITIVE not in terms.clearances:
        found &= Q(~Exists(sensitive_ones().filter(pk=OuterRef("submission__version"))))
    mine = MicroCredential.objects.filter(own_departments(person)).values("pk")
    read = Q(submission__version__microcredential__in=mine)
    for microcredential, before in _pools_of(person).items():
        read |= Q(submission__version__microcredential=microcredential, counts_from__lt=before)
    return found & read


@dataclass(frozen=True, slots=True)
class Lines:
    """What of the work on some versions one reader may have: all of their `own`, of others what counts from before a moment.
    `settled`: where they read a third time. Keys of versions."""

    own: frozenset[UUID]
    pooled: Mapping[datetime, frozenset[UUID]]
    settled: frozenset[UUID]


def lines_of(versions: "Iterable[Lined]", reader: Reader) -> Lines:
    """Which versions, each named: a database knows how much waits for a version, and so whether it should walk the queue or
    search it."""
    own, settled, pooled = set(), set(), defaultdict(set)
    for version in versions:
        place = version.microcredential.organization
        if reader.settles(place):
            settled.add(version.pk)
        if reader.is_own(place):
            own.add(version.pk)
        elif version.pooled:
            pooled[_opened(place, version.pooled)].add(version.pk)
    return Lines(frozenset(own), {at: frozenset(keys) for at, keys in pooled.items()}, frozenset(settled))


def versions_for(microcredentials: Collection[UUID], *, cleared: bool) -> "QuerySet[Lined]":
    """Their versions, each with `pooled`: the plan of a pool that is on. `cleared`: also those that hold sensitive notes."""
    pooled = Procedure.objects.filter(microcredential=OuterRef("microcredential"), plan__pool=True)
    found = Version.objects.filter(microcredential__in=microcredentials)
    return (
        (found if cleared else found.exclude(pk__in=sensitive_ones()))
        .annotate(pooled=Subquery(pooled.values("plan")[:1]))
        .select_related("microcredential__organization__parent__parent")
        .defer("text")
    )


def _pools_of(person: Person) -> dict[UUID, datetime]:
    """The micro-credentials whose pool this person is in, each with the moment from before which work must count."""
    mine = Qualification.objects.filter(person=person, state="qualified").values("microcredential")
    plans = Procedure.objects.filter(microcredential__in=mine, plan__pool=True)
    every = plans.select_related("microcredential__organization__parent__parent")
    return {one.microcredential_id: _opened(one.microcredential.organization, one.plan) for one in every}


def _opened(place: Organization, plan: dict[str, Any]) -> datetime:
    """From before when work must count for the pool to read it today."""
    return counted_before(plan_from(plan).pool_from, district_of(place).timezone or "UTC", days_off_of(place))


def counted_before(days: int, zone: str, days_off: set[date]) -> datetime:
    """Whatever counts from before this moment has waited so many working days, those on hold aside."""
    day = working_days_back(clock.today(zone), days, days_off)
    return datetime.combine(day, time.max, ZoneInfo(zone))
