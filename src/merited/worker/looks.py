"""Letters about another look: a question to its reviewer, the answer, what came of it, a seat in a panel. No name, no score."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from merited.people import letters
from merited.people.dates import weekday_of
from merited.people.queries import district_of
from merited.people.rules.letters import Kind
from merited.review.queries import look_at, waits_for_voice
from merited.review.rules.looks import State
from merited.worker.pieces import Piece, title_of

if TYPE_CHECKING:
    from merited.base.models import LogEntry
    from merited.people.models import Letter
    from merited.review.models import Look


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


def _page_of(look: "Look") -> str:
    return reverse("earner:another_look", args=[look.submission_id])
