"""Integrity in the background: what was sent is compared, days that have passed are minded, letters go out. No name, no passage, in any."""

import logging
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import DatabaseError
from django.urls import reverse
from django.utils.translation import gettext

from merited.base.telling import tell_next
from merited.people import letters
from merited.people.dates import weekday_of
from merited.people.queries import district_of
from merited.people.rules.letters import Kind
from merited.review.actions.hearing import end_unappealed, fill_case_seats, hear_unanswered
from merited.review.actions.likeness import compare, mark_samples
from merited.review.actions.noticing import follow, hold_what_was_sent
from merited.review.actions.panels import fill_seats
from merited.review.queries.followed import cases_left_behind
from merited.review.queries.integrity import (
    answers_due,
    case_at,
    concern_at,
    concerns_due,
    leads_for,
    sent_under_a_case,
    steps_over,
    waits_for_voices,
)
from merited.review.queries.leads import waiting_without_a_lead
from merited.review.queries.likeness import to_compare
from merited.review.queries.panels import appeals_in_hearing, cases_in_hearing
from merited.review.rules.integrity import Kind as Concern
from merited.review.rules.integrity import Step, Triage
from merited.worker import leads
from merited.worker.pieces import Piece, title_of

if TYPE_CHECKING:
    from merited.base.models import LogEntry
    from merited.people.models import Letter
    from merited.review.models import Case
    from merited.submissions.models import Attempt

log = logging.getLogger(__name__)

LOG = "likeness"
SENT = ("submission.sent", "submission.mended")
SAMPLES = 5  # in one turn


def compare_some() -> bool:
    """Compare what was sent and is not compared yet, by the log. Whether there was any."""
    # One in a transaction: comparing reads files, and holds the work meanwhile.
    return tell_next(LOG, _compare, until=lambda entry: entry.deed in SENT) > 0


def keep_samples_marked() -> bool:
    """Let samples that people learn from leave their marks. Whether any did."""
    return mark_samples(SAMPLES) > 0


def _compare(entry: "LogEntry") -> None:
    if entry.deed in SENT:
        attempt = to_compare(entry.subject, int(entry.facts["attempt"]))
        if attempt:
            _carefully(attempt)


def _carefully(attempt: "Attempt") -> None:
    """A file that cannot be read keeps no other work from being compared; `merited likeness check` tries it again."""
    try:
        compare(attempt)
    except DatabaseError:
        raise
    except Exception:
        log.exception("An attempt could not be compared: %s", attempt.pk)


def keep_holding() -> bool:
    """Work over which a case is open and that was sent again is on hold too, also where it was taken back and begun anew.
    Whether any was."""
    followed = [follow(one) for one in cases_left_behind().select_related("attempt")]
    held = [hold_what_was_sent(one) for one in sent_under_a_case()]
    return any(followed) or any(held)


def mind_the_days(places: set[UUID], today: date, soon: date, zone: str) -> None:
    """Each working morning: what nobody answered is heard, what nobody appealed takes effect, seats of panels are filled, and
    whoever has little time left is reminded.
    """
    for case in list(steps_over(places, today)):
        hear_unanswered(case) or end_unappealed(case)
    for case in cases_in_hearing(places):
        fill_case_seats(case, by=None)
        for person in waits_for_voices(case) if case.panel_due and case.panel_due <= soon else ():
            letters.write(person, Kind.CASE_PANEL, case.pk, occasion=str(case.panel_due), zone=zone)
    for look in appeals_in_hearing(places):
        fill_seats(look, by=None)
    for case in answers_due(places, today, soon):
        letters.write(case.submission.person, Kind.CASE_DUE, case.pk, occasion=str(case.answer_due), zone=zone)
    for concern in waiting_without_a_lead(places):
        leads.ask_for_another(concern)
    for concern in concerns_due(places, soon):
        for lead in leads_for(concern):
            letters.write(lead, Kind.CONCERN, concern.pk, occasion=str(concern.due), zone=zone)


# Letters.


def tell_the_lead(entry: "LogEntry") -> None:
    """Something was noticed: to whoever may look at it. Own work used again is no news."""
    concern = concern_at(entry.subject).first()
    if concern and concern.kind != Concern.OWN:
        zone = district_of(concern.attempt.submission.version.microcredential.organization).timezone or "UTC"
        found = leads_for(concern)
        for lead in found:
            letters.write(lead, Kind.CONCERN, concern.pk, occasion="noticed", zone=zone)
        if not found:
            leads.ask_for_another(concern)


