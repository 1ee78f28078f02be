"""Departments side by side: what they ask, how often work is met, how far readers agree, how long it takes.

Who asks comes first. Small numbers are held back here, so that page and file cannot differ. Rows stand by name: no ranking.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from statistics import median
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from merited.base import clock
from merited.catalog.models import Version
from merited.catalog.queries import shelf
from merited.insight.agreeing import OnScale
from merited.insight.kept import Answered, answered_by
from merited.insight.rules.columns import Column, Counted, Window, held_columns
from merited.insight.rules.small_numbers import Held
from merited.insight.twice import Given, Rubrics, Scale, decided_twice
from merited.people.models import Organization, Person
from merited.people.queries import district_of, overseen_by
from merited.people.rules.places import MAY_COMPARE
from merited.review.agreement.intervals import wilson
from merited.review.rules.outcome import Outcome

A_YEAR = timedelta(days=365)
NEW_SCHOOL_YEAR = (7, 1)  # licenses and budgets count from July 1 to June 30


@dataclass(frozen=True, slots=True)
class Load:
    """What one micro-credential asks for, out of its published definition."""

    version: Version
    artifacts: int
    criteria: int
    hours: float | None  # as its author estimates it; nobody is asked how long it took
    fewest: int  # words, over all questions
    most: int

    @classmethod
    def of(cls, version: Version) -> "Load":
        """Read it from the document."""
        document = version.document
        hours = document.source.get("estimated_effort_hours")
        words = [(one.fewest, one.most) for one in document.prompts]
        return cls(
            version, len(document.artifacts), len(document.criteria), float(hours) if hours is not None else None,
            sum(low for low, _high in words), sum(high for _low, high in words),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with Wilson's interval of 95 %."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        """The share."""
        return self.hits / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where it lies, with 95 in 100 certainty."""
        return wilson(self.value, self.n)


@dataclass(frozen=True, slots=True)
class Turnaround:
    """Working days from sending to the decision, without those on which the clock stood still."""

    n: int
    half: float
    nine_in_ten: int
    late: int


@dataclass(frozen=True)
class Figures:
    """What one row says. None: held back, or nothing to say; `held` tells which."""

    first: Share | None  # first attempts in which every criterion was met
    every: Share | None  # the same of all attempts
    turnaround: Turnaround | None
    agreement: OnScale | None
    held: frozenset[str]  # Column

    @property
    def holds_first(self) -> bool:
        """Whether the numbers of first attempts are held back."""
        return Column.FIRST in self.held

    @property
    def holds_every(self) -> bool:
        """Whether those of all attempts are."""
        return Column.EVERY in self.held

    @property
    def holds_twice(self) -> bool:
        """Whether those of agreement are."""
        return Column.TWICE in self.held


@dataclass(frozen=True)
class Row:
    """One department, or all together (no department)."""

    department: Organization | None
    loads: list[Load]
    figures: Figures


@dataclass(frozen=True)
class Comparison:
    """Everything that a table of departments says."""

    district: Organization
    window: Window
    since: date
    rows: list[Row]  # by name
    total: Row


def comparison(asker: Person, window: Window) -> Comparison | None:
    """Departments side by side, in the district of whoever asks; None where they may not look."""
    places = overseen_by(asker, MAY_COMPARE)
    if not places:
        return None
    return _Table(district_of(places[0]), window).read()


def since_of(window: Window, now: datetime, zone: ZoneInfo) -> datetime:
    """From when on decisions are counted."""
    if window is Window.TWELVE_MONTHS:
        return now - A_YEAR
    today = now.astimezone(zone).date()
    begun = date(today.year, *NEW_SCHOOL_YEAR)
    first = begun if begun <= today else begun.replace(year=today.year - 1)
    return datetime.combine(first, time(), zone)


