"""A colleague's draft, as its guest sees it: the work beside the rubric, and words. There is no level on it anywhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from merited.base.errors import Refused
from merited.coaching import actions, queries
from merited.coaching.rules.guests import artifacts_shown
from merited.review.withheld import withheld_from_guests
from merited.web.access import PersonRequest, is_script, page, told
from merited.web.coach.spots import Spot, adrift_in, jotted, spot_of, typed_in
from merited.web.earner.draft import frame
from merited.web.earner.steps import Step, steps_of
from merited.web.localized import spoken
from merited.web.reviewer.showing import Shown, places_of

if TYPE_CHECKING:
    from merited.catalog.document import Criterion, Prompt
    from merited.coaching.models import Comment, Guest
    from merited.submissions.models import Attempt


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the work as a guest sees it."""

    step: Step
    answers: "list[tuple[Prompt, str, bool, Spot]]"  # text, whether it is withheld
    shown: list[tuple[Shown, Spot]]
    hidden: bool  # its evidence may hold notes about learners, and its earner did not choose to show it
    whole: Spot | None  # the piece of work as a whole
    criteria: "list[tuple[Criterion, Spot]]"


@page
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: PersonRequest, guest_id: UUID) -> HttpResponse:
    """One draft to which this person is asked. 404 for everybody else, and from the moment at which it ends."""
    guest = get_object_or_404(queries.guest_at(request.user), pk=guest_id)
    typed, refused, refusal = typed_in(request.POST), dict[str, Refused](), ""
    if request.method == "POST":
        if is_script(request):
            return jotted(request, guest, typed)
        try:
            refused = _kept(request, guest, typed)
            if not refused:
                return _done(request, guest, typed)
        except Refused as no:
            if no.code == "no-draft":
                messages.info(request, told(no))
                return redirect("coach:home")
            refusal = told(no)
    if guest.opened_at is None:
        return render(request, "coach/asked.html", frame(guest.attempt.submission) | {"area": "coach", "guest": guest})
    actions.see(guest, by=request.user)
    return render(request, "coach/draft.html", _laid_out(guest, typed, refused) | {"refusal": refusal})


def _kept(request: PersonRequest, guest: "Guest", typed: Mapping[str, actions.Typed]) -> dict[str, Refused]:
    """Keep every text that the form brought, but the one that is about to be left. The refusals, by place."""
    leaves = request.POST.get("deed", "").removeprefix("comment/")
    rest = {place: one for place, one in typed.items() if place != leaves}
    return actions.jot(guest, rest, by=request.user) if guest.opened_at and rest else {}


def _done(request: PersonRequest, guest: "Guest", typed: Mapping[str, actions.Typed]) -> HttpResponse:
    """Do what the form asks for. Raises `Refused`."""
    deed, _slash, place = request.POST.get("deed", "").partition("/")
    if deed == "decline":
        actions.decline(guest, by=request.user)
        messages.success(request, gettext("Thank you for saying so. Nobody asks why."))
        return redirect("coach:home")
    if deed == "open":
        actions.open_draft(guest, by=request.user)
    elif deed == "comment":
        words = typed[place].words if place in typed else ""
        actions.comment(guest, {place: words}, by=request.user)
        messages.success(request, gettext("Your comment is with its earner."), extra_tags="pine")
    elif deed == "keep":
        messages.success(
            request,
            gettext("What you wrote is kept. Nobody sees it until you leave it as a comment."),
            extra_tags="pine",
        )
    return redirect("coach:draft", guest.pk)


def _laid_out(guest: "Guest", typed: Mapping[str, actions.Typed], refused: Mapping[str, Refused]) -> dict[str, object]:
    attempt = queries.guest_with(guest)
    submission = attempt.submission
    said: dict[str, list[Comment]] = {}
    for one in queries.comments_by(guest):
        said.setdefault(str(one.exhibit_id or one.place), []).append(one)
    document = spoken(submission.version)
    withheld = withheld_from_guests(submission, attempt)
    seen = {
        one.exhibit.pk: one for place in places_of(attempt, document, None, withheld) for one in place.exhibits
    }  # fmt: skip
    shown_in = artifacts_shown(submission.version.document, with_notes=guest.with_notes)
    texts = {one.prompt: one.text for one in attempt.answers.all()}
    kept, shown = queries.jottings_of(guest), set[str]()

    def spot(key: str, name: str) -> Spot:
        shown.add(key)
        return spot_of(key, name, said.get(key, []), kept.get(key), typed.get(key), refused.get(key))

    parts = [
        Part(
            step,
            [(one, texts.get(one.id, ""), one.id in withheld.prompts, spot(one.id, gettext("this answer"))) for one in step.prompts],
            _evidence(step, attempt, seen, spot) if step.artifact and step.artifact.id in shown_in else [],
            step.artifact is not None and step.artifact.id not in shown_in,
            spot(step.artifact.id, step.artifact.title) if step.artifact else None,
            [(one, spot(one.id, one.name)) for one in step.criteria],
        )
        for step in steps_of(document)
    ]  # fmt: skip
    adrift = adrift_in(kept, typed, shown)
    return frame(submission) | {"area": "coach", "guest": guest, "parts": parts, "read_only": True, "adrift": adrift}


def _evidence(
    step: Step, attempt: "Attempt", seen: Mapping[UUID, Shown], spot: Callable[[str, str], Spot]
) -> list[tuple[Shown, Spot]]:
    return [
        (seen[one.pk], spot(str(one.pk), one.name))
        for one in attempt.exhibits.all()
        if step.artifact and one.artifact == step.artifact.id and one.pk in seen
    ]
