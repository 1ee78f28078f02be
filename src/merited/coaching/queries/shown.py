"""Who knows whose work by helping with it: what every choice of a reader asks, so that no helper reads as a reviewer."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from merited.coaching.models import Guest, Member, Onlooker
from merited.people.models import Person

# Where a helper and the earner stand in the three records.
SHOWN = ("person_id", "attempt__submission__person_id")
COACHED = ("group__lead_id", "person_id")
LOOKED = ("person_id", "showing__submission__person_id")


def coached_by(reader: Person) -> Q:
    """A condition on a person (`Q` over Person): this reader was shown a draft of theirs, looked at their work under its
    private link, or coaches a group that they joined.

    It holds for all of that person's work, also after the invitation or the link ended: whoever was shown a draft under its
    name would know the classroom again.
    """
    found = Q(pk__in=[])
    for keys in helped_by(reader):
        found |= Q(pk__in=keys)
    return found


def helped_by(reader: Person) -> "list[QuerySet[Any, UUID]]":
    """The same people, as questions for their keys: whose draft was shown, who joined, whose work was looked at."""
    shown = shown_drafts_of().filter(person=reader).values_list("attempt__submission__person_id", flat=True)
    coached = joined_groups().filter(group__lead=reader).values_list("person_id", flat=True)
    return [
        shown,
        coached,
        Onlooker.objects.filter(person=reader).values_list("showing__submission__person_id", flat=True),
    ]


def shown_drafts_of() -> QuerySet[Guest]:
    """Every guest who ever opened a draft."""
    return Guest.objects.filter(opened_at__isnull=False)


def shown_among(people: Collection[UUID], earners: Collection[UUID]) -> QuerySet[Guest]:
    """Who of these people was shown a draft of whom of these; `SHOWN` names the fields of helper and earner."""
    return shown_drafts_of().filter(person__in=people, attempt__submission__person__in=earners)


def coached_among(people: Collection[UUID], earners: Collection[UUID]) -> QuerySet[Member]:
    """Who of these people coaches, or coached, a group that whom of these joined; `COACHED` names the fields."""
    return joined_groups().filter(group__lead__in=people, person__in=earners)


def looked_among(people: Collection[UUID], earners: Collection[UUID]) -> QuerySet[Onlooker]:
    """Who of these people looked at work of whom of these under its private link; `LOOKED` names the fields."""
    return Onlooker.objects.filter(person__in=people, showing__submission__person__in=earners)


def helpers_of(earner: Person, people: Collection[UUID]) -> set[UUID]:
    """Who of these people must not judge this earner's work, for they helped with it or looked at it."""
    shown = shown_among(people, [earner.pk]).values_list(*SHOWN)
    looked = looked_among(people, [earner.pk]).values_list(*LOOKED)
    return {key for key, _earner in [*shown, *looked, *coached_among(people, [earner.pk]).values_list(*COACHED)]}


def looks_by(person: Person) -> QuerySet[Onlooker]:
    """Where this person looked at work under its private link."""
    return Onlooker.objects.filter(person=person)


def joined_groups() -> QuerySet[Member]:
    """Everybody who ever joined a group."""
    return Member.objects.filter(joined_at__isnull=False)
