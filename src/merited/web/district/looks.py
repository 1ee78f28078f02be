"""Appeals for their panel: what one sits in, one appeal with the work beside both readings, one's voice; and what wording to mend."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from merited.base import clock
from merited.base.errors import Refused
from merited.catalog.document import Criterion
from merited.people.queries import district_of, offices_of
from merited.people.rules.places import MAY_PUBLISH, MAY_SIT
from merited.review import actions, queries
from merited.review.queries.panels import free_in_looks
from merited.review.rules.looks import SEATS, Ground, Kind, Outcome, State, Voice
from merited.review.withheld import withheld_in
from merited.web.access import PersonRequest, page, told
from merited.web.reviewer.due import working_days_to
from merited.web.reviewer.showing import Place, bring_work, places_of

if TYPE_CHECKING:
    from merited.people.models import Person
    from merited.review.models import Look, PanelVoice
    from merited.review.rules.outcome import Judged

GROUNDS: dict[Ground, str] = {
    Ground.PROCEDURE: _("The procedure was not followed"),
    Ground.EVIDENCE: _("Something in the work was overlooked"),
    Ground.CONFLICT: _("A conflict of interest"),
    Ground.BIAS: _("Bias"),
}
OUTCOMES: dict[Outcome, str] = {
    Outcome.OVERTURNED: _("Overturned: it is met"),
    Outcome.UPHELD: _("Upheld: it stays open"),
    Outcome.OVER: _("Ended before anybody could answer"),
}


KINDS: dict[Kind, str] = {Kind.SECOND: _("Second review"), Kind.APPEAL: _("Appeal")}


@dataclass(frozen=True)
class Going:
    """A second review or an appeal under way, as whoever answers for the place reads it. Never whose work it is."""

    look: "Look"
    kind: str
    stands: str
    is_late: bool


@dataclass(frozen=True)
class Sat:
    """An appeal as the list tells it. Never whose work it is, nor who read it."""

    look: "Look"
    ground: str
    about: tuple[str, ...]
    due: str
    voice: "PanelVoice | None"
    spoken: int  # of three

    @property
    def is_open(self) -> bool:
        """Whether the panel has not decided."""
        return self.look.state == State.PANEL

    @property
    def outcome(self) -> str:
        """How it ended, in words."""
        return gettext(OUTCOMES[Outcome(self.look.outcome)]) if self.look.outcome else ""


@dataclass(frozen=True)
class Compared:
    """One criterion in an appeal: what was recorded, what the fresh reader found."""

    criterion: Criterion
    before: "Judged | None"
    fresh: "Judged | None"

    def _label(self, judged: "Judged | None") -> tuple[str, bool]:
        level = self.criterion.level(judged.level) if judged else None
        return (level.label, level.meets) if level else ("", False)

    @property
    def then(self) -> tuple[str, bool]:
        """The level that was recorded, and whether it meets."""
        return self._label(self.before)

    @property
    def now(self) -> tuple[str, bool]:
        """The level that the fresh reader found, and whether it meets."""
        return self._label(self.fresh)

    @property
    def asks(self) -> str:
        """What the level that meets asks."""
        return next(one.text for one in self.criterion.descriptors if one.level == self.criterion.meeting)


def _sat(look: "Look", person: "Person") -> Sat:
    seats = [one for one in look.voices.all() if one.left_at is None]
    return Sat(
        look,
        gettext(GROUNDS[Ground(look.ground)]),
        tuple(one.criterion.key for one in look.criteria.all()),
        working_days_to(look.due, look.submission.version.microcredential.organization),
        next((one for one in seats if one.person_id == person.pk), None),
        len([one for one in seats if one.voice]),
    )


@page
def looks(request: PersonRequest) -> HttpResponse:
    """The panels one sits in; where seats are free; which criteria an appeal has put in question."""
    offices = offices_of(request.user)
    if not offices & MAY_SIT:
        raise Http404
    if request.method == "POST":
        return _minded(request)
    mine = [_sat(one, request.user) for one in queries.panels_of(request.user)[:50]]
    context: dict[str, object] = {
        "area": "district",
        "open": [one for one in mine if one.is_open],
        "closed": [one for one in mine if not one.is_open],
        "answers": bool(offices & MAY_PUBLISH),
    }
    if offices & MAY_PUBLISH:
        going = list(queries.looks_overseen_by(request.user))
        free = free_in_looks([one for one in going if one.state == State.PANEL])
        context |= {
            "short": [(one, free[one.pk]) for one in going if free.get(one.pk)],
            "going": [_going(one) for one in going],
            "wording": queries.wording_to_mind(request.user)[:50],
        }
    return render(request, "district/looks.html", context)


def _going(look: "Look") -> Going:
    zone = district_of(look.submission.version.microcredential.organization).timezone or "UTC"
    if look.state == State.PANEL:
        stands = gettext("A panel of three decides")
    else:
        is_taken = getattr(look, "is_taken", False)
        stands = gettext("Somebody is reading it") if is_taken else gettext("Nobody has taken it yet")
    return Going(
        look, gettext(KINDS[Kind(look.kind)]), stands, is_late=look.due is not None and look.due < clock.today(zone)
    )


def _minded(request: PersonRequest) -> HttpResponse:
    """Whoever answers for a program has looked at a wording, or for somebody to sit in a panel."""
    deed, _slash, key = request.POST.get("deed", "").partition("/")
    try:
        if deed == "minded":
            actions.mind_wording(
                get_object_or_404(queries.wording_to_mind(request.user), pk=_key(key)), by=request.user
            )
            messages.success(request, gettext("Noted: its wording has been looked at."), extra_tags="pine")
        elif deed == "seats":
            look = get_object_or_404(queries.seats_missing(request.user), pk=_key(key))
            full = actions.fill_seats(look, by=request.user) == SEATS
            said = gettext("The panel is complete.") if full else gettext("Nobody else may sit in it yet.")
            messages.info(request, said, extra_tags="pine" if full else "ochre")
    except Refused as no:
        messages.info(request, told(no), extra_tags="ochre")
    return redirect("district:looks")


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as odd:
        raise Http404 from odd


@page
def look(request: PersonRequest, key: UUID) -> HttpResponse:
    """One appeal, for a member of its panel; POST speaks or gives up the seat. A refusal keeps what was typed."""
    found = get_object_or_404(queries.panels_of(request.user), pk=key)
    refused: dict[str, object] = {}
    if request.method == "POST":
        try:
            return _spoken(request, found)
        except Refused as no:
            if no.code == "interest":
                messages.info(request, told(no), extra_tags="ochre")
                return redirect("district:looks")
            refused = {"refusal": told(no), "typed": request.POST.dict()}
    return render(request, "district/look.html", {"area": "district"} | _laid_out(found, request.user) | refused)


def _spoken(request: PersonRequest, found: "Look") -> HttpResponse:
    if request.POST.get("deed") == "leave":
        actions.leave_panel(found, by=request.user)
        messages.success(
            request, gettext("You have given up the seat. Nothing is counted against you."), extra_tags="pine"
        )
        return redirect("district:looks")
    facts = {name: request.POST.get(name, "") for name in ("reasons", "advice")}
    came = actions.speak(found, request.POST.get("voice", ""), **facts, by=request.user)
    if came:
        said = gettext("The panel has decided, and the earner hears. Thank you.")
    else:
        said = gettext("Your voice is kept. It is decided when all three have spoken. Thank you.")
    messages.success(request, said, extra_tags="pine")
    return redirect("district:look", found.pk)


def _laid_out(found: "Look", person: "Person") -> dict[str, object]:
    attempt, sat = found.attempt, _sat(found, person)
    attempt.submission = found.submission
    document, keys = found.submission.version.document, set(sat.about)
    recorded, fresh = queries.sheets_beside(found)
    compared = [Compared(one, recorded.get(one.id), fresh.get(one.id)) for one in document.criteria if one.id in keys]
    places: list[Place] = []
    if sat.is_open:
        bring_work(attempt)
        places = places_of(attempt, document, None, withheld_in(attempt, queries.flags_on(attempt)))
    choices = [
        (Voice.OVERTURN.value, gettext("The fresh reading counts: it is met.")),
        (Voice.UPHOLD.value, gettext("It stays as it was: open.")),
    ]
    return {
        "one": sat, "compared": compared, "places": places, "choices": choices, "typed": {},
        "nothing_found": not any(one.now[1] for one in compared),
    }  # fmt: skip
