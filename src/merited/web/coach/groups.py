"""A group, as whoever coaches it sees it: as much as each member shares, in plain words. Nobody is compared."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods

from merited.base.errors import Refused
from merited.coaching import actions, queries
from merited.coaching.rules.groups import Stand, stand_of
from merited.people.queries import public_url
from merited.review.queries import with_readers
from merited.web.access import PersonRequest, page, told

if TYPE_CHECKING:
    from merited.catalog.models import Version
    from merited.coaching.models import Group, Guest, Member

# kind of state, words
STANDS: dict[Stand, tuple[str, str]] = {
    Stand.DRAFT: ("draft", _("Draft")),
    Stand.SENT: ("waiting", _("Sent")),
    Stand.IN_REVIEW: ("waiting", _("In review")),
    Stand.NOT_YET: ("not-yet", _("Not yet")),
    Stand.EARNED: ("met", _("Earned")),
}


@dataclass(frozen=True, slots=True)
class Working:
    """Something that a member works at or has earned, and how it stands."""

    version: "Version"
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Inside:
    """A member, with what they share and the drafts to which they ask the lead."""

    member: "Member"
    work: list[Working]
    drafts: "list[Guest]"


@page
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: PersonRequest, group_id: UUID) -> HttpResponse:
    """One group. POST asks somebody into it, says when it meets, takes somebody off, or ends it."""
    found = get_object_or_404(queries.group_at(request.user, group_id))
    refused: dict[str, object] = {}
    if request.method == "POST":
        try:
            return _done(request, found)
        except Refused as no:
            refused = {"refusal": told(no), "code": no.code, "typed": request.POST}
    return render(request, "coach/group.html", _laid_out(request, found) | refused)


def _done(request: PersonRequest, found: "Group") -> HttpResponse:
    """Do what the form asks for. Raises `Refused`."""
    deed, posted = request.POST.get("deed", ""), request.POST
    if deed == "ask":
        actions.ask_into(found, posted.get("address", ""), by=request.user)
        messages.success(
            request,
            gettext(
                "If this address belongs to somebody of your district, they are asked. They decide, and nobody else."
            ),
            extra_tags="pine",
        )
    elif deed == "meets":
        actions.set_meeting(found, _day(posted.get("day", "")), posted.get("words", ""), by=request.user)
        messages.success(request, gettext("Saved. The members see it on their page."), extra_tags="pine")
    elif deed == "end":
        actions.close_group(found, by=request.user)
        messages.success(request, gettext("The group has ended, and nobody shares anything with it any more."))
        return redirect("coach:home")
    elif deed.startswith("off/"):
        member = next((one for one in queries.members_of(found) if str(one.pk) == deed.removeprefix("off/")), None)
        if member:
            actions.take_off(member, by=request.user)
    return redirect("coach:group", found.pk)


def _day(typed: str) -> date | None:
    """The day as typed; None for no day. Raises `Refused`."""
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as odd:
        raise Refused("no-such-day", _("Choose the day from the calendar, or leave it empty.")) from odd


def _laid_out(request: PersonRequest, found: "Group") -> dict[str, object]:
    every = list(queries.members_of(found))
    joined = [one for one in every if one.joined_at]
    drafts = list(queries.invitations_open(request.user))
    work: dict[UUID, list[Working]] = {}
    consents = {one.person_id: one.shares_not_yet for one in joined}
    for one in with_readers(queries.work_shared_in(found)):
        stand = stand_of(
            one.state, was_sent=getattr(one, "was_sent", False), shares_not_yet=consents.get(one.person_id, False)
        )
        kind, words = STANDS[stand]
        work.setdefault(one.person_id, []).append(Working(one.version, kind, gettext(words)))
    return {
        "area": "coach",
        "group": found,
        "members": [
            Inside(
                one,
                work.get(one.person_id, []) if one.person_id else [],
                [each for each in drafts if each.attempt.submission.person_id == one.person_id],
            )
            for one in joined
        ],
        "asked": [one for one in every if not one.joined_at],
        "link": f"{public_url()}/work/groups/join/{found.token}/",
        "typed": {},
    }
