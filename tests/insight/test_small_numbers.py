"""Small numbers stay held back, also from whoever subtracts: an attacker who knows every cell that is shown."""

from itertools import chain, combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from merited.insight.rules.columns import Column, Counted, Window, held_columns
from merited.insight.rules.small_numbers import LEAST, hold_back, is_safe, together

np = pytest.importorskip("numpy", reason="numpy is not installed, and the attacker reckons with it: make install")

PLACES = ("cte", "et", "ml", "pl")
CLASSES = tuple((is_first, in_year) for is_first in (True, False) for in_year in (True, False))
CELLS = [(place, kind) for place in PLACES for kind in CLASSES]


@st.composite
def districts(draw):
    """Up to four departments; each class of attempts has nobody, a few people or many of a small town."""
    rows = []
    for place, (is_first, in_year) in CELLS:
        size = draw(st.sampled_from((0, 0, 1, 3, 4, 5, 6, 9)))
        start = draw(st.integers(0, 3))
        rows += [Counted(place, start + n, is_first, in_year) for n in range(size)]
    return rows


def counted_in(column, window, kind):
    is_first, in_year = kind
    return (is_first or column is not Column.FIRST) and (in_year or window is Window.TWELVE_MONTHS)


# Two people before the school year, whose row is sheltered by one that has none then.
OPENED_LAST_YEAR = [Counted("cte", n, True, False) for n in range(2)]
OPENED_LAST_YEAR += [
    Counted(place, n, True, True) for place, size in (("et", 9), ("pl", 20)) for n in range(10, 10 + size)
]


def shown_vectors(rows, columns):
    """Every number that is published, as a vector over the cells that it is the sum of."""
    found = held_columns(PLACES, rows, rows)
    for (column, window), held in found.items():
        if column not in columns:
            continue
        in_it = {
            place: [1.0 * (where == place and counted_in(column, window, kind)) for where, kind in CELLS]
            for place in PLACES
        }
        yield from (vector for place, vector in in_it.items() if held.shows(place))
        if held.total:
            yield [sum(column) for column in zip(*in_it.values(), strict=True)]


def parts(of):
    return chain.from_iterable(combinations(of, n) for n in range(1, len(of) + 1))


def known_empty(rows, known):
    """A number that is shown and is zero says that nobody is in any of its cells."""
    there = {(row.place, (row.is_first, row.in_year)) for row in rows}
    counts = np.array([1.0 * (cell in there) for cell in CELLS])
    return known[known @ counts == 0].any(axis=0) if len(known) else np.zeros(len(CELLS), bool)


@pytest.mark.parametrize("columns", [(Column.FIRST, Column.EVERY), (Column.TWICE,)])
@settings(max_examples=300, deadline=None)
@given(districts())
@example(OPENED_LAST_YEAR)
def test_no_combination_of_shown_numbers_tells_of_fewer_than_five_people(columns, rows):
    """By linear algebra: a count of a small group may not be a sum and difference of what is shown."""
    known = np.array([*shown_vectors(rows, columns)] or [[0.0] * len(CELLS)])
    nobody = known_empty(rows, known)
    known[:, nobody] = 0.0
    rank = np.linalg.matrix_rank(known)
    people = {cell: {row.person for row in rows if (row.place, (row.is_first, row.in_year)) == cell} for cell in CELLS}
    for places in parts(PLACES):
        for kinds in parts(CLASSES):
            cells = [cell for cell in CELLS if cell[0] in places and cell[1] in kinds]
            group = set().union(*(people[cell] for cell in cells))
            if not 0 < len(group) < LEAST:
                continue
            small = np.array([[1.0 * (cell in cells) for cell in CELLS]])
            small[:, nobody] = 0.0
            assert np.linalg.matrix_rank(np.vstack([known, small])) > rank, (places, kinds)


GROUPS = st.dictionaries(
    st.sampled_from("abcdefg"), st.sets(st.integers(0, 30), max_size=12).map(lambda one: [one]), max_size=7
)


@given(GROUPS)
def test_what_the_total_leaves_is_nobody_or_five_people_of_two_rows(groups):
    held = hold_back(groups)
    assert all(key in held.rows or is_safe(groups[key]) for key in groups)
    if held.total:
        left = [key for key in held.rows if groups[key][0]]
        assert not left or (len(left) > 1 and is_safe(together(groups, left)))
        assert is_safe(together(groups, groups))


