"""At the end: what the readers found earned and waits to be confirmed. Never whose it is, nor who read it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from merited.base.errors import Refused
from merited.people.queries import offices_of
from merited.people.rules.places import MAY_GRANT
from merited.review import actions, queries
from merited.review.rules.granting import LONGEST_WORDS, Ending
from merited.review.rules.stages import Purpose
from merited.review.withheld import withheld_in
from merited.submissions.queries import met_of
from merited.web.access import PersonRequest, page, speak_for, told
from merited.web.reviewer.due import working_days_to
from merited.web.reviewer.showing import bring_work, places_of

if TYPE_CHECKING:
    from merited.catalog.document import Criterion
    from merited.review.models import Granting
    from merited.review.rules.outcome import Judged

A_PAGE = 30
ENDINGS: dict[Ending, str] = {
    Ending.CONFIRMED: _("Confirmed"),
    Ending.PASSED_BACK: _("One more reading was asked for"),
    Ending.READ_ANEW: _("A fresh reader reads it first"),
}


@dataclass(frozen=True)
class Recorded:
    """One criterion and what is recorded of it, in this attempt or an earlier one."""

    criterion: "Criterion"
    judged: "Judged | None"
    level: str  # its label
    since: int  # the attempt in which it was met, where that was an earlier one


@page
def grants(request: PersonRequest) -> HttpResponse:
    """What waits, the earliest promise first; and what one confirmed or passed back."""
    if not offices_of(request.user) & MAY_GRANT:
        raise Http404
    mine = list(queries.grants_for(request.user))
    keys = {one.pk for one in mine}
    ended = Paginator(queries.granted_or_not_by(request.user), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "area": "district",
        "open": [
            (one, working_days_to(one.attempt.hear_by, one.attempt.submission.version.microcredential.organization))
            for one in mine
        ],
        "for_others": [one for one in queries.grants_at(request.user) if one.pk not in keys],
        "sheet": ended,
        "ended": [(one, gettext(ENDINGS[Ending(one.state)])) for one in ended],
    }
    return render(request, "district/grants.html", context)


@page
def grant(request: PersonRequest, key: UUID) -> HttpResponse:
    """One of them; POST confirms or asks for one more reading. A refusal keeps what was typed."""
    found = get_object_or_404(queries.grants_known_to(request.user), pk=key)
    speak_for(request, found.attempt.submission.version.microcredential.organization)
    refused: dict[str, object] = {}
    if request.method == "POST":
        try:
            return _done(request, found)
        except Refused as no:
            found.refresh_from_db()
            refused = {"refusal": told(no), "code": no.code, "words": request.POST.get("words", "")}
    return render(request, "district/grant.html", {"area": "district"} | _laid_out(found) | refused)


def _done(request: PersonRequest, found: "Granting") -> HttpResponse:
    if request.POST.get("deed") == "confirm":
        actions.confirm_grant(found, by=request.user)
        said = gettext("Confirmed. The badge is being signed, and its earner hears. Thank you.")
    else:
        purpose = actions.pass_back(found, words=request.POST.get("words", ""), by=request.user)
        said = (
            gettext("A lead reader reads it now, blind, and that reading stands. Thank you.")
            if purpose is Purpose.THIRD
            else gettext("A second person reads it now, blind. Thank you.")
        )
    messages.success(request, said, extra_tags="pine")
    return redirect("district:grants")


def _laid_out(found: "Granting") -> dict[str, object]:
    attempt, is_open = found.attempt, found.state == Ending.OPEN
    document = attempt.submission.version.document
    context: dict[str, object] = {
        "grant": found,
        "is_open": is_open,
        "ending": "" if is_open else gettext(ENDINGS[Ending(found.state)]),
        "version": attempt.submission.version,
        "said": queries.words_passed_back(attempt),
        "longest": LONGEST_WORDS,
    }
    if is_open:
        bring_work(attempt)
        sheets = queries.filed_sheets(attempt)
        context |= {
            "recorded": _recorded(found, queries.recorded_from(document, sheets)),
            "readers": len(sheets),
            "may_pass_back": Purpose.THIRD not in sheets,
            "places": places_of(attempt, document, None, withheld_in(attempt, queries.flags_on(attempt))),
        }
    return context


def _recorded(found: "Granting", judged: "dict[str, Judged]") -> list[Recorded]:
    submission = found.attempt.submission
    before = met_of(submission) if found.attempt.number > 1 else {}
    every = []
    for one in submission.version.document.criteria:
        here, then = judged.get(one.id), before.get(one.id)
        level = here.level if here else then.level if then else ""
        label = one.level(level).label if level else ""
        every.append(Recorded(one, here, label, 0 if here or then is None else then.attempt.number))
    return every
