"""Ratings: who gave which item which of the declared levels."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import isfinite

# What one item was given: rater and rank of the level (0 is the lowest), by the rater's name. Missing ratings are absent.
Rated = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """One rater's value for one item; None where it is missing. What an item is, the caller decides: a criterion of an
    attempt, mostly.

    `group`: items that came to be together, such as the criteria of one attempt, read by the same two people in one
    sitting. They are not as many independent facts as they are items, so an interval goes by groups. Empty: by itself.
    """

    item: str
    rater: str
    value: float | None
    group: str = ""


@dataclass(frozen=True)
class Ratings:
    """Ratings over declared levels, from the lowest to the highest. Levels that nobody used belong to them: AC1 depends
    on how many could have been given. The order of items and raters means nothing, and their names mean nothing."""

    levels: tuple[float, ...]
    items: tuple[Rated, ...]
    groups: tuple[str, ...] = ()  # of each item; nothing where every item stands by itself

    @classmethod
    def of(cls, rows: Iterable[Rating], *, levels: Iterable[float]) -> "Ratings":
        """Gather ratings by item. ValueError for a value that is no level, and for a rater who rates an item twice.

        >>> Ratings.of([Rating("a", "Ana", 3), Rating("a", "Ben", 2), Rating("b", "Ana", None)], levels=(1, 2, 3)).items
        ((('Ana', 2), ('Ben', 1)),)
        """
        declared = tuple(levels)
        if not declared or any(low >= high for low, high in pairwise(declared)) or not all(map(isfinite, declared)):
            raise ValueError(f"levels must be numbers, each higher than the one before: {declared}")
        rank = {level: place for place, level in enumerate(declared)}
        found: dict[str, dict[str, int]] = {}
        groups: dict[str, str] = {}
        for row in rows:
            if row.value is None:
                continue
            if row.value not in rank:
                raise ValueError(f"{row.value} is none of the levels {declared}")
            given = found.setdefault(row.item, {})
            if row.rater in given:
                raise ValueError(f"{row.rater} rated {row.item} twice")
            given[row.rater] = rank[row.value]
            if groups.setdefault(row.item, row.group) != row.group:
                raise ValueError(f"{row.item} belongs to {groups[row.item]!r} and to {row.group!r}")
        kept = tuple(groups[item] for item in found) if any(groups.values()) else ()
        return cls(declared, tuple(tuple(sorted(given.items())) for given in found.values()), kept)

    @cached_property
    def raters(self) -> tuple[str, ...]:
        """Who rated anything, by name."""
        return tuple(sorted({rater for item in self.items for rater, _rank in item}))

    @cached_property
    def shared(self) -> tuple[Rated, ...]:
        """The items that two or more rated: only these can tell of agreement."""
        return tuple(item for item in self.items if len(item) > 1)

    @cached_property
    def clusters(self) -> tuple[tuple[Rated, ...], ...]:
        """All items by group, in no order that means anything; each by itself where nothing says more."""
        if not self.groups:
            return tuple((item,) for item in self.items)
        found: dict[object, list[Rated]] = {}
        for place, (item, group) in enumerate(zip(self.items, self.groups, strict=True)):
            found.setdefault(group or place, []).append(item)
        return tuple(tuple(sorted(items)) for items in found.values())

    @cached_property
    def independent(self) -> int:
        """How many groups hold an item that two or more rated: so many independent facts there are."""
        return sum(any(len(item) > 1 for item in items) for items in self.clusters)

    @property
    def pairs(self) -> int:
        """How many pairs of ratings of the same item there are."""
        return sum(len(item) * (len(item) - 1) // 2 for item in self.shared)

    def among(self, raters: Collection[str]) -> "Ratings":
        """The ratings of these raters alone."""
        kept = [tuple(one for one in item if one[0] in raters) for item in self.items]
        groups = tuple(group for item, group in zip(kept, self.groups, strict=True) if item) if self.groups else ()
        return Ratings(self.levels, tuple(item for item in kept if item), groups)

    def counts_of(self, item: Rated) -> tuple[int, ...]:
        """How many gave it each of the levels."""
        ranks = [rank for _rater, rank in item]
        return tuple(ranks.count(place) for place in range(len(self.levels)))
