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
    return _together(handler_keys(attempt))


def handlers_of_work(submission: UUID) -> frozenset[UUID]:
    """Everybody who has had another part in any attempt of this work."""
    return _together(_keys(Q(attempt__submission=submission), submission))


def handler_keys(attempt: Attempt) -> "list[QuerySet[Any, UUID]]":
    """As `handlers_of`, as questions for their keys."""
    return _keys(Q(attempt=attempt), attempt.submission_id)


def _keys(attempts: Q, work: UUID) -> "list[QuerySet[Any, UUID]]":
    """`attempts`: which of the work, for what was done to an attempt."""
    checked = Precheck.objects.filter(attempts, checker__isnull=False).values_list("checker_id", flat=True)
    granted = Granting.objects.filter(attempts, by__isnull=False).values_list("by_id", flat=True)
    led = Case.objects.filter(submission=work, lead__isnull=False).values_list("lead_id", flat=True)
    settled = Concern.objects.filter(attempt__submission=work, settled_by__isnull=False)
    heard = CaseVoice.objects.filter(case__submission=work).values_list("person_id", flat=True)
    return [checked, granted, led, settled.values_list("settled_by_id", flat=True), heard]


def _together(questions: "list[QuerySet[Any, UUID]]") -> frozenset[UUID]:
    first, *others = questions
    return frozenset(first.union(*others))
