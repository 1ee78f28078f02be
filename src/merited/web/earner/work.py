"""My work; starting; one submission, whatever its state; withdrawing."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from merited.awards.queries import awards_of, has_lapsed, is_expired
from merited.base.errors import Refused
from merited.catalog.queries import current_of
from merited.coaching.queries import called_by, with_company
from merited.people.queries import district_of
from merited.review.actions.noticing import take_back
from merited.review.queries import awarded_for, judged_in, with_looks, with_readers, with_stages
from merited.review.queries.integrity import cases_to_see, with_cases
from merited.review.queries.likeness import own_reuse_of, reused_in
from merited.review.rules.stages import plan_from
from merited.submissions import actions, queries
from merited.submissions.rules.states import State
from merited.web.access import PersonRequest, page, told
from merited.web.earner.draft import draft_of, frame
from merited.web.earner.growth import Beside, beside, grid, grid_of, lesson_of
from merited.web.earner.hand import hear_in_words, in_hand
from merited.web.earner.looked_at import looked_at
from merited.web.earner.next_things import next_things
from merited.web.earner.not_yet import not_yet_page, words_about_the_whole
from merited.web.stages import after_reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from merited.catalog.document import Document
    from merited.review.rules.outcome import Judged
    from merited.submissions.models import Attempt, Submission


@page
def my_work(request: PersonRequest) -> HttpResponse:
    """One list: what is in hand, what is earned, what was withdrawn."""
    sent = queries.with_links(queries.submissions_of(request.user))
    every = list(with_company(with_cases(with_stages(with_readers(sent))), request.user))
    items = in_hand(request.user, [one for one in every if one.state not in (State.EARNED, State.WITHDRAWN)])
    awards = list(awards_of(request.user))
    context: dict[str, object] = {
        "area": "work",
        "items": items,
        "first": next((one for one in items if one.deed), None),
        "awards": [(one, is_expired(one)) for one in awards],
        "calls": called_by(request.user, every),
        "withdrawn": [one for one in every if one.state == State.WITHDRAWN],
        "asked": list(cases_to_see(request.user)) if any(getattr(one, "has_case", False) for one in every) else [],
        "suggested": [] if items else next_things(request.user, [one.version for one in awards]),
    }
    if every:
        context["district"] = district_of(every[0].version.microcredential.organization)
    return render(request, "earner/my_work.html", context)


@page
def start(request: PersonRequest, key: str) -> HttpResponse:
    """Start, or go on with what is in hand, of whatever version. A GET (after signing in) leads to the page with the button."""
    version = get_object_or_404(current_of(key)[:1])
    if request.method != "POST":
        return redirect(f"/catalog/{key}/")
    found = queries.open_submissions_of(request.user).filter(version__microcredential__key=key).first()
    try:
        lapsed = has_lapsed(request.user, version)
        found = found or actions.start(version, by=request.user, language=request.user.language, again=lapsed)
    except Refused as no:
        messages.info(request, told(no))
        return redirect(f"/catalog/{key}/")
    return redirect("earner:submission", found.pk)


@page
def submission(request: PersonRequest, submission_id: UUID) -> HttpResponse:
    """Where one's work stands; a draft opens at the first part in which something is missing."""
    found = get_object_or_404(
        with_stages(with_looks(with_readers(queries.submissions_of(request.user)))), pk=submission_id
    )
    if found.state == State.DRAFT:
        draft = draft_of(request.user, submission_id)
        last = draft.next_step()
        return redirect("earner:send", found.pk) if last == "send" else redirect("earner:step", found.pk, last)
    if found.state == State.NOT_YET:
        return not_yet_page(request, found)
    if found.state == State.EARNED:
        return _earned(request, found)
    if found.state == State.ON_HOLD:
        return redirect("earner:on_hold", found.pk)
    return _sent_or_withdrawn(request, found)


def _sent_or_withdrawn(request: PersonRequest, found: "Submission") -> HttpResponse:
    attempts = list(queries.tries_of(found))
    context = frame(found) | {"attempt": attempts[-1], "attempts": attempts, "hear": hear_in_words(attempts[-1])}
    # One attempt that nobody read says nothing criterion by criterion.
    tells = len(attempts) > 1 or attempts[0].decided_at
    context["grid"] = grid(found, attempts) if tells else None
    if found.state == State.WITHDRAWN:
        return render(request, "earner/withdrawn.html", context)
    plan = plan_from(getattr(found, "plan", None) or {})
    context |= {
        "read": getattr(found, "is_read", False),
        "in_check": found.state == State.PRECHECK,
        "confirmed_after": after_reading(plan),
    }
    context["decided"] = looked_at(found)
    context["again"] = own_reuse_of(request.user, found).exists() and not reused_in(found)
    return render(request, "earner/waiting.html", context)


def _earned(request: PersonRequest, found: "Submission") -> HttpResponse:
    attempts = list(queries.tries_of(found))
    met, judged, own = queries.met_of(found), judged_in(found), queries.own_levels(found)
    latest = _latest(found.version.document, attempts, judged, own)
    context = frame(found) | {
        "attempts": attempts,
        "award": awards_of(request.user).filter(pk__in=awarded_for(found)).first(),
        "grid": grid_of(found, attempts, met, judged, own),
        "compared": latest,
        "lesson": lesson_of(latest),
        "words": words_about_the_whole(found, attempts),
        "looked_again": getattr(found, "has_looks", False),
        "suggested": next_things(request.user, [found.version]),
    }
    return render(request, "earner/earned.html", context)


def _latest(
    document: "Document",
    attempts: "Sequence[Attempt]",
    judged: "Mapping[UUID, Mapping[str, Judged]]",
    own: "Mapping[UUID, Mapping[str, str]]",
) -> list[Beside]:
    """One's own levels beside the reader's: of each criterion the last attempt in which both marked one."""
    found: dict[str, Beside] = {}
    criteria = document.criteria
    for one in attempts:
        found |= {each.criterion.id: each for each in beside(criteria, judged.get(one.pk, {}), own.get(one.pk, {}))}
    compared = [found[one.id] for one in criteria if one.id in found]
    return compared if any(one.own != one.theirs for one in compared) else []  # else the grid says it all


@page
def withdraw(request: PersonRequest, submission_id: UUID) -> HttpResponse:
    """A page that says what withdrawing means; POST does it."""
    found = get_object_or_404(queries.submissions_of(request.user), pk=submission_id)
    if found.state in (State.EARNED, State.WITHDRAWN):
        return redirect("earner:submission", submission_id)
    if request.method == "POST":
        try:
            take_back(found, by=request.user)
        except Refused as no:
            messages.info(request, told(no))
        else:
            messages.success(request, gettext("It is withdrawn. You can start it again whenever you like."))
        return redirect("earner:submission", submission_id)
    return render(request, "earner/withdraw.html", frame(found))
