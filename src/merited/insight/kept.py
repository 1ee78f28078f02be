"""How the promise was kept: the decisions of a time, each with its working days. What strangers read of it is a median and a count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

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
    None: too few to say, and nothing is overdue."""
    found = answered_by(district, microcredential, since=clock.now() - A_YEAR)
    here = _here("submission__version__microcredential", district, microcredential)
    waits = Attempt.objects.filter(here, state=AttemptState.SENT, submission__state=State.WAITING)
    overdue = waits.filter(hear_by__lt=clock.today(district.timezone or "UTC")).count()
    return kept_promise([(one.days, one.is_late) for one in found], overdue)


def _here(way: str, district: Organization, microcredential: MicroCredential | None) -> Q:
    """Of a whole district, or of one micro-credential. `way`: from a row to the micro-credential."""
    if microcredential is not None:
        return Q(**{way: microcredential})
    place = f"{way}__organization"
    return Q(**{place: district}) | Q(**{f"{place}__parent": district}) | Q(**{f"{place}__parent__parent": district})


def answered_by(
    district: Organization, microcredential: MicroCredential | None = None, *, since: datetime
) -> Iterator[Answered]:
    """Every decision since then, counted in working days of the district."""
    offered = "attempt__submission__version__microcredential"
    here = _here(offered, district, microcredential)
    rows = Decision.objects.filter(here, decided_at__gte=since).values_list(
        "attempt_id", f"{offered}__organization", "attempt__submission__person_id", "attempt__number", "outcome", "attempt__sent_at", "attempt__hear_by",
        "decided_at", "attempt__holds__since", "attempt__holds__ended_at",
    )  # fmt: skip
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
