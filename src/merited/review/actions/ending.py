"""End what was asked for and nobody can give any more: work that is earned or taken back, a reviewer who has left."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from merited.base import clock
from merited.base.halt import halt
from merited.base.log import note
from merited.people.models import Person
from merited.people.queries import has_left
from merited.review.models import Look, Reading
from merited.review.queries.looks import looks_open, looks_open_over
from merited.review.rules.looks import Kind, Outcome, State
from merited.submissions.models import Submission
from merited.submissions.rules.states import OPEN_STATES
from merited.submissions.rules.states import State as Stands


def end_looks(places: Collection[UUID]) -> int:
    """End every other look at these places that nobody can close any more. For the worker. How many were ended."""
    return sum(_end(one.pk, one.submission_id) for one in looks_open(places) if _is_over(one))


def end_looks_over(subjects: Collection[UUID]) -> int:
    """The same of certain work, by the keys of submissions, attempts or looks: where something was just decided or taken back."""
    return sum(_end(one.pk, one.submission_id) for one in looks_open_over(subjects) if _is_over(one))


@transaction.atomic
def _end(look_id: UUID, submission_id: UUID) -> bool:
    Submission.objects.select_for_update().get(pk=submission_id)
    look = Look.objects.select_for_update().get(pk=look_id)
    if look.state == State.CLOSED or not _is_over(look):
        return False
    Reading.objects.filter(look=look, state="claimed").update(state="released")
    look.voices.filter(left_at__isnull=True, voice="").update(left_at=clock.now())
    look.state, look.outcome, look.decided_at = State.CLOSED, Outcome.OVER, clock.now()
    look.save()
    halt("look.ended")
    note("look.ended", look.id, by=None)
    return True


def _is_over(look: Look) -> bool:
    """Whether nothing can come of it: a question when nobody is there to answer, else when nothing is open any more."""
    if look.kind != Kind.QUESTION:
        return look.submission.state not in OPEN_STATES
    return look.submission.state == Stands.WITHDRAWN or look.asked_of is None or _is_gone(look, look.asked_of.reviewer)


def _is_gone(look: Look, reviewer: Person) -> bool:
    return not reviewer.is_active or has_left(reviewer, look.submission.version.microcredential.organization)
