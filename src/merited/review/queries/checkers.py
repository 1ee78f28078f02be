"""Who has had another part in an attempt, and so reads nothing of it: whoever checked it, or passed it back."""

from uuid import UUID

from django.db.models import Q, QuerySet

from merited.people.models import Person
from merited.review.models import Granting, Precheck
from merited.submissions.models import Attempt


def handled_by(person: Person) -> QuerySet[Attempt, UUID]:
    """Keys of the attempts that this person has checked or passed back, for another question to ask within."""
    checked = Q(pk__in=Precheck.objects.filter(checker=person).values("attempt_id"))
    passed_back = Q(pk__in=Granting.objects.filter(by=person).values("attempt_id"))
    return Attempt.objects.filter(checked | passed_back).values_list("pk", flat=True)


def handlers_of(attempt: Attempt) -> frozenset[UUID]:
    """Whoever has checked any sending of an attempt, or passed it back."""
    checked = Precheck.objects.filter(attempt=attempt, checker__isnull=False).values_list("checker_id", flat=True)
    granted = Granting.objects.filter(attempt=attempt, by__isnull=False).values_list("by_id", flat=True)
    return frozenset(one for one in checked.union(granted) if one)
