"""How the promise was kept: the decisions of a time, each with its working days. What strangers read of it is a median and a count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, Q, QuerySet, Value

from merited.base import clock
from merited.catalog.models import MicroCredential
from merited.insight.held import Stop, days_of
from merited.people.models import Organization
from merited.people.rules.calendar import working_days_between
from merited.review.models import Decision
from merited.review.rules.forecast import Kept, kept_promise
from merited.submissions.models import Attempt
from merited.submissions.rules.states import AttemptState, State

A_YEAR = timedelta(days=365)
DECIDED = 7  # the place of the moment in a row


@dataclass(frozen=True, slots=True)
class Answered:
    """One decision: of which attempt of whose, at which department, and after how many working days."""

    place: UUID
    person: UUID
    number: int  # of the attempt
    outcome: str
    at: datetime
    days: int  # without those on which the clock stood still
    is_late: bool


def kept_by(district: Organization, microcredential: MicroCredential | None = None) -> Kept | None:
    """The decisions of the last year and what waits past its day, of a whole district or for one micro-credential.
    None: too few to say, and nothing is overdue.

    In one question: the pages on which it stands ask much.
    """
    offered = "submission__version__microcredential"
    waits = Attempt.objects.filter(
        _here(offered, district, microcredential), state=AttemptState.SENT, submission__state=State.WAITING,
        hear_by__lt=clock.today(district.timezone or "UTC"),
    )  # fmt: skip
    never = Value(None, output_field=DateTimeField())
    late = waits.annotate(outcome=Value(""), never=never).values_list(
        "pk", f"{offered}__organization", "submission__person_id", "number", "outcome", "sent_at", "hear_by", "never", "never", "never",
    )  # fmt: skip
    decided = _decided(district, microcredential, clock.now() - A_YEAR)
    rows = list(decided.union(late, all=True))
    answered = _answered(district, [one for one in rows if one[DECIDED] is not None])
    return kept_promise([(one.days, one.is_late) for one in answered], sum(one[DECIDED] is None for one in rows))


def answered_by(
    district: Organization, microcredential: MicroCredential | None = None, *, since: datetime
) -> Iterator[Answered]:
    """Every decision since then, counted in working days of the district."""
    return _answered(district, _decided(district, microcredential, since))


def _here(way: str, district: Organization, microcredential: MicroCredential | None) -> Q:
    """Of a whole district, or of one micro-credential. `way`: from a row to the micro-credential."""
    if microcredential is not None:
        return Q(**{way: microcredential})
    place = f"{way}__organization"
    return Q(**{place: district}) | Q(**{f"{place}__parent": district}) | Q(**{f"{place}__parent__parent": district})


def _decided(
    district: Organization, microcredential: MicroCredential | None, since: datetime
) -> "QuerySet[Decision, tuple[Any, ...]]":
    offered = "attempt__submission__version__microcredential"
    found = Decision.objects.filter(_here(offered, district, microcredential), decided_at__gte=since)
    return found.values_list(
        "attempt_id", f"{offered}__organization", "attempt__submission__person_id", "attempt__number", "outcome", "attempt__sent_at",
        "attempt__hear_by", "decided_at", "attempt__holds__since", "attempt__holds__ended_at",
    )  # fmt: skip


def _answered(district: Organization, rows: "Iterable[tuple[Any, ...]]") -> Iterator[Answered]:
    stops: dict[UUID, list[Stop]] = {}
    facts = {}
    for key, *fact, stopped, until in rows:
        facts[key] = fact
        if until is not None:
            stops.setdefault(key, []).append((stopped, until))
    zone = ZoneInfo(district.timezone or "UTC")
    off = {date.fromisoformat(one) for one in district.days_off}
    for key, (where, person, number, outcome, sent_at, promised, decided_at) in facts.items():
        if sent_at is None or promised is None:
            continue
        sent, decided = sent_at.astimezone(zone).date(), decided_at.astimezone(zone).date()
        days = max(0, working_days_between(sent, decided, off) - days_of(district, stops.get(key, ())))
        # Late is whoever decided after the day that was said at the time, whatever the district promises now.
        yield Answered(where, person, number, outcome, decided_at, days, decided > promised)
