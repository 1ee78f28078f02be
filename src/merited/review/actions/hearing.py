"""Hearing a case: the earner answers, a panel finds, an appeal goes to other persons, and what is found takes effect.

Locks: the submission first, then its attempt, then the case and its voices; a revocation adds the award and its status list.
"""

from datetime import date
from uuid import UUID

from django.db import transaction

from merited.awards.actions import revoke_by_finding
from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.text import count_words
from merited.base.words import _
from merited.people.models import Organization, Person
from merited.people.queries import district_of
from merited.review.actions.holding import move_claim
from merited.review.actions.noticing import kept
from merited.review.actions.seats import let_silent_go, let_tied_go
from merited.review.models import Case, CaseVoice
from merited.review.queries.integrity import badge_of, cases_led_by, days_from_now, earners_in, members_of, round_of
from merited.review.rules.integrity import (
    DAYS,
    HEARS,
    Outcome,
    Step,
    after_appeal,
    can_be_appealed,
    found_by,
    last_day_to_appeal,
    must_be_in_time,
    must_be_reasoned,
    must_step,
    outcomes,
    seated,
    waits_for_appeal,
)  # fmt: skip
from merited.review.rules.looks import PanelBar, panel_bars
from merited.submissions.falling import fall, hand_back
from merited.submissions.holds import lift
from merited.submissions.models import Attempt, Submission
from merited.submissions.rules.states import State


def _locked(key: UUID) -> Case:
    over = Case.objects.filter(pk=key).values_list("submission_id", flat=True)
    locked = Submission.objects.select_for_update(of=("self",)).select_related(
        "person", "version__microcredential__organization__parent"
    )
    submission = locked.get(pk=over.get())
    if over.get() != submission.pk:  # it went with the work that was begun anew, in this very moment
        submission = locked.get(pk=over.get())
    case = (
        Case.objects.select_for_update(of=("self",)).select_related("concern__likeness__other__submission").get(pk=key)
    )
    case.submission = submission
    return case


def _of_its_earner(case: Case, by: Person) -> Case:
    """One's own case, locked. DoesNotExist for a stranger."""
    case = _locked(case.pk)
    if case.submission.person_id != by.pk:
        raise Case.DoesNotExist
    return case


# The earner.


@transaction.atomic
def answer_case(case: Case, *, words: str, by: Person) -> None:
    """The earner answers, once; a panel is seated. Raises `Refused`, DoesNotExist for a stranger."""
    case = _of_its_earner(case, by)
    must_step(case.state, Step.PANEL)
    if not count_words(words):
        raise Refused("no-answer", _("Write your answer. Say how the work came about, in your own words."))
    case.answer, case.answered_at = kept(words), clock.now()
    _begin_hearing(case)
    note("case.answered", case.id, by=by.id)


@transaction.atomic
def extend_answer(case: Case, *, by: Person) -> None:
    """More time to answer, once and without a reason. Raises `Refused`, DoesNotExist for a stranger."""
    case = _of_its_earner(case, by)
    must_step(case.state, Step.PANEL)
    if case.extended_at:
        raise Refused("extended", _("You have taken more time once. Write what you can; the panel reads it."))
    case.extended_at = clock.now()
    case.answer_due = days_from_now(_place(case), DAYS.extension)
    case.save()
    note("case.extended", case.id, by=by.id)


@transaction.atomic
def hear_unanswered(case: Case) -> bool:
    """The day to answer has passed: the panel goes by what is there. For the worker. Whether it was so."""
    case = _locked(case.pk)
    if case.state != Step.ANSWER or _today(case) <= case.answer_due:
        return False
    _begin_hearing(case)
    note("case.unanswered", case.id, by=None)
    return True


def _begin_hearing(case: Case) -> None:
    case.state, case.heard_at = Step.PANEL, clock.now()
    case.panel_due = days_from_now(_place(case), DAYS.panel)
    case.save()
    halt("case.panel-begun")
    seat_case(case)


# The panel.


def seat_case(case: Case) -> int:
    """Fill the free seats of the present panel by the rule; whoever may not sit any more gives up the seat. How many sit.

    Inside a transaction, with the case locked.
    """
    present = case.voices.filter(left_at__isnull=True, round=round_of(case))
    let_tied_go(present, earners_in(case))
    members = members_of(case)
    barred = {one.person for one in members if panel_bars(one)}
    gone = barred | (set(present.values_list("person_id", flat=True)) - {one.person for one in members})
    present.filter(voice="", person__in=gone).update(left_at=clock.now())
    sitting = list(present.values_list("person_id", flat=True))
    new = seated(case.pk, round_of(case), members, sitting)
    CaseVoice.objects.bulk_create(CaseVoice(case=case, person_id=one, round=round_of(case)) for one in new)
    return len([*sitting, *new])


