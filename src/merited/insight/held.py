"""How long the clock stood still in many attempts at once: from the holds themselves, so that no later promise changes it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from merited.people.models import Organization
from merited.people.rules.calendar import working_days_between
from merited.submissions.models import Hold

Stop = tuple[datetime, datetime]  # from and to


def held_days(district: Organization, attempts: Collection[UUID]) -> dict[UUID, int]:
    """Working days of the district on which the clock stood still, by attempt. One question."""
    rows = Hold.objects.filter(attempt__in=attempts)
    stops: dict[UUID, list[Stop]] = {}
    for key, since, until in rows.values_list("attempt_id", "since", "ended_at"):
        if until:
            stops.setdefault(key, []).append((since, until))
    return {key: days_of(district, found) for key, found in stops.items()}


def days_of(district: Organization, stops: Iterable[Stop]) -> int:
    """Working days in the stops of one attempt. Of several that began together the longest counts: it stood still once."""
    zone = ZoneInfo(district.timezone or "UTC")
    off = {date.fromisoformat(one) for one in district.days_off}
    longest = dict(sorted(stops))  # of those that begin alike the last one stays
    return sum(
        working_days_between(since.astimezone(zone).date(), until.astimezone(zone).date(), off)
        for since, until in longest.items()
    )
