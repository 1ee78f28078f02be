"""How long the clock stood still in many attempts at once: from the holds themselves, so that no later promise changes it."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from merited.people.models import Organization
from merited.people.rules.calendar import working_days_between
from merited.submissions.models import Hold


def held_days(district: Organization, attempts: Collection[UUID] | QuerySet[Any, Any]) -> dict[UUID, int]:
    """Working days of the district on which the clock stood still, by attempt (keys, or a question for them). One question."""
    zone = ZoneInfo(district.timezone or "UTC")
    off = {date.fromisoformat(one) for one in district.days_off}
    rows = Hold.objects.filter(attempt__in=attempts, ended_at__isnull=False).order_by().values("attempt_id", "since")
    found: dict[UUID, int] = {}
    for one in rows.annotate(end=Max("ended_at")):
        since, until = (one[name].astimezone(zone).date() for name in ("since", "end"))
        found[one["attempt_id"]] = found.get(one["attempt_id"], 0) + working_days_between(since, until, off)
    return found
