"""Looking it over and sending."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from merited.base import clock
from merited.base.errors import Refused
from merited.base.text import count_words
from merited.people.queries import district_of, hear_by
from merited.review.actions import send_in
from merited.review.rules.stages import plan_from
from merited.submissions.rules.completeness import STATEMENTS, prompts_in
from merited.web.access import PersonRequest, page, told
from merited.web.earner.declaring import declare_from, declared
from merited.web.earner.draft import Draft, draft_of, frame
from merited.web.earner.returned import trouble_in
from merited.web.earner.words import promised, words_of
from merited.web.localized import filled, shown
from merited.web.stages import after_reading, before_reading

if TYPE_CHECKING:
    from datetime import date


@page
def send(request: PersonRequest, submission_id: UUID) -> HttpResponse:
    """What is missing, three statements, the day by which one hears; POST sends."""
    draft = draft_of(request.user, submission_id)
    agreed = [one for one in request.POST.getlist("statements") if one in STATEMENTS]
    trouble = ""
    if request.method == "POST":
        try:
            declare_from(request, draft.submission)
            send_in(draft.submission, agreed, by=request.user)
        except Refused as no:
            if not draft.is_open:  # a double click: it is sent, and the page says so
                return redirect("earner:submission", submission_id)
            trouble = told(no)
        else:
            messages.success(request, gettext("It is sent. Nothing more is asked of you now."))
            return redirect("earner:submission", submission_id)
    if not draft.is_open:
        return redirect("earner:submission", submission_id)
    statements = [(key, gettext(words), key in agreed) for key, words in STATEMENTS.items()]
    plan = plan_from(getattr(draft.submission, "plan", None) or {})
    context = {
        **frame(draft.submission), "stages": [one for one in (before_reading(plan), after_reading(plan)) if one],
        "does_not_open": trouble_in(draft.attempt, draft.steps) if plan.precheck else [], "draft": draft, "trouble": trouble, "statements": statements,
        "declared": declared(request, draft.submission), "advice": advice(draft), "hear_by": promised(_would_hear_by(draft)),
    }  # fmt: skip
    return render(request, "earner/send.html", context)


def _would_hear_by(draft: Draft) -> "date":
    place = draft.submission.version.microcredential.organization
    return hear_by(place, clock.today(district_of(place).timezone or "UTC"))


def advice(draft: Draft) -> list[tuple[str, str, SafeString]]:
    """Answers outside the range of words that is asked for: (step, place, sentence). It holds nothing back."""
    written = {one.prompt: one.text for one in draft.attempt.answers.all()}
    here, asked = shown(draft.submission.version), prompts_in(draft.document, draft.scope)
    found = []
    for step in draft.steps:
        for place, prompt in enumerate(step.prompts, start=1):
            text = written.get(prompt.id, "")
            if prompt.id in asked and text.strip() and not prompt.fewest <= count_words(text) <= prompt.most:
                facts = {"n": place, "part": step.title, "words": words_of(prompt, text)}
                named = filled(here, gettext("Question %(n)s of %(part)s: %(words)s"), facts)
                found.append((step.id, prompt.id, named))
    return found
