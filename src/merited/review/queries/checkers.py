"""Who has had another part in an attempt, and so reads nothing of it.

Whoever checked it or passed it back; and whoever settled, led or heard a question of integrity over the work, of which they
read no attempt.
"""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from merited.people.models import Person
from merited.review.models import Case, CaseVoice, Concern, Granting, Precheck
from merited.submissions.models import Attempt


def handled_by(person: Person) -> QuerySet[Attempt, UUID]:
    """Keys of the attempts in which this person had another part, for another question to ask within."""
    had = Q(pk__in=[])
    for attempts in attempts_handled_by(person):
        had |= Q(pk__in=attempts)
    for works in works_handled_by(person):
        had |= Q(submission__in=works)
    return Attempt.objects.filter(had).values_list("pk", flat=True)


def attempts_handled_by(person: Person) -> "list[QuerySet[Any, UUID]]":
    """Questions for the keys of attempts that this person checked or passed back."""
    checked = Precheck.objects.filter(checker=person).values_list("attempt_id", flat=True)
    return [checked, Granting.objects.filter(by=person).values_list("attempt_id", flat=True)]


def works_handled_by(person: Person) -> "list[QuerySet[Any, UUID]]":
    """Questions for the keys of work over which this person settled, led or heard a question of integrity."""
    return [
        Case.objects.filter(lead=person).values_list("submission_id", flat=True),
        Concern.objects.filter(settled_by=person).values_list("attempt__submission_id", flat=True),
        CaseVoice.objects.filter(person=person).values_list("case__submission_id", flat=True),
    ]


def handlers_of(attempt: Attempt) -> frozenset[UUID]:
    """Everybody in whose way `handled_by` puts this attempt."""
    first, *others = handler_keys(attempt)
    return frozenset(first.union(*others))


def handler_keys(attempt: Attempt) -> "list[QuerySet[Any, UUID]]":
    """The same, as questions for their keys."""
    checked = Precheck.objects.filter(attempt=attempt, checker__isnull=False).values_list("checker_id", flat=True)
    granted = Granting.objects.filter(attempt=attempt, by__isnull=False).values_list("by_id", flat=True)
    led = Case.objects.filter(submission=attempt.submission_id, lead__isnull=False).values_list("lead_id", flat=True)
    settled = Concern.objects.filter(attempt__submission=attempt.submission_id, settled_by__isnull=False).values_list(
        "settled_by_id", flat=True
    )
    heard = CaseVoice.objects.filter(case__submission=attempt.submission_id).values_list("person_id", flat=True)
    return [checked, granted, led, settled, heard]
