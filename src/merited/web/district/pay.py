"""What reviewers filed in a month, and what it comes to: for whoever pays. Whose work was read stands nowhere in it."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from merited.base import clock
from merited.base.errors import Refused
from merited.people.queries import managed_by
from merited.review.actions import set_pay
from merited.review.queries import filed_in, months_with_readings, rates_of
from merited.review.rules.pay import Line, Rates, pay_lines
from merited.web.access import PersonRequest, page, told

if TYPE_CHECKING:
    from merited.people.models import Organization

MOST_MONTHS = 12  # in the list; the address names any other


@dataclass(frozen=True)
class Month:
    """One month as it is paid."""

    district: "Organization"
    first: date
    months: list[date]
    rates: Rates
    lines: list[Line]

    @classmethod
    def of(cls, request: PersonRequest) -> "Month":
        """The month that the address names, else the latest in which somebody filed. Only for whoever pays."""
        district = managed_by(request.user)
        if district is None:
            raise Http404
        months, today = months_with_readings(district), clock.today(district.timezone or "UTC")
        months = months or [today.replace(day=1)]
        asked = request.GET.get("month", "")
        first = next((one for one in months if f"{one:%Y-%m}" == asked), months[0])
        rates = rates_of(district)
        return cls(district, first, months, rates, pay_lines(filed_in(district, first), rates))


@page
def pay(request: PersonRequest) -> HttpResponse:
    """One month as a table; POST sets the rates."""
    month = Month.of(request)
    context: dict[str, object] = {"reading": month.rates.reading, "adjudication": month.rates.adjudication}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in context}
        try:
            set_pay(
                month.district, reading=_whole(typed["reading"]), adjudication=_whole(typed["adjudication"]),
                by=request.user,
            )  # fmt: skip
        except Refused as no:
            context |= typed | {"refusal": told(no)}
        else:
            messages.success(
                request, gettext("The rates are kept, for every month that you look at."), extra_tags="pine"
            )
            return redirect("district:pay")
    context |= {
        "area": "district",
        "month": month,
        "months": month.months[:MOST_MONTHS],
        "total": sum(one.total for one in month.lines),
        "readings": sum(one.readings for one in month.lines),
        "adjudications": sum(one.adjudications for one in month.lines),
    }
    return render(request, "district/pay.html", context, status=400 if "refusal" in context else 200)


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else -1


@page
def as_csv(request: PersonRequest) -> HttpResponse:
    """The same month as a file for a spreadsheet."""
    month = Month.of(request)
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(["month", "reviewer", "kind", "count", "rate", "total"])
    for one in month.lines:
        for kind, count, rate in (
            ("reading", one.readings, month.rates.reading),
            ("adjudication", one.adjudications, month.rates.adjudication),
        ):
            if count:
                out.writerow([f"{month.first:%Y-%m}", _plain(one.name), kind, count, rate, count * rate])
    answer = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="pay-{month.first:%Y-%m}.csv"'
    return answer


def _plain(text: str) -> str:
    """A spreadsheet takes what begins like a formula for one."""
    return f"'{text}" if text.startswith(tuple("=+-@\t\r")) else text
