"""How strict one reviewer is beside a reference: for the lead of the department by name, for everybody their own.

The reference is a panel's level of a sample, or the sheet of a lead reader that stood. No result is ever adjusted by it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from merited.base import clock
from merited.catalog.models import Version
from merited.people.models import Person
from merited.people.queries import overseen_by
from merited.people.rules.places import MAY_CALIBRATE
from merited.review.agreement import Severity, severity
from merited.review.models import Reading, Score, SeedReading
from merited.review.rules.stages import Purpose
from merited.submissions.rules.states import AttemptState

A_YEAR = timedelta(days=365)
BLIND = (Purpose.FIRST, Purpose.SECOND)

Pair = tuple[int, int]  # the step that was given, and that of the reference, the lowest is 0
Levels = Mapping[str, str]  # by criterion


@dataclass(frozen=True)
class Strict:
    """One reviewer, over everything that they read at some places."""

    person: Person
    found: Severity


def strictness_at(asker: Person) -> list[Strict]:
    """Everybody who reads what this person leads, by name. Empty for everybody else, the coordinator too."""
    places = {one.pk for one in overseen_by(asker, MAY_CALIBRATE)}
    if not places:
        return []
    pairs = _pairs(Q(attempt__submission__version__microcredential__organization__in=places))
    people = Person.objects.filter(pk__in=pairs, is_active=True).order_by("name", "pk")
    return [Strict(one, _measured(pairs[one.pk])) for one in people]


def own_strictness(person: Person) -> Severity:
    """One's own, over everything that one reads."""
    return _measured(_pairs(Q(), reader=person).get(person.pk, []))


def _measured(pairs: Collection[Pair]) -> Severity:
    most = max((step for pair in pairs for step in pair), default=0)
    return severity(pairs, levels=range(most + 1))


def _pairs(there: Q, *, reader: Person | None = None) -> dict[UUID, list[Pair]]:
    """By reader: every criterion with the reference, from the last twelve months. `there`: a condition on what is read."""
    since = clock.now() - A_YEAR
    whose = {} if reader is None else {"reviewer": reader}
    seeds = SeedReading.objects.filter(there, filed_at__gte=since, ended_at__isnull=True, **whose)
    compared = [
        (who, version, own, right)
        for who, version, own, right in seeds.values_list(
            "reviewer_id", "attempt__submission__version_id", "levels", "sample__levels"
        )
    ]
    third = Reading.objects.filter(attempt=OuterRef("attempt"), purpose=Purpose.THIRD, state="filed")
    settled = Reading.objects.filter(
        there, Exists(third), state="filed", attempt__state=AttemptState.DECIDED, attempt__decided_at__gte=since
    )
    attempts = set(settled.filter(purpose__in=BLIND, **whose).values_list("attempt_id", flat=True))
    compared += _settled(attempts, reader)
    steps = _steps({version for _who, version, _own, _right in compared})
    found: dict[UUID, list[Pair]] = {}
    for who, version, own, right in compared:
        scale = steps[version]
        found.setdefault(who, []).extend(
            (scale[key].index(own[key]), scale[key].index(right[key])) for key in own if key in right and key in scale
        )
    return found


def _settled(attempts: Collection[UUID], reader: Person | None) -> list[tuple[UUID, UUID, Levels, Levels]]:
    """The blind sheets of attempts that a lead reader settled, each beside the sheet that stood."""
    sheets: dict[tuple[UUID, str, UUID], dict[str, str]] = {}
    versions: dict[UUID, UUID] = {}
    rows = Score.objects.filter(
        reading__attempt__in=attempts, reading__state="filed", reading__purpose__in=(*BLIND, Purpose.THIRD)
    )
    for attempt, version, purpose, who, key, level in rows.values_list(
        "reading__attempt_id", "reading__attempt__submission__version_id", "reading__purpose", "reading__reviewer_id",
        "criterion__key", "level",
    ):  # fmt: skip
        sheets.setdefault((attempt, purpose, who), {})[key] = level
        versions[attempt] = version
    stood = {attempt: sheet for (attempt, purpose, _who), sheet in sheets.items() if purpose == Purpose.THIRD}
    return [
        (who, versions[attempt], sheet, stood[attempt])
        for (attempt, purpose, who), sheet in sheets.items()
        if purpose != Purpose.THIRD and (reader is None or who == reader.pk)
    ]


def _steps(versions: Collection[UUID]) -> dict[UUID, dict[str, list[str]]]:
    """The levels of each criterion of each version, from the lowest to the highest."""
    return {
        one.pk: {
            criterion.id: [level.id for level in reversed(criterion.levels)] for criterion in one.document.criteria
        }
        for one in Version.objects.filter(pk__in=versions)
    }
