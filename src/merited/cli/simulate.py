"""`merited simulate pool`: a school year of reviewing on a simulated calendar, through the deeds that the pages call.

Everything lives in a database in memory that is thrown away. People, promises and dates are those of Alder Bay; the work is
one short question, so that a year is read in a minute. Only the calendar, the arrivals and the outcomes are invented: who
reads, when the pool opens, when a second reader is due and what is decided comes from the rules themselves.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil, exp
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from merited.base import clock
from merited.catalog.actions import publish
from merited.cli.demo.content_files import load
from merited.people.actions import found_organization, invite, place
from merited.people.rules.calendar import is_working_day, working_days_between
from merited.people.rules.places import Place
from merited.review.actions import assign_due, open_reading, qualify, score, send_in, set_plan, set_terms
from merited.review.queries import claims
from merited.review.rules.outcome import Judged
from merited.review.rules.stages import Plan
from merited.submissions.actions import explain, revise, start, write
from merited.submissions.queries import open_attempt_of
from merited.submissions.rules.completeness import STATEMENTS

if TYPE_CHECKING:
    from merited.catalog.models import Version
    from merited.people.models import Organization, Person
    from merited.review.models import Reading
    from merited.submissions.models import Submission

# Reviewers and first submissions of a year: the two of ML have as much to read as they can.
DEPARTMENTS = {"PL": (6, 150), "ML": (2, 130), "ET": (4, 90), "SS": (3, 60), "CTE": (3, 50)}
SMALL = "ML"
A_WEEK = 3  # readings of one reviewer
SENT_AGAIN = 0.45  # of the first submissions, once
SHARE = 20  # percent read twice
HELPERS = 4  # of other departments, qualified for each
ZONE = ZoneInfo("America/Los_Angeles")
DEFINITION: dict[str, Any] = {
    "version": "1.0",
    "short_description": "One question.",
    "audience": "educator",
    "badge": {},
    "competency": "The educator answers one question.",
    "parts": [
        {
            "id": "p1",
            "title": "Part 1. One question",
            "scale": "pass-2",
            "prompts": [{"id": "p1.q1", "text": "What did you do?", "words": [1, 50]}],
            "passing": "The answer says what was done.",
        }
    ],
}


@dataclass(frozen=True, slots=True)
class Year:
    """One way to run a year. `pool_from`: the working day from which others read too; None is never."""

    name: str
    pool_from: int | None


YEARS = (Year("alone", None), Year("pool after 6 days", 6), Year("pool after 3 days", 3))


@dataclass(frozen=True, slots=True)
class Row:
    """One department in one year: how many were answered, the share (percent) within the promise, and in working days
    the 90th percentile."""

    department: str
    answered: int
    open: int
    within: float
    p90: int


@dataclass
class _Town:
    """The places and people of one simulated year."""

    year: Year
    seed: int
    share: float  # of the arrivals
    days: list[date]
    days_off: set[date]
    promise: int
    versions: "dict[str, Version]" = field(default_factory=dict)
    reviewers: "list[Person]" = field(default_factory=list)
    places: set[UUID] = field(default_factory=set)
    waited: dict[str, list[int]] = field(default_factory=dict)
    sent: dict[UUID, date] = field(default_factory=dict)
    count: dict[UUID, int] = field(default_factory=dict)  # which submission of the year it is
    left: dict[str, int] = field(default_factory=dict)


def simulate(
    years: Sequence[Year] = YEARS, *, seed: int = 1, share: float = 1.0, days: int | None = None
) -> dict[str, list[Row]]:
    """The table of each year by its name. The same seed, the same arrivals.

    `share` of the arrivals, and only so many working `days`: for a quick look.
    """
    return {one.name: _live(one, seed, share, days) for one in years}


def _live(year: Year, seed: int, share: float, most: int | None) -> list[Row]:
    source = load("district.yaml")
    days_off = {date.fromisoformat(str(day)) for day in source["calendar"]["non_working_days"]}
    first, last = (date.fromisoformat(str(source["school_year"][key])) for key in ("starts", "ends"))
    days = [day for day in _days(first, last) if is_working_day(day, days_off)][:most]
    town = _Town(year, seed, share, days, days_off, source["policies"]["review_sla_working_days"])
    rng = random.Random(seed)  # noqa: S311 (a simulation, to be repeated)
    with clock.at(_at(first - timedelta(days=7), 9)):
        _found(town, rng)
    arrivals = _arrivals(town, rng)
    for day in _until_answered(town, days[-1]):
        if arrivals.get(day) or any(town.left.values()):
            _one_day(town, day, arrivals.get(day, []), arrivals, rng)
    return [_row(town, code) for code in DEPARTMENTS]


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


def _until_answered(town: _Town, last: date) -> Iterator[date]:
    """The working days of the year, and those after it on which something still waits; half a year at most."""
    yield from town.days
    for day in _days(last + timedelta(days=1), last + timedelta(days=180)):
        if not any(town.left.values()):
            return
        if is_working_day(day, town.days_off):
            yield day


def _found(town: _Town, rng: random.Random) -> None:
    key, scales = f"sim-{town.year.name.replace(' ', '-')}-{town.seed}", load("scales.yaml")["scales"]
    district = found_organization(
        key, "Simulated district", Place.DISTRICT, timezone=str(ZONE), promise_days=town.promise,
        days_off=sorted(town.days_off),
    )  # fmt: skip
    theirs: dict[str, list[Person]] = {}
    for code, (reviewers, _many) in DEPARTMENTS.items():
        house = {"outline": "round", "color": "pine"}
        where = found_organization(
            f"{key}-{code.lower()}", code, Place.DEPARTMENT, parent=district, code=code, house=house
        )
        town.places.add(where.pk)
        definition = {**DEFINITION, "id": f"{key}-{code.lower()}-101", "title": f"Simulated {code}"}
        town.versions[code] = publish(definition, scales, organization=where, by=None)
        pool_from = town.year.pool_from
        plan = Plan(
            first_of_version=0, share=SHARE, borderline=False, pool=pool_from is not None, pool_from=pool_from or 0
        )
        set_plan(town.versions[code].microcredential, plan, by=None)
        theirs[code] = [_reviewer(f"{code} {n}", where) for n in range(reviewers)]
        town.waited[code], town.left[code] = [], 0
    for code, people in theirs.items():
        others = [one for other, every in theirs.items() if other != code for one in every]
        for one in [*people, *rng.sample(others, HELPERS)]:
            qualify(one, town.versions[code].microcredential, by=None)
        town.reviewers += people


def _reviewer(name: str, where: "Organization") -> "Person":
    person = invite(name, address=None)
    place(person, where)
    set_terms(person, capacity=A_WEEK, languages=["en"], by=None)
    return person


def _arrivals(town: _Town, rng: random.Random) -> "dict[date, list[tuple[str, Submission | None]]]":
    """Who sends on which day: two peaks, around the first and the third quarter of the year."""
    found: dict[date, list[tuple[str, Submission | None]]] = {}
    peaks = (len(town.days) / 3, len(town.days) * 3 / 4)
    weights = [1 + sum(2 * exp(-(((n - peak) / 12) ** 2)) for peak in peaks) for n in range(len(town.days))]
    for code, (_readers, many) in DEPARTMENTS.items():
        for day in rng.choices(town.days, weights, k=round(many * town.share)):
            found.setdefault(day, []).append((code, None))
    return found


def _one_day(
    town: _Town,
    day: date,
    today: "list[tuple[str, Submission | None]]",
    arrivals: "dict[date, list[tuple[str, Submission | None]]]",
    rng: random.Random,
) -> None:
    with clock.at(_at(day, 7)):
        assign_due(town.places, after=0)
    with clock.at(_at(day, 9)):
        for code, before in today:
            _send(town, code, before, day)
    with clock.at(_at(day, 15)):
        for reading in claims().filter(reviewer__in=town.reviewers).order_by("attempt__sent_at", "pk"):
            _read(town, reading, day, arrivals, rng)


def _send(town: _Town, code: str, before: "Submission | None", day: date) -> None:
    if before is None:
        earner = invite("An earner", address=None)
        place(earner, town.versions[code].microcredential.organization)
        submission = start(town.versions[code], by=earner)
    else:
        earner, submission = before.person, before
        revise(submission, by=earner)
    attempt = open_attempt_of(submission)
    if attempt is None:
        raise AssertionError("nothing is open")
    revision = {one.prompt: one.revision for one in attempt.answers.all()}.get("p1.q1", 0)
    write(attempt, "p1.q1", f"Something, on {day}.", revision=revision, by=earner)
    if before is not None:
        explain(attempt, "p1", "I said it.", revision=0, by=earner)
    send_in(submission, set(STATEMENTS), by=earner)
    town.sent[submission.pk] = day
    town.count.setdefault(submission.pk, len(town.count))
    town.left[code] += 1


def _read(
    town: _Town,
    reading: "Reading",
    day: date,
    arrivals: "dict[date, list[tuple[str, Submission | None]]]",
    rng: random.Random,
) -> None:
    """Whoever was given something in the morning reads it in the afternoon."""
    submission = reading.attempt.submission
    code = next(one for one, version in town.versions.items() if version.pk == submission.version_id)
    again = reading.attempt.number == 1 and _not_yet(town.seed, town.count[submission.pk])
    judged = Judged("not_yet", "In p1 say what you did. One next move: say it plainly.") if again else Judged("passing")
    open_reading(reading, by=reading.reviewer)
    if score(reading, {"p1": judged}, keep="", by=reading.reviewer) is None:
        return
    town.left[code] -= 1
    town.waited[code].append(working_days_between(town.sent[submission.pk], day, town.days_off))
    if again:
        back = day + timedelta(days=rng.randint(7, 21))
        when = next(one for one in _days(back, back + timedelta(days=60)) if is_working_day(one, town.days_off))
        arrivals.setdefault(when, []).append((code, submission))


def _not_yet(seed: int, number: int) -> bool:
    """Both readers see it alike: the simulation is about time, not about agreement."""
    return random.Random(f"{seed} {number}").random() < SENT_AGAIN  # noqa: S311


def _row(town: _Town, code: str) -> Row:
    waited = sorted(town.waited[code])
    kept = sum(one <= town.promise for one in waited)
    within = 100 * kept / len(waited) if waited else 0.0
    p90 = waited[ceil(0.9 * len(waited)) - 1] if waited else 0
    return Row(code, len(waited), town.left[code], round(within, 1), p90)


def pool(*, seed: int, share: float, as_json: bool) -> str:
    """The table for people, or as JSON."""
    table = simulate(seed=seed, share=share)
    if as_json:
        return json.dumps({name: [asdict(one) for one in rows] for name, rows in table.items()}, indent=2)
    promise = load("district.yaml")["policies"]["review_sla_working_days"]
    lines = [
        f"Answered within {promise} working days / the 90th percentile in working days",
        f"{'':20}" + "".join(f"{code:>12}" for code in DEPARTMENTS),
    ]
    for name, rows in table.items():
        lines.append(f"{name:20}" + "".join(f"{f'{one.within:.0f}% / {one.p90}':>12}" for one in rows))
    readers = ", ".join(f"{code} {n}" for code, (n, _many) in DEPARTMENTS.items())
    lines.append(
        f"Reviewers: {readers}; each reads {A_WEEK} a week, and {HELPERS} from elsewhere may help each department."
    )
    return "\n".join(lines)
