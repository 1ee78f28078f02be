"""Who reads: who may not and why, who should and why. Pure Python; pages, the worker and the simulation ask the same."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from merited.review.rules.stages import Purpose


class Bar(StrEnum):
    """Why somebody does not read a piece of work. The first group is a conflict of interest, and nothing lifts it."""

    OWN_WORK = "own_work"
    SAME_SCHOOL = "same_school"
    SUPERVISOR = "supervisor"
    COACH = "coach"
    CO_AUTHOR = "co_author"
    COMMENTED = "commented"  # on the draft
    LOOKED_ON = "looked_on"  # at work of theirs in progress, under its private link
    DECLARED = "declared"

    LEFT = "left"  # works in the district no more
    NOT_QUALIFIED = "not_qualified"
    LAPSED = "lapsed"  # the qualification has run out, or rests
    NOT_CLEARED = "not_cleared"  # for sensitive notes about learners
    LANGUAGE = "language"
    HAS_READ = "has_read"  # this very attempt
    HANDLED = "handled"  # checked whether this attempt opens, or passed it back at the end
    LOOKS_AGAIN = "looks_again"  # at an earlier attempt of this work, or sits in the panel of its appeal
    NOT_SENIOR = "not_senior"  # a difference is settled by a lead reader

    PAUSED = "paused"
    FULL = "full"  # so many a week, and no more
    OTHER_DEPARTMENT = "other_department"  # and the pool is not open for it, or not yet


CONFLICTS = frozenset(
    {
        Bar.OWN_WORK, Bar.SAME_SCHOOL, Bar.SUPERVISOR, Bar.COACH, Bar.CO_AUTHOR, Bar.COMMENTED, Bar.LOOKED_ON, Bar.DECLARED,
    }
)  # fmt: skip
NEVER = CONFLICTS | {
    Bar.LEFT, Bar.NOT_QUALIFIED, Bar.LAPSED, Bar.NOT_CLEARED, Bar.LANGUAGE, Bar.HAS_READ, Bar.HANDLED, Bar.LOOKS_AGAIN,
    Bar.NOT_SENIOR,
}  # fmt: skip
# Whoever wants to may read in a pause or beyond their own limit; nobody is asked to.
WILL = frozenset({Bar.PAUSED, Bar.FULL})


class Because(StrEnum):
    """Why this person among those who may."""

    OWN_DEPARTMENT = "own_department"
    POOL = "pool"
    SENIOR = "senior"
    MOST_ROOM = "most_room"  # the most of the own weekly limit is left
    NEW_PAIR = "new_pair"  # has read least often beside the other reader
    LOT = "lot"  # alike in everything else


@dataclass(frozen=True, slots=True)
class Case:
    """One reading that is due."""

    attempt: UUID
    purpose: Purpose
    department: UUID
    language: str
    sensitive: bool = False  # holds sensitive notes about learners
    waited: int = 0  # working days since it was sent, without those on which the clock stood still
    pool_from: int | None = None  # the working day from which other departments read it; None: never
    others: frozenset[UUID] = frozenset()  # who reads, or has read, this attempt
    handlers: frozenset[UUID] = frozenset()  # who had another part in it
    lookers: frozenset[UUID] = frozenset()  # who takes another look at an earlier attempt now
    let_go: frozenset[UUID] = frozenset()  # who had a reading of it and gave it back, or let the claim run out

    @property
    def pool_is_open(self) -> bool:
        """Whether other departments may read it now."""
        return self.pool_from is not None and self.waited >= self.pool_from


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reviewer as seen from one case."""

    person: UUID
    departments: frozenset[UUID]  # also those for which one is a lead reader
    qualified: bool
    conflicts: frozenset[Bar] = frozenset()
    lapsed: bool = False
    left: bool = False
    languages: frozenset[str] = frozenset({"en"})
    cleared: bool = False
    capacity: int = 3  # readings a week
    busy: int = 0  # held now, or taken this week
    paused: bool = False
    senior: bool = False
    beside: Mapping[UUID, int] = field(default_factory=dict)  # how often with whom on one attempt

    @property
    def room(self) -> int:
        """How many more this week."""
        return max(0, self.capacity - self.busy)


@dataclass(frozen=True, slots=True)
class Choice:
    """Who should read, and why; and of everybody else, why not."""

    person: UUID | None
    because: tuple[Because, ...]
    bars: Mapping[UUID, tuple[Bar, ...]]  # empty: may read, and another was chosen


def bars(case: Case, one: Candidate) -> tuple[Bar, ...]:
    """Everything that keeps somebody from a case, the conflicts first. Empty: may read it.

    >>> from uuid import UUID
    >>> ml, pl = UUID(int=1), UUID(int=2)
    >>> case = Case(UUID(int=9), Purpose.FIRST, ml, "es", waited=3, pool_from=6)
    >>> [str(bar) for bar in bars(case, Candidate(UUID(int=5), frozenset({pl}), True, busy=3))]
    ['language', 'full', 'other_department']
    """
    asked = {
        Bar.LEFT: one.left,
        Bar.NOT_QUALIFIED: not one.qualified and not one.lapsed,
        Bar.LAPSED: one.lapsed,
        Bar.NOT_CLEARED: case.sensitive and not one.cleared,
        Bar.LANGUAGE: case.language not in one.languages,
        Bar.HAS_READ: one.person in case.others,
        Bar.HANDLED: one.person in case.handlers,
        Bar.LOOKS_AGAIN: one.person in case.lookers,
        Bar.NOT_SENIOR: case.purpose is Purpose.THIRD and not one.senior,
        Bar.PAUSED: one.paused,
        Bar.FULL: one.room == 0,
        Bar.OTHER_DEPARTMENT: not (case.department in one.departments or case.pool_is_open),
    }
    return (*sorted(one.conflicts), *(bar for bar, holds in asked.items() if holds))


def choose(case: Case, candidates: Collection[Candidate]) -> Choice:
    """Who should read a case: the own department first, then whoever has most room, then the pair that met least.

    Whoever had it and let it go comes after everybody else, and is asked again only where nobody else can. Lead readers are
    kept for differences: another reading comes to them after the others who may read it. What is left is a lot that gives
    everybody the same answer. The order of the candidates never matters.
    """
    barred = {one.person: bars(case, one) for one in candidates}
    ranked = sorted((one for one in candidates if not barred[one.person]), key=lambda one: _rank(case, one))
    if not ranked:
        return Choice(None, (), barred)
    return Choice(ranked[0].person, _because(case, ranked), barred)


def _rank(case: Case, one: Candidate) -> tuple[bool, bool, bool, float, int, bytes]:
    return (
        one.person in case.let_go,
        one.senior and case.purpose is not Purpose.THIRD,
        case.department not in one.departments,
        one.busy / one.capacity,
        max((one.beside.get(other, 0) for other in case.others), default=sum(one.beside.values())),
        sha256(case.attempt.bytes + one.person.bytes).digest(),
    )


def _because(case: Case, ranked: list[Candidate]) -> tuple[Because, ...]:
    """What put the first before the second, after where the first is from."""
    first = ranked[0]
    found = [Because.OWN_DEPARTMENT if case.department in first.departments else Because.POOL]
    if case.purpose is Purpose.THIRD:
        found = [Because.SENIOR]
    if len(ranked) > 1:
        one, other = _rank(case, first), _rank(case, ranked[1])
        reasons = (None, None, None, Because.MOST_ROOM, Because.NEW_PAIR, Because.LOT)
        differs = next(n for n in range(len(one)) if one[n] != other[n])
        reason = reasons[differs]
        found += [reason] if reason else []
    return tuple(found)
