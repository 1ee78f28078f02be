"""Ask for another look: a question to the reviewer, a second review, an appeal; and what came of each. No reviewer's name."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods

from merited.base import clock
from merited.base.errors import Refused
from merited.people.queries import district_of, hear_by
from merited.review import actions
from merited.review.queries import fresh_sheet, latest_decided, looks_of, open_for_a_look
from merited.review.queries.integrity import case_holding
from merited.review.rules.feedback import Words, parts_of
from merited.review.rules.looks import Ground, Kind, Outcome, State, last_day_to_ask
from merited.submissions import queries
from merited.submissions.rules.states import OPEN_STATES
from merited.web.access import PersonRequest, page, told
from merited.web.earner.draft import frame
from merited.web.earner.words import attempt_in_words
from merited.web.localized import spoken

if TYPE_CHECKING:
    from datetime import date

    from merited.catalog.document import Criterion
    from merited.review.models import Look
    from merited.submissions.models import Attempt, Submission

KINDS: dict[Kind, str] = {
    Kind.QUESTION: _("Your question to the reviewer"),
    Kind.SECOND: _("Second review"),
    Kind.APPEAL: _("Appeal"),
}
GROUNDS: dict[Ground, str] = {
    Ground.PROCEDURE: _("The procedure was not followed"),
    Ground.EVIDENCE: _("Something in my work was overlooked"),
    Ground.CONFLICT: _("The reviewer had a conflict of interest"),
    Ground.BIAS: _("It was judged with bias"),
    Ground.DISAGREE: _("I see it otherwise"),
}
STANDS: dict[str, tuple[str, str]] = {  # kind of state, words
    State.ASKED: ("waiting", _("Waits for an answer")),
    State.READING: ("waiting", _("A fresh reviewer reads it")),
    State.PANEL: ("waiting", _("A panel of three decides")),
    Outcome.ANSWERED: ("met", _("Answered")),
    Outcome.MORE_MET: ("met", _("More is met")),
    Outcome.UNCHANGED: ("not-yet", _("As it was")),
    Outcome.OVERTURNED: ("met", _("Confirmed: it is met")),
    Outcome.UPHELD: ("not-yet", _("Upheld: it stays open")),
    Outcome.OVER: ("draft", _("Ended before anybody could answer")),
}


@dataclass(frozen=True, slots=True)
class About:
    """A criterion that was looked at again: whether it is met now, and the fresh reviewer's words."""

    criterion: "Criterion"
    level: str  # the name of the level that meets; empty: it is open
    words: Words


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was asked for, as its earner reads it."""

    look: "Look"
    title: str
    kind: str
    stands: str
    ground: str
    about: tuple[About, ...]

    @property
    def is_question(self) -> bool:
        """Whether somebody answers it, and nobody decides."""
        return self.look.kind == Kind.QUESTION

    @property
    def is_closed(self) -> bool:
        """Whether it has come to an end."""
        return self.look.state == State.CLOSED


def told_of(look: "Look", criteria: Collection["Criterion"]) -> Told:
    """What was asked, where it stands, and, once it is closed, the words."""
    kind, words = STANDS[look.outcome or look.state]
    closed = look.state == State.CLOSED and look.kind != Kind.QUESTION
    sheet = fresh_sheet(look) if closed else {}
    levels = {one.criterion.key: one.level for one in look.criteria.all()}
    about = tuple(
        About(
            one,
            one.level(levels[one.id]).label if levels[one.id] else "",
            parts_of(sheet[one.id].words if one.id in sheet else ""),
        )
        for one in criteria
        if one.id in levels
    )
    ground = gettext(GROUNDS[Ground(look.ground)]) if look.ground else ""
    return Told(look, gettext(KINDS[Kind(look.kind)]), kind, gettext(words), ground, about)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def another_look(request: PersonRequest, submission_id: UUID) -> HttpResponse:
    """The choice, and what was asked already. A refusal keeps what was typed."""
    submission = get_object_or_404(queries.submissions_of(request.user), pk=submission_id)
    attempt, looks = latest_decided(submission), list(looks_of(submission))
    if attempt is None or (submission.state not in OPEN_STATES and not looks):
        return redirect("earner:submission", submission_id)
    refused: dict[str, object] = {}
    if request.method == "POST":
        try:
            _asked(request, submission)
        except Refused as no:
            refused = {"refusal": told(no), "code": no.code, "deed": request.POST.get("deed", "")}
            refused["typed"] = request.POST.dict() | {"criteria": request.POST.getlist("criteria")}
        else:
            messages.success(request, _thanks(request.POST.get("deed", "")), extra_tags="pine")
            return redirect("earner:another_look", submission_id)
    attempt.submission = submission
    context = frame(submission) | _choice(submission, attempt, looks) | refused
    return render(request, "earner/another_look.html", context)


def _asked(request: PersonRequest, submission: "Submission") -> None:
    """Do what the form asks for. Raises `Refused`."""
    deed, posted = request.POST.get("deed", ""), request.POST
    words = posted.get("words", "")
    if deed == Kind.QUESTION:
        actions.ask_question(submission, posted.get("criterion", ""), words=words, by=request.user)
    elif deed == Kind.SECOND:
        actions.ask_second(submission, by=request.user)
    elif deed == Kind.APPEAL:
        actions.ask_appeal(
            submission, set(posted.getlist("criteria")), posted.get("ground", ""), words=words,
            place=posted.get("place", ""), by=request.user,
        )  # fmt: skip


def _thanks(deed: str) -> str:
    words = {
        Kind.QUESTION: gettext("Your question is on its way, without your name."),
        Kind.SECOND: gettext("A fresh reviewer will look at what is open. You may go on meanwhile."),
        Kind.APPEAL: gettext("Your appeal is on its way to fresh readers. You may go on meanwhile."),
    }
    return words.get(Kind(deed), "") if deed in set(Kind) else gettext("Choose one of the three.")


def _choice(submission: "Submission", attempt: "Attempt", looks: Collection["Look"]) -> dict[str, object]:
    place = submission.version.microcredential.organization
    zone, document = district_of(place).timezone or "UTC", spoken(submission.version)
    today = clock.today(zone)
    mine = [one for one in looks if one.attempt_id == attempt.pk]
    keys = {one.id for one in open_for_a_look(submission, attempt)} if submission.state in OPEN_STATES else set()
    opens = [one for one in document.criteria if one.id in keys]
    asked = {each.criterion.key for one in mine if one.kind == Kind.QUESTION for each in one.criteria.all()}
    last = _last_day(attempt, zone)
    going = any(one.state != State.CLOSED and one.kind != Kind.QUESTION for one in mine)
    may_ask = bool(opens) and not going and today <= last
    return {
        "attempt": attempt,
        "attempt_words": attempt_in_words(attempt.number),
        "looks": [told_of(one, document.criteria) for one in reversed(list(looks))],
        "opens": opens,
        "to_ask": [one for one in opens if one.id not in asked],
        "may_second": may_ask and not any(one.kind == Kind.SECOND for one in mine),
        "may_appeal": may_ask and not any(one.kind == Kind.APPEAL for one in mine),
        "going": going,
        "held": going and case_holding(submission.pk) is not None,
        "is_over": today > last,
        "last_day": last,
        "hear_by": hear_by(place, today),
        "today": today,
        "grounds": [(one.value, gettext(words)) for one, words in GROUNDS.items()],
        "typed": {},
    }


def _last_day(attempt: "Attempt", zone: str) -> "date":
    if attempt.decided_at is None:
        raise AssertionError("decided attempts have their day")
    return last_day_to_ask(attempt.decided_at.astimezone(ZoneInfo(zone)).date())
