"""Setting a sheet aside: its reader turns out to be tied to the earner while nothing is decided yet.

What they filed stays in the record with the reason, counts for nothing, and is shown to no earner; a fresh reader is asked.
What is decided is left as it is. Locks: the submission first, then its attempt, its readings, the grant and the course.
"""

from merited.base import clock
from merited.base.halt import halt
from merited.base.log import note
from merited.review.models import Granting
from merited.review.queries.tied import sheets_in, tied_to
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
