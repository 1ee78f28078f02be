"""Integrity: what waits for the lead, two pieces of work beside each other, a case and its steps, one's voice in a panel.

Whoever is not the lead, or does not sit in the panel, finds no page here, whatever office they hold. Never whose work it is.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from merited.base.errors import Refused
from merited.people.queries import offices_of
from merited.review.actions import hearing, noticing
from merited.review.queries import integrity as queries
from merited.review.queries.likeness import declared_pair, reused_in
from merited.review.queries.panels import free_in_case
from merited.review.rules.integrity import HEARS, Kind, Outcome, Step, Triage, outcomes
from merited.submissions.rules.states import AttemptState
from merited.web.access import PersonRequest, page, told
from merited.web.integrity import (
    EFFECTS,
    OUTCOMES,
    STEPS,
    bring,
    flagged_side,
    next_day,
    outcome_in_words,
    same_in,
    steps_of,
)
from merited.web.reviewer.due import working_days_to
from merited.web.reviewer.showing import places_of

if TYPE_CHECKING:
    from merited.people.models import Person
    from merited.review.models import Case, CaseVoice, Concern

LATEST = 50


@dataclass(frozen=True)
class Noticed:
    """A concern as the list tells it."""

    concern: "Concern"
    due: str

    @property
    def kind(self) -> str:
        """Where it comes from, in words that say nothing of what it means."""
        kinds = {
            Kind.FLAG: gettext("A reviewer asks you to look"),
            Kind.LIKENESS: gettext("Something stands in two people’s work"),
            Kind.OWN: gettext("Own work used again, not declared"),
        }
        likeness = self.concern.likeness
        if likeness and likeness.other.state == AttemptState.SAMPLE:
            return gettext("Something stands in a sample that readers learn from")
        return kinds[Kind(self.concern.kind)]


@dataclass(frozen=True)
class Listed:
    """A case as the list tells it: where it stands and what is due when."""

    case: "Case"
    seat: "CaseVoice | None" = None

    @property
    def state(self) -> str:
        """The present step, in words."""
        return gettext(STEPS[Step(self.case.state)])

    @property
    def is_open(self) -> bool:
        """Whether it has not come to its end."""
        return self.case.state != Step.CLOSED

    @property
    def day(self) -> date | None:
        """When the present step is due."""
        return next_day(self.case)

    @property
    def due(self) -> str:
        """How far that is."""
        return working_days_to(self.day, self.case.submission.version.microcredential.organization)

    @property
    def waits_for_me(self) -> bool:
        """Whether one's own voice is missing."""
        return self.case.state in HEARS and self.seat is not None and not self.seat.voice

    @property
    def outcome(self) -> str:
        """What it came to."""
        return outcome_in_words(self.case.final)


def _seat(case: "Case", person: "Person") -> "CaseVoice | None":
    return next((one for one in queries.seats_in(case) if one.person_id == person.pk), None)


def _has_sat(case: "Case", person: "Person") -> bool:
    """Whether somebody sits, or sat, in a panel of this case; who does not, and sees it, leads it."""
    return any(one.person_id == person.pk for one in case.voices.all() if one.left_at is None)


@page
def integrity(request: PersonRequest) -> HttpResponse:
    """What is due when: for the lead what was noticed and the cases, for a member of a panel the cases they hear."""
    leads = queries.leads_integrity(request.user)
    heard = [Listed(one, _seat(one, request.user)) for one in queries.cases_heard_by(request.user)[:LATEST]]
    if not leads and not heard:
        raise Http404
    context: dict[str, object] = {"area": "integrity", "leads": leads, "heard": heard}
    if leads:
        waiting = [_noticed(one) for one in queries.concerns_waiting(request.user)[: LATEST * 2]]
        cases = [Listed(one) for one in queries.cases_led_by(request.user)[:LATEST]]
        context |= {
            "waiting": [one for one in waiting if one.concern.kind != Kind.OWN],
            "own": [one for one in waiting if one.concern.kind == Kind.OWN],
            "open": [one for one in cases if one.is_open],
            "closed": [one for one in cases if not one.is_open],
        }
    return render(request, "district/integrity.html", context)


def _noticed(concern: "Concern") -> Noticed:
    return Noticed(
        concern, working_days_to(concern.due, concern.attempt.submission.version.microcredential.organization)
    )


@page
def concern(request: PersonRequest, key: UUID) -> HttpResponse:
    """What was noticed, side by side; POST sets it aside or opens a case. A refusal keeps what was typed."""
    found = get_object_or_404(queries.concerns_for(request.user), pk=key)
    refused: dict[str, object] = {}
    if request.method == "POST":
        try:
            return _triaged(request, found)
        except Refused as no:
            refused = {
                "refusal": told(no), "typed": request.POST.dict(), "chosen": request.POST.getlist("criteria"),
                "deed": request.POST.get("deed", ""),
            }  # fmt: skip
    return render(request, "district/concern.html", _concern(found) | refused)