def tell_the_earner(entry: "LogEntry") -> None:
    """There is a notice, or an outcome."""
    case = case_at(entry.subject).first()
    if case:
        kind = Kind.CASE_NOTICE if entry.deed == "case.opened" else Kind.CASE_OUTCOME
        letters.write(case.submission.person, kind, case.pk, occasion=str(entry.id), zone=_zone(case))


def tell_the_panel(entry: "LogEntry") -> None:
    """A case is to be heard: to whoever has a seat and has not spoken."""
    case = case_at(entry.subject).first()
    for person in waits_for_voices(case) if case else []:
        letters.write(person, Kind.CASE_PANEL, case.pk, occasion="seat", zone=_zone(case))  # type: ignore[union-attr, arg-type]


TOLD = {
    "concern.raised": tell_the_lead,
    "case.opened": tell_the_earner,
    "case.decided": tell_the_earner,
    "case.answered": tell_the_panel,
    "case.unanswered": tell_the_panel,
    "case.appealed": tell_the_panel,
    "case.seats": tell_the_panel,
    "case.seat_left": tell_the_panel,
}


def _zone(case: "Case") -> str:
    return district_of(case.submission.version.microcredential.organization).timezone or "UTC"


def concern(letter: "Letter") -> Piece | None:
    """To the integrity lead."""
    found = concern_at(letter.subject).first()
    if found is None or found.due is None or (found.state != Triage.WAITING and not letter.sent_at):
        return None
    facts = {"title": title_of(found.attempt.submission.version), "day": weekday_of(found.due)}
    return Piece(
        gettext("Something to look at: %(title)s") % facts,
        (
            gettext("Something was noticed in work for “%(title)s”. It waits for you to look at it by %(day)s.")
            % facts,
            gettext("It says what is the same or what was seen, and not what it means."),
        ),
        gettext("Look at it"),
        reverse("district:concern", args=[found.pk]),
    )


def notice(letter: "Letter") -> Piece | None:
    """To the earner: the written notice."""
    case = case_at(letter.subject).first()
    if case is None or (case.state != Step.ANSWER and not letter.sent_at):
        return None
    facts = {"title": title_of(case.submission.version), "day": weekday_of(case.answer_due)}
    return Piece(
        gettext("A question about your work: %(title)s") % facts,
        (
            gettext("Somebody noticed something in your work for “%(title)s” and asks you how it came about.") % facts,
            gettext("Nothing is decided, and nobody outside hears of it. Please answer by %(day)s.") % facts,
        ),
        gettext("Read the notice and answer"),
        _page_of(case),
    )


def due(letter: "Letter") -> Piece | None:
    """To the earner: the day is near."""
    case = case_at(letter.subject).first()
    if case is None or (case.state != Step.ANSWER and not letter.sent_at):
        return None
    facts = {"title": title_of(case.submission.version), "day": weekday_of(case.answer_due)}
    return Piece(
        gettext("Your answer is due soon: %(title)s") % facts,
        (
            gettext("Your answer about your work for “%(title)s” is due by %(day)s.") % facts,
            gettext(
                "You can take more time once, without a reason. If no answer comes, three people go by what is there."
            ),
        ),
        gettext("Answer, or take more time"),
        _page_of(case),
    )


def outcome(letter: "Letter") -> Piece | None:
    """To the earner: there is an outcome. The letter does not say which."""
    case = case_at(letter.subject).first()
    if case is None or not case.outcome:
        return None
    facts = {"title": title_of(case.submission.version)}
    return Piece(
        gettext("There is an outcome: %(title)s") % facts,
        (
            gettext(
                "The question about your work for “%(title)s” has been heard. The page says what was found and why."
            )
            % facts,
            gettext("It also says until when you can appeal, and what happens now."),
        ),
        gettext("Read the outcome"),
        _page_of(case),
    )


def panel(letter: "Letter") -> Piece | None:
    """To a member of the panel."""
    case = case_at(letter.subject).first()
    if case is None or case.panel_due is None or (case.state not in (Step.PANEL, Step.APPEAL) and not letter.sent_at):
        return None
    facts = {"title": title_of(case.submission.version), "day": weekday_of(case.panel_due)}
    return Piece(
        gettext("A case needs your voice: %(title)s") % facts,
        (
            gettext("You sit in a panel of integrity over work for “%(title)s”. Each of three says what they find.")
            % facts,
            gettext("Please do so by %(day)s. If you may know whose work it is, give up the seat; nobody asks why.")
            % facts,
        ),
        gettext("Open the case"),
        reverse("district:case", args=[case.pk]),
    )


def _page_of(case: "Case") -> str:
    return reverse("earner:integrity", args=[case.submission_id])
