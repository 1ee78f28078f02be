"""Holding small numbers back, so that nobody can be recognized in a table, nor worked out from its totals. Pure Python.

A number about fewer than five people is not shown. That alone does not hold it back: with the total and the other rows it
could be subtracted. So a second row is held back with it, and where that does not help, the total is.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeVar

LEAST = 5  # people

Group = TypeVar("Group", bound=Hashable)
# The people behind every number of a row that is shown or that can be worked out from two that are: all of them first.
Facets = Sequence[AbstractSet[Hashable]]


@dataclass(frozen=True, slots=True)
class Held:
    """Which rows of a column are held back, and whether its total is shown."""

    rows: frozenset[Hashable]
    total: bool

    def shows(self, row: Hashable) -> bool:
        """Whether a row is shown."""
        return row not in self.rows


def is_safe(facets: Facets) -> bool:
    """Whether each of them is nobody, or enough people.

    >>> is_safe([set("abcde"), set()]), is_safe([set("abcdef"), set("ab")])
    (True, False)
    """
    return all(not one or len(one) >= LEAST for one in facets)


def hold_back(
    groups: Mapping[Group, Facets], *, already: Collection[Group] = (), rows_first: bool = False,
    tells: Callable[[Collection[Group]], bool] = lambda _hidden: False,
) -> Held:  # fmt: skip
    """Which rows of one column to hold back.

    `already`: rows that are held back in a column of which this one is a part, such as twelve months of a school year;
    they stay so, or the two could be laid side by side.

    Held back are rows that are not safe. Then whatever is held back must be two rows with people in them, and safe taken
    together, for the total less what is shown tells it; the smallest rows are added until it is. Where none is left to
    add, the total is held back instead. `rows_first`: it is at once, where a total is worth less than a row.
    `tells`: whether rows taken together say something of each of them, such as that nobody there passed.

    >>> people = {"A": [set("abc")], "B": [set("defghi")], "C": [set("jklmnopq")]}
    >>> sorted(hold_back(people).rows), hold_back(people).total
    (['A', 'B'], True)
    >>> hold_back({"A": [set("abc")]})
    Held(rows=frozenset({'A'}), total=False)
    """
    hidden = set(already) | {key for key, facets in groups.items() if not is_safe(facets)}
    while len(_peopled(groups, hidden)) == 1 or not is_safe(together(groups, hidden)) or tells(hidden):
        shown = _peopled(groups, groups.keys() - hidden)
        if not shown or rows_first:
            return Held(frozenset(hidden), total=False)
        hidden.add(min(shown, key=lambda key: (len(groups[key][0]), str(key))))
    return Held(frozenset(hidden), total=is_safe(together(groups, groups)))


def together(groups: Mapping[Group, Facets], keys: Collection[Group]) -> Facets:
    """The facets of several rows as one."""
    every = [groups[key] for key in keys if key in groups]
    return [frozenset().union(*column) for column in zip(*every, strict=True)]


def _peopled(groups: Mapping[Group, Facets], keys: Collection[Group]) -> list[Group]:
    return [key for key in keys if key in groups and groups[key][0]]