class _Table:
    """One reading of the district: six questions, however many departments there are."""

    def __init__(self, district: Organization, window: Window) -> None:
        self.district, self.window, self.now = district, window, clock.now()
        self.zone = ZoneInfo(district.timezone or "UTC")
        self.since = since_of(window, self.now, self.zone)
        self.year = since_of(Window.SCHOOL_YEAR, self.now, self.zone)

    def read(self) -> Comparison:
        """The table."""
        held = {column: self.held[column, self.window] for column in Column}
        rows = [
            Row(one, self.loads[key], self._figures({key}, {name for name, x in held.items() if not x.shows(key)}))
            for key, one in self.departments.items()
        ]
        hidden = {name for name, one in held.items() if not one.total}
        every = [load for loads in self.loads.values() for load in loads]
        total = Row(None, every, self._figures(set(self.departments), hidden))
        return Comparison(self.district, self.window, self.since.astimezone(self.zone).date(), rows, total)

    @cached_property
    def loads(self) -> dict[UUID, list[Load]]:
        found: dict[UUID, list[Load]] = {}
        place = "microcredential__organization"
        here = Q(**{f"{place}__parent": self.district}) | Q(**{f"{place}__parent__parent": self.district})
        for one in shelf().filter(here | Q(**{place: self.district})):
            if one.document.source.get("audience", "educator") == "educator":
                found.setdefault(one.microcredential.organization_id, []).append(Load.of(one))
        return found

    @cached_property
    def departments(self) -> dict[UUID, Organization]:
        every = [load.version.microcredential.organization for loads in self.loads.values() for load in loads]
        return {one.pk: one for one in sorted(every, key=lambda one: one.name)}

    @cached_property
    def answered(self) -> list[Answered]:
        """The decisions of twelve months, whatever the window: what a shorter one leaves must be safe too."""
        return [one for one in answered_by(self.district, since=self.now - A_YEAR) if one.place in self.departments]

    @cached_property
    def twice(self) -> list[tuple[UUID, Given]]:
        places = {load.version.microcredential_id: key for key, loads in self.loads.items() for load in loads}
        rows = decided_twice(set(self.departments), since=self.now - A_YEAR)
        return [
            (places[one.microcredential], one) for one in rows if not one.at_the_line and one.microcredential in places
        ]

    @cached_property
    def rubrics(self) -> Rubrics:
        return Rubrics({one.version for _place, one in self.twice})

    @cached_property
    def held(self) -> Mapping[tuple[Column, Window], Held]:
        """What is held back, in this window and in the other: the two can be laid side by side."""
        decided = [
            Counted(one.place, one.person, one.number == 1, one.at >= self.year, one.outcome == Outcome.EARNED)
            for one in self.answered
        ]
        twice = [
            Counted(place, one.earner, one.number == 1, one.at is not None and one.at >= self.year)
            for place, one in {(place, one.attempt): (place, one) for place, one in self.twice}.values()
        ]
        return held_columns(list(self.departments), decided, twice)

    def _figures(self, places: set[UUID], held: set[Column]) -> Figures:
        mine = [one for one in self.answered if one.place in places and one.at >= self.since]
        first = None if Column.FIRST in held else _share([one for one in mine if one.number == 1])
        every = None if Column.EVERY in held else _share(mine)
        turned = None if Column.EVERY in held else turnaround([(one.days, one.is_late) for one in mine])
        agreed = None if Column.TWICE in held else self._agreement(places)
        return Figures(first, every, turned, agreed, frozenset(held))

    def _agreement(self, places: set[UUID]) -> OnScale | None:
        rows = [one for place, one in self.twice if place in places and one.at is not None and one.at >= self.since]
        found: Mapping[Scale, list[Given]] = self.rubrics.by_scale(rows)
        scale = max(found, key=lambda one: (len(one.levels), len(found[one]), one.steps), default=None)
        return OnScale(scale, found[scale]) if scale is not None else None


def _share(found: Collection[Answered]) -> Share | None:
    return Share(sum(one.outcome == Outcome.EARNED for one in found), len(found)) if found else None


def turnaround(found: Collection[tuple[int, bool]]) -> Turnaround | None:
    """From working days and whether it came late. None: nothing was decided.

    The median, and the smallest number of days within which at least nine in ten were answered.

    >>> turnaround([(n, n > 10) for n in range(1, 12)])
    Turnaround(n=11, half=6, nine_in_ten=10, late=1)
    """
    if not found:
        return None
    days = sorted(days for days, _late in found)
    place = -(-9 * len(days) // 10) - 1
    return Turnaround(len(days), median(days), days[place], sum(late for _days, late in found))
