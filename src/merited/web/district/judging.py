"""How often work is read, by micro-credential: what the plan is, in words, and changing it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from merited.base.errors import Refused
from merited.base.words import _
from merited.catalog.queries import shelf
from merited.people.queries import overseen_by
from merited.people.rules.places import MAY_PLAN_REVIEW
from merited.review.actions import set_plan
from merited.review.queries import plan_for, plans_for
from merited.review.rules.stages import Plan
from merited.web.access import PersonRequest, page, told
from merited.web.district.own_view import seen_by_earners

if TYPE_CHECKING:
    from uuid import UUID

    from merited.catalog.models import Version

NUMBERS = ("first_of_version", "share")
SWITCHES = ("borderline", "stakes", "precheck", "grant")


@dataclass(frozen=True)
class Judged:
    """One micro-credential and how it is judged."""

    version: "Version"
    words: tuple[str, ...]


def plan_in_words(plan: Plan) -> tuple[str, ...]:
    """When a second person reads, line by line. Nothing: one reader decides."""
    first = (gettext("Before anybody reads, somebody sees whether everything opens."),) if plan.precheck else ()
    last = (gettext("What was found earned is confirmed by an office."),) if plan.grant else ()
    return (*first, *_readings_in_words(plan), *last)


def _readings_in_words(plan: Plan) -> tuple[str, ...]:
    if plan.stakes:
        return (gettext("Two people read every submission."),)
    found = []
    if plan.first_of_version:
        found.append(
            ngettext(
                "Two people read the first submission of a new version.",
                "Two people read the first %(n)s submissions of a new version.",
                plan.first_of_version,
            )
            % {"n": plan.first_of_version}
        )
    if plan.share:
        found.append(gettext("Two people read %(n)s in 100 of the rest, by a draw.") % {"n": plan.share})
    if plan.borderline:
        found.append(gettext("Two people read a first submission in which exactly one criterion is open."))
    return tuple(found) or (gettext("One person reads, and it is decided."),)


def _places(request: PersonRequest) -> "set[UUID]":
    places = {one.id for one in overseen_by(request.user, MAY_PLAN_REVIEW)}
    if not places:
        raise Http404
    return places


def _offered(places: "set[UUID]") -> "list[Version]":
    offered = shelf().filter(microcredential__organization_id__in=places)
    return [one for one in offered if one.document.source.get("audience", "educator") == "educator"]


@page
@require_safe
def judging(request: PersonRequest) -> HttpResponse:
    """Every micro-credential that one answers for, and how its work is judged."""
    offered = _offered(_places(request))
    plans = plans_for([one.microcredential_id for one in offered])
    rows = [Judged(one, plan_in_words(plans[one.microcredential_id])) for one in offered]
    return render(request, "district/judging.html", {"area": "district", "rows": rows})


@page
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: PersonRequest, key: str) -> HttpResponse:
    """The plan of one micro-credential."""
    version = next((one for one in _offered(_places(request)) if one.microcredential.key == key), None)
    if version is None:
        raise Http404
    now = plan_for(version.microcredential)
    seen = seen_by_earners(version)
    context: dict[str, object] = {
        "area": "district", "version": version, "plan": now, "seen": seen, "told": any(one.views.is_told for one in seen)
    }  # fmt: skip
    if request.method == "POST":
        try:
            set_plan(version.microcredential, _planned(now, request.POST), by=request.user)
        except Refused as no:
            context |= {"refusal": told(no), "code": no.code, "typed": request.POST}
            return render(request, "district/plan.html", context)
        messages.success(
            request, gettext("Saved. What somebody has begun to read goes on as it was."), extra_tags="pine"
        )
        return redirect("district:judging")
    typed = {name: getattr(now, name) for name in (*NUMBERS, *SWITCHES)}
    return render(request, "district/plan.html", context | {"typed": typed})


def _planned(now: Plan, posted: Mapping[str, str]) -> Plan:
    """The plan as typed; what the form does not hold stays. Raises `Refused`."""
    numbers = {name: _number(name, posted.get(name, "")) for name in NUMBERS}
    return replace(now, **numbers, **{name: name in posted for name in SWITCHES})  # type: ignore[arg-type]


def _number(name: str, typed: str) -> int:
    try:
        return int(typed.strip())
    except ValueError as odd:
        if name == "share":
            raise Refused("no-such-share", _("The share is a whole number from 0 to 100.")) from odd
        raise Refused("no-such-number", _("The number of first submissions is a whole number from 0 to 500.")) from odd
