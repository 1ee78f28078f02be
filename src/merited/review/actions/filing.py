"""File a reading; when every one that is due is in, the decision follows."""

from django.db import transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.words import _
from merited.people.models import Person
from merited.people.queries import must_not_have_left
from merited.review.actions.deciding import another_is_due, ask_for_grant, decide
from merited.review.actions.holding import held_reading, must_be_senior, unless_interested
from merited.review.actions.planning import course_for
from merited.review.actions.setting_aside import set_tied_aside
from merited.review.actions.writing import write_to_file
from merited.review.models import Reading
from merited.review.queries.sheets import filed_sheets, scope_for
from merited.review.rules.outcome import Outcome, Sheet
from merited.review.rules.stages import OF_THE_WORK
from merited.submissions.rules.states import State


@unless_interested
@transaction.atomic
def score(reading: Reading, sheet: Sheet, *, keep: str, by: Person) -> Outcome | None:
    """File the reading. When no other is due, the decision follows from the sheets; with every criterion met an award is granted.

    None: a colleague reads it too, or an office is asked to confirm it, and nothing is decided yet.
    Raises `Refused`: incomplete, an open criterion without words or without a next move, a gap left, claim run out,
    taken back, filed already.
    """
    submission, attempt, reading = held_reading(reading.pk, by)
    if reading.look_id:
        raise AssertionError("another look is filed by `file_look`")
    if reading.purpose not in OF_THE_WORK:
        raise AssertionError("a sample decides nothing: it is filed with file_sample")
    must_not_have_left(by, submission.version.microcredential.organization)
    must_be_senior(reading.purpose, submission.version.microcredential.organization_id, by)
    if submission.state == State.ON_HOLD:
        raise Refused(
            "on-hold",
            _(
                "This one is on hold until its earner has answered, so it cannot be filed yet. What you wrote is kept, and the clock stands still."
            ),
        )
    scope = scope_for(attempt)
    write_to_file(reading, scope, sheet, keep)
    reading.state, reading.filed_at = "filed", clock.now()
    reading.save()
    halt("score.reading-filed")
    set_tied_aside(submission, attempt)
    course, sheets = course_for(attempt), filed_sheets(attempt)
    if another_is_due(attempt, course, scope, sheets) or ask_for_grant(attempt, course, scope, sheets, by=by):
        note("reading.filed", reading.id, by=by.id, attempt=str(attempt.id), purpose=reading.purpose)
        return None
    return decide(submission, attempt, scope, sheets, by=by, reading=str(reading.id))
