"""Which cells of the table of departments are held back: every column in both windows at once. Pure Python."""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from merited.insight.rules.small_numbers import Facets, Held, hold_back


class Window(StrEnum):
    """Which decisions are counted. The school year is a part of the twelve months."""

    TWELVE_MONTHS = "months"
    SCHOOL_YEAR = "year"


class Column(StrEnum):
    """What is counted. First attempts are a part of all attempts."""

    FIRST = "first"
    EVERY = "every"
    TWICE = "twice"  # attempts that two people read


@dataclass(frozen=True, slots=True)
class Counted:
    """One decided attempt of the last twelve months, as far as it matters here."""

    place: Hashable
    person: Hashable
    is_first: bool
    in_year: bool  # decided in the school year
    is_met: bool | None = None  # everything was; None where that is not what is counted


Kept = Callable[[Counted], bool]


def held_columns(
    places: Collection[Hashable], decided: Collection[Counted], twice: Collection[Counted]
) -> Mapping[tuple[Column, Window], Held]:
    """What is held back, by column and window.

    Two cells that are shown can be subtracted: twelve months less the school year leaves the months before it, all
    attempts less first ones leaves later ones. So these remainders must be safe too, and what is held back in the larger
    number stays so in each of its parts. Nor may those that are held back have come out all alike. Few departments have enough that was read twice: there the total gives way first.
    """
    months, year = Window.TWELVE_MONTHS, Window.SCHOOL_YEAR
    found: dict[tuple[Column, Window], Held] = {}

    def hold(column: Column, window: Window, rows: Collection[Counted], kept: list[Kept], *outer: Held) -> Held:
        facets = {one: _facets([row for row in rows if row.place == one], kept) for one in places}
        already = [row for held in outer for row in held.rows]

        def tells(hidden: Collection[Hashable]) -> bool:
            """Whether they all came out alike, which the total less what is shown would tell of each of them."""
            came = {row.is_met for row in rows if row.place in hidden and kept[0](row)}
            return len(came) == 1 and None not in came

        found[column, window] = held = hold_back(
            facets, already=already, rows_first=column is Column.TWICE, tells=tells
        )
        return held

    first_m = hold(Column.FIRST, months, decided, [_first])
    first_y = hold(Column.FIRST, year, decided, [_both(_first, _now), _both(_first, _before)], first_m)
    every_m = hold(Column.EVERY, months, decided, [_any, _later], first_m)
    parts = [_now, _both(_later, _now), _both(_later, _before), _both(_first, _now), _both(_first, _before)]
    hold(Column.EVERY, year, decided, parts, first_y, every_m)
    twice_m = hold(Column.TWICE, months, twice, [_any])
    hold(Column.TWICE, year, twice, [_now, _before], twice_m)
    return found


def _facets(rows: Collection[Counted], kept: Collection[Kept]) -> Facets:
    return [{row.person for row in rows if keep(row)} for keep in kept]


def _any(_row: Counted) -> bool:
    return True


def _first(row: Counted) -> bool:
    return row.is_first


def _later(row: Counted) -> bool:
    return not row.is_first


def _now(row: Counted) -> bool:
    return row.in_year


def _before(row: Counted) -> bool:
    return not row.in_year


def _both(one: Kept, other: Kept) -> Kept:
    return lambda row: one(row) and other(row)
