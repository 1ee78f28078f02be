"""Words at hand that a place shares among its reviewers: see them, share another, retire one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info, gettext
from django.views.decorators.http import require_http_methods

from merited.base.errors import Refused
from merited.base.words import _
from merited.catalog.queries import shelf
from merited.people.queries import overseen_by
from merited.people.rules.places import MAY_PLAN_REVIEW, Place
from merited.review import actions, queries
from merited.review.rules.phrases import Kind, Part
from merited.web.access import PersonRequest, page, told
from merited.web.reviewer.phrases import KINDS_IN_WORDS, PARTS_IN_WORDS

if TYPE_CHECKING:
    from merited.catalog.models import MicroCredential
    from merited.people.models import Organization
    from merited.review.models import FeedbackPhrase


@dataclass(frozen=True)
class Shared:
    """A shared phrase, and whether the one who looks may retire it."""

    phrase: "FeedbackPhrase"
    part: str
    kind: str
    may_retire: bool


@page
@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request: PersonRequest) -> HttpResponse:
    """The bank of the places that one answers for."""
    places = [one for one in overseen_by(request.user, MAY_PLAN_REVIEW) if one.kind != Place.SCHOOL]
    if not places:
        raise Http404
    offered = _offered(places)
    context: dict[str, object] = {}
    if request.method == "POST":
        try:
            messages.success(request, _done(request, places, offered), extra_tags="pine")
        except Refused as no:
            context = {"refusal": told(no), "code": no.code, "typed": request.POST}
        else:
            return redirect("district:phrases")
    rows = _rows(places)
    context |= {
        "area": "district",
        "places": places,
        "offered": offered,
        "shared": [row for row in rows if row.phrase.retired_at is None],
        "retired": [row for row in rows if row.phrase.retired_at and row.may_retire],
        "parts": PARTS_IN_WORDS.items(),
        "kinds": KINDS_IN_WORDS.items(),
        "tongues": [(code, get_language_info(code)["name_translated"]) for code, _name in settings.LANGUAGES],
    }
    return render(request, "district/phrases.html", context, status=400 if "refusal" in context else 200)


def _rows(places: "list[Organization]") -> list[Shared]:
    """What these places share, and what comes from the places above them, which others retire."""
    own = {one.pk for one in places}
    above = {one.parent_id for one in places} | {one.parent.parent_id for one in places if one.parent}
    found = queries.shared_phrases([*own, *(key for key in above if key)])
    return [
        Shared(
            one, str(PARTS_IN_WORDS[Part(one.part)]), str(KINDS_IN_WORDS[Kind(one.kind)]), one.organization_id in own
        )
        for one in found
    ]


def _offered(places: "list[Organization]") -> "list[MicroCredential]":
    found = shelf().filter(microcredential__organization_id__in=[one.pk for one in places])
    return [one.microcredential for one in found]


def _done(request: PersonRequest, places: "list[Organization]", offered: "list[MicroCredential]") -> str:
    """Do what was asked, and say what was done. Raises `Refused`."""
    typed = request.POST
    retire = typed.get("retire", "")
    if retire:
        known = queries.shared_phrases([one.pk for one in places])
        found = next((one for one in known if str(one.pk) == retire), None)
        if found is None:
            raise Http404
        actions.retire_phrase(found, by=request.user)
        return gettext("It is retired. Nobody is offered it any more; what was written with it stays.")
    place = next((one for one in places if str(one.pk) == typed.get("place")), places[0] if len(places) == 1 else None)
    of = next((one for one in offered if one.key == typed.get("of")), None)
    language = typed.get("language", "")
    if place is None or (of is not None and of.organization_id != place.pk):
        raise Refused(
            "no-such-shelf", _("Choose whose reviewers it is for. A micro-credential goes with its own department.")
        )
    if language not in dict(settings.LANGUAGES):
        raise Refused("no-such-language", _("Choose the language in which the phrase is written."))
    actions.share_phrase(
        typed.get("text", ""), part=typed.get("part", ""), kind=typed.get("kind", ""), at=place, language=language, of=of,
        by=request.user,
    )  # fmt: skip
    return gettext("It is shared, and at hand at every desk that it is for.")