def _triaged(request: PersonRequest, found: "Concern") -> HttpResponse:
    words = request.POST.get("words", "")
    if request.POST.get("deed") == "open":
        notice = request.POST.get("notice", "")
        case = noticing.open_case(found, request.POST.getlist("criteria"), words=notice, by=request.user)
        messages.success(request, gettext("The case is open, and its earner has the notice."), extra_tags="pine")
        return redirect("district:case", case.pk)
    noticing.set_concern_aside(found, words=words, by=request.user)
    messages.success(request, gettext("It is set aside. Its earner hears nothing of it."), extra_tags="pine")
    return redirect("district:integrity")


def _concern(found: "Concern") -> dict[str, object]:
    submission = found.attempt.submission
    hidden = bring(found)
    declared = False
    if found.likeness:
        _first, declared = declared_pair(submission, found.likeness.other.submission)
    return {
        "area": "integrity", "one": _noticed(found), "document": submission.version.document, "same": same_in(found, hidden),
        "flagged": flagged_side(found, hidden), "declared": declared, "reused": reused_in(submission),
        "is_own": found.kind == Kind.OWN, "waits": found.state == Triage.WAITING, "typed": {}, "chosen": _about(found),
    }  # fmt: skip


def _about(found: "Concern") -> list[str]:
    """The criteria that the place belongs to: what the form offers first."""
    place = found.prompt or (found.exhibit.artifact if found.exhibit else "")
    if found.likeness:
        place = next((str(pair["here"]) for pair in found.likeness.found), "")
    document = found.attempt.submission.version.document
    part = place.partition(".")[0]
    return [one.id for one in document.criteria if part in (one.artifact, one.part, one.id)]


@page
def case(request: PersonRequest, key: UUID) -> HttpResponse:
    """A case for the lead or a member of its panel; POST speaks, or gives up the seat. A refusal keeps what was typed."""
    shown = get_object_or_404(queries.cases_seen_by(request.user), pk=key)
    refused: dict[str, object] = {}
    if request.method == "POST":
        try:
            return _deed(request, shown)
        except Refused as no:
            if no.code == "interest":
                messages.info(request, told(no), extra_tags="ochre")
                return redirect("district:integrity")
            refused = {"refusal": told(no), "typed": request.POST.dict()}
    return render(request, "district/case.html", _laid_out(shown, request.user) | refused)


def _deed(request: PersonRequest, shown: "Case") -> HttpResponse:
    if not _has_sat(shown, request.user):
        full = hearing.fill_case_seats(shown, by=request.user)
        said = gettext("%(n)s of three sit in the panel.") % {"n": full}
        messages.info(request, said, extra_tags="pine")
        return redirect("district:case", shown.pk)
    if request.POST.get("deed") == "leave":
        hearing.leave_case(shown, by=request.user)
        messages.success(
            request, gettext("You have given up the seat. Nothing is counted against you."), extra_tags="pine"
        )
        return redirect("district:home" if offices_of(request.user) else "earner:work")
    reasons = request.POST.get("reasons", "")
    came = hearing.hear(shown, request.POST.get("outcome", ""), reasons=reasons, by=request.user)
    if came:
        said = gettext("The panel has decided, and the earner hears. Thank you.")
    else:
        said = gettext("Your voice is kept. It is decided when all three have spoken. Thank you.")
    messages.success(request, said, extra_tags="pine")
    return redirect("district:case", shown.pk)


def _laid_out(shown: "Case", person: "Person") -> dict[str, object]:
    shown.attempt.submission = shown.concern.attempt.submission = shown.submission
    shown.concern.attempt = shown.attempt
    document = shown.submission.version.document
    seats, seat = queries.seats_in(shown), _seat(shown, person)
    about = {one.criterion for one in shown.criteria.all()}
    places = []
    hidden = bring(shown.concern)
    leads, choices = not _has_sat(shown, person), tuple[Outcome, ...]()
    if shown.state in HEARS and seat is not None and not seat.voice:
        places = places_of(shown.attempt, document, None, hidden[shown.attempt.pk])
        choices = outcomes(has_badge=queries.badge_of(shown.submission) is not None)
    return {
        "area": "integrity", "one": Listed(shown, seat), "case": shown, "steps": steps_of(shown),
        "same": same_in(shown.concern, hidden), "flagged": flagged_side(shown.concern, hidden), "places": places,
        "about": [one for one in document.criteria if one.id in about],
        "voiced": len([one for one in seats if one.voice]), "free": free_in_case(shown) if leads and shown.state in HEARS else 0,
        "leads": leads, "outcome": outcome_in_words(shown.outcome), "final": outcome_in_words(shown.final),
        "choices": [(one.value, gettext(OUTCOMES[one]), gettext(EFFECTS[one])) for one in choices], "typed": {},
    }  # fmt: skip
