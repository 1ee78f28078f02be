"""Phrases at hand: those that a place shares, and one's own. Nobody is shown another's own."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from merited.catalog.models import MicroCredential
from merited.people.models import Person
from merited.review.models import FeedbackPhrase

_ORDER = Case(
    When(part="words", then=Value(0)), When(part="move", then=Value(1)), default=Value(2), output_field=IntegerField()
)


def phrases_for(reader: Person, microcredential: MicroCredential, language: str) -> QuerySet[FeedbackPhrase]:
    """What is at hand at a desk: shared by the place that offers it and the places above, and the reader's own."""
    place = microcredential.organization
    places = [one for one in (place.pk, place.parent_id, place.parent.parent_id if place.parent else None) if one]
    shared = Q(organization__in=places, retired_at__isnull=True, language=language)
    for_it = Q(microcredential__isnull=True) | Q(microcredential=microcredential)
    found = FeedbackPhrase.objects.filter(shared & for_it | Q(owner=reader))
    return found.annotate(order=_ORDER).order_by("order", "organization_id", "created_at", "pk")


def own_phrases(person: Person) -> QuerySet[FeedbackPhrase]:
    """A reviewer's own."""
    return FeedbackPhrase.objects.filter(owner=person).annotate(order=_ORDER).order_by("order", "created_at", "pk")


def shared_phrases(places: Collection[UUID]) -> QuerySet[FeedbackPhrase]:
    """What these places share, retired ones too."""
    found = FeedbackPhrase.objects.filter(organization__in=places).select_related("organization", "microcredential")
    return found.annotate(order=_ORDER).order_by("organization__name", "language", "order", "created_at", "pk")
