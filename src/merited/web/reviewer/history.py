"""The history of one's own readings: what was read when, what followed, one's own words. Never whose work it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from merited.people.queries import working_days_since
from merited.review import queries
from merited.review.rules.looks import Outcome as LookOutcome
from merited.review.rules.looks import State as Stands
from merited.submissions.rules.states import AttemptState, State
from merited.web.access import PersonRequest, page
from merited.web.reviewer.looks import lessons_for
from merited.web.reviewer.showing import try_in_words

if TYPE_CHECKING:
    from datetime import datetime

    from merited.review.models import Look, Reading

A_PAGE = 20


@dataclass(frozen=True)
class Past:
    """One reading that was filed."""

    reading: "Reading"
    which_try: str
    outcome: str  # earned, not_yet, set_aside, or nothing while a colleague reads it too
    took: str
    afterward: str
    words: tuple[tuple[str, str], ...]  # by criterion


@page
@require_safe
def history(request: PersonRequest) -> HttpResponse:
    """One's own readings, the latest first, all or those of one micro-credential."""
    kinds = queries.filed_for(request.user)
    if not kinds and not queries.qualified_for(request.user) and not queries.readings_of(request.user).exists():
        raise Http404
    chosen = request.GET.get("of", "")
    mine = queries.filed_by(request.user)
    if chosen in {key for key, _title, _n in kinds}:
        mine = mine.filter(attempt__submission__version__microcredential__key=chosen)
    else:
        chosen = ""
    sheet = Paginator(mine.prefetch_related("scores__criterion"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "area": "review",
        "reviews": True,
        "kinds": [(key, key.upper(), title, n) for key, title, n in kinds],
        "total": sum(n for _key, _title, n in kinds),
        "chosen": chosen,
        "sheet": sheet,
        "rows": _past(list(sheet)),
        # Asked for only where there is something to learn: most have nothing.
        "lessons": lessons_for(request.user) if any(getattr(one, "taught", False) for one in sheet) else [],
    }
    return render(request, "reviewer/history.html", context)


def _past(readings: Sequence["Reading"]) -> list[Past]:
    """The readings of one page, with what followed, in four questions."""
    outcomes, later = queries.decisions_after(readings), queries.later_tries(readings)
    stops = queries.stops_of([one.attempt_id for one in readings])
    return [
        Past(
            one,
            gettext("Another look") if one.look else try_in_words(one.attempt.number),
            _followed(one, outcomes.get(one.attempt_id, "")),
            "" if one.look else _took(one, stops.get(one.attempt_id, [])),
            "" if one.look else _afterward(one, later.get(one.attempt.submission_id, [])),
            tuple((score.criterion.key, score.words) for score in one.scores.all() if score.words),
        )
        for one in readings
    ]


def _followed(reading: "Reading", outcome: str) -> str:
    if reading.state == "set_aside":
        return "set_aside"
    return _of_a_look(reading.look) if reading.look else outcome


def _of_a_look(look: "Look") -> str:
    """What followed: met, open as before, or nothing while the panel decides."""
    if look.state != Stands.CLOSED:
        return "panel"
    return "more_met" if look.outcome in (LookOutcome.MORE_MET, LookOutcome.OVERTURNED) else "not_yet"


def _took(reading: "Reading", stops: "Sequence[tuple[datetime, datetime]]") -> str:
    """From sent to filed, in working days, without those on which the clock stood still."""
    attempt = reading.attempt
    if attempt.sent_at is None or reading.filed_at is None:
        return ""
    place = attempt.submission.version.microcredential.organization
    days = working_days_since(place, attempt.sent_at, reading.filed_at)
    days -= sum(working_days_since(place, since, until) for since, until in stops)
    if days <= 0:
        return gettext("Filed on the day it was sent")
    return ngettext("Filed after %(n)s working day", "Filed after %(n)s working days", days) % {"n": days}


def _afterward(reading: "Reading", tries: Sequence[tuple[int, str]]) -> str:
    """What the earner did afterward, without a name: "Sent again", "Earned on the second attempt"."""
    later = [(number, state) for number, state in tries if number > reading.attempt.number]
    if not later:
        return ""
    number, state = later[-1]
    if state == AttemptState.WITHDRAWN:
        return gettext("Sent again, and taken back")
    if state == AttemptState.SENT:
        return gettext("Sent again; it waits for a reading")
    if reading.attempt.submission.state == State.EARNED:
        names = {2: gettext("Earned on the second attempt"), 3: gettext("Earned on the third attempt")}
        return names.get(number) or gettext("Earned on attempt %(n)s") % {"n": number}
    return gettext("Sent again; something is still open")
