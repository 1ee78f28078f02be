"""The panel of an appeal: seats, voices, and what is recorded of any other look.

Locks: the submission first, then its attempt, then the look and its voices; `grant` adds the award and its status list.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.text import cleaned
from merited.base.words import _
from merited.people.models import Person
from merited.people.queries import may
from merited.people.rules.places import MAY_PUBLISH
from merited.review.actions.deciding import follow_up, granted
from merited.review.actions.seats import let_silent_go, let_tied_go
from merited.review.actions.writing import LONGEST_WORDS
from merited.review.models import Case, Look, LookCriterion, PanelVoice, Reading
from merited.review.queries.falls import not_met_since
from merited.review.queries.integrity import holding
from merited.review.queries.looks import members_for
from merited.review.queries.sheets import scope_to_score, sheet_of
from merited.review.queries.tied import tied_to
from merited.review.rules.looks import (
    SEATS,
    Kind,
    Outcome,
    PanelBar,
    State,
    Voice,
    adds,
    majority,
    met_after,
    must_have_reasons,
    outcome_of,
    panel_bars,
    seated,
)  # fmt: skip
from merited.submissions.models import Attempt, Submission
from merited.submissions.queries import met_of
from merited.submissions.rules.states import OPEN_STATES, AttemptState
from merited.submissions.rules.states import State as Stands
from merited.submissions.standings import meet_more

_WHY_LEFT = {PanelBar.CONFLICT: "interest", PanelBar.HANDLED: "handled"}  # as the log says it; else it is the office


def conclude(look: Look, *, by: Person | None) -> Outcome | None:
    """Record what a look came to, and grant the award if all is met by it. Inside a transaction, with the work locked.

    None: its panel has not spoken, or a question of integrity over the work is open; it follows when that is answered.
    """
    reading = _fresh(look)
    scope, sheet = scope_to_score(reading), sheet_of(reading)
    if look.kind == Kind.APPEAL and let_tied_go(_seats(look), [look.submission.person_id]):
        note("look.seats", look.id, by=None, sitting=seat_panel(look))  # somebody else is heard first
    voices = list(_seats(look))
    if look.kind == Kind.APPEAL:
        said = majority([one.voice for one in voices])
        if said is None:
            return None
        look.reasons = reasons_of(voices, said)
    if Case.objects.filter(holding(), submission=look.submission_id).exists():
        return None
    _record(look, adds(Kind(look.kind), scope, sheet, [one.voice for one in voices]), by)
    return Outcome(look.outcome)


def _record(look: Look, added: Mapping[str, str], by: Person | None) -> None:
    """A look has come to its end: what it adds is met, and what waited for that follows."""
    now, submission = clock.now(), look.submission
    fell = not_met_since(look.attempt)  # a finding that came meanwhile stays
    added = {key: level for key, level in added.items() if key not in fell}
    for one in LookCriterion.objects.filter(look=look).select_related("criterion"):
        one.level = added.get(one.criterion.key, "")
        one.marked_at = now if one.level and look.kind == Kind.APPEAL else None
        one.save()
    before, was_open = _levels(submission), submission.state in OPEN_STATES
    earned = meet_more(submission, look.attempt, added)
    if _levels(submission) != (met_after(before, added) if was_open else before):
        raise AssertionError("another look only ever adds")
    halt("look.standing-written")
    look.award = granted(submission) if earned else None
    look.state, look.outcome, look.decided_at = State.CLOSED, outcome_of(look.kind, added), now
    look.save()
    actor = by.id if by else None
    note("look.decided", look.id, by=actor, outcome=look.outcome, attempt=str(look.attempt_id), earned=earned)
    later = Attempt.objects.select_for_update().filter(
        submission=submission, number__gt=look.attempt.number, state=AttemptState.SENT
    )
    for sent in later if added and not earned else ():  # what its readers wait for may be settled by this
        sent.submission = submission
        follow_up(submission, sent, by=by, look=str(look.id))


def _levels(submission: Submission) -> dict[str, str]:
    return {key: one.level for key, one in met_of(submission).items()}


def _seats(look: Look) -> QuerySet[PanelVoice]:
    return look.voices.filter(left_at__isnull=True).order_by("person_id")


def seat_panel(look: Look) -> int:
    """Fill the free seats of a panel by the rule; whoever may not sit there any more gives up the seat. How many sit now.

    Inside a transaction, with the look locked.
    """
    let_tied_go(_seats(look), [look.submission.person_id])
    members = members_for(look)
    barred = {one.person for one in members if panel_bars(one)} | (
        set(look.voices.filter(left_at__isnull=True).values_list("person_id", flat=True))
        - {one.person for one in members}
    )
    silent = look.voices.filter(left_at__isnull=True, voice="")
    silent.filter(person__in=barred).update(left_at=clock.now())
    sitting = list(look.voices.filter(left_at__isnull=True).values_list("person_id", flat=True))
    new = seated(look.pk, members, sitting)
    PanelVoice.objects.bulk_create(PanelVoice(look=look, person_id=one) for one in new)
    return len([*sitting, *new])


@transaction.atomic
def fill_seats(look: Look, *, by: Person | None) -> int:
    """Look again for whoever may sit, such as when an office is filled: whoever answers for the program, or the worker each
    morning. Raises `Refused`.
    """
    look = locked_look(look)
    if by is not None and not may(by, MAY_PUBLISH, look.submission.version.microcredential.organization):
        raise Refused("not-yours", _("Only whoever answers for this program can do this."))
    seats = look.voices.filter(left_at__isnull=True).order_by("pk")
    before = list(seats)
    if by is None and look.state == State.PANEL:
        let_silent_go(seats, members_for(look), look.due, look.submission.version.microcredential.organization)
    sitting = seat_panel(look) if look.state == State.PANEL else SEATS
    if list(seats.all()) != before:
        note("look.seats", look.id, by=by.id if by else None, sitting=sitting)
    return sitting


def locked_look(look: Look) -> Look:
    """The look with its work and attempt, locked in the order of the house."""
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("person", "version__microcredential__organization__parent")
        .get(pk=look.submission_id)
    )
    attempt = Attempt.objects.select_for_update().get(pk=look.attempt_id)
    look = Look.objects.select_for_update().get(pk=look.pk)
    attempt.submission = look.submission = submission
    look.attempt = attempt
    return look


def speak(look: Look, voice: str, *, reasons: str, advice: str = "", by: Person) -> Outcome | None:
    """Say, in the panel, whether the fresh reading counts. The third voice decides. Raises `Refused`, DoesNotExist for others.

    Whoever has come to know the earner since gives up the seat first, so that it lasts.
    """
    _give_up_if_barred(look, by)
    read_look_anew(look.pk)
    return _speak(look, voice, reasons, advice, by)


@transaction.atomic
def _speak(look: Look, voice: str, reasons: str, advice: str, by: Person) -> Outcome | None:
    look = locked_look(look)
    seat = PanelVoice.objects.select_for_update().get(look=look, person=by, left_at__isnull=True)
    if seat.voice:
        raise Refused("spoken", _("You have spoken in this panel already. Thank you."))
    if look.state == State.READING:
        raise Refused("read-anew", _("A fresh reader reads this one first. It comes back to the panel then."))
    if look.state != State.PANEL or look.submission.state == Stands.WITHDRAWN:
        raise Refused("no-panel", _("This one is closed. There is nothing to do; thank you."))
    reading = _fresh(look)
    scope, sheet = scope_to_score(reading), sheet_of(reading)
    must_have_reasons(voice, found=adds(Kind.SECOND, scope, sheet), reasons=reasons, advice=advice)
    seat.voice, seat.reasons, seat.advice = voice, _kept(reasons), _kept(advice)
    seat.spoken_at = clock.now()
    seat.save()
    halt("look.voice-written")
    found = conclude(look, by=by)
    if found is None:
        note("look.voice", look.id, by=by.id)
    return found


def reasons_of(voices: list[PanelVoice], said: Voice) -> str:
    """The reasons of those whose voices decided, each with what to do next; in an order that tells nothing of who spoke when."""
    told = [one for one in voices if one.voice == said]
    texts = [" ".join(text for text in (one.reasons, one.advice) if text) for one in told]
    return "\n\n".join(sorted(dict.fromkeys(texts)))


@transaction.atomic
def read_look_anew(key: UUID) -> bool:
    """Set aside the fresh sheet of a look that is open where its reader is tied to the earner by now: somebody else reads it,
    and the panel speaks about that. Whether it was."""
    look = locked_look(Look.objects.get(pk=key))
    sheet = Reading.objects.select_for_update().filter(look=look, state="filed").first()
    tied = tied_to(look.submission.person_id, [sheet.reviewer_id]) if sheet else {}
    if sheet is None or not tied or look.state == State.CLOSED:
        return False
    sheet.state, sheet.set_aside_at, sheet.set_aside_because = "set_aside", clock.now(), tied[sheet.reviewer_id]
    sheet.save()
    look.voices.filter(left_at__isnull=True).update(voice="", reasons="", advice="", spoken_at=None)
    look.state = State.READING
    look.save()
    halt("aside.sheets-gone")
    note("reading.set_aside", sheet.id, by=None, attempt=str(look.attempt_id), reason=sheet.set_aside_because)
    return True


def _fresh(look: Look) -> Reading:
    reading = Reading.objects.get(look=look, state="filed")
    reading.attempt = look.attempt
    return reading


def _kept(words: str) -> str:
    words = cleaned(words)
    if len(words) > LONGEST_WORDS:
        raise Refused(
            "too-long",
            _("This is longer than we can keep here ({longest} characters). Nothing of it is lost on this page."),
            longest=LONGEST_WORDS,
        )
    return words


def _give_up_if_barred(look: Look, by: Person) -> None:
    with transaction.atomic():
        look = locked_look(look)
        mine = [one for one in members_for(look) if one.person == by.pk]
        if mine and not panel_bars(mine[0]):
            return
        seat = PanelVoice.objects.filter(look=look, person=by, left_at__isnull=True)
        if look.state != State.PANEL or not seat.filter(voice="").exists():
            return
        why = panel_bars(mine[0]) if mine else (PanelBar.NO_OFFICE,)
        reason = next((said for bar, said in _WHY_LEFT.items() if bar in why), "office")
        _leave(look, by)
        note("look.seat_left", look.id, by=by.id, reason=reason)
    if reason == "handled":
        raise Refused(
            "handled",
            _(
                "You had another part in this work, such as checking it or passing it back, so somebody else sits in this panel. Nothing is counted against you."
            ),
        )
    raise Refused(
        "interest", _("You cannot sit in this panel any more, so somebody else does. Nothing is counted against you.")
    )


def _leave(look: Look, by: Person) -> None:
    PanelVoice.objects.filter(look=look, person=by, voice="", left_at__isnull=True).update(left_at=clock.now())
    seat_panel(look)


@transaction.atomic
def leave_panel(look: Look, *, by: Person) -> None:
    """Give up one's seat, without a reason and before one has spoken; somebody else takes it. Raises `Refused`."""
    look = locked_look(look)
    seat = PanelVoice.objects.select_for_update().get(look=look, person=by, left_at__isnull=True)
    if seat.voice:
        raise Refused("spoken", _("You have spoken in this panel already. Thank you."))
    _leave(look, by)
    note("look.seat_left", look.id, by=by.id, reason="")


@transaction.atomic
def mind_wording(marked: LookCriterion, *, by: Person) -> None:
    """Whoever answers for a criterion has looked at its wording. Raises `Refused`."""
    marked = (
        LookCriterion.objects.select_for_update(of=("self",))
        .select_related("look__submission__version__microcredential__organization")
        .get(pk=marked.pk)
    )
    if not may(by, MAY_PUBLISH, marked.look.submission.version.microcredential.organization):
        raise Refused("not-yours", _("Only whoever answers for this program can do this."))
    if marked.minded_at is None:
        marked.minded_at, marked.minded_by = clock.now(), by
        marked.save()
        note("look.wording_minded", marked.look_id, by=by.id, criterion=str(marked.criterion_id))
