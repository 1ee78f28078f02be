"""Answering: one part at a time. One form holds all of a step, so that whatever is pressed, nothing typed is lost."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from merited.coaching.queries import comments_on
from merited.web.access import PersonRequest, is_script, page
from merited.web.earner.comments import Said, said_in
from merited.web.earner.draft import Draft, draft_of, frame
from merited.web.earner.evidence import Received, evidence_part, receive, take_out
from merited.web.earner.fields import (
    Written,
    answer_for_script,
    answers,
    captions,
    exhibits_in,
    fresh_for_script,
    judgings,
    without_a_place,
    write_down,
)  # fmt: skip
from merited.web.earner.steps import Step
from merited.web.localized import shown


@page
def step(request: PersonRequest, submission_id: UUID, key: str) -> HttpResponse:
    """POST saves everything that the form brought; the button says what comes then. A script may ask what is saved."""
    draft = draft_of(request.user, submission_id)
    here = draft.step(key)
    if request.method == "POST":
        return _saved(request, draft, here)
    if not draft.is_open:
        return redirect("earner:submission", submission_id)
    if is_script(request):
        return _for_script(request, draft, here, fresh_for_script(draft, here))
    return _shown(request, draft, here, Written())


def _saved(request: PersonRequest, draft: Draft, here: Step) -> HttpResponse:
    written = write_down(request, draft, here)
    if is_script(request):
        now = draft_of(request.user, draft.submission.pk)
        return _for_script(request, now, here, answer_for_script(now, here, written))
    received = receive(request, draft, here)
    removing = request.POST.get("remove", "")
    trouble = take_out(request, draft, removing) if removing else ""
    if written.refused or trouble or not received.is_fine:
        return _shown(request, draft_of(request.user, draft.submission.pk), here, written, received, trouble)
    if request.POST.get("then") == "next":
        return _to(draft, draft.after(here))
    return _to(draft, here.id, "#evidence" if removing or "add" in request.POST else "")


def _to(draft: Draft, key: str, place: str = "") -> HttpResponse:
    if key == "send":
        return redirect("earner:send", draft.submission.pk)
    return redirect(reverse("earner:step", args=[draft.submission.pk, key]) + place)


def _for_script(request: PersonRequest, draft: Draft, here: Step, fields: dict[str, object]) -> HttpResponse:
    spoken = shown(draft.submission.version)
    context = {"draft": draft, "here": here, "submission": draft.submission, "spoken": spoken}
    html = {
        "parts": render_to_string("earner/parts.html", context, request),
        "missing": render_to_string("earner/missing.html", context, request),
    }
    exhibits = [str(one.pk) for one in exhibits_in(draft, here)]
    return JsonResponse({"fields": fields, "html": html, "exhibits": exhibits})


def _shown(
    request: PersonRequest,
    draft: Draft,
    here: Step,
    written: Written,
    received: Received | None = None,
    trouble: str = "",
) -> HttpResponse:
    criteria = judgings(draft, here, written)
    context = {
        **frame(draft.submission),
        **evidence_part(draft, here, received, captions(draft, here, written)),
        "draft": draft,
        "here": here,
        "editable": draft.is_editable(here) or bool(written.refused),
        "fields": answers(draft, here, written),
        "judgings": criteria,
        "assessed": any(one.own or one.trouble for one in criteria),
        "without_a_place": without_a_place(draft, here, written),
        "trouble": trouble,
        "after": draft.after(here),
        "remarks": _remarks(draft, here),
    }
    return render(request, "earner/step.html", context)


def _remarks(draft: Draft, here: Step) -> list[Said]:
    if not getattr(draft.attempt, "has_comments", False):
        return []
    return said_in(draft.document, here, comments_on(draft.submission).filter(guest__attempt=draft.attempt))
