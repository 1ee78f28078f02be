"""Letters about another look: a question to its reviewer, the answer, what came of it, a seat in a panel. No name, no score."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext

from merited.people import letters
from merited.people.dates import weekday_of
from merited.people.queries import answering_for, district_of
from merited.people.rules.letters import Kind
from merited.people.rules.places import MAY_PUBLISH
from merited.review.actions.ending import end_looks
from merited.review.queries import (
    look_at,
    looks_of,
    looks_promised,
    may_still_ask,
    open_for_a_look,
    reader_of,
    waits_for_voice,
)
from merited.review.rules.looks import DAYS_TO_ASK, State, last_day_to_ask
from merited.submissions.queries import attempt_at
from merited.submissions.rules.states import State as Stands
from merited.worker.pieces import Piece, title_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from merited.base.models import LogEntry
    from merited.people.models import Letter, Person
    from merited.review.models import Look
    from merited.submissions.models import Attempt

NEAR = timedelta(days=3)  # before the last day on which another look can be asked for


def tell_the_reviewer(entry: "LogEntry") -> None:
    """A question has come: to whoever wrote the words."""
    look = look_at(entry.subject).first()
    if look and look.asked_of:
        letters.write(look.asked_of.reviewer, Kind.ASKED, look.pk, occasion=str(entry.id), zone=_zone(look))


def tell_the_earner(entry: "LogEntry") -> None:
    """It is answered, or decided."""
    look = look_at(entry.subject).first()
    if look:
        kind = Kind.ANSWERED if entry.deed == "look.answered" else Kind.LOOKED
        letters.write(look.submission.person, kind, look.pk, occasion=str(entry.id), zone=_zone(look))


def tell_the_panel(entry: "LogEntry") -> None:
    """The fresh reading is in: to whoever has a seat and has not spoken."""
    look = look_at(entry.subject).first()
    for person in waits_for_voice(look) if look else []:
        letters.write(person, Kind.PANEL, look.pk, occasion="seat", zone=_zone(look))  # type: ignore[union-attr, arg-type]


def remind(places: set["UUID"], today: "date", tomorrow: "date", zone: str) -> None:
    """Each working morning: what nobody can close any more ends; then whose days to ask end soon, and which looks were
    promised by tomorrow. Each once."""
    end_looks(places)
    for attempt in may_still_ask(places, *_decided_about(today, zone)):
        last = _last_day(attempt, zone)
        if today <= last <= today + NEAR:
            letters.write(attempt.submission.person, Kind.ASK_BY, attempt.pk, occasion=str(last), zone=zone)
    for look in looks_promised(places, tomorrow):
        for person in _who_can_help(look):
            letters.write(person, Kind.LOOK_DUE, look.pk, occasion=f"{look.state} {look.due}", zone=zone)


def _decided_about(today: "date", zone: str) -> tuple[datetime, datetime]:
    """When something was decided whose days to ask end about now."""
    since = datetime.combine(today - timedelta(days=DAYS_TO_ASK), time(), ZoneInfo(zone))
    return since, since + NEAR + timedelta(days=1)


def _last_day(attempt: "Attempt", zone: str) -> "date":
    if attempt.decided_at is None:
        raise AssertionError("decided attempts have their day")
    return last_day_to_ask(attempt.decided_at.astimezone(ZoneInfo(zone)).date())


def _who_can_help(look: "Look") -> "list[Person]":
    """The reader who holds it, the panel that has not spoken; where nobody reads it, those who answer for the program."""
    if look.state == State.PANEL:
        return waits_for_voice(look)
    reader = reader_of(look)
    answer = answering_for(look.submission.version.microcredential.organization, MAY_PUBLISH)
    return [reader] if reader else [one for one in answer if one.pk != look.submission.person_id]


def _zone(look: "Look") -> str:
    return district_of(look.submission.version.microcredential.organization).timezone or "UTC"


def asked(letter: "Letter") -> Piece | None:
    """To the reviewer."""
    look = look_at(letter.subject).first()
    if look is None or (look.state != State.ASKED and not letter.sent_at):
        return None
    facts = {"title": title_of(look.submission.version)}
    return Piece(
        gettext("A question to you: %(title)s") % facts,
        (
            gettext("Somebody whose work for “%(title)s” you read has a question about your words.") % facts,
            gettext("Neither of you learns the other’s name, and no score changes."),
        ),
        gettext("Read the question"),
        reverse("reviewer:question", args=[look.pk]),
    )


def answered(letter: "Letter") -> Piece | None:
    """To the earner, about a question."""
    look = look_at(letter.subject).first()
    if look is None:
        return None
    facts = {"title": title_of(look.submission.version)}
    return Piece(
        gettext("Your question is answered: %(title)s") % facts,
        (gettext("Your reviewer has answered your question about “%(title)s”.") % facts,),
        gettext("Read the answer"),
        _page_of(look),
    )


def looked(letter: "Letter") -> Piece | None:
    """To the earner, about a second review or an appeal."""
    look = look_at(letter.subject).first()
    if look is None:
        return None
    facts = {"title": title_of(look.submission.version)}
    if look.award_id:
        found = gettext("Every criterion is met. The badge is yours.")
    else:
        found = gettext("What is met stays met. The page says what was found, why, and what to do next.")
    return Piece(
        gettext("Looked at again: %(title)s") % facts,
        (gettext("Your work for “%(title)s” has been looked at with fresh eyes, and it is decided.") % facts, found),
        gettext("Read what was found"),
        _page_of(look),
    )


def panel(letter: "Letter") -> Piece | None:
    """To a member of a panel."""
    look = look_at(letter.subject).first()
    if look is None or (look.state != State.PANEL and not letter.sent_at):
        return None
    facts = {"title": title_of(look.submission.version), "day": weekday_of(look.due) if look.due else ""}
    return Piece(
        gettext("An appeal needs your voice: %(title)s") % facts,
        (
            gettext("You sit in the panel of an appeal about “%(title)s”. Three decide, with reasons in writing.")
            % facts,
            gettext("Its earner was told to expect an answer by %(day)s.") % facts,
        ),
        gettext("Open the appeal"),
        reverse("district:look", args=[look.pk]),
    )


def ask_by(letter: "Letter") -> Piece | None:
    """To the earner: once it was asked for, revised or over, it is no news."""
    attempt = attempt_at(letter.subject).first()
    if attempt is None or attempt.decided_at is None:
        return None
    last = _last_day(attempt, letter.zone)
    if not letter.sent_at and not _can_be_asked(attempt):
        return None
    facts = {"title": title_of(attempt.submission.version), "day": weekday_of(last)}
    return Piece(
        gettext("Until %(day)s: another look at %(title)s") % facts,
        (
            gettext(
                "If you would like fresh eyes on your work for “%(title)s”, or want to appeal, you can ask until %(day)s."
            )
            % facts,
            gettext("You need not. You can revise and send again at any time, and what is met stays met."),
        ),
        gettext("See what you can ask for"),
        reverse("earner:another_look", args=[attempt.submission_id]),
    )


def _can_be_asked(attempt: "Attempt") -> bool:
    work = attempt.submission
    waits = work.state == Stands.NOT_YET and not looks_of(work).exists()
    return waits and bool(open_for_a_look(work, attempt))


def look_due(letter: "Letter") -> Piece | None:
    """To its reader, to a member of its panel, or to those who answer for the program, by how it stands now."""
    look = look_at(letter.subject).first()
    if look is None or look.due is None or (look.state not in (State.READING, State.PANEL) and not letter.sent_at):
        return None
    facts = {"title": title_of(look.submission.version), "day": weekday_of(look.due)}
    promised = gettext("Its earner was told to expect an answer by %(day)s.") % facts
    subject = gettext("Promised soon: another look at %(title)s") % facts
    if look.state == State.PANEL:
        asks = gettext("The panel of an appeal about “%(title)s” still waits for your voice.") % facts
        return Piece(subject, (asks, promised), gettext("Open the appeal"), reverse("district:look", args=[look.pk]))
    reader = reader_of(look)
    if reader and reader.pk == letter.person_id:
        asks = gettext("You hold another look at work for “%(title)s”.") % facts
        return Piece(subject, (asks, promised), gettext("Open your desk"), reverse("reviewer:queue"))
    asks = gettext("Another look at work for “%(title)s” still waits for a reader.") % facts
    return Piece(subject, (asks, promised), gettext("See who could read it"), reverse("district:reviewers"))


def _page_of(look: "Look") -> str:
    return reverse("earner:another_look", args=[look.submission_id])
