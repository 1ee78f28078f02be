"""How the reviewers of a program score, by name: for its lead alone. Coaching, and inviting people to learn."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from merited.base.errors import Refused
from merited.base.words import _
from merited.people.queries import overseen_by
from merited.people.rules.places import MAY_CALIBRATE
from merited.review import actions, queries
from merited.web.access import PersonRequest, page, told
from merited.web.reviewer.trials import in_percent

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


@page
@require_http_methods(["GET", "HEAD", "POST"])
def calibration(request: PersonRequest) -> HttpResponse:
    """Everybody who learns or reads at the places that one leads: how they stand, their trend, whom to talk with."""
    places = {one.pk for one in overseen_by(request.user, MAY_CALIBRATE)}
    if not places:
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            return _done(request, places)
        except Refused as no:
            refusal = told(no)
    found = queries.trainings_at(places)
    groups: dict[str, list[object]] = {}
    titles: dict[str, str] = {}
    for one in found:
        key = one.qualification.microcredential.key
        titles[key] = one.set.version.title if one.set else key.upper()
        groups.setdefault(key, []).append((one, in_percent(one.trend), one.unseen))
    context = {
        "area": "district", "refusal": refusal, "trial": request.POST.get("trial", ""),
        "words": request.POST.get("words", ""),
        "groups": [(key.upper(), titles[key], rows) for key, rows in groups.items()],
        "coaching": [one for one in found if one.last and one.last.state == "not_yet"],
        "eligible": queries.eligible_at(places, found), "people": len({one.qualification.person_id for one in found}),
    }  # fmt: skip
    return render(request, "district/calibration.html", context, status=400 if refusal else 200)


def _done(request: PersonRequest, places: "Collection[UUID]") -> HttpResponse:
    """Coach, or invite. Raises `Refused`; 404 for what is not theirs."""
    if request.POST.get("deed") == "invite":
        wanted = (request.POST.get("person", ""), request.POST.get("of", ""))
        one = next(
            (x for x in queries.eligible_at(places) if (str(x.person.pk), str(x.microcredential.pk)) == wanted), None
        )
        if one is None:
            raise Refused("not-eligible", _("This person is invited already, or may not be invited any more."))
        actions.invite_to_train(one.person, one.microcredential, by=request.user)
        messages.success(request, gettext("The invitation is on their Review page."), extra_tags="pine")
        return redirect("district:calibration")
    try:
        trial = queries.trials_at(places).filter(pk=request.POST.get("trial", "")).first()
    except ValidationError:
        trial = None
    if trial is None:
        raise Http404
    actions.coach(trial, words=request.POST.get("words", ""), by=request.user)
    messages.success(request, gettext("The next try is open to them, with your words."), extra_tags="pine")
    return redirect("district:calibration")
