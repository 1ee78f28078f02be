"""What is typed at a desk: kept, whatever follows; filed, given back, flagged, or only kept."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from merited.base.errors import Refused
from merited.base.words import _
from merited.review import actions, queries
from merited.review.rules.feedback import PARTS
from merited.review.rules.looks import Kind
from merited.review.rules.prechecks import Ending
from merited.submissions.rules.states import State
from merited.web.access import PersonRequest, told
from merited.web.reviewer.desk import lay_out
from merited.web.reviewer.lists import held
from merited.web.reviewer.phrases import with_inserted
from merited.web.reviewer.sheet import faults_of, hints_for
from merited.web.reviewer.typed import Typed, revision_of
from merited.web.templatetags.merited import saved

if TYPE_CHECKING:
    from collections.abc import Collection

    from merited.catalog.document import Criterion
    from merited.review.models import FeedbackPhrase, Reading
    from merited.review.rules.looks import Outcome as LookOutcome
    from merited.review.rules.outcome import Outcome
    from merited.web.reviewer.sheet import Fault

STALE = _(
    "This was changed on another page or device since you opened it. Both texts are here: keep what you want and save."
)
FILES = ("file", "file-next")


def desk_page(
    request: PersonRequest,
    reading: "Reading",
    posted: Mapping[str, str] | None = None,
    *,
    told_why: str = "",
    note_refused: str = "",
    faults: "Mapping[str, Fault] | None" = None,
) -> HttpResponse:
    """The page of a reading as it stands, with what was just typed laid over what is stored."""
    desk = lay_out(reading, posted or {}, faults or {}, by=request.user)
    context = {"area": "review", "reviews": True, "desk": desk, "reading": reading, "told_why": told_why}
    context["note_refused"] = note_refused
    if desk.is_live:
        context["unchecked"] = getattr(reading, "last_check", None) == Ending.LAPSED
    elif reading.state == "filed" and reading.look_id is None:
        context["passed_back"] = queries.words_passed_back(reading.attempt)
    return render(request, "reviewer/desk.html" if desk.is_live else "reviewer/read.html", context)


def written(request: PersonRequest, reading: "Reading") -> HttpResponse:
    """Something was typed: keep it, and file it or give the work back if that was asked."""
    scope, stored = queries.scope_to_score(reading), queries.sheet_of(reading)
    posted = request.POST.dict()
    deed = posted.get("deed", "")
    if deed.startswith(("phrase/", "quote/")):
        posted = with_inserted(posted, scope, stored, _phrases_at_hand(request, reading))
    typed = Typed(posted, scope, stored, reading.keep, reading.private_note)
    if request.accepts("application/json") and not request.accepts("text/html"):
        return _jotted(request, reading, typed, scope)
    faults: dict[str, Fault] = {}
    try:
        if deed in FILES and not typed.torn:
            faults = faults_of(scope, typed.sheet)
            return _filed_or_kept(request, reading, typed)
        # What was typed is kept first: whatever is refused after this, nothing of it is lost.
        _keep(request, reading, typed)
        if typed.torn:
            raise Refused("stale", STALE)
        if deed == "release":
            actions.release(reading, by=request.user)
    except Refused as no:
        reading.refresh_from_db(fields=["state", "keep", "private_note", "saved_at"])
        reading.attempt.refresh_from_db(fields=["state"])
        reading.attempt.submission.refresh_from_db(fields=["state"])
        return desk_page(request, reading, posted, told_why="" if faults else told(no), faults=faults)
    return _onward(request, reading, deed)


def _phrases_at_hand(request: PersonRequest, reading: "Reading") -> "Collection[FeedbackPhrase]":
    submission = reading.attempt.submission
    return queries.phrases_for(request.user, submission.version.microcredential, submission.language)


def _keep(request: PersonRequest, reading: "Reading", typed: Typed) -> "Reading":
    return actions.jot(
        reading, typed.new, keep=typed.new_keep, private_note=typed.new_private_note, by=request.user
    )  # fmt: skip


def _filed_or_kept(request: PersonRequest, reading: "Reading", typed: Typed) -> HttpResponse:
    """File it. The sheet is written by that deed; where it is refused or breaks, what was typed is kept all the same."""
    if typed.new_private_note != reading.private_note:  # which is no part of the sheet
        _keep(request, reading, typed)
    try:
        return _filed(request, reading, typed)
    except Exception:
        with suppress(Refused):  # the first one says why
            _keep(request, reading, typed)
        raise


def _filed(request: PersonRequest, reading: "Reading", typed: Typed) -> HttpResponse:
    """File it, and go on to the next one if that was asked. Raises `Refused`."""
    if reading.purpose == queries.SAMPLE:
        seed = actions.file_sample(reading, typed.sheet, keep=typed.keep, by=request.user)
        return redirect("reviewer:revealed", seed.pk)
    file = actions.file_look if reading.look_id else actions.score
    found = file(reading, typed.sheet, keep=typed.keep, by=request.user)
    messages.success(request, _filed_in_words(found, reading), extra_tags="pine")
    return _next_desk(request) if request.POST.get("deed") == "file-next" else redirect("reviewer:queue")


def _next_desk(request: PersonRequest) -> HttpResponse:
    """What lies on the desk already comes first; else what has waited longest."""
    barred = queries.facts_of(request.user).people
    begun = next((one for one in queries.readings_of(request.user) if held(one, barred).state == "going"), None)
    try:
        reading = begun or actions.claim_next(by=request.user)
    except Refused as no:
        messages.info(request, told(no), extra_tags="ochre")
        return redirect("reviewer:queue")
    return redirect("reviewer:desk", reading_id=reading.pk)


def _onward(request: PersonRequest, reading: "Reading", deed: str) -> HttpResponse:
    """Where the pressed button leads, once all is kept."""
    kind, _slash, rest = deed.partition("/")
    if kind == "flag":
        flag, _slash, about = rest.partition("/")
        return redirect(reverse("reviewer:flag", args=[reading.pk, flag]) + (f"?about={about}" if about else ""))
    if deed == "release":
        messages.success(request, _given_back_in_words(reading), extra_tags="pine")
        return redirect("reviewer:queue")
    desk = reverse("reviewer:desk", args=[reading.pk])
    return redirect(f"{desk}#c-{rest.partition('/')[0]}" if kind in ("phrase", "quote") else desk)


def _filed_in_words(found: "Outcome | LookOutcome | None", reading: "Reading") -> str:
    if reading.look and reading.look.kind == Kind.APPEAL and not found:
        return gettext("Your reading is filed. Thank you. A panel decides now, and then the earner hears.")
    if found or reading.look_id:
        return gettext("Your reading is filed. Thank you.")
    if queries.waits_for_grant(reading.attempt_id):
        return gettext("Your reading is filed. Thank you. An office confirms it, and then the earner hears.")
    return gettext("Your reading is filed. Thank you. A colleague reads this one too, and then it is decided.")


def _given_back_in_words(reading: "Reading") -> str:
    if reading.attempt.submission.state == State.ON_HOLD:
        return gettext("It is given back, and comes to the queue when its earner has answered. Thank you.")
    return gettext("It is back in the queue. Thank you for looking.")


def noted(request: PersonRequest, reading: "Reading") -> HttpResponse:
    """The note to oneself, also on a reading that is filed."""
    text = request.POST.get("private_note", "")
    try:
        actions.note_to_self(reading, text, by=request.user)
    except Refused as no:
        return desk_page(request, reading, {"private_note": text}, note_refused=told(no))
    messages.success(request, gettext("Your note is kept. Nobody else sees it."), extra_tags="pine")
    return redirect("reviewer:desk", reading_id=reading.pk)


def _jotted(request: PersonRequest, reading: "Reading", typed: Typed, scope: "Collection[Criterion]") -> HttpResponse:
    """Answer the autosave (its contract stands in static/autosave.js)."""
    try:
        reading = _keep(request, reading, typed)
    except Refused as no:
        return JsonResponse({"refused": no.code, "sentence": told(no)})
    fields: dict[str, dict[str, str]] = {
        name: {"revision": revision_of(text)} for name, text in typed.texts.items() if name in request.POST
    }
    for name, theirs in typed.torn.items():
        sentence = gettext(STALE)
        fields[name] = {"refused": "stale", "sentence": sentence, "theirs": theirs, "revision": revision_of(theirs)}
    for key, judged in typed.sheet.items():
        if f"level-{key}" in request.POST:
            fields[f"level-{key}"] = {"revision": judged.level}
    language = reading.attempt.submission.language
    html = {
        f"hints-{one.id}": render_to_string(
            "reviewer/hints.html", {"hints": hints_for(one, typed.sheet[one.id], language)}, request
        )
        for one in scope
        if one.id in typed.sheet and {f"{name}-{one.id}" for name in ("level", *PARTS)} & request.POST.keys()
    }
    return JsonResponse({"saved": saved(reading.saved_at), "fields": fields, "html": html})
