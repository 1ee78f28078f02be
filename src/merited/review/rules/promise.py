"""The promise clock: when somebody is nudged, when the coordinator sees it, when it goes to another reader. Pure Python.

Everything is in working days of the district; the day on which work was sent is day 0, and days on which the clock stood
still do not count.
"""

from dataclasses import dataclass
from enum import StrEnum

NUDGE, SHOW = 60, 80  # percent of the promised days


class Step(StrEnum):
    """How far the clock has come."""

    IN_TIME = "in_time"
    NUDGE = "nudge"  # the reader is reminded
    SHOWN = "shown"  # the coordinator sees it
    LAST_CHANCE = "last_chance"  # a claim that has not been opened goes to another reader, while there is time
    PAST = "past"  # counted publicly


@dataclass(frozen=True, slots=True)
class Clock:
    """The days of a promise on which something happens."""

    promised: int

    @property
    def nudge(self) -> int:
        """The first day on which at least 60 percent of the time is gone.

        >>> Clock(10).nudge, Clock(5).nudge, Clock(3).nudge
        (6, 3, 2)
        """
        return -(-self.promised * NUDGE // 100)

    @property
    def show(self) -> int:
        """The first day on which at least 80 percent is gone.

        >>> Clock(10).show, Clock(5).show, Clock(3).show
        (8, 4, 3)
        """
        return -(-self.promised * SHOW // 100)

    @property
    def reassign(self) -> int:
        """The day on which an idle claim is given to another: one before the last, so that there is a day to read.

        >>> Clock(10).reassign, Clock(2).reassign
        (9, 1)
        """
        return max(1, self.promised - 1)

    def step(self, waited: int) -> Step:
        """Where the clock stands after so many working days.

        >>> [str(Clock(10).step(n)) for n in (5, 6, 8, 9, 10, 11)]
        ['in_time', 'nudge', 'shown', 'last_chance', 'last_chance', 'past']
        """
        if waited > self.promised:
            return Step.PAST
        if waited >= self.reassign:
            return Step.LAST_CHANCE
        if waited >= self.show:
            return Step.SHOWN
        return Step.NUDGE if waited >= self.nudge else Step.IN_TIME
