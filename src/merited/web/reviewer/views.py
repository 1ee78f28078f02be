"""The reviewer's pages: the queue, and the desk at which one reading is written."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merited.base import clock
from merited.base.errors import Refused
from merited.base.words import _
from merited.review import actions, queries
from merited.submissions.queries import exhibits_first
from merited.web.access import PersonRequest, page, told
from merited.web.reviewer.desk import lay_out
from merited.web.reviewer.lists import held, waiting
from merited.web.reviewer.sheet import faults_of
from merited.web.reviewer.typed import Typed, revision_of
from merited.web.templatetags.merited import saved

if TYPE_CHECKING:
    from merited.review.models import Reading

MOST_FILED = 10  # on the page
STALE = _(
    "This was changed on another page or device since you opened it. Both texts are here: keep what you want and save."
)


@page
@require_safe
def queue(request: PersonRequest) -> HttpResponse:
    """What one has in hand, what waits, and what one filed lately."""
    desk = list(queries.readings_of(request.user))
    if not desk and not queries.qualified_for(request.user):
        raise Http404
    today = timezone.localdate(clock.now())
    held_now = [held(one) for one in desk]
    waits = list(queries.queue(request.user).prefetch_related(exhibits_first()))
    return render(
        request,
        "reviewer/queue.html",
        {
            "area": "review",
            "reviews": True,
            "desk": held_now,
            "in_hand": sum(one.state != "withdrawn" for one in held_now),
            "waiting": waiting(waits, today),
            "filed": queries.filed_by(request.user)[:MOST_FILED],
        },
    )


@page
@require_POST
def claim(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    """Take an attempt to read."""
    attempt = get_object_or_404(queries.known_to(request.user), pk=attempt_id)
    try:
        reading = actions.claim(attempt, by=request.user)
    except Refused as no:
        messages.info(request, told(no), extra_tags="ochre")
        return redirect("reviewer:queue")
    return redirect("reviewer:desk", reading_id=reading.pk)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: PersonRequest, reading_id: UUID) -> HttpResponse:
    """One reading: the evidence beside the criteria while it is held; afterward one's own scores and words."""
    reading = get_object_or_404(queries.readings_by(request.user), pk=reading_id)
    if request.method == "POST":
        return _written(request, reading)
    return _desk_page(request, reading)


def _desk_page(
    request: PersonRequest,
    reading: "Reading",
    posted: Mapping[str, str] | None = None,
    *,
    told_why: str = "",
    faults: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page of a reading as it stands, with what was just typed laid over what is stored."""
    desk = lay_out(reading, posted or {}, faults or {}, by=request.user)
    context = {"area": "review", "reviews": True, "desk": desk, "reading": reading, "told_why": told_why}
    return render(request, "reviewer/desk.html" if desk.is_live else "reviewer/read.html", context)


def _written(request: PersonRequest, reading: "Reading") -> HttpResponse:
    """Something was typed: keep it, and file it or give the work back if that was asked."""
    scope, stored = queries.scope_for(reading.attempt), queries.sheet_of(reading)
    typed = Typed(request.POST.dict(), scope, stored, reading.keep)
    if request.accepts("application/json") and not request.accepts("text/html"):
        return _jotted(request, reading, typed)
    deed = request.POST.get("deed")
    faults: dict[str, str] = {}
    try:
        # What was typed is kept first: whatever is refused after this, nothing of it is lost.
        actions.jot(reading, typed.new, keep=typed.new_keep, by=request.user)
        if typed.torn:
            raise Refused("stale", STALE)
        if deed == "file":
            faults = faults_of(scope, typed.sheet)
            actions.score(reading, typed.sheet, keep=typed.keep, by=request.user)
        elif deed == "release":
            actions.release(reading, by=request.user)
    except Refused as no:
        reading.refresh_from_db(fields=["state", "keep", "saved_at"])
        reading.attempt.refresh_from_db(fields=["state"])
        return _desk_page(request, reading, request.POST.dict(), told_why="" if faults else told(no), faults=faults)
    if deed == "file":
        messages.success(request, gettext("Your reading is filed. Thank you."), extra_tags="pine")
        return redirect("reviewer:queue")
    if deed == "release":
        messages.success(request, gettext("It is back in the queue. Thank you for looking."), extra_tags="pine")
        return redirect("reviewer:queue")
    return redirect("reviewer:desk", reading_id=reading.pk)


def _jotted(request: PersonRequest, reading: "Reading", typed: Typed) -> HttpResponse:
    """Answer the autosave (its contract stands in static/autosave.js)."""
    try:
        reading = actions.jot(reading, typed.new, keep=typed.new_keep, by=request.user)
    except Refused as no:
        return JsonResponse({"refused": no.code, "sentence": told(no)})
    texts = {f"words-{key}": judged.words for key, judged in typed.sheet.items()} | {"keep": typed.keep}
    fields: dict[str, dict[str, str]] = {
        name: {"revision": revision_of(text)} for name, text in texts.items() if name in request.POST
    }
    for name, theirs in typed.torn.items():
        sentence = gettext(STALE)
        fields[name] = {"refused": "stale", "sentence": sentence, "theirs": theirs, "revision": revision_of(theirs)}
    for key, judged in typed.sheet.items():
        if f"level-{key}" in request.POST:
            fields[f"level-{key}"] = {"revision": judged.level}
    return JsonResponse({"saved": saved(reading.saved_at), "fields": fields})
