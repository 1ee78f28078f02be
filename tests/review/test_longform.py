"""The export for a Rasch analysis: one row a judgment, and nobody in it."""

import csv
import io
from dataclasses import replace

import pytest

from merited.review.agreement import HEADER, Judgment, long_rows

KEY = bytes(range(32))
ONE = Judgment("person-7", "person-2", "pl-101@2/a1.c1", 3, 1, "first")
SAME_EARNER = replace(ONE, reviewer="person-3", level=2, purpose="second")
BOTH_ROLES = replace(ONE, earner="person-2", reviewer="person-7", attempt=2)


def test_the_header_is_fixed_for_scripts_depend_on_it():
    assert HEADER == ("earner", "reviewer", "criterion", "level", "attempt", "purpose")


def test_rows_go_into_a_csv_file_and_come_back():
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADER)
    writer.writerows(long_rows([ONE, SAME_EARNER], key=KEY))
    back = list(csv.DictReader(io.StringIO(file.getvalue())))
    assert [(one["criterion"], one["attempt"]) for one in back] == [("pl-101@2/a1.c1", "1")] * 2
    assert {(one["level"], one["purpose"]) for one in back} == {("3", "first"), ("2", "second")}


def test_a_person_has_one_pseudonym_in_an_export_and_another_in_the_next():
    one, other = long_rows([ONE, SAME_EARNER], key=KEY)
    assert one[0] == other[0] and one[1] != other[1]
    (again,) = long_rows([ONE], key=KEY)
    assert again in (one, other)
    (later,) = long_rows([ONE], key=KEY[::-1])
    assert not set(later[:2]) & {*one[:2], *other[:2]}


def test_who_earns_and_reviews_cannot_be_recognized_by_it():
    rows = list(long_rows([ONE, BOTH_ROLES], key=KEY))
    ends = [cell.split("-")[1] for row in rows for cell in row[:2]]
    assert len(set(ends)) == 4
    assert "person" not in str(rows)


def test_the_order_of_rows_tells_nothing_of_the_order_of_judgments():
    every = [replace(ONE, earner=f"person-{n}", attempt=n) for n in range(1, 40)]
    rows = list(long_rows(every, key=KEY))
    assert rows == list(long_rows(reversed(every), key=KEY)) == sorted(rows)
    assert [row[4] for row in rows] != [str(one.attempt) for one in every]


def test_a_short_key_could_be_guessed_and_is_refused():
    with pytest.raises(ValueError, match="16 random bytes"):
        list(long_rows([ONE], key=b"short"))