@given(GROUPS)
def test_where_everybody_is_five_nothing_is_held_back(groups):
    full = {key: [people | set(range(100, 105))] for key, (people,) in groups.items()}
    assert hold_back(full).rows == frozenset() and hold_back(full).total


@given(GROUPS, st.sets(st.sampled_from("abcdefg")))
def test_what_was_held_back_in_the_larger_number_stays_so(groups, before):
    assert hold_back(groups, already=before).rows >= before


def test_an_attacker_who_would_subtract_finds_them_without_the_second_row():
    """The search above can find: with the small department alone held back, the total gives it away."""
    people = {"cte": 3, "pl": 20, "et": 9}
    shown = {key: n for key, n in people.items() if n >= LEAST}
    assert sum(people.values()) - sum(shown.values()) == 3
    held = hold_back({key: [set(range(n))] for key, n in people.items()})
    assert held.rows == {"cte", "et"} and held.total


@pytest.mark.parametrize(("sizes", "rows", "total"), [
    ({"a": 3}, {"a"}, False),  # one department: its total is itself
    ({"a": 3, "b": 4}, {"a", "b"}, True),
    ({"a": 1, "b": 1}, {"a", "b"}, False),  # both together are still two people
    ({"a": 3, "b": 0, "c": 30}, {"a", "c"}, True),  # nobody hides nobody: the empty one is no shelter
    ({"a": 5, "b": 8}, set(), True),
    ({}, set(), True),
])  # fmt: skip
def test_cases(sizes, rows, total):
    start = 0
    groups = {}
    for key, n in sizes.items():
        groups[key] = [set(range(start, start + n))]
        start += n
    held = hold_back(groups)
    assert (set(held.rows), held.total) == (rows, total)


def test_a_school_year_that_leaves_two_people_of_the_months_before_is_held_back():
    rows = [Counted(place, n, True, n >= 2 or place == "pl") for place in ("et", "pl") for n in range(12)]
    found = held_columns(("et", "pl"), rows, [])
    assert found[Column.FIRST, Window.TWELVE_MONTHS].rows == frozenset()
    assert "et" in found[Column.FIRST, Window.SCHOOL_YEAR].rows, "twelve less ten would tell of two"


def test_later_attempts_of_two_people_are_not_left_over_between_two_columns():
    rows = [Counted(place, n, True, True) for place in ("et", "pl") for n in range(12)]
    rows += [Counted("et", n, False, True) for n in range(2)]
    found = held_columns(("et", "pl"), rows, [])
    assert found[Column.FIRST, Window.SCHOOL_YEAR].rows == frozenset()
    assert "et" in found[Column.EVERY, Window.SCHOOL_YEAR].rows


def test_what_is_held_back_did_not_come_out_all_alike():
    """26 of 59 in all, 5 of 12, 3 of 8 and 18 of 34 shown: what is left would be 0 of 5, of two departments."""
    rows = []
    for place, met, size in (("cte", 0, 2), ("ss", 0, 3), ("et", 3, 8), ("esl", 5, 12), ("pl", 18, 34)):
        rows += [Counted(place, f"{place}{n}", True, True, n < met) for n in range(size)]
    held = held_columns(["cte", "ss", "et", "esl", "pl"], rows, [])[Column.FIRST, Window.TWELVE_MONTHS]
    assert held.rows == {"cte", "ss", "et"} and held.total
    mixed = [Counted(one.place, one.person, True, True, one.person in ("ss0", "et0", "pl0")) for one in rows]
    held = held_columns(["cte", "ss", "et", "esl", "pl"], mixed, [])[Column.FIRST, Window.TWELVE_MONTHS]
    assert held.rows == {"cte", "ss"} and held.total


def test_where_everybody_came_out_alike_and_some_is_held_back_the_total_is_too():
    rows = [Counted("cte", n, True, True, False) for n in range(2)] + [
        Counted("pl", 9 + n, True, True, False) for n in range(9)
    ]
    held = held_columns(["cte", "pl"], rows, [])[Column.FIRST, Window.TWELVE_MONTHS]
    assert held.rows == {"cte", "pl"} and not held.total
