"""Badges of the places that somebody answers for: the list, and revoking one."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from merited.awards import queries
from merited.awards.actions import revoke as revoke_award
from merited.awards.rules.revoking import LABELS, Reason
from merited.awards.rules.standing import Standing
from merited.base.errors import Refused
from merited.people.queries import offices_of
from merited.people.rules.places import MAY_REVOKE
from merited.web.access import PersonRequest, page, told

A_PAGE = 50
STANDINGS: dict[Standing, tuple[str, str]] = {  # its word and its icon
    Standing.CURRENT: (_("Current"), "met"),
    Standing.SIGNING: (_("Being signed"), "waiting"),
    Standing.EXPIRED: (_("Expired"), "calendar"),
    Standing.REVOKED: (_("Revoked"), "flag"),
}


@page
def awards(request: PersonRequest) -> HttpResponse:
    """The badges of one's places, all or those of one standing. Whoever answers for none finds no page."""
    if not offices_of(request.user) & MAY_REVOKE:
        raise Http404
    chosen, since = _chosen(request.GET.get("state", "")), _day_in(request.GET.get("since", ""))
    department = request.GET.get("department", "")[:64]
    mine = queries.revocable_by(request.user)
    if since:
        mine = mine.filter(granted_at__date__gte=since)
    if department:
        mine = mine.filter(version__microcredential__organization__key=department)
    counts = queries.standings_in(mine)
    listed = mine.filter(queries.in_standing(chosen)) if chosen else mine
    sheet = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "area": "district",
        "filters": [(one, gettext(word), icon, counts[one]) for one, (word, icon) in STANDINGS.items()],
        "total": sum(counts.values()),
        "chosen": chosen,
        "chosen_label": gettext(STANDINGS[chosen][0]) if chosen else "",
        "since": since,
        "kept": urlencode({"since": str(since or ""), "department": department}) if since or department else "",
        "sheet": sheet,
        "rows": [(one, queries.standing_of(one)) for one in sheet],
    }
    return render(request, "district/awards.html", context)


def _day_in(text: str) -> date | None:
    """The day that an address names; None for what is none."""
    try:
        return parse_date(text)
    except ValueError:  # February 30
        return None


def _chosen(state: str) -> Standing | None:
    return Standing(state) if state in {one.value for one in Standing} else None


@page
def revoke(request: PersonRequest, key: UUID) -> HttpResponse:
    """What revoking will do, in words; then the deed. A refusal keeps what was typed."""
    award = get_object_or_404(queries.revocable_by(request.user), pk=key)
    context: dict[str, Any] = {"area": "district", "award": award, "reasons": _reasons()}
    if award.revoked_at:
        context["why"] = gettext(LABELS[Reason(award.revoked_for)])
    if request.method != "POST":
        return render(request, "district/revoke.html", context)
    reason, words = request.POST.get("reason", ""), request.POST.get("words", "")
    try:
        revoke_award(award, reason, words=words, by=request.user)
    except Refused as no:
        context |= {"refusal": told(no), "code": no.code, "reason": reason, "words": words}
        return render(request, "district/revoke.html", context)
    told_so = gettext("The badge of %(name)s is revoked. Its page and our verifier say so from now on.")
    messages.success(request, told_so % {"name": award.person.name})
    return redirect("district:awards")


def _reasons() -> list[tuple[str, str]]:
    return [(one.value, gettext(label)) for one, label in LABELS.items()]
