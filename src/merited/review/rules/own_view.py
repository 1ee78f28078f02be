"""How earners saw a criterion beside what was recorded: counted, never added up to a score. Pure Python.

Where most see it otherwise than their readers, the words of the rubric may say less than they should.
"""

from collections.abc import Collection
from dataclasses import dataclass

FEWEST = 5  # of so few people or more anything is told


@dataclass(frozen=True, slots=True)
class Views:
    """Of how many earners is told, and how many saw it lower than their reader, alike, or higher."""

    n: int
    lower: int
    alike: int
    higher: int

    @property
    def is_told(self) -> bool:
        """Whether there are enough people."""
        return self.n >= FEWEST

    @property
    def asks_for_words(self) -> bool:
        """Whether more than half saw it otherwise."""
        return self.is_told and self.alike < self.lower + self.higher


def views(pairs: Collection[tuple[float, float]]) -> Views:
    """Own and recorded place on the scale, one pair for each earner. The order of the pairs never matters.

    >>> views([(1, 2), (2, 2), (3, 2), (2, 2), (1, 2)])
    Views(n=5, lower=2, alike=2, higher=1)
    >>> views([(1, 2)]).is_told
    False
    """
    lower = [1 for own, recorded in pairs if own < recorded]
    higher = [1 for own, recorded in pairs if own > recorded]
    alike = [1 for own, recorded in pairs if own == recorded]
    return Views(len(pairs), len(lower), len(alike), len(higher))
