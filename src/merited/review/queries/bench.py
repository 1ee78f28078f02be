"""Everybody who reads, or would, at some places: loaded once and seen from any piece of work, in few questions.

`candidates_for` asks anew for one attempt, for a deed; a page over many asks here, and a test holds both to one answer.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypedDict, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from merited.base import clock
from merited.coaching.queries.shown import COACHED, LOOKED, SHOWN, coached_among, looked_among, shown_among
from merited.people.models import Employment, Membership, Organization, Person, Role, Tie
from merited.people.rules.places import MAY_ADJUDICATE, Place
from merited.review.models import Pause, Reading, Reviewer, Willing
from merited.review.queries.candidates import TIES
from merited.review.queries.reading import readers_among
from merited.review.queries.terms import CAPACITY, SENSITIVE
from merited.review.rules.assignment import Bar, Candidate

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Terms(TypedDict):
        """How somebody reads, and what they hold."""

        weekly: int
        speaks: list[str] | None
        cleared_for: list[str] | None
        busy: int
        gone: bool
        away_from: date | None
        away_until: date | None

    Reads = WithAnnotations[Person, Terms]


@dataclass
class Bench:
    """The people of one district who read or would, with everything that the rule asks of them."""

    district: Organization
    people: "dict[UUID, Reads]" = field(default_factory=dict)
    good: dict[UUID, dict[UUID, bool]] = field(default_factory=dict)  # micro-credential -> person -> whether still
    until: dict[tuple[UUID, UUID], date | None] = field(default_factory=dict)
    willing: dict[UUID, dict[UUID, datetime | None]] = field(default_factory=dict)  # -> person -> when they were asked
    pauses: dict[UUID, tuple[date, date]] = field(default_factory=dict)  # there is one at most
    departments: dict[UUID, set[UUID]] = field(default_factory=dict)
    names: dict[UUID, str] = field(default_factory=dict)  # of those departments
    schools: dict[UUID, set[UUID]] = field(default_factory=dict)
    ties: dict[frozenset[UUID], set[Bar]] = field(default_factory=dict)
    helped: dict[tuple[UUID, UUID], set[Bar]] = field(default_factory=dict)  # (helper, earner), in this direction
    seniors: dict[UUID, set[UUID]] = field(default_factory=dict)  # place -> who is a lead reader there
    beside: dict[UUID, Counter[UUID]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """Today in the district."""
        return clock.today(self.district.timezone or "UTC")

    def seen(self, person: UUID, microcredential: UUID, place: Organization, earner: UUID) -> Candidate:
        """Somebody as the rule sees them from a piece of work of `earner`, offered at `place`."""
        one = self.people[person]
        good = self.good.get(microcredential, {})
        own = {*self.ties.get(frozenset({person, earner}), ()), *self.helped.get((person, earner), ())}
        if person == earner:
            own.add(Bar.OWN_WORK)
        elif self.schools.get(person, set()) & self.schools.get(earner, set()):
            own.add(Bar.SAME_SCHOOL)
        senior, away = self.is_senior(person, place), self.pauses.get(person)
        return Candidate(
            person=person,
            departments=frozenset({*self.departments.get(person, ()), *([place.pk] if senior else [])}),
            qualified=good.get(person, False),
            lapsed=person in good and not good[person],
            conflicts=frozenset(own),
            left=one.gone or not one.is_active,
            languages=frozenset(one.speaks or {"en", one.language}),
            cleared=SENSITIVE in (one.cleared_for or ()),
            capacity=one.weekly,
            busy=one.busy,
            paused=away is not None and away[0] <= self.today <= away[1],
            senior=senior,
            beside=self.beside.get(person, {}),
        )

    def qualified(self, microcredential: UUID, place: Organization, earner: UUID) -> list[Candidate]:
        """Everybody who is or was qualified, as `candidates_for` would answer."""
        known = sorted(one for one in self.good.get(microcredential, {}) if one in self.people)
        return [self.seen(one, microcredential, place, earner) for one in known]

    def is_senior(self, person: UUID, place: Organization) -> bool:
        """Whether somebody settles differences at a place, by an office there or above."""
        above: Organization | None = place
        while above:
            if person in self.seniors.get(above.pk, ()):
                return True
            above = above.parent
        return False


def bench_of(
    district: Organization, offered: Collection[UUID], earners: Iterable[UUID] = (), *, willing: Collection[UUID] = ()
) -> Bench:
    """The bench for these micro-credentials.

    `earners`: whose ties matter. `willing`: the micro-credentials of which the offers are wanted too.
    """
    bench = Bench(district)
    for held in readers_among(offered):
        bench.good.setdefault(held.microcredential_id, {})[held.person_id] = held.counts
        bench.until[held.person_id, held.microcredential_id] = held.until
    for offer in Willing.objects.filter(microcredential__in=willing) if willing else ():
        bench.willing.setdefault(offer.microcredential_id, {})[offer.person_id] = offer.asked_at
    keys = {key for each in bench.good.values() for key in each} | {
        key for each in bench.willing.values() for key in each
    }
    bench.people = {one.pk: one for one in _people(keys, bench)}
    for one in bench.people.values():
        if one.away_from and one.away_until:
            bench.pauses[one.pk] = (one.away_from, one.away_until)
    _bind(bench, keys, keys | set(earners))
    return bench


def _people(keys: Collection[UUID], bench: Bench) -> "QuerySet[Reads]":
    zone = ZoneInfo(bench.district.timezone or "UTC")
    monday = datetime.combine(bench.today - timedelta(days=bench.today.weekday()), time(), zone)
    terms = Reviewer.objects.filter(person=OuterRef("pk"))
    busy = Reading.objects.filter(
        Q(state="claimed", expires_at__gt=clock.now()) | Q(state="filed", filed_at__gte=monday), reviewer=OuterRef("pk")
    )
    gone = Employment.objects.filter(person=OuterRef("pk"), district=bench.district, until__isnull=False)
    pause = Pause.objects.filter(person=OuterRef("pk"), until__gte=bench.today, ended_at__isnull=True).order_by("since")
    counted = busy.order_by().values("reviewer").annotate(n=Count("pk")).values("n")
    return Person.objects.filter(pk__in=keys).annotate(
        weekly=Coalesce(Subquery(terms.values("capacity")[:1]), CAPACITY, output_field=IntegerField()),
        speaks=Subquery(terms.values("languages")[:1]),
        cleared_for=Subquery(terms.values("clearances")[:1]),
        busy=Coalesce(Subquery(counted), 0, output_field=IntegerField()),
        gone=Exists(gone),
        away_from=Subquery(pause.values("since")[:1]),
        away_until=Subquery(pause.values("until")[:1]),
    )


def _bind(bench: Bench, keys: Collection[UUID], everybody: Collection[UUID]) -> None:
    """Where they work, where they settle differences, and who is tied to whom, helped whom or looked on: six tables in one question."""
    works = Membership.objects.filter(person__in=everybody).values_list(
        "person_id", "organization_id", "organization__kind", Value("works"), "organization__name"
    )
    leads = Role.objects.filter(person__in=keys, kind__in=MAY_ADJUDICATE).values_list(
        "person_id", "organization_id", "kind", Value("leads"), Value("")
    )
    tied = Tie.objects.filter(Q(person__in=keys, other__in=everybody) | Q(person__in=everybody, other__in=keys))
    pairs = tied.values_list("person_id", "other_id", "kind", Value("tied"), Value(""))
    helped = Value("helped"), Value("")
    shown = shown_among(keys, everybody).values_list(*SHOWN, Value(Bar.COMMENTED), *helped)
    coached = coached_among(keys, everybody).values_list(*COACHED, Value(Bar.COACH), *helped)
    looked = looked_among(keys, everybody).values_list(*LOOKED, Value(Bar.LOOKED_ON), *helped)
    rows = works.union(leads, pairs, shown, coached, looked, all=True)
    every = cast("Iterable[tuple[UUID, UUID, str, str, str]]", rows)
    for person, other, kind, how, name in every:
        if how == "tied":  # a kind that is not known here is an interest all the same
            bench.ties.setdefault(frozenset({person, other}), set()).add(TIES.get(kind, Bar.DECLARED))
        elif how == "helped":
            bench.helped.setdefault((person, other), set()).add(Bar(kind))
        elif how == "leads":
            bench.seniors.setdefault(other, set()).add(person)
        elif kind == Place.SCHOOL:
            bench.schools.setdefault(person, set()).add(other)
        elif person in keys:
            bench.departments.setdefault(person, set()).add(other)
            bench.names[other] = name


def with_pairs(bench: Bench) -> Bench:
    """The same bench, knowing also how often each has read beside each other: one question more."""
    twice = Reading.objects.filter(state="filed").exclude(purpose="first").values("attempt_id")
    rows = Reading.objects.filter(state="filed", attempt__in=twice, reviewer__in=bench.people)
    together: dict[UUID, set[UUID]] = {}
    for attempt, reviewer in rows.values_list("attempt_id", "reviewer_id"):
        together.setdefault(attempt, set()).add(reviewer)
    for readers in together.values():
        for one in readers:
            bench.beside.setdefault(one, Counter()).update(readers - {one})
    return bench
