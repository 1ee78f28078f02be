"""The reviewer's pages: the queue, and the desk at which one reading is written."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merited.base.errors import Refused
from merited.base.words import _
from merited.review import actions, queries
from merited.submissions.queries import exhibits_first
from merited.submissions.rules.states import State
from merited.web.access import PersonRequest, page, told
from merited.web.reviewer.desk import lay_out
from merited.web.reviewer.lists import held, qualified_in_words, waiting
from merited.web.reviewer.looks import first_looks
from merited.web.reviewer.sheet import faults_of, hints_for
from merited.web.reviewer.typed import Typed, revision_of
from merited.web.templatetags.merited import saved

if TYPE_CHECKING:
    from collections.abc import Collection

    from merited.catalog.document import Criterion
    from merited.review.models import Reading
    from merited.review.rules.looks import Outcome as LookOutcome
    from merited.review.rules.outcome import Outcome

MOST_WAITING = 20
MOST_FILED = 3  # on the page; the history has them all
STALE = _(
    "This was changed on another page or device since you opened it. Both texts are here: keep what you want and save."
)


@page
@require_safe
def queue(request: PersonRequest) -> HttpResponse:
    """What one has in hand, what waits, and what one filed lately."""
    desk = list(queries.readings_of(request.user))
    readable = list(queries.readable_by(request.user))
    if not desk and not readable:
        if queries.in_training(request.user).exists():
            return redirect("reviewer:training")
        raise Http404
    _reviews, oversees, called_upon, hears = queries.doors_of(request.user)  # the frame asks for them otherwise
    terms = queries.terms_of(request.user)
    held_now = [held(one) for one in desk]
    may_hold_sample = any(getattr(one, "sample_waits", False) for one in readable)
    mine = [one.pk for one in readable]
    found = queries.queue(request.user, readable=mine, may_hold_sample=may_hold_sample, terms=terms)
    # Thousands may wait: the page shows what is most urgent.
    waits = list(found.prefetch_related(exhibits_first())[: MOST_WAITING + 1])
    return render(
        request,
        "reviewer/queue.html",
        {
            "area": "review",
            "reviews": True,
            "desk": held_now,
            "first": next((one for one in held_now if one.can_go_on), None),
            "in_hand": sum(one.state != "withdrawn" for one in held_now),
            "waiting": waiting(waits[:MOST_WAITING]),
            "oversees": oversees,
            "called_upon": called_upon,
            "hears": hears,
            "looks": first_looks(request.user, terms) if called_upon else [],
            "more": len(waits) > MOST_WAITING,
            "qualified": qualified_in_words(readable),
            "trains": any(getattr(one, "has_samples", False) for one in readable)
            or (not readable and queries.in_training(request.user).exists()),
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
@require_POST
def claim_next(request: PersonRequest) -> HttpResponse:
    """Take what has waited longest."""
    if not queries.qualified_for(request.user):
        raise Http404
    try:
        reading = actions.claim_next(by=request.user)
    except Refused as no:
        messages.info(request, told(no), extra_tags="ochre")
        return redirect("reviewer:queue")
    return redirect("reviewer:desk", reading_id=reading.pk)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: PersonRequest, reading_id: UUID) -> HttpResponse:
    """One reading: the evidence beside the criteria while it is held; afterward one's own scores and words."""
    reading = get_object_or_404(queries.readings_by(request.user), pk=reading_id)
    if reading.purpose == queries.SAMPLE and reading.state == "filed":
        return _revealed(request, reading)
    if request.method == "POST":
        return _noted(request, reading) if request.POST.get("deed") == "note" else _written(request, reading)
    if reading.opened_at is None:
        actions.open_reading(reading, by=request.user)
    return _desk_page(request, reading)


def _revealed(request: PersonRequest, reading: "Reading") -> HttpResponse:
    """It was a sample: what the panel said of it."""
    return redirect(
        "reviewer:revealed", get_object_or_404(queries.sample_filed(request.user), attempt=reading.attempt_id).pk
    )


