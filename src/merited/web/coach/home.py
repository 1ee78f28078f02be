"""Coaching: the drafts that colleagues show, the groups that one coaches, and saying that one coaches."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from merited.base.errors import Refused
from merited.coaching import actions, queries
from merited.web.access import PersonRequest, page, told


@page
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: PersonRequest) -> HttpResponse:
    """Everything that somebody is asked to look at; POST begins a group, or says that one coaches."""
    refused: dict[str, object] = {}
    if request.method == "POST":
        try:
            return _done(request)
        except Refused as no:
            refused = {"refusal": told(no), "code": no.code, "typed": request.POST}
    context: dict[str, object] = {
        "area": "coach",
        "drafts": list(queries.invitations_open(request.user)),
        "groups": list(queries.groups_led_by(request.user)),
        "said": queries.coach_row(request.user),
        "typed": {},
    }
    return render(request, "coach/home.html", context | refused)


def _done(request: PersonRequest) -> HttpResponse:
    """Do what the form asks for. Raises `Refused`."""
    deed = request.POST.get("deed", "")
    if deed == "group":
        group = actions.lead_group(request.POST.get("name", ""), by=request.user)
        return redirect("coach:group", group.pk)
    if deed == "say":
        actions.say_coach(request.user, request.POST.get("words", ""))
        messages.success(
            request, gettext("Saved. The people of your district find you by name now."), extra_tags="pine"
        )
    elif deed == "stop":
        actions.stop_coaching(request.user)
        messages.success(request, gettext("You are off the list. What you are asked to already stays."))
    return redirect("coach:home")
