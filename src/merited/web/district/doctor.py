"""The doctor's findings for the operator: looked at when asked, kept until the next look."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from merited.base import clock
from merited.base.log import last_at
from merited.insight.doctor import GOOD, WRONG, Finding, examine
from merited.people.queries import offices_of
from merited.people.rules.places import Office
from merited.web.access import PersonRequest, page

KEPT_UNDER = "doctor"


@dataclass(frozen=True, slots=True)
class Look:
    """One look of the doctor: when, and what was found; what is wrong first."""

    at: datetime
    findings: list[Finding]

    @property
    def wrong(self) -> list[Finding]:
        """What is to be mended."""
        return [one for one in self.findings if one.how == WRONG]

    @property
    def advice(self) -> list[Finding]:
        """What is worth a thought."""
        return [one for one in self.findings if one.how not in (WRONG, GOOD)]

    @property
    def good(self) -> list[Finding]:
        """What is as it should be."""
        return [one for one in self.findings if one.how == GOOD]


def last_look() -> Look | None:
    """The last look that somebody asked for on this page; None before the first."""
    kept = cache.get(KEPT_UNDER)
    return Look(kept["at"], [Finding(**one) for one in kept["findings"]]) if kept else None


@page
def doctor(request: PersonRequest) -> HttpResponse:
    """The findings of the last look; POST looks anew, as the web server sees it. For operators alone."""
    if Office.OPERATOR not in offices_of(request.user):
        raise Http404
    if request.method == "POST":
        cache.set(KEPT_UNDER, {"at": clock.now(), "findings": [asdict(one) for one in examine()]}, timeout=None)
        return redirect("district:doctor")
    context = {"area": "district", "look": last_look(), "backed_up": last_at("backup.made")}
    return render(request, "district/doctor.html", context)
