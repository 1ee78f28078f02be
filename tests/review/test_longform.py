"""The export for a Rasch analysis: one row a judgment, and nobody in it."""

import csv
import io
from dataclasses import replace
from uuid import UUID

import pytest

from merited.review.agreement import HEADER, Judgment, long_rows, shuffled

KEY = bytes(range(32))
ONE = Judgment("person-7", "pl-101@2/a1.c1", "person-2", 3, 3, "first", 1, "2026-03", "attempt-1", "drawn")
SAME_EARNER = replace(ONE, rater="person-3", level=2, purpose="second")
BOTH_ROLES = replace(ONE, person="person-2", rater="person-7", attempt=2)


def test_the_header_is_fixed_for_scripts_depend_on_it():
    assert HEADER == ("person", "item", "rater", "level", "levels", "purpose", "attempt", "month", "work", "twice")


def test_rows_go_into_a_csv_file_and_come_back():
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADER)
    writer.writerows(long_rows([ONE, SAME_EARNER], key=KEY))
    back = list(csv.DictReader(io.StringIO(file.getvalue())))
    assert [(one["item"], one["attempt"], one["month"]) for one in back] == [("pl-101@2/a1.c1", "1", "2026-03")] * 2
    assert {(one["level"], one["purpose"]) for one in back} == {("3", "first"), ("2", "second")}


def test_a_person_has_one_pseudonym_in_an_export_and_another_in_the_next():
    one, other = long_rows([ONE, SAME_EARNER], key=KEY)
    assert one[0] == other[0] and one[2] != other[2] and one[8] == other[8]
    (again,) = long_rows([ONE], key=KEY)
    assert again in (one, other)
    (later,) = long_rows([ONE], key=KEY[::-1])
    assert not {later[0], later[2], later[8]} & {one[0], one[2], one[8], other[2]}


def test_who_earns_and_reviews_cannot_be_recognized_by_it():
    rows = list(long_rows([ONE, BOTH_ROLES], key=KEY))
    ends = [cell.split("-")[1] for row in rows for cell in (row[0], row[2])]
    assert len(set(ends)) == 4
    assert "person" not in str(rows) and "attempt-1" not in str(rows)


def test_the_order_of_readings_tells_nothing_of_when_they_were_filed():
    readings = [UUID(int=n) for n in range(100)]
    assert shuffled(readings, key=KEY) == shuffled(reversed(readings), key=KEY) != readings
    assert shuffled(readings, key=KEY[::-1]) != shuffled(readings, key=KEY)


def test_no_cell_is_a_formula_for_a_spreadsheet():
    odd = replace(ONE, item="=1+1@1/a", person="=x", rater="-x", work="@x")
    (row,) = long_rows([odd], key=KEY)
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_rows_come_one_by_one():
    """Nothing is gathered: the first row is there before the second judgment is asked for."""

    def judgments():
        yield ONE
        raise LookupError

    rows = long_rows(judgments(), key=KEY)
    assert next(rows)[3] == "3"


def test_a_short_key_could_be_guessed_and_is_refused():
    with pytest.raises(ValueError, match="16 random bytes"):
        list(long_rows([ONE], key=b"short"))
