"""The groups that one is asked into or is in: agree or not, choose what is shared, leave."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from merited.base.errors import Refused
from merited.coaching import actions, queries
from merited.web.access import PersonRequest, page, told


@page
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: PersonRequest) -> HttpResponse:
    """Every group that asks for one, or that one is in. POST joins, declines, changes what is shared, or leaves."""
    if request.method == "POST":
        return _done(request)
    found = list(queries.memberships_of(request.user))
    context = {
        "area": "work",
        "asked": [one for one in found if not one.joined_at],
        "inside": [one for one in found if one.joined_at],
    }
    return render(request, "earner/groups.html", context)


def _done(request: PersonRequest) -> HttpResponse:
    deed, _slash, key = request.POST.get("deed", "").partition("/")
    try:
        member = get_object_or_404(queries.member_at(request.user, UUID(key)))
    except ValueError:
        raise Http404 from None
    chosen = {
        "shares_work": f"work-{member.pk}" in request.POST,
        "shares_not_yet": f"not-yet-{member.pk}" in request.POST,
    }
    try:
        if deed == "join":
            actions.join(member.group, by=request.user, **chosen)
            messages.success(request, gettext("You are in the group. You can leave it at any time."), extra_tags="pine")
        elif deed == "decline":
            actions.decline_group(member, by=request.user)
            messages.success(request, gettext("You are not in the group, and nobody is told why."))
        elif deed == "share":
            actions.share_in(member, by=request.user, **chosen)
            messages.success(request, gettext("Saved. It holds from now on."), extra_tags="pine")
        elif deed == "leave":
            actions.leave(member, by=request.user)
            messages.success(request, gettext("You have left the group. It sees nothing of your work any more."))
    except Refused as no:
        messages.info(request, told(no))
    return redirect("earner:groups")


@page
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: PersonRequest, token: str) -> HttpResponse:
    """The page of a group's link: who coaches it and what would be shared; POST joins."""
    found = queries.joinable_by(request.user, token)
    if found is None:
        raise Http404
    inside = next(
        (one for one in queries.memberships_of(request.user) if one.group_id == found.pk and one.joined_at), None
    )
    if request.method == "POST" and inside is None:
        try:
            actions.join(
                found, shares_work="work" in request.POST, shares_not_yet="not-yet" in request.POST, by=request.user
            )  # fmt: skip
        except Refused as no:
            messages.info(request, told(no))
        else:
            messages.success(request, gettext("You are in the group. You can leave it at any time."), extra_tags="pine")
    if request.method == "POST" or inside:
        return redirect("earner:groups")
    return render(request, "earner/join.html", {"area": "work", "group": found})
