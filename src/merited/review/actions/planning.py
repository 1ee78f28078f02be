"""How work is judged: set the plan of a micro-credential, fix the course of an attempt."""

from django.db import transaction

from merited.base.log import note
from merited.catalog.models import MicroCredential
from merited.people.models import Person
from merited.review.models import Course, Procedure
from merited.review.queries.courses import plan_for, reasons_known
from merited.review.rules.stages import Plan, Purpose, as_stored, must_be_a_plan
from merited.submissions.models import Attempt


@transaction.atomic
def set_plan(microcredential: MicroCredential, plan: Plan, *, by: Person | None) -> None:
    """From now on work is judged so. What somebody has begun to read keeps its course. Raises `Refused`."""
    must_be_a_plan(plan)
    stored = as_stored(plan)
    Procedure.objects.update_or_create(microcredential=microcredential, defaults={"plan": stored})
    note("review.planned", microcredential.id, by=by.id if by else None, **stored)


def course_for(attempt: Attempt) -> Course:
    """The course of an attempt, locked; fixed now where there is none yet. Inside a transaction, with the attempt locked."""
    found = Course.objects.select_for_update().filter(attempt=attempt).first()
    if found:
        return found
    plan = plan_for(attempt.submission.version.microcredential)
    because = reasons_known(attempt, plan)
    return Course.objects.create(
        attempt=attempt, plan=as_stored(plan), because=list(because), due=Purpose.SECOND if because else ""
    )
