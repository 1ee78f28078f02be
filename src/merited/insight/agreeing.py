"""How far two blind readers agree, by department, micro-credential and criterion: who asks comes first.

Nothing follows from it: no score, no outcome and no standing is computed from these numbers. Rows stand by name.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from uuid import UUID

from merited.base import clock
from merited.catalog.document import Criterion
from merited.catalog.models import Version
from merited.catalog.queries import shelf
from merited.insight.twice import Given, Rubrics, Scale, decided_twice, ratings_of
from merited.people.models import Organization, Person
from merited.people.queries import overseen_by
from merited.people.rules.places import MAY_COMPARE
from merited.review.agreement import (
    ENOUGH,
    Metric,
    Ratings,
    Report,
    Statistic,
    Weights,
    ac1,
    adjacent,
    alpha,
    exact,
    kappa,
    report,
)
from merited.review.models import Check
from merited.review.rules.calibration import Trend

A_YEAR = timedelta(days=365)
# What stands in a list, in the order of Measure; the page of one micro-credential has all.
IN_LISTS: tuple[Callable[[Ratings], Statistic], ...] = (
    exact,
    adjacent,
    lambda ratings: kappa(ratings, Weights.QUADRATIC),
    ac1,
    lambda ratings: alpha(ratings, Metric.ORDINAL),
)


@dataclass(frozen=True)
class OnScale:
    """Everything that was scored twice on one scale. Levels of different scales are never compared."""

    scale: Scale
    rows: list[Given]

    @cached_property
    def ratings(self) -> Ratings:
        """As ratings."""
        return ratings_of(self.rows, self.scale)

    @property
    def attempts(self) -> int:
        """How many attempts: each is one fact, however many criteria it has."""
        return len({one.attempt for one in self.rows})

    @property
    def enough(self) -> bool:
        """False means "too few to judge": no number is shown."""
        return self.attempts >= ENOUGH

    @cached_property
    def listed(self) -> list[Statistic]:
        """The few numbers of a list; none where it is too few."""
        return [measure(self.ratings) for measure in IN_LISTS] if self.enough else []

    @cached_property
    def report(self) -> Report:
        """Every number."""
        return report(self.ratings)


@dataclass(frozen=True)
class Program:
    """One micro-credential and what was read twice of it."""

    version: Version  # the published one
    scales: list[OnScale]  # the one with the most levels first

    @property
    def main(self) -> OnScale | None:
        """The scale with the most levels."""
        return self.scales[0] if self.scales else None

    @property
    def attempts(self) -> int:
        """How many attempts were read twice, whatever was open in them."""
        return len({row.attempt for one in self.scales for row in one.rows})


@dataclass(frozen=True)
class Department:
    """One department: its micro-credentials by key, and all of them together on the scale that most share."""

    place: Organization
    programs: list[Program]
    together: OnScale | None

    @property
    def attempts(self) -> int:
        """How many attempts were read twice."""
        return sum(one.attempts for one in self.programs)


@dataclass(frozen=True)
class ByCriterion:
    """One criterion of one version."""

    version: Version
    criterion: Criterion
    found: OnScale


@dataclass(frozen=True)
class Detail:
    """One micro-credential in full."""

    program: Program
    criteria: list[ByCriterion]
    at_the_line: list[OnScale] = field(default_factory=list)  # read twice because exactly one criterion was open
    samples: Trend = field(default_factory=lambda: Trend(0, 0))  # criteria scored as the panel did, on samples


def departments_of(asker: Person) -> list[Department]:
    """Every department that somebody may look at, by name. Empty for strangers."""
    offered = _offered(asker)
    given, rubrics = _given({one.microcredential.organization_id for one in offered})
    rows = [one for one in given if not one.at_the_line]
    found: dict[UUID, list[Program]] = {}
    for one in offered:
        mine = [row for row in rows if row.microcredential == one.microcredential_id]
        found.setdefault(one.microcredential.organization_id, []).append(Program(one, _scales(rubrics, mine)))
    places = {one.microcredential.organization_id: one.microcredential.organization for one in offered}
    return [Department(places[key], programs, _together(programs)) for key, programs in found.items()]


def agreement_of(asker: Person, key: str) -> Detail | None:
    """One micro-credential in full; None where somebody may not look at it."""
    version = next((one for one in _offered(asker) if one.microcredential.key == key), None)
    if version is None:
        return None
    given, rubrics = _given({version.microcredential.organization_id})
    mine = [one for one in given if one.microcredential == version.microcredential_id]
    drawn = [one for one in mine if not one.at_the_line]
    criteria = [
        ByCriterion(of, criterion, OnScale(Scale.of(criterion), rows))
        for of, criterion, rows in rubrics.criteria(drawn)
    ]
    hard = _scales(rubrics, [one for one in mine if one.at_the_line])
    return Detail(Program(version, _scales(rubrics, drawn)), criteria, hard, _samples(version))


def _offered(asker: Person) -> list[Version]:
    places = {one.pk for one in overseen_by(asker, MAY_COMPARE)}
    if not places:
        return []
    found = shelf().filter(microcredential__organization__in=places)
    return [one for one in found if one.document.source.get("audience", "educator") == "educator"]


def _given(places: Collection[UUID]) -> tuple[list[Given], Rubrics]:
    given = decided_twice(places, since=clock.now() - A_YEAR) if places else []
    return given, Rubrics({one.version for one in given})


def _scales(rubrics: Rubrics, rows: Collection[Given]) -> list[OnScale]:
    return [OnScale(scale, found) for scale, found in rubrics.by_scale(rows).items()]


def _together(programs: Collection[Program]) -> OnScale | None:
    """All that was scored on one scale in a department: on the one with the most levels, of several the one most used."""
    found: dict[Scale, list[Given]] = {}
    for one in _every(programs):
        found.setdefault(one.scale, []).extend(one.rows)
    if not found:
        return None
    scale = max(found, key=lambda one: (len(one.levels), len(found[one]), one.steps))
    return OnScale(scale, found[scale])


def _every(programs: Collection[Program]) -> Iterator[OnScale]:
    for one in programs:
        yield from one.scales


def _samples(version: Version) -> Trend:
    checks = Check.objects.filter(
        microcredential=version.microcredential_id, is_seed=True, at__gte=clock.now() - A_YEAR
    ).values_list("n", "exact")
    rows = list(checks)
    return Trend(sum(n for n, _exact in rows), sum(exact for _n, exact in rows))
