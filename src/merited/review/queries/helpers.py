"""What colleagues of other departments wrote about work of one's own department, once it is decided."""

from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from merited.catalog.models import MicroCredential
from merited.people.models import Membership, Person
from merited.review.models import Decision, Helpful, Look, Reading
from merited.review.queries.looks import PURPOSES
from merited.review.queries.reading import barred_for, qualified_for
from merited.review.queries.terms import own_departments
from merited.review.rules.looks import State
from merited.review.rules.stages import OF_THE_WORK

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Said(TypedDict):
        """Whether it helped the asker, and how many it helped."""

        helped_me: bool
        helped: int

    Helped = WithAnnotations[Reading, Said]

OFFERED = "attempt__submission__version__microcredential"


def read_by_helpers(person: Person) -> "QuerySet[Helped]":
    """Filed readings of decided work of one's own department, by readers who do not work for it; the latest first.

    Only of what one reads oneself. Never of one's own work, nor of people whose work one may not judge. Nothing of another
    look, nor of work that is being looked at again: whoever does that knows nobody's words.
    """
    mine = MicroCredential.objects.filter(own_departments(person), pk__in=qualified_for(person))
    works_there = Membership.objects.filter(
        person=OuterRef("reviewer"), organization=OuterRef(f"{OFFERED}__organization")
    )
    looked_at = Look.objects.filter(submission=OuterRef("attempt__submission"), kind__in=PURPOSES)
    found = Helpful.objects.filter(reading=OuterRef("pk"))
    counted = found.order_by().values("reading").annotate(n=Count("pk")).values("n")
    return (
        Reading.objects.filter(Exists(Decision.objects.filter(attempt=OuterRef("attempt"))), state="filed")
        .filter(**{f"{OFFERED}__in": mine}, purpose__in=OF_THE_WORK)
        .exclude(Exists(looked_at.exclude(state=State.CLOSED)))
        .exclude(Exists(works_there))
        .exclude(reviewer=person)
        .exclude(attempt__submission__person__in=barred_for(person))
        .annotate(
            helped_me=Exists(found.filter(person=person)),
            helped=Coalesce(Subquery(counted), 0, output_field=IntegerField()),
        )
        .select_related(f"{OFFERED}__organization")
        .prefetch_related("scores__criterion")
        .order_by("-filed_at", "pk")
    )
