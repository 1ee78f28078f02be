"""One reader as they stand now: asked once, so that what waits is gone through with plain lists.

The same facts as in `barred_for`, `looked_at_by`, `handled_by` and `own_departments`, which are for another question to
ask within. A test holds both to the same answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Value

from merited.base import clock
from merited.coaching.queries.shown import helped_by
from merited.kept import kept, stand_in
from merited.people.models import Membership, Organization, Person
from merited.people.queries import bound_to, held_at, may_have_left
from merited.people.rules.places import MAY_ADJUDICATE, Place
from merited.review.models import Reading
from merited.review.queries.checkers import attempts_handled_by, works_handled_by
from merited.review.queries.courses import live
from merited.review.queries.lookers import works_looked_at_by
from merited.submissions.rules.states import AttemptState

PEOPLE, WORKS, ATTEMPTS, DEPARTMENTS, OFFICES = range(5)


@dataclass(frozen=True, slots=True)
class Reader:
    """Keys of whose work, which work and which attempts they do not read (any more), of the departments for which they
    work, and of the places at which they hold an office that settles differences."""

    people: frozenset[UUID]
    works: frozenset[UUID]
    attempts: frozenset[UUID]
    departments: frozenset[UUID]
    offices: frozenset[UUID]

    def settles(self, place: Organization) -> bool:
        """Whether they read a third time there: the office is held there or above."""
        at: Organization | None = place
        while at:
            if at.pk in self.offices:
                return True
            at = at.parent
        return False

    def is_own(self, place: Organization) -> bool:
        """Whether its work is theirs before the pool is open."""
        return place.pk in self.departments or self.settles(place)


def works_for(person: Person) -> QuerySet[Membership, UUID]:
    """Keys of the departments for which somebody works."""
    return (
        Membership.objects.filter(person=person)
        .exclude(organization__kind=Place.SCHOOL)
        .values_list("organization_id", flat=True)
    )


def facts_of(person: Person) -> Reader:
    """Everything about one reader, in one question. Of attempts those that wait: no other is asked for."""
    found: tuple[set[UUID], ...] = tuple(set() for _each in range(5))
    found[PEOPLE].add(person.pk)
    for key, what in _facts(person.pk, left=may_have_left(person)):
        found[what].add(key)
    return Reader(*(frozenset(one) for one in found))


@kept(clock.now)
def _facts(key: UUID, *, left: bool) -> QuerySet[Any, tuple[UUID, int]]:
    person = stand_in(Person, key, has_left_any=left)
    read = Reading.objects.filter(live(), reviewer=person).values_list("attempt_id", flat=True)
    waits = [one.filter(attempt__state=AttemptState.SENT) for one in (*attempts_handled_by(person), read)]
    questions = [
        *_marked(PEOPLE, [*bound_to(person), *helped_by(person)]),
        *_marked(WORKS, [*works_looked_at_by(person), *works_handled_by(person)]),
        *_marked(ATTEMPTS, waits),
        *_marked(DEPARTMENTS, [works_for(person)]),
        *_marked(OFFICES, [held_at(person, MAY_ADJUDICATE)]),
    ]
    return questions[0].union(*questions[1:])


def _marked(what: int, questions: "Iterable[QuerySet[Any, UUID]]") -> "list[QuerySet[Any, tuple[UUID, int]]]":
    """The same keys, each with what it is of."""
    return [one.values_list(*one.query.values_select, Value(what)) for one in questions]
