"""Whose filed sheet of an undecided attempt counts no more, because a tie to its earner is known since.

Only what the reader, an office or a coach has said binds here. That an earner alone has named somebody throws out no sheet:
else anybody could be rid of a reader by naming them.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from merited.coaching.queries.shown import COACHED, coached_among, joined_groups
from merited.people.models import Person, Tie
from merited.review.models import Reading
from merited.review.rules.stages import OF_THE_WORK
from merited.submissions.models import Attempt
from merited.submissions.rules.states import AttemptState

CLOSED = "closed"  # rules.looks.State, which whatever files a sheet does not import
Undecided = list[tuple[UUID, UUID | None]]  # keys of an attempt, and of the look at it that its sheet belongs to
NAMED, COACH = "co_author", "coach"


def tied_to(earner: UUID, readers: Collection[UUID]) -> dict[UUID, str]:
    """Which of these readers is tied to this earner, and how: the kind of the tie."""
    said = Q(person__in=readers, other=earner) | (Q(person=earner, other__in=readers) & ~Q(kind=NAMED))
    found = {key: COACH for key, _earner in coached_among(readers, [earner]).values_list(*COACHED)}
    for one in Tie.objects.filter(said).order_by("kind"):
        found[one.other_id if one.person_id == earner else one.person_id] = one.kind
    found.pop(earner, None)
    return found


def sheets_in(attempt: Attempt) -> QuerySet[Reading]:
    """The filed sheets from which a decision would follow."""
    return Reading.objects.filter(attempt=attempt, state="filed", purpose__in=OF_THE_WORK)


def undecided_between(one: Person, other: Person) -> Undecided:
    """Of the undecided work of either, that of which the other has filed a sheet."""
    theirs = Q(reviewer=one, attempt__submission__person=other) | Q(reviewer=other, attempt__submission__person=one)
    return _keys(_undecided().filter(theirs))


def undecided_with_ties(places: Collection[UUID]) -> Undecided:
    """Of the undecided work at these places, that of which somebody who is tied to the earner now has filed a sheet."""
    reader, earner = OuterRef("reviewer"), OuterRef("attempt__submission__person")
    said = Tie.objects.filter(Q(person=reader, other=earner) | (Q(person=earner, other=reader) & ~Q(kind=NAMED)))
    coached = joined_groups().filter(group__lead=reader, person=earner)
    found = _undecided().filter(Exists(said) | Exists(coached))
    return _keys(found.filter(attempt__submission__version__microcredential__organization__in=places))


def _keys(found: QuerySet[Reading]) -> Undecided:
    return sorted(set(found.values_list("attempt_id", "look_id")), key=str)


def _undecided() -> QuerySet[Reading]:
    work = Q(purpose__in=OF_THE_WORK, attempt__state=AttemptState.SENT)
    looks = Q(look__isnull=False) & ~Q(look__state=CLOSED)
    return Reading.objects.filter(work | looks, state="filed")
