"""Deeds of an office at the end: confirm what the readers found earned, or ask for one more reading.

Locks: the submission first, then its attempt, then the grant and the course; `decide` adds the award and its status list.
"""

from uuid import UUID

from django.db import transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.text import cleaned
from merited.base.words import _
from merited.people.models import Person
from merited.people.queries import must_not_have_left
from merited.review.actions.deciding import decide, found_in, locked_work
from merited.review.actions.planning import course_for
from merited.review.actions.reading_anew import ask_anew
from merited.review.models import Granting
from merited.review.queries.courses import try_of
from merited.review.queries.grants import grants_for
from merited.review.queries.sheets import filed_sheets, scope_for
from merited.review.queries.tied import sheets_in, tied_to
from merited.review.rules.granting import Ending, must_say_why, passed_back
from merited.review.rules.outcome import Outcome
from merited.review.rules.stages import Purpose, Why, due, plan_from
from merited.submissions.models import Attempt, Submission
from merited.submissions.rules.states import AttemptState, State


def confirm_grant(granting: Granting, *, by: Person) -> Outcome:
    """Confirm it: the award is granted in this moment. Raises `Refused` where it was ended meanwhile or is not theirs.

    What rests on the sheet of somebody who is tied to the earner by now is read anew first, and that lasts.
    """
    ask_anew(granting.attempt_id)
    return _confirm_grant(granting, by)


@transaction.atomic
def _confirm_grant(granting: Granting, by: Person) -> Outcome:
    submission, attempt, granting = _held(granting.pk, by)
    if tied_to(submission.person_id, list(sheets_in(attempt).values_list("reviewer_id", flat=True))):
        raise _read_anew()  # said in this very moment: the next press asks for a fresh reader
    scope, sheets = scope_for(attempt), filed_sheets(attempt)
    if found_in(attempt, scope, sheets) is not Outcome.EARNED:
        raise AssertionError("a grant was asked for what is not earned")
    _end(granting, Ending.CONFIRMED, by)
    halt("grant.confirmed")
    return decide(submission, attempt, scope, sheets, by=by, grant=str(granting.id))


@transaction.atomic
def pass_back(granting: Granting, *, words: str, by: Person) -> Purpose:
    """Ask for one more reading, blind as every other. Returns which. Levels stay, and what follows is what the sheets say.

    `words` are for the lead and the readers. Raises `Refused`: without words, after a lead reader's sheet, ended meanwhile.
    """
    words = cleaned(words).strip()
    must_say_why(words)
    _submission, attempt, granting = _held(granting.pk, by)
    sheets, course = filed_sheets(attempt), course_for(attempt)
    why = passed_back(sheets)
    course.because = [*course.because, why]
    because = [Why(one) for one in course.because]
    left = due(plan_from(course.plan), because, scope_for(attempt), sheets, number=try_of(attempt))
    course.due = next(one for one in left if one is not Purpose.FIRST)
    course.save()
    halt("grant.reading-due")
    granting.words = words
    _end(granting, Ending.PASSED_BACK, by)
    note("grant.passed_back", granting.id, by=by.id, attempt=str(attempt.id), purpose=str(course.due))
    return Purpose(course.due)


def _read_anew() -> Refused:
    return Refused(
        "read-anew", _("A fresh reader is asked to read this one first. It comes back here if it is earned then.")
    )


def _end(granting: Granting, ending: Ending, by: Person) -> None:
    granting.state, granting.by, granting.ended_at = ending, by, clock.now()
    granting.save()


def _held(key: UUID, by: Person) -> tuple[Submission, Attempt, Granting]:
    """The grant with its work, locked, still open, and this person's to end. Raises `Refused`, DoesNotExist."""
    submission, attempt = locked_work(Granting.objects.values_list("attempt_id", flat=True).get(pk=key))
    granting = Granting.objects.select_for_update().get(pk=key)
    must_not_have_left(by, submission.version.microcredential.organization)
    if granting.state == Ending.CONFIRMED:
        raise Refused("granted", _("A colleague has confirmed this one already, and its earner has heard. Thank you."))
    if granting.state == Ending.PASSED_BACK:
        raise Refused(
            "passed-back",
            _("A colleague has just asked for one more reading. It comes back here if it is earned then."),
        )
    if granting.state == Ending.READ_ANEW:
        raise _read_anew()
    if attempt.state == AttemptState.SENT and submission.state == State.ON_HOLD:
        raise Refused("on-hold", _("This one is on hold for now. When it goes on, you can confirm it here."))
    if attempt.state != AttemptState.SENT or submission.state != State.WAITING:
        raise Refused("withdrawn", _("The earner has taken this one back. There is nothing to do; thank you."))
    if not grants_for(by).filter(pk=key).exists():
        raise Refused(
            "not-yours-to-grant",
            _("You have read this one, or work with its earner, or hold no office for it. A colleague confirms it."),
        )
    return submission, attempt, granting
