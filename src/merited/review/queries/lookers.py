"""Who takes another look at a piece of work now, to read it or in its panel, and so reads none of its later attempts:
they would tell what was found before, and a panel decides about what its own member reads."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from merited.base import clock
from merited.people.models import Person
from merited.review.models import Look, PanelVoice, Reading


def looked_at_by(person: Person) -> QuerySet[Look, UUID]:
    """Keys of the work that this person takes another look at now, for another question to ask within."""
    read = _read().filter(look=OuterRef("pk"), reviewer=person)
    sits = _sits().filter(look=OuterRef("pk"), person=person)
    return Look.objects.filter(Exists(read) | Exists(sits)).values_list("submission_id", flat=True)


def lookers_of(submission: UUID) -> frozenset[UUID]:
    """Everybody who takes another look at this work now."""
    read = _read().filter(attempt__submission=submission).values_list("reviewer_id", flat=True)
    return frozenset(read.union(_sits().filter(look__submission=submission).values_list("person_id", flat=True)))


def _read() -> QuerySet[Reading]:
    return Reading.objects.filter(look__isnull=False, state="claimed", expires_at__gt=clock.now())


def _sits() -> QuerySet[PanelVoice]:
    return PanelVoice.objects.filter(left_at__isnull=True, look__state="panel")
