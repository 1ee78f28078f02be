"""Sending, with a check before anybody reads; and the deeds of a check: the software looks, a person confirms or returns.

Locks: the submission first, then its attempt, then the check.
"""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db import transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.text import cleaned
from merited.base.words import _
from merited.people.models import Person
from merited.people.queries import days_off_of, district_of, must_not_have_left
from merited.people.rules.calendar import add_working_days
from merited.portfolio.opening import open_once
from merited.review.actions.deciding import locked_work
from merited.review.actions.noticing import hold_if_asked
from merited.review.links import found_at
from merited.review.models import CheckedPiece, Precheck
from merited.review.queries.courses import plan_for
from merited.review.queries.prechecks import checks_for, open_checks
from merited.review.rules.prechecks import DAYS, Ending, Finding, must_say_what
from merited.submissions.actions import send
from merited.submissions.checks import give_back, pass_on
from merited.submissions.models import Attempt, Exhibit, Submission
from merited.submissions.queries import missing_of
from merited.submissions.rules.states import AttemptState, State


@transaction.atomic
def send_in(submission: Submission, statements: Collection[str], *, by: Person) -> Attempt:
    """Send the open attempt: to its readers, or first to be checked where the program wants it. Raises as `send` does."""
    checked = plan_for(submission.version.microcredential).precheck
    attempt = send(submission, statements, by=by, to=State.PRECHECK if checked else State.WAITING)
    if checked and attempt.sent_at:
        place = submission.version.microcredential.organization
        today = clock.today(district_of(place).timezone or "UTC")
        due = add_working_days(today, DAYS, days_off_of(place))
        found = Precheck.objects.create(attempt=attempt, sent_at=attempt.sent_at, due=due)
        halt("send.check-opened")
        note("check.opened", found.id, by=by.id, attempt=str(attempt.id))
    hold_if_asked(submission.pk)
    return attempt


def finding_of(exhibit: Exhibit) -> Finding:
    """What the software finds of one piece. It may take seconds: a link is asked for. Outside any transaction."""
    evidence = exhibit.evidence
    if evidence.kind == "link":
        return found_at(evidence.url)
    return Finding(open_once(evidence).value)


def look_into_next() -> bool:
    """Let the software look into every piece of one check that it has not looked into. Whether there was one."""
    check = open_checks().filter(looked_at__isnull=True).first()
    if check is None:
        return False
    return _note_findings(check, list(_findings(check.attempt)))


@transaction.atomic
def _note_findings(check: Precheck, found: Collection[tuple[Exhibit | None, str, str, Finding]]) -> bool:
    """Keep what was found, unless somebody ended the check, or another worker looked, meanwhile."""
    check = Precheck.objects.select_for_update().get(pk=check.pk)
    if check.state != Ending.OPEN or check.looked_at:
        return False
    CheckedPiece.objects.bulk_create(
        CheckedPiece(check_of=check, exhibit=exhibit, name=name, place=place, finding=finding)
        for exhibit, name, place, finding in found
    )
    halt("check.pieces-written")
    check.looked_at = clock.now()
    check.save()
    return True


def _findings(attempt: Attempt) -> Iterator[tuple[Exhibit | None, str, str, Finding]]:
    for one in missing_of(attempt):
        yield None, one.anchor, one.anchor, Finding.EMPTY
    for exhibit in Exhibit.objects.filter(attempt=attempt, set_aside_at__isnull=True).select_related("evidence"):
        yield exhibit, exhibit.name, exhibit.artifact, finding_of(exhibit)


@transaction.atomic
def confirm_check(check: Precheck, *, by: Person) -> None:
    """Everything opens: it waits for its readers now. Raises `Refused` where it was ended meanwhile."""
    submission, attempt, check = _held(check.pk, by)
    _end(check, Ending.CONFIRMED, by)
    halt("check.confirmed")
    pass_on(submission)
    hold_if_asked(submission.pk)
    note("check.confirmed", check.id, by=by.id, attempt=str(attempt.id))


@transaction.atomic
def return_incomplete(check: Precheck, named: Collection[UUID], *, words: str, by: Person) -> None:
    """Back to its earner, saying which pieces (keys of exhibits) cannot be opened. The attempt keeps its number.

    Raises `Refused`: nothing named, no words, ended meanwhile.
    """
    words = cleaned(words).strip()
    submission, attempt, check = _held(check.pk, by)
    exhibits = list(Exhibit.objects.filter(attempt=attempt, pk__in=named, set_aside_at__isnull=True))
    must_say_what([one.name for one in exhibits], words)
    for one in exhibits:
        CheckedPiece.objects.update_or_create(
            check_of=check, name=one.name,
            defaults={"exhibit": one, "place": one.artifact, "named": True},
            create_defaults={"exhibit": one, "place": one.artifact, "named": True, "finding": Finding.NOT_LOOKED},
        )  # fmt: skip
    check.words = words
    _end(check, Ending.RETURNED, by)
    halt("check.returned")
    give_back(submission, attempt)
    note("check.returned", check.id, by=by.id, attempt=str(attempt.id), pieces=len(exhibits))


@transaction.atomic
def let_lapse(check: Precheck) -> bool:
    """Nobody had time: it goes on to its readers unchecked, with a trace. Whether it was still open."""
    submission, attempt = locked_work(check.attempt_id)
    check = Precheck.objects.select_for_update().get(pk=check.pk)
    if check.state != Ending.OPEN or attempt.state != AttemptState.SENT or submission.state != State.PRECHECK:
        return False
    _end(check, Ending.LAPSED, None)
    pass_on(submission)
    hold_if_asked(submission.pk)
    note("check.lapsed", check.id, by=None, attempt=str(attempt.id))
    return True


def let_lapse_due(places: set[UUID]) -> int:
    """Let every check lapse at these places whose working day is over. How many did."""
    lapsed = 0
    for one in open_checks().filter(attempt__submission__version__microcredential__organization__in=places):
        place = one.attempt.submission.version.microcredential.organization
        if one.due < clock.today(district_of(place).timezone or "UTC"):
            lapsed += let_lapse(one)
    return lapsed


def _end(check: Precheck, ending: Ending, by: Person | None) -> None:
    check.state, check.checker, check.ended_at = ending, by, clock.now()
    check.save()


def _held(key: UUID, by: Person) -> tuple[Submission, Attempt, Precheck]:
    """The check with its work, locked, still open, and this person's to end. Raises `Refused`, DoesNotExist."""
    submission, attempt = locked_work(Precheck.objects.values_list("attempt_id", flat=True).get(pk=key))
    check = Precheck.objects.select_for_update().get(pk=key)
    must_not_have_left(by, submission.version.microcredential.organization)
    if attempt.state == AttemptState.WITHDRAWN:
        raise Refused("withdrawn", _("The earner has taken this one back. There is nothing to do; thank you."))
    if check.state != Ending.OPEN or submission.state != State.PRECHECK:
        raise Refused("checked", _("A colleague has just checked this one. There is nothing to do; thank you."))
    if not checks_for(by).filter(pk=key).exists():
        raise Refused(
            "not-yours-to-check", _("You work with whoever sent this, or hold no office for it. A colleague checks it.")
        )
    return submission, attempt, check
