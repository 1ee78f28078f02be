"""Letters about support while earning: a draft to look at, comments, a group. No words of anybody, no state of any work."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from merited.base import clock
from merited.coaching.queries import draft_commented, guest_with_key, member_with_key
from merited.people import letters
from merited.people.queries import district_of, home_of
from merited.people.rules.letters import Kind
from merited.worker.pieces import Piece, title_of

if TYPE_CHECKING:
    from merited.base.models import LogEntry
    from merited.people.models import Letter, Organization


def _zone(place: "Organization | None") -> str:
    return (district_of(place).timezone if place else "") or "UTC"


def tell_the_guest(entry: "LogEntry") -> None:
    """Somebody is asked to a draft. An address that nobody has is told nothing."""
    guest = guest_with_key(entry.subject)
    if guest and guest.person:
        place = guest.attempt.submission.version.microcredential.organization
        letters.write(guest.person, Kind.INVITED, guest.pk, occasion="asked", zone=_zone(place))


def tell_the_earner(entry: "LogEntry") -> None:
    """Something was written beside a draft: one letter a day, however much is written."""
    attempt = draft_commented(entry.subject)
    if attempt:
        zone = _zone(attempt.submission.version.microcredential.organization)
        day = clock.today(zone).isoformat()
        letters.write(attempt.submission.person, Kind.COMMENTED, attempt.pk, occasion=day, zone=zone)


def tell_the_member(entry: "LogEntry") -> None:
    """Somebody is asked into a group."""
    member = member_with_key(entry.subject)
    if member and member.person:
        letters.write(member.person, Kind.GROUP, member.pk, occasion="asked", zone=_zone(home_of(member.person)))


def invited(letter: "Letter") -> Piece | None:
    """To the guest. Nothing once it was sent, ended or declined."""
    guest = guest_with_key(letter.subject)
    if guest is None or (not letter.sent_at and not guest.is_open):
        return None
    facts = {"title": title_of(guest.attempt.submission.version)}
    return Piece(
        gettext("A colleague asks for your comments: %(title)s") % facts,
        (
            gettext("A colleague works at “%(title)s” and would like your eyes on the draft.") % facts,
            gettext(
                "You read and comment; you give no levels. The page says who it is and what follows. Not now is fine."
            ),
        ),
        gettext("See what is asked"),
        reverse("coach:draft", args=[guest.pk]),
    )


def commented(letter: "Letter") -> Piece | None:
    """To the earner."""
    attempt = draft_commented(letter.subject)
    if attempt is None:
        return None
    facts = {"title": title_of(attempt.submission.version)}
    return Piece(
        gettext("Comments on your draft: %(title)s") % facts,
        (
            gettext("Somebody whom you asked has written beside your draft for “%(title)s”.") % facts,
            gettext("No reviewer sees it. What you make of it is yours."),
        ),
        gettext("Read the comments"),
        reverse("earner:comments", args=[attempt.submission_id]),
    )


def group(letter: "Letter") -> Piece | None:
    """To whoever is asked into a group. Nothing once they answered, or it was taken back."""
    member = member_with_key(letter.subject)
    if member is None or (not letter.sent_at and (member.joined_at or member.declined_at or member.ended_at)):
        return None
    return Piece(
        gettext("You are asked into a group"),
        (
            gettext("Somebody who coaches in your district asks you into a group of people who earn side by side."),
            gettext("The page says who it is, and you choose what is shared. If you say no, nobody is told."),
        ),
        gettext("See what you would share"),
        reverse("earner:groups"),
    )
