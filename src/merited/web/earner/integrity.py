"""A question about one's own work: the notice with what is the same, one's answer, the outcome, an appeal. No other name, no other's words."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from merited.base.errors import Refused
from merited.review.actions import hearing
from merited.review.queries.integrity import cases_over
from merited.review.rules.integrity import Kind, Outcome, Step, waits_for_appeal
from merited.submissions import queries
from merited.web.access import PersonRequest, page, told
from merited.web.earner.draft import frame
from merited.web.integrity import EFFECTS, bring, flagged_side, outcome_in_words, same_in, steps_of
from merited.web.localized import spoken

if TYPE_CHECKING:
    from merited.review.models import Case


@page
def integrity(request: PersonRequest, submission_id: UUID) -> HttpResponse:
    """What is asked about this work; POST answers, takes more time, appeals, or leaves it at what was found."""
    submission = get_object_or_404(queries.submissions_of(request.user), pk=submission_id)
    cases = list(cases_over(request.user, submission.pk))
    if not cases:
        raise Http404
    now = next((one for one in cases if one.state != Step.CLOSED), cases[0])
    refused: dict[str, object] = {}
    if request.method == "POST":
        try:
            _done(request, now)
        except Refused as no:
            refused = {"refusal": told(no), "typed": request.POST.dict()}
        else:
            return redirect("earner:integrity", submission_id)
    now.submission = now.attempt.submission = submission
    context = frame(submission) | _laid_out(now) | {"earlier": [one for one in cases if one.pk != now.pk]} | refused
    return render(request, "earner/integrity.html", context)


def _done(request: PersonRequest, case: "Case") -> None:
    """One deed of the earner, and what is said then. Raises `Refused`."""
    deed, words = request.POST.get("deed", ""), request.POST.get("words", "")
    if deed == "more-time":
        hearing.extend_answer(case, by=request.user)
        said = gettext("You have more time. The new day is on this page.")
    elif deed == "appeal":
        hearing.appeal_case(case, words=words, by=request.user)
        said = gettext("Your appeal is with other persons now. Until they have spoken nothing is taken away.")
    elif deed == "accept":
        hearing.accept_finding(case, by=request.user)
        said = gettext("It is closed, and your work can go on.")
    else:
        hearing.answer_case(case, words=words, by=request.user)
        said = gettext("Your answer is with the panel. Thank you for writing it.")
    messages.success(request, said, extra_tags="pine")


def _laid_out(case: "Case") -> dict[str, object]:
    case.concern.attempt = case.attempt
    hidden = bring(case.concern, both=False)
    about = {one.criterion for one in case.criteria.all()}
    return {
        "case": case, "steps": steps_of(case), "same": same_in(case.concern, hidden, both=False),
        "flagged": flagged_side(case.concern, hidden), "is_likeness": case.concern.kind == Kind.LIKENESS,
        "about": [one for one in spoken(case.submission.version).criteria if one.id in about],
        "outcome": outcome_in_words(case.outcome), "final": outcome_in_words(case.final),
        "effect": gettext(EFFECTS[Outcome(case.final or case.outcome)]) if case.outcome else "",
        "waits": bool(case.outcome) and waits_for_appeal(case.outcome), "typed": {},
    }  # fmt: skip