def _desk_page(
    request: PersonRequest,
    reading: "Reading",
    posted: Mapping[str, str] | None = None,
    *,
    told_why: str = "",
    note_refused: str = "",
    faults: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page of a reading as it stands, with what was just typed laid over what is stored."""
    desk = lay_out(reading, posted or {}, faults or {}, by=request.user)
    context = {"area": "review", "reviews": True, "desk": desk, "reading": reading, "told_why": told_why}
    context["note_refused"] = note_refused
    if desk.is_live:
        context["unchecked"] = queries.lapsed_check(reading.attempt)
    elif reading.state == "filed" and reading.look_id is None:
        context["passed_back"] = queries.words_passed_back(reading.attempt)
    return render(request, "reviewer/desk.html" if desk.is_live else "reviewer/read.html", context)


def _written(request: PersonRequest, reading: "Reading") -> HttpResponse:
    """Something was typed: keep it, and file it or give the work back if that was asked."""
    scope, stored = queries.scope_to_score(reading), queries.sheet_of(reading)
    typed = Typed(request.POST.dict(), scope, stored, reading.keep, reading.private_note)
    if request.accepts("application/json") and not request.accepts("text/html"):
        return _jotted(request, reading, typed, scope)
    deed = request.POST.get("deed", "")
    faults: dict[str, str] = {}
    found: Outcome | LookOutcome | None = None
    try:
        # What was typed is kept first: whatever is refused after this, nothing of it is lost.
        actions.jot(
            reading, typed.new, keep=typed.new_keep, private_note=typed.new_private_note, by=request.user
        )  # fmt: skip
        if typed.torn:
            raise Refused("stale", STALE)
        if deed == "file":
            faults = faults_of(scope, typed.sheet)
            if reading.purpose == queries.SAMPLE:
                seed = actions.file_sample(reading, typed.sheet, keep=typed.keep, by=request.user)
                return redirect("reviewer:revealed", seed.pk)
            file = actions.file_look if reading.look_id else actions.score
            found = file(reading, typed.sheet, keep=typed.keep, by=request.user)
        elif deed == "release":
            actions.release(reading, by=request.user)
    except Refused as no:
        reading.refresh_from_db(fields=["state", "keep", "private_note", "saved_at"])
        reading.attempt.refresh_from_db(fields=["state"])
        reading.attempt.submission.refresh_from_db(fields=["state"])
        return _desk_page(request, reading, request.POST.dict(), told_why="" if faults else told(no), faults=faults)
    if deed.startswith("flag/"):
        kind, _slash, about = deed.removeprefix("flag/").partition("/")
        return redirect(reverse("reviewer:flag", args=[reading.pk, kind]) + (f"?about={about}" if about else ""))
    if deed in ("file", "release"):
        done = _filed_in_words(found, reading) if deed == "file" else _given_back_in_words(reading)
        messages.success(request, done, extra_tags="pine")
        return redirect("reviewer:queue")
    return redirect("reviewer:desk", reading_id=reading.pk)


def _filed_in_words(found: "Outcome | LookOutcome | None", reading: "Reading") -> str:
    if reading.look_id and not found:
        return gettext("Your reading is filed. Thank you. A panel decides now, and then the earner hears.")
    if found:
        return gettext("Your reading is filed. Thank you.")
    if queries.waits_for_grant(reading.attempt_id):
        return gettext("Your reading is filed. Thank you. An office confirms it, and then the earner hears.")
    return gettext("Your reading is filed. Thank you. A colleague reads this one too, and then it is decided.")


def _given_back_in_words(reading: "Reading") -> str:
    if reading.attempt.submission.state == State.ON_HOLD:
        return gettext("It is given back, and comes to the queue when its earner has answered. Thank you.")
    return gettext("It is back in the queue. Thank you for looking.")


def _noted(request: PersonRequest, reading: "Reading") -> HttpResponse:
    """The note to oneself, also on a reading that is filed."""
    text = request.POST.get("private_note", "")
    try:
        actions.note_to_self(reading, text, by=request.user)
    except Refused as no:
        return _desk_page(request, reading, {"private_note": text}, note_refused=told(no))
    messages.success(request, gettext("Your note is kept. Nobody else sees it."), extra_tags="pine")
    return redirect("reviewer:desk", reading_id=reading.pk)


def _jotted(request: PersonRequest, reading: "Reading", typed: Typed, scope: "Collection[Criterion]") -> HttpResponse:
    """Answer the autosave (its contract stands in static/autosave.js)."""
    try:
        reading = actions.jot(
            reading, typed.new, keep=typed.new_keep, private_note=typed.new_private_note, by=request.user
        )  # fmt: skip
    except Refused as no:
        return JsonResponse({"refused": no.code, "sentence": told(no)})
    texts = {f"words-{key}": judged.words for key, judged in typed.sheet.items()}
    texts |= {"keep": typed.keep, "private_note": typed.private_note}
    fields: dict[str, dict[str, str]] = {
        name: {"revision": revision_of(text)} for name, text in texts.items() if name in request.POST
    }
    for name, theirs in typed.torn.items():
        sentence = gettext(STALE)
        fields[name] = {"refused": "stale", "sentence": sentence, "theirs": theirs, "revision": revision_of(theirs)}
    for key, judged in typed.sheet.items():
        if f"level-{key}" in request.POST:
            fields[f"level-{key}"] = {"revision": judged.level}
    html = {
        f"hints-{one.id}": render_to_string(
            "reviewer/hints.html", {"hints": hints_for(one, typed.sheet[one.id])}, request
        )
        for one in scope
        if one.id in typed.sheet and {f"words-{one.id}", f"level-{one.id}"} & request.POST.keys()
    }
    return JsonResponse({"saved": saved(reading.saved_at), "fields": fields, "html": html})
