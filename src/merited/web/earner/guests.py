"""Ask a coach or a colleague to a draft, see who is asked, end it. Whether an address is known is told to nobody."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from merited.base.errors import Refused
from merited.coaching import actions
from merited.coaching.queries import guests_of, suggested_to
from merited.coaching.rules.guests import MOST_GUESTS, Kind, needs_choice
from merited.people.queries import district_of
from merited.submissions import queries
from merited.submissions.rules.states import State
from merited.web.access import PersonRequest, page, told
from merited.web.earner.draft import frame
from merited.web.localized import spoken

if TYPE_CHECKING:
    from merited.coaching.models import Guest
    from merited.submissions.models import Submission


@page
@require_http_methods(["GET", "HEAD", "POST"])
def guests(request: PersonRequest, submission_id: UUID) -> HttpResponse:
    """Who is asked to this draft, and asking somebody. POST asks, or ends an invitation."""
    found = get_object_or_404(queries.submissions_of(request.user), pk=submission_id)
    refused: dict[str, object] = {}
    if request.method == "POST":
        try:
            return _done(request, found)
        except Refused as no:
            refused = {"refusal": told(no), "code": no.code, "typed": request.POST}
    every = list(guests_of(found))
    place = found.version.microcredential.organization
    standing = [one for one in every if found.state == State.DRAFT and _stands(one)]
    context = frame(found) | {
        "standing": standing,
        "earlier": [one for one in every if one not in standing],
        "may_ask": found.state == State.DRAFT and len(standing) < MOST_GUESTS,
        "suggested": suggested_to(request.user, district_of(place)) if found.state == State.DRAFT else [],
        "choices": [one for one in spoken(found.version).artifacts if one.id in {each.id for each in needs_choice(found.version.document)}],
        "most": MOST_GUESTS,
        "typed": {},
    }  # fmt: skip
    return render(request, "earner/guests.html", context | refused)


def _stands(guest: "Guest") -> bool:
    return guest.ended_at is None and guest.declined_at is None and guest.attempt.sent_at is None


def _done(request: PersonRequest, found: "Submission") -> HttpResponse:
    """Do what the form asks for. Raises `Refused`."""
    deed, _slash, key = request.POST.get("deed", "").partition("/")
    if deed == "end":
        guest = next((one for one in guests_of(found) if str(one.pk) == key), None)
        if guest is None:
            raise Http404
        actions.end_guest(guest, by=request.user)
        messages.success(request, gettext("It is ended. From this moment nothing of your draft is shown there."))
    elif deed == "ask":
        actions.ask_guest(found, _asked(request), by=request.user)
        words = gettext("They are asked. You see here when they have opened it.")
        if not _by_name(request):
            words = gettext(
                "If this address belongs to somebody of your district, they are asked. You see here when they have opened it."
            )
        messages.success(request, words, extra_tags="pine")
    return redirect("earner:guests", found.pk)


def _by_name(request: PersonRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("coach", ""))
    except ValueError:
        return None


def _asked(request: PersonRequest) -> actions.Asked:
    posted, coach = request.POST, _by_name(request)
    return actions.Asked(
        kind=Kind.COACH if coach else posted.get("kind", ""),
        coach=coach,
        address=posted.get("address", ""),
        words=posted.get("words", ""),
        with_notes="with_notes" in posted,
    )
