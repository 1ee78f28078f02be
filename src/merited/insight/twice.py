"""What two people read blind, as stored: every criterion of every attempt with both levels. Nothing is measured here.

Taken are the first and the second sheet of a decided attempt: each was filed without sight of the other. The third sheet,
which settles a difference, is not taken: it was asked for because two differed, so it belongs to no draw. Second readings
that the first result asked for (a first attempt at the line) are marked, for they are the hard ones by choice.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from merited.catalog.document import Criterion, Level
from merited.catalog.models import Version
from merited.review.agreement import Rating, Ratings
from merited.review.models import Course, Reading, Score
from merited.review.rules.stages import Purpose, Why
from merited.submissions.rules.states import AttemptState

BLIND = (Purpose.FIRST, Purpose.SECOND)

Steps = tuple[str, ...]  # the levels of a scale by name, from the lowest to the highest


@dataclass(frozen=True, slots=True)
class Given:
    """One criterion as one of two blind readers scored it."""

    microcredential: UUID
    version: UUID
    criterion: str  # its key in the document
    attempt: UUID
    number: int  # of the attempt
    earner: UUID
    reader: UUID
    level: str
    at: datetime | None  # when the attempt was decided
    at_the_line: bool  # the second reading was asked for by the first result


@dataclass(frozen=True, slots=True)
class Scale:
    """An ordered scale, from the lowest level to the highest."""

    levels: tuple[Level, ...]

    @property
    def steps(self) -> Steps:
        """Its levels by name."""
        return tuple(one.id for one in self.levels)

    @classmethod
    def of(cls, criterion: Criterion) -> "Scale":
        """The scale that a criterion is scored on."""
        return cls(criterion.levels[::-1])


def decided_twice(places: Collection[UUID], since: datetime | None = None) -> list[Given]:
    """Every pair of blind sheets at these places: two questions, however many there are."""
    second = Reading.objects.filter(attempt=OuterRef("reading__attempt"), purpose=Purpose.SECOND, state="filed")
    asked: dict[str, Any] = {
        "reading__state": "filed",
        "reading__purpose__in": BLIND,
        "reading__attempt__state": AttemptState.DECIDED,
        "reading__attempt__submission__version__microcredential__organization__in": places,
    }
    if since is not None:
        asked["reading__attempt__decided_at__gte"] = since
    found = Score.objects.filter(Exists(second), **asked)
    hard = at_the_line(places)
    rows = found.order_by("reading__attempt", "criterion__position", "reading__purpose").values_list(
        "reading__attempt__submission__version__microcredential_id",
        "reading__attempt__submission__version_id",
        "criterion__key",
        "reading__attempt_id",
        "reading__attempt__number",
        "reading__attempt__submission__person_id",
        "reading__reviewer_id",
        "level",
        "reading__attempt__decided_at",
    )
    return [Given(*row, at_the_line=row[3] in hard) for row in rows.iterator(chunk_size=5000)]


def at_the_line(places: Collection[UUID]) -> set[UUID]:
    """Attempts that were read twice for no other reason than that exactly one criterion was open."""
    there = Q(attempt__submission__version__microcredential__organization__in=places)
    courses = Course.objects.filter(there, attempt__state=AttemptState.DECIDED).exclude(because=[])
    return {key for key, because in courses.values_list("attempt_id", "because") if set(because) == {Why.BORDERLINE}}


def ratings_of(rows: Collection[Given], scale: Scale) -> Ratings:
    """The rows as ratings: an item is one criterion of one attempt, and the criteria of an attempt belong together."""
    rank = {step: place for place, step in enumerate(scale.steps, start=1)}
    given = (
        Rating(f"{one.attempt}/{one.criterion}", str(one.reader), rank[one.level], str(one.attempt)) for one in rows
    )
    return Ratings.of(given, levels=range(1, len(rank) + 1))


class Rubrics:
    """The scales of some versions, each document read once."""

    def __init__(self, versions: Collection[UUID]) -> None:
        self.versions = {one.pk: one for one in Version.objects.filter(pk__in=versions).order_by("-published_at")}
        self._scales = {
            (key, criterion.id): Scale.of(criterion)
            for key, one in self.versions.items()
            for criterion in one.document.criteria
        }

    def scale(self, row: Given) -> Scale:
        """What a row was scored on."""
        return self._scales[row.version, row.criterion]

    def by_scale(self, rows: Collection[Given]) -> dict[Scale, list[Given]]:
        """The rows apart by scale, the one with the most steps first: levels of different scales are not compared."""
        found: dict[Scale, list[Given]] = {}
        for one in rows:
            found.setdefault(self.scale(one), []).append(one)
        return dict(sorted(found.items(), key=lambda pair: (-len(pair[0].levels), pair[0].steps)))

    def criteria(self, rows: Collection[Given]) -> Iterator[tuple[Version, Criterion, list[Given]]]:
        """The rows by criterion, in the order of the rubric, the newest version first."""
        for key, version in self.versions.items():
            for criterion in version.document.criteria:
                found = [one for one in rows if (one.version, one.criterion) == (key, criterion.id)]
                if found:
                    yield version, criterion, found