@transaction.atomic
def fill_case_seats(case: Case, *, by: Person | None) -> int:
    """Look again for whoever may sit, such as when an office is filled: an integrity lead who sees it, or the worker."""
    case = _locked(case.pk)
    if by is not None and not cases_led_by(by).filter(pk=case.pk).exists():
        raise Case.DoesNotExist
    if case.state not in HEARS:
        return 0
    seats = case.voices.filter(left_at__isnull=True, round=round_of(case)).order_by("pk")
    before = list(seats)
    if by is None:
        let_silent_go(seats, members_of(case), case.panel_due, _place(case))
    sitting = seat_case(case)
    if list(seats.all()) != before:
        note("case.seats", case.id, by=by.id if by else None, sitting=sitting)
    return sitting


def hear(case: Case, outcome: str, *, reasons: str, by: Person) -> Outcome | None:
    """Say, in the panel, what one finds, without knowing what the others say. The third voice decides. Raises `Refused`.

    DoesNotExist for others. Whoever has come to know the earner since gives up the seat first, so that it lasts.
    """
    _give_up_if_barred(case, by)
    return _hear(case, outcome, reasons, by)


@transaction.atomic
def _hear(case: Case, outcome: str, reasons: str, by: Person) -> Outcome | None:
    case = _locked(case.pk)
    seat = _seat(case, by)
    if case.state not in HEARS:
        raise Refused("no-panel", _("This one is closed. There is nothing to do; thank you."))
    must_be_reasoned(outcome, reasons, outcomes(has_badge=badge_of(case.submission) is not None))
    seat.voice, seat.reasons, seat.spoken_at = outcome, kept(reasons), clock.now()
    seat.save()
    halt("case.voice-written")
    seats = case.voices.filter(left_at__isnull=True, round=round_of(case)).order_by("person_id")
    if let_tied_go(seats, earners_in(case)):
        note("case.seats", case.id, by=None, sitting=seat_case(case))  # somebody else is heard first
    voices = list(seats.all())
    found = found_by([one.voice for one in voices])
    if found is None:
        note("case.voice", case.id, by=by.id)
        return None
    _decide(case, found, _reasons(voices, found), by)
    return Outcome(case.final or case.outcome)


def _seat(case: Case, by: Person) -> CaseVoice:
    seat = CaseVoice.objects.select_for_update().get(case=case, person=by, left_at__isnull=True)
    if seat.voice:
        raise Refused("spoken", _("You have spoken in this panel already. Thank you."))
    return seat


def _reasons(voices: list[CaseVoice], found: Outcome) -> str:
    """The reasons of those who said what was found, in an order that tells nothing of who spoke when."""
    return "\n\n".join(sorted({one.reasons for one in voices if one.voice == found}))


def _decide(case: Case, found: Outcome, reasons: str, by: Person) -> None:
    now = clock.now()
    if case.state == Step.APPEAL:
        case.appeal_reasons, case.final = reasons, after_appeal(case.outcome, found)
        note("case.decided", case.id, by=by.id, outcome=str(case.final), appeal=True)
        _take_effect(case)
        return
    case.outcome, case.reasons, case.found_at = found, reasons, now
    note("case.decided", case.id, by=by.id, outcome=found.value, appeal=False)
    if not can_be_appealed(found):
        case.final = found
        _take_effect(case)
        return
    must_step(case.state, Step.FOUND)
    case.state, case.appeal_until = Step.FOUND, last_day_to_appeal(_today(case))
    case.save()
    halt("case.found")
    if not waits_for_appeal(found):
        _apply(case, found)


def _give_up_if_barred(case: Case, by: Person) -> None:
    with transaction.atomic():
        case = _locked(case.pk)
        mine = [one for one in members_of(case) if one.person == by.pk]
        if mine and not panel_bars(mine[0]):
            return
        seat = case.voices.filter(person=by, left_at__isnull=True, voice="", round=round_of(case))
        if case.state not in HEARS or not seat.exists():
            return
        knows = bool(mine) and PanelBar.CONFLICT in panel_bars(mine[0])
        _leave(case, by)
        note("case.seat_left", case.id, by=by.id, reason="interest" if knows else "office")
    raise Refused(
        "interest", _("You cannot sit in this panel any more, so somebody else does. Nothing is counted against you.")
    )


