"""Letters of the check before anybody reads, and of the grant at the end."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from merited.people import letters
from merited.people.dates import weekday_of
from merited.people.queries import answering_for, district_of
from merited.people.rules.letters import Kind
from merited.people.rules.places import MAY_CHECK, MAY_GRANT
from merited.review.queries import check_at, checks_for, grant_at, grants_for, open_checks
from merited.review.rules.prechecks import Ending
from merited.submissions.rules.states import State
from merited.worker.pieces import Piece, title_of

if TYPE_CHECKING:
    from merited.base.models import LogEntry
    from merited.people.models import Letter, Organization
    from merited.review.models import Granting, Precheck
    from merited.submissions.models import Attempt


def _place(attempt: "Attempt") -> "Organization":
    return attempt.submission.version.microcredential.organization


def _zone(attempt: "Attempt") -> str:
    return district_of(_place(attempt)).timezone or "UTC"


def tell_the_checkers(entry: "LogEntry") -> None:
    """Everybody who may check it, when it is sent."""
    check = check_at(entry.subject).first()
    if check:
        _ask_to_check(check, _zone(check.attempt), occasion=str(entry.id))


def _ask_to_check(check: "Precheck", zone: str, *, occasion: str) -> None:
    for person in answering_for(_place(check.attempt), MAY_CHECK):
        if checks_for(person).filter(pk=check.pk).exists():
            letters.write(person, Kind.CHECK, check.pk, occasion=occasion, zone=zone)


def tell_the_earner(entry: "LogEntry") -> None:
    """What does not open, and that it is a draft again."""
    check = check_at(entry.subject).first()
    if check:
        person, zone = check.attempt.submission.person, _zone(check.attempt)
        letters.write(person, Kind.RETURNED, check.pk, occasion=str(entry.id), zone=zone)


def tell_the_grantors(entry: "LogEntry") -> None:
    """Everybody who may confirm it, when its readers have done."""
    granting = grant_at(entry.subject).first()
    if granting is None:
        return
    for person in answering_for(_place(granting.attempt), MAY_GRANT):
        if grants_for(person).filter(pk=granting.pk).exists():
            zone = _zone(granting.attempt)
            letters.write(person, Kind.GRANT, granting.pk, occasion=str(entry.id), zone=zone)


def remind(places: set[UUID], today: date, zone: str) -> None:
    """On the last day of a check, those who may do it are reminded, once. Tomorrow it goes on without it."""
    due = open_checks().filter(due=today, attempt__submission__version__microcredential__organization__in=places)
    for check in due:
        _ask_to_check(check, zone, occasion=str(check.due))


def returned(letter: "Letter") -> Piece | None:
    """To the earner: what does not open."""
    check = check_at(letter.subject).first()
    if check is None or (check.attempt.submission.state != State.DRAFT and not letter.sent_at):
        return None  # sent again, or withdrawn since
    named = [one.name for one in check.pieces.filter(named=True).order_by("place", "name")]
    facts = {"title": title_of(check.attempt.submission.version), "names": ", ".join(named)}
    words = ngettext(
        "One piece of your work for “%(title)s” does not open on our side: %(names)s.",
        "Some pieces of your work for “%(title)s” do not open on our side: %(names)s.",
        len(named),
    )
    return Piece(
        gettext("Something does not open: %(title)s") % facts,
        (
            words % facts,
            gettext(
                "The page says what helps. Mend it and send it again: it is the same attempt, and nothing is lost."
            ),
            gettext("Nobody has read it yet. From the day on which you send it again, you hear as promised."),
        ),
        gettext("See what to mend"),
        reverse("earner:submission", args=[check.attempt.submission_id]),
    )


def check(letter: "Letter") -> Piece | None:
    """To those who check."""
    found = check_at(letter.subject).first()
    if found is None or (not _waits(found) and not letter.sent_at):
        return None
    facts = {"title": title_of(found.attempt.submission.version), "day": weekday_of(found.due)}
    return Piece(
        gettext("Does everything open? %(title)s") % facts,
        (
            gettext("Work for “%(title)s” was sent. Before anybody reads it, somebody sees whether every piece opens.")
            % facts,
            gettext("It can be done until the end of %(day)s. After that it goes to its readers unchecked.") % facts,
        ),
        gettext("Open it and look"),
        reverse("district:check", args=[found.pk]),
    )


def _waits(found: "Precheck") -> bool:
    return found.state == Ending.OPEN and found.attempt.submission.state == State.PRECHECK


def grant(letter: "Letter") -> Piece | None:
    """To those who grant."""
    found = grant_at(letter.subject).first()
    if found is None or found.attempt.hear_by is None or (not _is_asked(found) and not letter.sent_at):
        return None
    facts = {"title": title_of(found.attempt.submission.version), "day": weekday_of(found.attempt.hear_by)}
    return Piece(
        gettext("To confirm: %(title)s") % facts,
        (
            gettext("The readers of a piece of work for “%(title)s” found every criterion met. You confirm it.")
            % facts,
            gettext("Its earner was told to expect an answer by %(day)s.") % facts,
        ),
        gettext("See it and confirm"),
        reverse("district:grant", args=[found.pk]),
    )


def _is_asked(found: "Granting") -> bool:
    return found.state == Ending.OPEN and found.attempt.submission.state == State.WAITING
