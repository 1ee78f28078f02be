"""The district's home: what waits, what is late, who earned what, and where to go. Each number leads to what it counts."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from merited.base import clock
from merited.insight import queries
from merited.people.queries import district_of, offices_of, overseen_by
from merited.people.rules.calendar import is_working_day
from merited.people.rules.places import MAY_CALIBRATE, MAY_COMPARE, MAY_REVOKE, Office, Place
from merited.review.queries import to_do_for
from merited.web.access import PersonRequest, page
from merited.web.district.doctor import last_look
from merited.web.templatetags.merited import day

if TYPE_CHECKING:
    from uuid import UUID

    from merited.people.models import Organization, Person

FIRST_FEW = 5


@dataclass(frozen=True)
class Watch:
    """The places that a person answers for, and today as their calendar has it."""

    every: list["Organization"]
    person: "Person"

    @classmethod
    def of(cls, person: "Person") -> "Watch":
        """What this person answers for."""
        return cls(overseen_by(person, MAY_REVOKE), person)

    @cached_property
    def places(self) -> "set[UUID]":
        """Their keys."""
        return {one.id for one in self.every}

    @cached_property
    def departments(self) -> "list[Organization]":
        """The departments among them."""
        return [one for one in self.every if one.kind == Place.DEPARTMENT]

    @cached_property
    def district(self) -> "Organization | None":
        """Whose calendar counts."""
        return district_of(self.every[0]) if self.every else None

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone there."""
        return ZoneInfo((self.district.timezone if self.district else "") or "UTC")

    @cached_property
    def today(self) -> date:
        """Today there."""
        return timezone.localtime(clock.now(), self.zone).date()

    @cached_property
    def soon(self) -> date:
        """The last day that is soon."""
        return queries.soon_for(self.district, self.today) if self.district else self.today

    @property
    def week(self) -> date:
        """The first day of the last seven."""
        return self.today - queries.A_WEEK

    def days_late(self, promised: date | None) -> int:
        """Working days since the promised day; nothing when it is not over."""
        if promised is None or promised >= self.today or self.district is None:
            return 0
        off = {date.fromisoformat(one) for one in self.district.days_off}
        days = (promised + timedelta(days=n) for n in range(1, (self.today - promised).days + 1))
        return sum(is_working_day(one, off) for one in days)


@page
def home(request: PersonRequest) -> HttpResponse:
    """What a coordinator, a lead, an operator sees first. Whoever holds no office finds no page."""
    offices = offices_of(request.user)
    if not offices & (MAY_REVOKE | MAY_COMPARE | {Office.OPERATOR}):
        if Office.CHECKER in offices:  # whoever holds this office alone has one list
            return redirect("district:checks")
        raise Http404
    context: dict[str, object] = {
        "area": "district",
        "operates": Office.OPERATOR in offices,
        "compares": bool(offices & MAY_COMPARE),
    }
    if Office.OPERATOR in offices:
        context["looked"] = last_look()
    if offices & MAY_REVOKE:
        watch = Watch.of(request.user)
        to_do = to_do_for(request.user, watch.today)
        context |= _watched(watch, to_do["late"]) | {"to_check": to_do["check"], "to_grant": to_do["grant"]}
        context |= {"looks": to_do["look"] + to_do["late"], "looks_late": to_do["late"]}
        context["leads"] = bool(offices & MAY_CALIBRATE)
        context["administers"] = Office.PROGRAM_ADMIN in offices
    return render(request, "district/home.html", context)


def _watched(watch: Watch, looks_late: int) -> dict[str, object]:
    desks = queries.desks(watch.departments, watch.today, watch.soon)
    first = list(queries.waiting_at(watch.places, watch.person)[:FIRST_FEW])  # what is late comes first
    late = [(one, watch.days_late(one.hear_by)) for one in first if one.hear_by and one.hear_by < watch.today]
    totals = {
        name: sum(getattr(one, name) for one in desks) for name in ("waiting", "late", "soon", "read", "held", "earned")
    }
    return {
        "answers": True,
        "place": watch.district if len(desks) != 1 else desks[0].department,
        "desks": desks,
        "totals": totals,
        "lede": _lede(totals["waiting"], totals["late"], first[0].hear_by if first else None, looks_late),
        "late": late,
        "earned": queries.earned_since(watch.places, watch.week)[: FIRST_FEW * 2],
        "week": watch.week,
    }


def _lede(waiting: int, late: int, first: date | None, looks_late: int) -> str:
    if looks_late:
        more = ngettext(
            "%(n)s second review or appeal is late.", "%(n)s second reviews or appeals are late.", looks_late
        )
        return f"{_work_in_words(waiting, late, first)} {more % {'n': looks_late}}"
    if not late and not waiting:
        return gettext("Nothing waits, and nothing is late.")
    return _work_in_words(waiting, late, first)


def _work_in_words(waiting: int, late: int, first: date | None) -> str:
    if late:
        return ngettext(
            "%(n)s piece of work is late: its earner should have heard by %(day)s.",
            "%(n)s pieces of work are late. The oldest promise was %(day)s.",
            late,
        ) % {"n": late, "day": day(first)}
    if not waiting:
        return gettext("No piece of work waits.")
    return ngettext(
        "No piece of work is late. %(n)s waits, and its earner hears by %(day)s.",
        "No piece of work is late. %(n)s wait; the next promise is %(day)s.",
        waiting,
    ) % {"n": waiting, "day": day(first)}
