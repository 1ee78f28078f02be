"""The people of a district: who has an account, who is invited, who has left; inviting one, and a fresh link."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from merited.base.errors import Refused
from merited.people import joining, listing
from merited.people.offices import names_of_offices
from merited.people.queries import made_by, managed_by, public_url
from merited.people.rules.invitations import Kind
from merited.people.rules.office_words import NAMES
from merited.people.rules.places import Office
from merited.people.rules.standing import Standing
from merited.web.access import PersonRequest, page, told

if TYPE_CHECKING:
    from merited.people.models import Invitation, Organization, Person

A_PAGE = 50
STANDINGS: dict[Standing, tuple[str, str, str]] = {  # its word, its icon and its kind of state
    Standing.ACCOUNT: (_("Has an account"), "met", "met"),
    Standing.INVITED: (_("Invited"), "waiting", "waiting"),
    Standing.RAN_OUT: (_("Invitation ran out"), "calendar", "not-yet"),
    Standing.NONE: (_("Not invited yet"), "not-yet", "draft"),
    Standing.CLOSED: (_("Closed the account"), "flag", "draft"),
    Standing.LEFT: (_("Has left"), "flag", "draft"),
}


def district_managed_by(request: PersonRequest) -> "Organization":
    """The district whose people this person answers for; whoever answers for none finds no page."""
    found = managed_by(request.user)
    if found is None:
        raise Http404
    return found


@page
def people(request: PersonRequest) -> HttpResponse:
    """The list: search, one standing, page by page."""
    district = district_managed_by(request)
    search = request.GET.get("q", "").strip()[:100]
    every = listing.people_of(district, search=search)
    counts = listing.counts_in(every)
    wanted = request.GET.get("state", "")
    chosen = Standing(wanted) if wanted in {one.value for one in Standing} else None
    sheet = Paginator(listing.in_standing(every, chosen) if chosen else every, A_PAGE).get_page(request.GET.get("page"))
    kinds = names_of_offices([one.pk for one in sheet], district)
    held = {key: [gettext(NAMES[Office(one)]) for one in found] for key, found in kinds.items()}
    context = {
        "area": "district",
        "q": search,
        "chosen": chosen,
        "filters": [
            (one, gettext(word), icon, counts[one])
            for one, (word, icon, _kind) in STANDINGS.items()
            if counts[one] or one == chosen
        ],
        "total": sum(counts.values()),
        "sheet": sheet,
        "rows": [
            (one, gettext(STANDINGS[one.standing][0]), STANDINGS[one.standing][2], held.get(one.person.pk, []))
            for one in listing.listed(sheet, district)
        ],
    }
    return render(request, "district/people.html", context)


@page
def invite(request: PersonRequest) -> HttpResponse:
    """Invite one person: name, address, place, job. A refusal keeps what was typed."""
    district = district_managed_by(request)
    places = list(listing.places_in(district))
    typed = {one: request.POST.get(one, "") for one in ("name", "email", "place", "job")}
    context: dict[str, object] = {"area": "district", "places": places, "typed": typed}
    if request.method != "POST":
        return render(request, "district/invite.html", context)
    place = next((one for one in places if str(one.pk) == typed["place"]), district)
    try:
        made = joining.welcome(typed["name"], typed["email"], place, job=typed["job"], by=request.user)
    except Refused as no:
        return render(request, "district/invite.html", context | {"refusal": told(no), "code": no.code})
    return _shown(request, made)


@page
def link(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """A fresh link for somebody who has not claimed the account, to be copied too; or a way back, by mail to its owner alone."""
    district = district_managed_by(request)
    person = get_object_or_404(listing.people_of(district), pk=person_id)
    (one,) = listing.listed([person], district)
    closed = one.standing == Standing.CLOSED
    if one.standing in (Standing.ACCOUNT, Standing.LEFT) or not (closed or one.address):
        raise Http404
    if not closed and not made_by(person, district):
        raise Http404
    if request.method != "POST":
        context = {"area": "district", "one": one, "word": gettext(STANDINGS[one.standing][0])}
        return render(request, "district/person_link.html", context)
    if closed:
        return _sent_back(request, person)
    made = joining.send_link(person, one.address, Kind.CLAIM, district=district, by=request.user)
    return _shown(request, made)


def _sent_back(request: PersonRequest, person: "Person") -> HttpResponse:
    """A way back goes to its owner by mail; nobody here reads it."""
    if not mail_works():
        messages.warning(
            request, gettext("No mail is set up here yet, and the way back goes by mail alone: nothing was sent.")
        )
        return redirect("district:people")
    try:
        joining.send_back(person, by=request.user)
    except Refused as no:
        messages.warning(request, told(no))
    else:
        sent = gettext("A link to come back is on its way to an address that %(name)s has verified.")
        messages.success(request, sent % {"name": person.name})
    return redirect("district:people")


def mail_works() -> bool:
    """Whether letters leave this installation."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def _shown(request: PersonRequest, made: "Invitation") -> HttpResponse:
    """The link to be copied: after the deed, under an address of its own, so that a reload makes no second one."""
    if mail_works():
        told_so = gettext("The invitation for %(name)s is on its way to %(address)s.")
        messages.success(request, told_so % {"name": made.person.name, "address": made.address})
    return redirect("district:invited", made.person_id)


@page
def invited(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """The link of an invitation, to be copied into a message of one's own."""
    district = district_managed_by(request)
    person = get_object_or_404(listing.people_of(district), pk=person_id)
    made = joining.open_invitation_of(person, district)
    if made is None:
        raise Http404
    address = public_url() + reverse("account_claim", args=[joining.token_of(made)])
    return render(
        request,
        "district/invited.html",
        {"area": "district", "made": made, "address": address, "mail_works": mail_works()},
    )
