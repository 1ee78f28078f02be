"""What a letter says: subject, sentences, one link, in the person's language. No score, no evidence, no other name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from merited.awards.queries import award_at
from merited.catalog.queries import current_at
from merited.people.dates import hour_of, weekday_of
from merited.people.queries import home_of
from merited.people.rules.letters import Kind, Wish
from merited.review.queries import award_for, claims, flag_at
from merited.review.rules.assignment import Because
from merited.review.rules.reasons import TO_THE_READER
from merited.submissions.queries import attempt_at, newest_attempt_of
from merited.submissions.rules.states import AttemptState, State
from merited.worker import coaching, integrity, leads, looks, offices, stages
from merited.worker.pieces import Piece, title_of

if TYPE_CHECKING:
    from merited.people.models import Letter
    from merited.submissions.models import Attempt


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter as it arrives."""

    subject: str
    text: str
    html: str


def mail_of(letters: list["Letter"]) -> Mail | None:
    """The mail for letters of one person; None when nothing of it is news any more."""
    person, zone = letters[0].person, letters[0].zone
    with translation.override(_language(person.language)), timezone.override(zone):
        pieces = [piece for piece in map(_piece, letters) if piece]
        if not pieces:
            return None
        link, path = _way(pieces, letters)
        home = home_of(person)
        context = {
            "name": person.name,
            "place": home.name if home else "Merited",
            "pieces": pieces,
            "link": link,
            "address": settings.PUBLIC_URL + path,
            "account": f"{settings.PUBLIC_URL}{reverse('account')}#letters",
            "language": translation.get_language(),
            "from_the_right": translation.get_language_bidi(),
            "subject": " ".join(_subject(pieces).split()),  # a line end in a header is refused
            "daily": person.letters == Wish.DAILY,
        }
        text = render_to_string("letters/letter.txt", context)
        return Mail(context["subject"], text.strip() + "\n", render_to_string("letters/letter.html", context))


def _language(code: str) -> str:
    try:
        return translation.get_supported_language_variant(code)
    except LookupError:
        return settings.LANGUAGE_CODE


def _subject(pieces: list[Piece]) -> str:
    more = len(pieces) - 1
    if not more:
        return pieces[0].subject
    words = ngettext("%(first)s, and one more", "%(first)s, and %(n)s more", more)
    return words % {"first": pieces[0].subject, "n": more}


def _way(pieces: list[Piece], letters: list["Letter"]) -> tuple[str, str]:
    """The one link: the thing itself when there is one, else the list that holds them all."""
    if len({one.path for one in pieces}) == 1:
        return pieces[0].link, pieces[0].path
    kinds = {one.kind for one in letters}
    if kinds <= {Kind.DUE_SOON, Kind.ASSIGNED, Kind.NUDGE}:
        return gettext("Open your desk"), reverse("reviewer:queue")
    if kinds <= {Kind.CHECK}:
        return gettext("See what waits to be checked"), reverse("district:checks")
    if kinds <= {Kind.GRANT}:
        return gettext("See what waits to be confirmed"), reverse("district:grants")
    if kinds <= {Kind.RUNNING_OUT}:
        return gettext("See queue health"), reverse("district:queue")
    if kinds <= {Kind.OVERDUE, Kind.RUNNING_OUT}:
        return gettext("See who waits"), reverse("district:waiting")
    return gettext("Open My work"), reverse("earner:work")


def _piece(letter: "Letter") -> Piece | None:
    return PIECES[Kind(letter.kind)](letter)


def _attempt(letter: "Letter") -> "Attempt | None":
    return attempt_at(letter.subject).first()


def _waits(letter: "Letter") -> "Attempt | None":
    """The attempt while its earner still waits to hear; None once it is decided, withdrawn, on hold or returned.

    What was sent was news when it was sent, and is shown as it was.
    """
    attempt = _attempt(letter)
    waits = (
        attempt and attempt.state == AttemptState.SENT and attempt.submission.state in (State.PRECHECK, State.WAITING)
    )
    return attempt if waits or letter.sent_at else None


def _page_of(attempt: "Attempt") -> str:
    return reverse("earner:submission", args=[attempt.submission_id])


def _sent(letter: "Letter") -> Piece | None:
    attempt = _waits(letter)
    if attempt is None or attempt.hear_by is None:
        return None
    facts = {"title": title_of(attempt.submission.version), "day": weekday_of(attempt.hear_by)}
    return Piece(
        gettext("It is here: %(title)s") % facts,
        (
            gettext("Your work for “%(title)s” is here, complete. There is nothing for you to do now.") % facts,
            gettext("You will hear by %(day)s.") % facts,
        ),
        gettext("See what you sent"),
        _page_of(attempt),
    )


