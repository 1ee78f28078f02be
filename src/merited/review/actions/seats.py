"""Seats of panels that go to somebody else: their holders are tied to the earner by now, or say nothing.

Whoever calls this holds the lock on the panel, and fills the seats. Nothing is counted against anybody.
"""

from collections.abc import Collection
from datetime import date
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from merited.base import clock
from merited.people.models import Organization
from merited.people.queries import district_of, working_days_since
from merited.review.models import CaseVoice, PanelVoice
from merited.review.queries.tied import tied_to
from merited.review.rules.looks import Member, panel_bars

SILENT = 3  # working days that everybody has who is seated, however late it is

Seat = TypeVar("Seat", PanelVoice, CaseVoice)


def let_tied_go(seats: "QuerySet[Seat]", earners: Collection[UUID]) -> int:
    """Free the seats of those who have spoken and are tied to one of these earners by now. Their voices stay in the record and
    count for nothing, as a sheet that is set aside. How many.

    Those who have not spoken are asked about everything that keeps somebody from a panel, when its seats are filled.
    """
    spoken = list(seats.exclude(voice="").values_list("person_id", flat=True))
    tied = {key for earner in earners for key in tied_to(earner, spoken)} if spoken else set()
    return seats.filter(person__in=tied).update(left_at=clock.now()) if tied else 0


def let_silent_go(seats: "QuerySet[Seat]", members: Collection[Member], due: date | None, place: Organization) -> int:
    """Free the seats of those who have said nothing, as many as others can take. `due`: until when an answer was promised.

    Else one silent person would keep an appeal open, or work on hold, without end. How many.
    """
    if due is None or clock.now().astimezone(ZoneInfo(district_of(place).timezone or "UTC")).date() <= due:
        return 0
    sitting = set(seats.values_list("person_id", flat=True))
    others = sum(not panel_bars(one) for one in members if one.person not in sitting)
    silent = [
        one.pk for one in seats.filter(voice="").order_by("created_at", "pk")
        if working_days_since(place, one.created_at, clock.now()) >= SILENT
    ]  # fmt: skip
    return seats.filter(pk__in=silent[:others]).update(left_at=clock.now())
