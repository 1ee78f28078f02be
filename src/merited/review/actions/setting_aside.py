"""Setting a sheet aside: its reader turns out to be tied to the earner while nothing is decided yet.

What they filed stays in the record with the reason, counts for nothing, and is shown to no earner; a fresh reader is asked.
What is decided is left as it is. Locks: the submission first, then its attempt, its readings, the grant and the course.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from merited.base import clock
from merited.base.halt import halt
from merited.base.log import note
from merited.people.models import Person
from merited.review.actions.deciding import another_is_due, locked_work
from merited.review.actions.planning import course_for
from merited.review.models import Granting
from merited.review.queries.sheets import filed_sheets, scope_for
from merited.review.queries.tied import sheets_in, tied_to, undecided_between, undecided_with_ties
from merited.review.rules.granting import Ending
from merited.submissions.models import Attempt, Submission
from merited.submissions.rules.states import AttemptState


def set_tied_aside(submission: Submission, attempt: Attempt) -> int:
    """Set aside what readers have filed who are tied to the earner by now. How many sheets.

    For the deeds that decide, inside their transaction with the work locked; whoever calls it asks what is due then.
    """
    if attempt.state != AttemptState.SENT:
        return 0
    sheets = list(sheets_in(attempt).select_for_update().order_by("pk"))
    tied = tied_to(submission.person_id, [one.reviewer_id for one in sheets])
    gone = [one for one in sheets if one.reviewer_id in tied]
    for one in gone:
        one.state, one.set_aside_at, one.set_aside_because = "set_aside", clock.now(), tied[one.reviewer_id]
        one.save()
        note("reading.set_aside", one.id, by=None, attempt=str(attempt.id), reason=one.set_aside_because)
    if gone:
        asked = Granting.objects.select_for_update().filter(attempt=attempt, state=Ending.OPEN)
        asked.update(state=Ending.READ_ANEW, ended_at=clock.now())
        halt("aside.sheets-gone")
    return len(gone)


@transaction.atomic
def ask_anew(attempt_id: UUID) -> int:
    """Set aside what counts no more in one attempt, so that a fresh reader can take it. How many sheets."""
    submission, attempt = locked_work(attempt_id)
    gone = set_tied_aside(submission, attempt)
    if gone:
        another_is_due(attempt, course_for(attempt), scope_for(attempt), filed_sheets(attempt))
    return gone


def ask_anew_between(one: Person, other: Person) -> None:
    """The same in all that either has filed of the other's undecided work. Outside any transaction."""
    for key in undecided_between(one, other):
        ask_anew(key)


def ask_anew_at(places: Collection[UUID]) -> list[UUID]:
    """The same at these places, for ties that came some other way, such as with the roster: the keys of the attempts. For the worker."""
    return [key for key in undecided_with_ties(places) if ask_anew(key)]