def _leave(case: Case, by: Person) -> None:
    CaseVoice.objects.filter(case=case, person=by, voice="", left_at__isnull=True).update(left_at=clock.now())
    seat_case(case)


@transaction.atomic
def leave_case(case: Case, *, by: Person) -> None:
    """Give up one's seat, without a reason and before one has spoken; somebody else takes it. Raises `Refused`."""
    case = _locked(case.pk)
    _seat(case, by)
    _leave(case, by)
    note("case.seat_left", case.id, by=by.id, reason="")


# The end, and the appeal.


@transaction.atomic
def appeal_case(case: Case, *, words: str, by: Person) -> None:
    """The earner asks other persons, within the days to appeal. Until they have spoken nothing is taken away. Raises `Refused`."""
    case = _of_its_earner(case, by)
    must_step(case.state, Step.APPEAL)
    must_be_in_time(_today(case), case.appeal_until)
    if not count_words(words):
        raise Refused(
            "no-words", _("Say in a few sentences what the panel should look at again. Other persons read it.")
        )
    case.appeal, case.appealed_at, case.state = kept(words), clock.now(), Step.APPEAL
    case.panel_due = days_from_now(_place(case), DAYS.panel)
    case.save()
    halt("case.appealed")
    seat_case(case)
    note("case.appealed", case.id, by=by.id)


@transaction.atomic
def accept_finding(case: Case, *, by: Person) -> None:
    """The earner leaves it at what was found, so that it takes effect now and the work can go on. Raises `Refused`."""
    case = _of_its_earner(case, by)
    if case.state != Step.FOUND:
        raise Refused(
            "case-moved-on", _("This case has moved on since. The page shows where it stands; nothing is lost.")
        )
    case.final = case.outcome
    _take_effect(case)
    note("case.accepted", case.id, by=by.id)


@transaction.atomic
def end_unappealed(case: Case) -> bool:
    """The days to appeal are over. For the worker. Whether it was so."""
    case = _locked(case.pk)
    if case.state != Step.FOUND or case.appeal_until is None or _today(case) <= case.appeal_until:
        return False
    case.final = case.outcome
    _take_effect(case)
    note("case.ended", case.id, by=None)
    return True


def _take_effect(case: Case) -> None:
    """Close a case with what it came to."""
    done = case.outcome == Outcome.TEACH and case.found_at is not None  # was handed back when it was found
    must_step(case.state, Step.CLOSED)
    case.state, case.closed_at = Step.CLOSED, clock.now()
    case.save()
    halt("case.closed")
    if not done:
        _apply(case, Outcome(case.final))


def _apply(case: Case, outcome: Outcome) -> None:
    """Do what an outcome does. This alone lets anything fall that was met."""
    submission = case.submission
    if outcome is Outcome.NO_CASE:
        _go_on(case)
    elif outcome is Outcome.TEACH:
        hand_back(submission)
    elif outcome is Outcome.NOT_MET:
        hand_back(submission)
        _let_fall(case)
    else:
        _go_on(case)
        _revoke(case)


def _go_on(case: Case) -> None:
    """The clock goes on where it stood; its reader keeps the reading."""
    sent = Attempt.objects.select_for_update().filter(pk=case.hold.attempt_id).first() if case.hold else None
    if sent is None or case.hold is None or case.hold.ended_at or case.submission.state != State.ON_HOLD:
        return
    sent.submission = case.submission
    days = lift(case.submission, sent, [case.hold.pk])
    if days:
        move_claim(sent, days)


def _let_fall(case: Case) -> None:
    rows = {one.criterion: one for one in case.criteria.all()}
    stood = fall(case.submission, set(rows))
    for one in stood:
        row = rows[one.criterion]
        row.level, row.met_by_id, row.met_at = one.level, one.attempt_id, one.met_at
        row.save()
    if stood:
        _revoke(case)


def _revoke(case: Case) -> None:
    award = badge_of(case.submission)
    if award is not None:
        case.award = revoke_by_finding(award)
        case.save()


def _place(case: Case) -> Organization:
    return case.submission.version.microcredential.organization


def _today(case: Case) -> date:
    return clock.today(district_of(_place(case)).timezone or "UTC")
