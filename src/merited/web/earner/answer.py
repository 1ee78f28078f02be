"""Answering: one part at a time. One form holds all of a step, so that whatever is pressed, nothing typed is lost."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from merited.web.access import PersonRequest, is_script, page
from merited.web.earner.draft import Draft, draft_of, frame
from merited.web.earner.evidence import Received, evidence_part, receive, take_out
from merited.web.earner.fields import Written, answer_for_script, answers, judgings, write_down
from merited.web.earner.steps import Step


@page
def step(request: PersonRequest, submission_id: UUID, key: str) -> HttpResponse:
    """POST saves everything that the form brought; the button says what comes then."""
    draft = draft_of(request.user, submission_id)
    here = draft.step(key)
    if request.method == "POST":
        return _saved(request, draft, here)
    if not draft.is_open:
        return redirect("earner:submission", submission_id)
    return _shown(request, draft, here, Written())


def _saved(request: PersonRequest, draft: Draft, here: Step) -> HttpResponse:
    written = write_down(request, draft, here)
    if is_script(request):
        return _for_script(request, draft_of(request.user, draft.submission.pk), here, written)
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


def _for_script(request: PersonRequest, draft: Draft, here: Step, written: Written) -> HttpResponse:
    context = {"draft": draft, "here": here, "submission": draft.submission}
    html = {
        "parts": render_to_string("earner/parts.html", context, request),
        "missing": render_to_string("earner/missing.html", context, request),
    }
    return JsonResponse({"fields": answer_for_script(draft, here, written), "html": html})


def _shown(
    request: PersonRequest,
    draft: Draft,
    here: Step,
    written: Written,
    received: Received | None = None,
    trouble: str = "",
) -> HttpResponse:
    context = {
        **frame(draft.submission),
        **evidence_part(draft, here, received),
        "draft": draft,
        "here": here,
        "editable": draft.is_editable(here) or bool(written.refused),
        "fields": answers(draft, here, written),
        "judgings": judgings(draft, here, written),
        "levels_refused": next((one for name, one in written.refused.items() if name.startswith("level-")), None),
        "trouble": trouble,
        "after": draft.after(here),
    }
    return render(request, "earner/step.html", context)
