"""How long the clock stood still in an attempt: from the holds themselves, so that no later promise changes it."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from merited.people.models import Organization
from merited.people.rules.calendar import working_days_between

Stop = tuple[datetime, datetime]  # from and to


def days_of(district: Organization, stops: Iterable[Stop]) -> int:
    """Working days in the stops of one attempt. Of several that began together the longest counts: it stood still once."""
    zone = ZoneInfo(district.timezone or "UTC")
    off = {date.fromisoformat(one) for one in district.days_off}
    longest = dict(sorted(stops))  # of those that begin alike the last one stays
    return sum(
        working_days_between(since.astimezone(zone).date(), until.astimezone(zone).date(), off)
        for since, until in longest.items()
    )
