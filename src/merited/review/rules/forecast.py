"""By when what waits could be answered: who reads how much, from when, and not in a pause. Pure Python.

It counts what waits today and nothing that comes in later. Each reads as many a week as they said, evenly over the working
days and from the first one on, the earliest promise first; in a pause nothing. A claim stays with its holder while they are
there. Lead readers are kept for differences: they count only where nobody else may read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

A_WEEK = 5  # working days
HORIZON = 120  # working days: what takes longer is "more than that"
LATELY = 20  # working days by which the recent pace is measured
ENOUGH = 5  # decisions from which a median is said, and readings from which a pace is


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who reads: how many a week, and when not (first and last day of each pause)."""

    person: UUID
    weekly: int
    away: tuple[tuple[date, date], ...] = ()

    def is_there(self, day: date) -> bool:
        """Whether they read on a day."""
        return not any(first <= day <= last for first, last in self.away)


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work that waits, with the readings that it still needs and who may do them."""

    attempt: UUID
    queue: str  # the key of its micro-credential
    readings: int
    promised: date
    waited: int = 0  # working days
    own: frozenset[UUID] = frozenset()  # of the own department
    pool: frozenset[UUID] = frozenset()  # of others
    pool_from: int | None = None  # the working day from which the others read it; None: never
    leads: frozenset[UUID] = frozenset()  # where nobody else may
    held: frozenset[UUID] = frozenset()  # who has claimed one of the readings
    read: frozenset[UUID] = frozenset()  # who has filed one; nobody reads the same work twice

    def readers(self, days: int) -> tuple[frozenset[UUID], frozenset[UUID]]:
        """Who may read it when so many working days have gone by: the own department, and the others."""
        opened = self.pool_from is not None and self.waited + days >= self.pool_from
        others = self.pool if opened else frozenset()
        return (self.own, others) if self.own or (self.pool_from is not None and self.pool) else (self.leads, others)

    @property
    def has_anybody(self) -> bool:
        """Whether anybody may read it, today or when the pool opens."""
        own, others = self.readers(HORIZON)
        return bool((own | others | self.held) - self.read)


@dataclass(slots=True)
class _Open:
    """A job while the days go by."""

    job: Job
    left: int
    done_by: set[UUID] = field(default_factory=set)


def forecast(jobs: Iterable[Job], hands: Iterable[Hand], days: Sequence[date]) -> dict[UUID, int]:
    """For each piece of work the working day, counted from 1, on which its last reading is filed.

    What is not done within `days` is not in it. `days`: the working days ahead, in order.

    >>> from datetime import timedelta
    >>> petra, jonah, monday = UUID(int=1), UUID(int=2), date(2026, 11, 30)
    >>> days = [day for n in range(60) if (day := monday + timedelta(n)).weekday() < 5]
    >>> jobs = [Job(UUID(int=n), "ml-101", 1, monday, own=frozenset({petra, jonah})) for n in range(100, 124)]
    >>> max(forecast(jobs, [Hand(petra, 3), Hand(jonah, 3)], days).values())
    19
    >>> away = ((date(2026, 12, 9), date(2026, 12, 30)),)
    >>> max(forecast(jobs, [Hand(petra, 3), Hand(jonah, 3, away)], days).values())
    27
    """
    people = {one.person: one for one in hands}
    room = dict.fromkeys(people, 0)  # in fifths of a reading
    waiting = [
        _Open(one, one.readings, set(one.read))
        for one in sorted(jobs, key=lambda one: (one.promised, one.attempt.bytes))
        if one.readings
    ]
    found: dict[UUID, int] = {}
    for number, day in enumerate(days[:HORIZON], start=1):
        if not waiting:
            break
        there = {key for key, one in people.items() if one.is_there(day)}
        for key in there:
            room[key] += people[key].weekly
        for one in waiting:
            _read(one, number, there, room)
        found |= {one.job.attempt: number for one in waiting if not one.left}
        waiting = [one for one in waiting if one.left]
    return found


def _read(one: _Open, number: int, there: set[UUID], room: dict[UUID, int]) -> None:
    """Whoever may and has room reads it today."""
    own, others = one.job.readers(number - 1)
    while one.left:
        holding = (one.job.held & there) - one.done_by
        may = {key for key in (holding or (own | others) & there) - one.done_by if room.get(key, 0) > 0}
        if not may:
            return
        reader = min(may, key=lambda key: (key not in own, -room[key], key.bytes))
        room[reader] -= A_WEEK
        one.done_by.add(reader)
        one.left -= 1


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a forecast says of some of the work."""

    days: int | None  # working days until all is answered; None: more than the horizon
    late: int  # how many of it will be answered after the promised day
    nobody: int  # how many of it nobody may read


def outlook(jobs: Collection[Job], found: Mapping[UUID, int], days: Sequence[date]) -> Outlook:
    """Read a forecast for some of its jobs. What nobody may read is counted apart, and does not lengthen the days.

    >>> outlook([], {}, [])
    Outlook(days=0, late=0, nobody=0)
    """
    possible = [one for one in jobs if one.has_anybody]
    reached = [found.get(one.attempt) for one in possible]
    late = sum(n is None or days[n - 1] > one.promised for one, n in zip(possible, reached, strict=True))
    known = [n for n in reached if n is not None]
    longest = max(known, default=0) if len(known) == len(reached) else None
    return Outlook(longest, late, len(jobs) - len(possible))


def at_pace(readings: int, filed: int, *, over: int = LATELY) -> int | None:
    """Working days for so many readings when so many were filed in the last `over` working days. None: too few to call it a pace.

    >>> at_pace(24, 16), at_pace(1, 40), at_pace(24, 4)
    (30, 1, None)
    """
    return -(-readings * over // filed) if filed >= ENOUGH else None


@dataclass(frozen=True, slots=True)
class Kept:
    """How the promise was kept, as the public reads it: half were answered within so many working days, so many were late.

    `decided` is 0 where too few are decided to say; `overdue`: what waits now, past its promised day.
    """

    decided: int
    half_within: int
    late: int
    overdue: int = 0


def kept_promise(answered: Collection[tuple[int, bool]], overdue: int = 0) -> Kept | None:
    """From the working days of each decision and whether it came late, and what is not answered yet though its day is over.
    None: too few to say, and nothing is overdue.

    >>> kept_promise([(3, False), (4, False), (6, False), (9, False), (12, True)])
    Kept(decided=5, half_within=6, late=1, overdue=0)
    >>> kept_promise([(3, False)] * 4) is None
    True
    >>> kept_promise([(3, False)] * 4, overdue=2)
    Kept(decided=0, half_within=0, late=0, overdue=2)
    """
    if len(answered) < ENOUGH:
        return Kept(0, 0, 0, overdue) if overdue else None
    days = sorted(days for days, _late in answered)
    return Kept(len(days), days[(len(days) - 1) // 2], sum(late for _days, late in answered), overdue)
