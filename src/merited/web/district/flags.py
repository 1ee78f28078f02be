"""Flags of reviewers: what holds somebody's work, for those who answer for the program, and resolving one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from merited.base import clock
from merited.base.errors import Refused
from merited.people.queries import may, offices_of, working_days_since
from merited.people.rules.places import MAY_RESOLVE, MAY_SEE_WITHHELD
from merited.review import queries
from merited.review.flags import is_impartial
from merited.review.flags import resolve as resolve_flag
from merited.review.rules.flags import CHOICES, Ending, Kind
from merited.web.access import PersonRequest, page, told

if TYPE_CHECKING:
    from datetime import datetime

    from merited.review.models import Flag

A_PAGE = 30
KINDS: dict[Kind, str] = {
    Kind.CONFLICT: _("A reviewer may know whose it is"),
    Kind.CANNOT_OPEN: _("Something cannot be opened"),
    Kind.PRIVACY: _("A learner can be recognized"),
}
ENDINGS: dict[Ending, str] = {
    Ending.HANDED_ON: _("Somebody else reads it"),
    Ending.ANSWERED: _("The earner mended it"),
    Ending.SHOWN: _("Read as it is"),
    Ending.LEFT_OUT: _("Read without it"),
    Ending.TAKEN_BACK: _("The earner took the work back"),
}
CHOICE_WORDS: dict[Ending, str] = {
    Ending.SHOWN: _("It may be read as it is. The reviewer sees it again."),
    Ending.LEFT_OUT: _("The rest is read without it. The file is kept, and no reviewer sees it."),
}


@dataclass(frozen=True)
class Told:
    """A flag as these pages tell it. Never whose work it is, nor who read it."""

    flag: "Flag"
    kind: str
    about: str
    days: int  # working days on hold
    ending: str
    ended_at: "datetime | None"


@page
def flags(request: PersonRequest) -> HttpResponse:
    """What is open, the oldest first, and what has ended."""
    if not offices_of(request.user) & MAY_RESOLVE:
        raise Http404
    mine, department = queries.flags_overseen_by(request.user), request.GET.get("department", "")[:64]
    if department:
        mine = mine.filter(attempt__submission__version__microcredential__organization__key=department)
    ended = Paginator(queries.ended(mine), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "area": "district",
        "open": [_told_of(one) for one in queries.still_open(mine)],
        "sheet": ended,
        "ended": [_told_of(one) for one in ended],
        "department": department,
    }
    return render(request, "district/flags.html", context)


def _told_of(flag: "Flag") -> Told:
    hold, place = flag.hold, flag.attempt.submission.version.microcredential.organization
    ended_at = flag.resolved_at or (hold.ended_at if hold else None)
    until = (hold.ended_at if hold else None) or ended_at or clock.now()
    days = working_days_since(place, hold.since, until) if hold else 0
    outcome = flag.outcome or (Ending.TAKEN_BACK if ended_at else "")
    about = flag.exhibit.name if flag.exhibit else gettext("An answer") if flag.prompt else ""
    ending = gettext(ENDINGS[Ending(outcome)]) if outcome else ""
    return Told(flag, gettext(KINDS[Kind(flag.kind)]), about, days, ending, ended_at)


@page
def resolve(request: PersonRequest, key: UUID) -> HttpResponse:
    """One flag; POST decides about it. A refusal keeps what was typed."""
    flag = get_object_or_404(queries.flags_overseen_by(request.user), pk=key)
    place = flag.attempt.submission.version.microcredential.organization
    context: dict[str, object] = {
        "area": "district",
        "one": _told_of(flag),
        "choices": [(one.value, gettext(CHOICE_WORDS[one])) for one in CHOICES],
    }
    is_open = flag.resolved_at is None and flag.hold is not None and flag.hold.ended_at is None
    sees = is_open and may(request.user, MAY_SEE_WITHHELD, place) and is_impartial(flag, by=request.user)
    if sees:
        context |= {
            "may_look": flag.exhibit is not None,
            "answer": queries.answer_named_in(flag) if flag.prompt else "",
        }
    if request.method != "POST":
        return render(request, "district/flag.html", context)
    ending, words = request.POST.get("ending", ""), request.POST.get("words", "")
    try:
        back = resolve_flag(flag, ending, words=words, by=request.user)
    except Refused as no:
        flag.refresh_from_db()
        context |= {"refusal": told(no), "ending": ending, "words": words, "one": _told_of(flag)}
        return render(request, "district/flag.html", context)
    if back:
        told_so = gettext("It is resolved, and the work is back with its reviewer. The clock goes on.")
    else:
        told_so = gettext("It is resolved. Another flag still holds the work.")
    messages.success(request, told_so, extra_tags="pine")
    return redirect("district:flags")
