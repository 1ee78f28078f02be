"""Samples among the live work of a reviewer: which are theirs, and which wait. Nothing here compares anything."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from merited.base import clock
from merited.catalog.models import MicroCredential
from merited.people.models import Person
from merited.people.queries import left_behind
from merited.review.models import CalibrationSet, Qualification, Reading, SeedReading
from merited.submissions.models import Attempt

SAMPLE = "seed"  # the purpose of their readings


def samples_for(person: Person) -> QuerySet[SeedReading, UUID]:
    """Keys of the attempts that are samples put before this person, for another question to ask within."""
    return SeedReading.objects.filter(reviewer=person, ended_at__isnull=True).values_list("attempt_id", flat=True)


def samples_in_wait(person: Person) -> QuerySet[Attempt]:
    """Samples put before this person that they do not hold and have not filed."""
    live = Q(state="filed") | Q(state="claimed", expires_at__gt=clock.now())
    held = Reading.objects.filter(live, attempt=OuterRef("pk"))
    return Attempt.objects.filter(pk__in=samples_for(person).filter(filed_at__isnull=True)).exclude(Exists(held))


def with_samples(found: QuerySet[MicroCredential], person: Person) -> QuerySet[MicroCredential]:
    """The same, each with `has_samples`: there is something to learn from; `sample_waits`: one was put before this person."""
    sets = CalibrationSet.objects.filter(retired_at__isnull=True, microcredential=OuterRef("pk"))
    put = SeedReading.objects.filter(reviewer=person, filed_at__isnull=True, ended_at__isnull=True)
    mine = put.filter(sample__of__microcredential=OuterRef("pk"))
    return found.annotate(has_samples=Exists(sets), sample_waits=Exists(mine))


def in_training(person: Person) -> QuerySet[Qualification]:
    """What somebody learns, holds, or must renew, where there are samples to do it with."""
    sets = CalibrationSet.objects.filter(retired_at__isnull=True, microcredential=OuterRef("microcredential"))
    mine = Qualification.objects.filter(Exists(sets), person=person)
    return mine.exclude(left_behind(person, "microcredential__organization"))
