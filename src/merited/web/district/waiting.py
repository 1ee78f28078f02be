"""What waits, piece by piece: filtered, sorted, and as CSV. Reviewing is blind, so it never says whose work it is."""

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from merited.insight import queries
from merited.insight.queries import Wait
from merited.web.access import PersonRequest, page
from merited.web.district.home import Watch

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from merited.insight.queries import HeldAttempt

A_PAGE = 50
WAYS: dict[str, tuple[str, str]] = {  # its words and its icon
    "": (_("All that waits"), "menu"),
    Wait.LATE: (_("Late"), "flag"),
    Wait.SOON: (_("Due within two working days"), "calendar"),
    Wait.READ: (_("Being read"), "waiting"),
    Wait.UNREAD: (_("Nobody reads it yet"), "not-yet"),
}
ORDERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "": (_("The earliest promise first"), ("hear_by", "sent_at")),
    "sent": (_("In the order they were sent"), ("sent_at",)),
    "what": (_("By micro-credential"), ("submission__version__microcredential__key", "hear_by")),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of it is wanted; odd values mean all."""

    way: str
    department: str
    order: str

    @classmethod
    def of(cls, request: PersonRequest) -> "Asked":
        """As the address says."""
        way, order = request.GET.get("state", ""), request.GET.get("order", "")
        return cls(way if way in WAYS else "", request.GET.get("department", "")[:64], order if order in ORDERS else "")

    def address(self, **changed: str) -> str:
        """The query of an address with something changed."""
        every = {"state": self.way, "department": self.department, "order": self.order} | changed
        return "?" + urlencode({name: value for name, value in every.items() if value})


def _watched(request: PersonRequest) -> Watch:
    watch = Watch.of(request.user)
    if not watch.every:
        raise Http404
    return watch


def _listed(watch: Watch, asked: Asked) -> "QuerySet[HeldAttempt]":
    found = queries.waiting_at(watch.places, watch.person).order_by(*ORDERS[asked.order][1])
    if asked.way:
        found = found.filter(queries.in_wait(Wait(asked.way), watch.today, watch.soon))
    if asked.department:
        found = found.filter(submission__version__microcredential__organization__key=asked.department)
    return found


@page
def waiting(request: PersonRequest) -> HttpResponse:
    """The list."""
    watch, asked = _watched(request), Asked.of(request)
    sheet = Paginator(_listed(watch, asked), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "area": "district",
        "asked": asked,
        "ways": [
            (gettext(word), icon, asked.address(state=key), key == asked.way) for key, (word, icon) in WAYS.items()
        ],
        "way": gettext(WAYS[asked.way][0]),
        "departments": [
            (one.name, asked.address(department=one.key), one.key == asked.department) for one in watch.departments
        ],
        "all_departments": asked.address(department=""),
        "orders": [
            (gettext(word), asked.address(order=key), key == asked.order) for key, (word, _by) in ORDERS.items()
        ],
        "here": asked.address(),
        "sheet": sheet,
        "rows": [(one, bool(one.hear_by and one.hear_by < watch.today), watch.days_late(one.hear_by)) for one in sheet],
    }
    return render(request, "district/waiting.html", context)


@page
def as_csv(request: PersonRequest) -> HttpResponse:
    """The same list as a file for a spreadsheet."""
    watch, asked = _watched(request), Asked.of(request)
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(
        ["micro-credential", "version", "department", "attempt", "sent", "promised", "working days late", "read by"]
    )
    for one in _listed(watch, asked):
        version = one.submission.version
        out.writerow([
            version.microcredential.key.upper(), version.number, _plain(version.microcredential.organization.name),
            one.number, f"{timezone.localtime(one.sent_at, watch.zone):%Y-%m-%d}", one.hear_by, watch.days_late(one.hear_by), _plain(one.reader or ""),
        ])  # fmt: skip
    answer = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="waiting-{watch.today}.csv"'
    return answer


def _plain(text: str) -> str:
    """A spreadsheet takes what begins like a formula for one."""
    return f"'{text}" if text.startswith(tuple("=+-@\t\r")) else text
