"""Work in progress under a private link: its earner makes and ends it, and whoever has it sees how far the work is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache

from merited.base.errors import Refused
from merited.coaching.actions import look_on
from merited.people.queries import public_url
from merited.review.queries import with_bar
from merited.review.withheld import withheld_answers
from merited.submissions import actions, queries
from merited.submissions.rules.states import OPEN_STATES, AttemptState
from merited.web.access import PersonRequest, page, told
from merited.web.earner.draft import frame
from merited.web.earner.steps import Step, steps_of
from merited.web.localized import shown as read_as

if TYPE_CHECKING:
    from merited.catalog.document import Prompt
    from merited.submissions.models import Attempt, Showing, Submission


@page
def show(request: PersonRequest, submission_id: UUID) -> HttpResponse:
    """Make a private link to work in progress, copy it, end it."""
    found = get_object_or_404(queries.submissions_of(request.user), pk=submission_id)
    if request.method == "POST":
        return _done(request, found)
    if found.state not in OPEN_STATES:
        return redirect("earner:submission", submission_id)
    showing = queries.showing_of(found)
    context = frame(found) | {
        "showing": showing,
        "address": f"{public_url()}/shown/{showing.token}" if showing else "",
        "days": actions.SHOWN_DAYS,
    }
    return render(request, "earner/show.html", context)


def _done(request: PersonRequest, found: "Submission") -> HttpResponse:
    try:
        if request.POST.get("deed") == "stop":
            actions.stop_showing(found, by=request.user)
            messages.success(request, gettext("The link is ended. Whoever opens it is told so."))
        else:
            actions.show_work(found, with_answers="answers" in request.POST, by=request.user)
    except Refused as no:
        messages.info(request, told(no))
        return redirect("earner:submission", found.pk)
    return redirect("earner:show", found.pk)


@dataclass(frozen=True, slots=True)
class PartShown:
    """One part as a visitor sees it: what is asked, how it stands in words, and the answers where the earner shows them."""

    step: Step
    kind: str
    words: str
    answers: "list[tuple[Prompt, str]]"


@never_cache
def shown(request: HttpRequest, token: str) -> HttpResponse:
    """What a private link shows: never evidence, never a reviewer's words, and clearly no award.

    Whoever is signed in and could be asked to judge it is told first what follows, and then says so by a deed. Whoever could
    not be asked sees it at once, and that they looked is noted too: what keeps them from it today may end with a new roster.
    """
    found = queries.showing_at(token)
    if request.user.is_authenticated:
        found = with_bar(found, request.user)
    showing = get_object_or_404(found)
    running = queries.is_shown(showing)
    if request.method == "POST" and running:
        _noted(request, showing)  # where it ended a moment ago, the page says so
        return redirect("public:shown", showing.token)
    if running and not getattr(
        showing, "is_barred", True
    ):  # they are known, and nothing keeps them from judging it so far
        # Neither whose work it is nor what it is about: who turns back knows nothing, and may still be asked to judge it.
        answer = render(request, "public/before_you_look.html", {"area": ""})
    elif running and _noted(request, showing):
        answer = render(request, "public/shown.html", _shown_in(showing))
    else:
        answer = render(request, "public/shown_no_more.html", {"area": ""}, status=410)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _noted(request: HttpRequest, showing: "Showing") -> bool:
    """Note, before anything is shown, that somebody who is known looks. Whether it is still shown."""
    if request.user.is_authenticated and not getattr(showing, "has_looked", False):
        try:
            look_on(showing, by=request.user)
        except Refused:
            return False
    return True


def _shown_in(showing: "Showing") -> dict[str, object]:
    submission = showing.submission
    attempt, met = queries.attempts_of(submission).order_by("-number")[0], queries.met_of(submission)
    withheld = withheld_answers(submission, attempt)
    here = read_as(submission.version)
    return {
        "area": "",
        "showing": showing,
        "submission": submission,
        "spoken": here,
        "document": here.document,
        "standing": _standing(submission, attempt, len(met)),
        "parts": [
            _part(one, attempt, set(met), withheld, with_answers=showing.with_answers)
            for one in steps_of(here.document)
        ],
    }


def _standing(submission: "Submission", attempt: "Attempt", met: int) -> str:
    """How far the whole is, in words."""
    every = len(submission.version.document.criteria)
    if attempt.state == AttemptState.SENT:
        stands = gettext("It is sent, and waits to be judged.")
    else:
        stands = gettext("It is being worked at, and not sent.")
    if not met:
        return stands
    figures = {"met": met, "every": every}
    words = ngettext(
        "%(met)s of %(every)s criteria is met and stays met.",
        "%(met)s of %(every)s criteria are met, and they stay met.",
        met,
    )
    return f"{words % figures} {stands}" if attempt.state != AttemptState.DECIDED else words % figures


def _part(step: Step, attempt: "Attempt", met: set[str], withheld: frozenset[str], *, with_answers: bool) -> PartShown:
    texts = {one.prompt: one.text for one in attempt.answers.all() if one.prompt not in withheld}
    written = [(one, texts.get(one.id, "")) for one in step.prompts]
    shown_here = [one for one in written if one[1].strip()] if with_answers else []
    if step.criteria and all(one.id in met for one in step.criteria):
        return PartShown(step, "met", gettext("Met"), shown_here)
    if step.artifact:
        added = any(one.artifact == step.artifact.id for one in attempt.exhibits.all())
        words = gettext("Handed in") if added else gettext("Nothing yet")
        return PartShown(step, "draft", words, [])
    count = sum(1 for _prompt, text in written if text.strip())
    return PartShown(step, "draft", _count(count, len(written)), shown_here)


def _count(written: int, asked: int) -> str:
    if not written:
        return gettext("Not written yet")
    if written == asked:
        return gettext("Written")
    return gettext("%(written)s of %(asked)s answers are written") % {"written": written, "asked": asked}
