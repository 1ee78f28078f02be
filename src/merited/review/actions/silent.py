"""A seat of a panel whose holder says nothing: once the promised day is over, it goes to somebody else.

Else one silent person would keep an appeal open, or work on hold, without end.
"""

from collections.abc import Collection
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from merited.base import clock
from merited.people.models import Organization
from merited.people.queries import district_of, working_days_since
from merited.review.models import CaseVoice, PanelVoice
from merited.review.rules.looks import Member, panel_bars

SILENT = 3  # working days that everybody has who is seated, however late it is

Seat = TypeVar("Seat", PanelVoice, CaseVoice)


def let_silent_go(seats: "QuerySet[Seat]", members: Collection[Member], due: date | None, place: Organization) -> int:
    """Free the seats of those who have said nothing, as many as others can take. `due`: until when an answer was promised.

    Inside a transaction with the panel locked; whoever calls it fills the seats. Nothing is counted against anybody. How many.
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