def _not_yet(letter: "Letter") -> Piece | None:
    attempt = _attempt(letter)
    if attempt is None:
        return None
    newest = newest_attempt_of(attempt.submission)
    if (attempt.submission.state != State.NOT_YET or newest != attempt.pk) and not letter.sent_at:
        return None  # taken up again, withdrawn, or decided anew since
    facts = {"title": title_of(attempt.submission.version)}
    return Piece(
        gettext("Not yet: %(title)s") % facts,
        (
            gettext("Your work for “%(title)s” has been read. What is met stays met.") % facts,
            gettext(
                "For what is still open your reviewer wrote what is missing and what to do next. There is no clock."
            ),
        ),
        gettext("Read the words and the next move"),
        _page_of(attempt),
    )


def _earned(letter: "Letter") -> Piece | None:
    attempt = _attempt(letter)
    award = award_for(attempt.submission) if attempt else None
    if attempt is None or award is None:
        return None
    if not letter.sent_at and award_at(award).filter(revoked_at__isnull=False).exists():
        return None
    facts = {"title": title_of(attempt.submission.version)}
    return Piece(
        gettext("Earned: %(title)s") % facts,
        (
            gettext("Your work for “%(title)s” has been read, and every criterion is met. The badge is yours.") % facts,
            gettext("It has a page of its own. You decide who sees it."),
        ),
        gettext("See your badge"),
        reverse("public:award", args=[award]),
    )


def _on_hold(letter: "Letter") -> Piece | None:
    flag = flag_at(letter.subject).first()
    if flag is None:
        return None
    if (flag.resolved_at or flag.attempt.submission.state != State.ON_HOLD) and not letter.sent_at:
        return None
    facts = {"title": title_of(flag.attempt.submission.version)}
    return Piece(
        gettext("One thing to mend: %(title)s") % facts,
        (
            gettext("Somebody is reading your work for “%(title)s” and needs one thing from you before going on.")
            % facts,
            gettext("The page says what, and how to mend it. Until then the clock stands still, and nothing is lost."),
        ),
        gettext("See what to mend"),
        _page_of(flag.attempt),
    )


def _late(letter: "Letter") -> Piece | None:
    attempt = _waits(letter)
    if attempt is None or attempt.hear_by is None:
        return None
    facts = {"title": title_of(attempt.submission.version), "day": weekday_of(attempt.hear_by)}
    return Piece(
        gettext("We are late: %(title)s") % facts,
        (
            gettext("You should have heard by %(day)s about your work for “%(title)s”. We are late, and we are sorry.")
            % facts,
            gettext("Your work is safe, and the people who run the program know. There is nothing for you to do."),
        ),
        gettext("See where it stands"),
        _page_of(attempt),
    )


def _due_soon(letter: "Letter") -> Piece | None:
    reading = claims().filter(pk=letter.subject).first()
    if reading is None or reading.attempt.hear_by is None:
        return None
    facts = {
        "title": title_of(reading.attempt.submission.version),
        "day": weekday_of(reading.expires_at),
        "hour": hour_of(reading.expires_at),
        "promised": weekday_of(reading.attempt.hear_by),
    }
    return Piece(
        gettext("Due soon: a reading for %(title)s") % facts,
        (
            gettext("You hold a reading for “%(title)s”. Your claim runs out on %(day)s at %(hour)s.") % facts,
            gettext("Its earner was told to expect an answer by %(promised)s.") % facts,
            gettext("If it does not fit in, give it back: a colleague takes it, and nobody asks why."),
        ),
        gettext("Go on reading"),
        reverse("reviewer:desk", args=[reading.pk]),
    )


def _assigned(letter: "Letter") -> Piece | None:
    reading = claims().filter(pk=letter.subject).first()
    if reading is None or reading.attempt.hear_by is None:
        return None
    facts = {
        "title": title_of(reading.attempt.submission.version),
        "day": weekday_of(reading.expires_at),
        "promised": weekday_of(reading.attempt.hear_by),
    }
    why = " ".join(gettext(TO_THE_READER[Because(one)]) for one in reading.because)
    return Piece(
        gettext("A reading for you: %(title)s") % facts,
        (
            gettext("A reading for “%(title)s” has come to you. It is yours until %(day)s.") % facts,
            gettext("Its earner was told to expect an answer by %(promised)s.") % facts,
            gettext("Why you: %(why)s") % {"why": why},
            gettext("If it does not fit in, give it back without a reason: a colleague takes it."),
        ),
        gettext("Begin to read"),
        reverse("reviewer:desk", args=[reading.pk]),
    )


