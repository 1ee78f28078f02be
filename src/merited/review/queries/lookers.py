"""Who takes another look at a piece of work now, to read it or in its panel, and so reads none of its later attempts:
they would tell what was found before, and a panel decides about what its own member reads."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Value

from merited.base import clock
from merited.people.models import Person
from merited.review.models import PanelVoice, Reading
from merited.review.queries.checkers import handler_keys
from merited.submissions.models import Attempt, Submission


def looked_at_by(person: Person) -> QuerySet[Submission, UUID]:
    """Keys of the work that this person takes another look at now, for another question to ask within."""
    read, sits = works_looked_at_by(person)
    return Submission.objects.filter(Q(pk__in=read) | Q(pk__in=sits)).values_list("pk", flat=True)


def works_looked_at_by(person: Person) -> "list[QuerySet[Any, UUID]]":
    """The same, as plain questions for the keys of the work: what is read, and in whose panel they sit."""
    read = _read().filter(reviewer=person).values_list("look__submission_id", flat=True)
    return [read, _sits().filter(person=person).values_list("look__submission_id", flat=True)]


def apart_from(attempt: Attempt) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """`handlers_of` an attempt, and everybody who takes another look at its work now: one question for both."""
    read = _read().filter(attempt__submission=attempt.submission_id).values_list("reviewer_id", Value(True))
    sits = _sits().filter(look__submission=attempt.submission_id).values_list("person_id", Value(True))
    handled = [one.values_list(*one.query.values_select, Value(False)) for one in handler_keys(attempt)]
    found = list(read.union(sits, *handled))
    return frozenset(key for key, looks in found if not looks), frozenset(key for key, looks in found if looks)


def _read() -> QuerySet[Reading]:
    return Reading.objects.filter(look__isnull=False, state="claimed", expires_at__gt=clock.now())


def _sits() -> QuerySet[PanelVoice]:
    return PanelVoice.objects.filter(left_at__isnull=True, look__state="panel")
