"""Every judgment of decided work as long rows with pseudonyms: for those who answer for a place, row by row from the database.

It holds what a Rasch analysis needs and nothing else: no name, no address, no word that anybody wrote.
"""

import secrets
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from merited.base import clock
from merited.base.log import note
from merited.catalog.models import Version
from merited.insight.twice import at_the_line
from merited.people.models import Organization, Person
from merited.people.queries import district_of, overseen_by, places_below
from merited.people.rules.places import MAY_TAKE_RATINGS
from merited.review.agreement import AT_THE_LINE, DRAWN, HEADER, Judgment, long_rows, shuffled
from merited.review.models import Reading, Score, SeedReading
from merited.review.queries import SAMPLE
from merited.review.rules.stages import OF_THE_WORK, Purpose
from merited.submissions.rules.states import AttemptState

A_YEAR = timedelta(days=365)
AT_A_TIME = 500  # readings


def take_ratings(
    *, by: Person | None, district: Organization | None = None, since: datetime | None = None, key: bytes | None = None
) -> Iterator[tuple[str, ...]] | None:
    """The header and every row, of the places that somebody answers for, or of a whole district for who runs Merited.

    None: it is nobody's to take. That it was taken is in the log, before the first row leaves. Without a key one is
    drawn, and forgotten.
    """
    found = overseen_by(by, MAY_TAKE_RATINGS) if by else []
    home = district or (district_of(found[0]) if found else None)
    if home is None:
        return None
    places = places_below(home) if by is None else {one.pk for one in found}
    note("ratings.exported", home.pk, by=by.pk if by else None, places=len(places), kept_key=key is not None)
    return _written(places, ZoneInfo(home.timezone or "UTC"), since, key or secrets.token_bytes(32))


def last_twelve_months() -> datetime:
    """From when on the pages of agreement count, too."""
    return clock.now() - A_YEAR


def _written(places: Collection[UUID], zone: ZoneInfo, since: datetime | None, key: bytes) -> Iterator[tuple[str, ...]]:
    yield HEADER
    yield from long_rows(_judgments(places, zone, since, key), key=key)


def _judgments(places: Collection[UUID], zone: ZoneInfo, since: datetime | None, key: bytes) -> Iterator[Judgment]:
    there = Q(attempt__submission__version__microcredential__organization__in=places, state="filed")
    decided = Q(purpose__in=OF_THE_WORK, attempt__state=AttemptState.DECIDED)
    samples = Q(purpose=SAMPLE, attempt__state=AttemptState.SAMPLE)
    if since is not None:
        decided, samples = decided & Q(attempt__decided_at__gte=since), samples & Q(filed_at__gte=since)
    found = Reading.objects.filter(there & (decided | samples))
    # Only keys are held: a hundred thousand readings are a few megabytes, and their sheets come in batches.
    second = set(found.filter(purpose=Purpose.SECOND).values_list("attempt_id", flat=True))
    twice = dict.fromkeys(second, DRAWN) | dict.fromkeys(at_the_line(places) & second, AT_THE_LINE)
    items: dict[UUID, dict[str, tuple[str, list[str]]]] = {}
    order = shuffled(found.values_list("pk", flat=True), key=key)
    for start in range(0, len(order), AT_A_TIME):
        yield from _of(order[start : start + AT_A_TIME], items, twice, zone)


def _of(
    readings: Collection[UUID],
    items: dict[UUID, dict[str, tuple[str, list[str]]]],
    twice: Mapping[UUID, str],
    zone: ZoneInfo,
) -> Iterator[Judgment]:
    rows = Score.objects.filter(reading__in=readings).order_by("reading", "criterion__position").values_list(
        "reading_id", "reading__attempt_id", "reading__attempt__submission__person_id",
        "reading__attempt__submission__version_id", "reading__reviewer_id", "reading__purpose",
        "reading__attempt__number", "reading__attempt__decided_at", "reading__filed_at", "criterion__key", "level",
    )  # fmt: skip
    sheets: dict[UUID, list[Judgment]] = {one: [] for one in readings}
    samples = dict(
        SeedReading.objects.filter(attempt__in={row[1] for row in rows}).values_list("attempt_id", "sample_id")
    )
    _learn(items, {row[3] for row in rows})
    for reading, attempt, person, version, rater, purpose, number, decided, filed, criterion, level in rows:
        item, steps = items[version][criterion]
        sample = samples.get(attempt)  # each reader has a copy of their own: what they share is the sample
        at = decided or filed
        sheets[reading].append(
            Judgment(
                str(sample or person), item, str(rater), steps.index(level) + 1, len(steps), purpose, number,
                f"{at.astimezone(zone):%Y-%m}" if at else "", str(sample or attempt),
                "" if sample or purpose not in (Purpose.FIRST, Purpose.SECOND) else twice.get(attempt, ""),
            )
        )  # fmt: skip
    for sheet in sheets.values():
        yield from sheet


def _learn(items: dict[UUID, dict[str, tuple[str, list[str]]]], versions: Collection[UUID]) -> None:
    """How the criteria of these versions are named, and their levels from the lowest to the highest."""
    unknown = set(versions) - items.keys()
    for one in Version.objects.filter(pk__in=unknown).select_related("microcredential") if unknown else ():
        name = f"{one.microcredential.key}@{one.number}"
        items[one.pk] = {
            criterion.id: (f"{name}/{criterion.id}", [level.id for level in reversed(criterion.levels)])
            for criterion in one.document.criteria
        }