def _nudge(letter: "Letter") -> Piece | None:
    reading = claims().filter(pk=letter.subject).first()
    if reading is None or reading.attempt.hear_by is None:
        return None
    facts = {
        "title": title_of(reading.attempt.submission.version),
        "promised": weekday_of(reading.attempt.hear_by),
    }
    return Piece(
        gettext("Waiting for a reading: %(title)s") % facts,
        (
            gettext("More than half of the promised time is gone for the work for “%(title)s” that you hold.") % facts,
            gettext("Its earner was told to expect an answer by %(promised)s.") % facts,
            gettext("If it does not fit in, give it back without a reason: a colleague takes it."),
        ),
        gettext("Go on reading"),
        reverse("reviewer:desk", args=[reading.pk]),
    )


def _calibrate(letter: "Letter") -> Piece | None:
    version = current_at(letter.subject).first()
    if version is None:
        return None
    facts = {"title": title_of(version)}
    return Piece(
        gettext("Would you read for us? %(title)s") % facts,
        (
            gettext("You offered to read work for “%(title)s”. Work waits there, and we would be glad of your help.")
            % facts,
            gettext("To begin, you calibrate: you read samples and compare your scores with agreed ones."),
            gettext("If it does not suit you any more, take it off your list; nobody asks why."),
        ),
        gettext("See your terms as a reviewer"),
        reverse("reviewer:terms"),
    )


def _running_out(letter: "Letter") -> Piece | None:
    attempt = _waits(letter)
    if attempt is None or attempt.hear_by is None:
        return None
    facts = {"title": title_of(attempt.submission.version), "day": weekday_of(attempt.hear_by)}
    return Piece(
        gettext("Little time is left: %(title)s") % facts,
        (
            gettext("Work for “%(title)s” still waits. Its earner was told to expect an answer by %(day)s.") % facts,
            gettext("Queue health shows who could read it, and what opening it to other departments would change."),
        ),
        gettext("See queue health"),
        reverse("district:queue"),
    )


def _overdue(letter: "Letter") -> Piece | None:
    attempt = _waits(letter)
    if attempt is None or attempt.hear_by is None or attempt.sent_at is None:
        return None
    facts = {
        "title": title_of(attempt.submission.version),
        "sent": weekday_of(attempt.sent_at),
        "day": weekday_of(attempt.hear_by),
    }
    return Piece(
        gettext("Somebody waits too long: %(title)s") % facts,
        (gettext("Work for “%(title)s” came in on %(sent)s. Its earner was to hear by %(day)s.") % facts,),
        gettext("See who waits"),
        reverse("district:waiting"),
    )


PIECES: dict[Kind, Callable[["Letter"], Piece | None]] = {
    Kind.SENT: _sent,
    Kind.NOT_YET: _not_yet,
    Kind.EARNED: _earned,
    Kind.ON_HOLD: _on_hold,
    Kind.RETURNED: stages.returned,
    Kind.CHECK: stages.check,
    Kind.GRANT: stages.grant,
    Kind.LATE: _late,
    Kind.DUE_SOON: _due_soon,
    Kind.ASSIGNED: _assigned,
    Kind.NUDGE: _nudge,
    Kind.CALIBRATE: _calibrate,
    Kind.RUNNING_OUT: _running_out,
    Kind.OVERDUE: _overdue,
    Kind.ASKED: looks.asked,
    Kind.ANSWERED: looks.answered,
    Kind.LOOKED: looks.looked,
    Kind.PANEL: looks.panel,
    Kind.CONCERN: integrity.concern,
    Kind.LEADLESS: leads.leadless,
    Kind.CASE_NOTICE: integrity.notice,
    Kind.CASE_DUE: integrity.due,
    Kind.CASE_PANEL: integrity.panel,
    Kind.CASE_OUTCOME: integrity.outcome,
    Kind.ASK_BY: looks.ask_by,
    Kind.LOOK_DUE: looks.look_due,
    Kind.INVITED: coaching.invited,
    Kind.COMMENTED: coaching.commented,
    Kind.GROUP: coaching.group,
    Kind.OFFICE_GIVEN: offices.given,
    Kind.OFFICE_ENDED: offices.ended,
}
