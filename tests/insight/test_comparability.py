"""Departments side by side: what is counted, what is held back, and that page and file say the same."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest

from merited.base import clock
from merited.insight.comparing import comparison, since_of, turnaround
from merited.insight.kept import kept_by
from merited.insight.rules.columns import Column, Window
from merited.insight.rules.small_numbers import LEAST
from merited.people.actions import appoint
from merited.people.models import Organization
from merited.people.rules.places import Office
from merited.review.rules.promise import Clock
from merited.submissions.models import Attempt, Hold
from tests.insight.past import decided, people

PL, ML, ET, SS, CTE = (
    "Personalized Learning", "ESL and Multilingual Programs", "Educational Technology", "Student Services",
    "Career and Technical Education",
)  # fmt: skip
HALF = 100  # days ago; before the school year began there are 138


@pytest.fixture
def year(world):
    """PL 24 people with 6 second attempts, ML 8, ET 6, SS 3 people. All at the first attempt but for PL."""
    for n, person in enumerate(people(24)):
        decided(world.pl101, person, (world.keziah, world.vesna), ({}, {}), days_ago=HALF, earned=n >= 6)
        if n < 6:
            decided(world.pl101, person, (world.keziah,), ({},), number=2, days_ago=HALF - 20, earned=True)
    for key, size, start in (("ml-101", 8, 100), ("et-103", 6, 200), ("ss-101", 3, 300)):
        for n, person in enumerate(people(size, start)):
            decided(world.version(key), person, (world.isolde,), ({},), days_ago=HALF, earned=n % 2 == 0)
    return world


def rows_of(world, window=Window.TWELVE_MONTHS, who=None):
    found = comparison(who or world.thea, window)
    return {one.department.name if one.department else "all": one.figures for one in (*found.rows, found.total)}


def test_what_is_met_at_the_first_attempt_and_of_all(year):
    rows = rows_of(year)
    pl = rows[PL]
    assert (pl.first.hits, pl.first.n, pl.every.hits, pl.every.n) == (18, 24, 24, 30)
    low, high = pl.first.interval
    assert (round(low, 3), round(high, 3)) == (0.551, 0.88)  # Wilson's for 18 of 24
    assert (rows[ML].first.hits, rows[ML].first.n) == (4, 8)


def test_departments_stand_by_name_whatever_their_numbers(year):
    found = comparison(year.thea, Window.TWELVE_MONTHS)
    assert [one.department.name for one in found.rows] == sorted([PL, ML, ET, SS, CTE])


def test_three_people_are_held_back_and_so_is_whoever_shelters_them(year):
    rows = rows_of(year)
    assert rows[SS].first is None and rows[SS].holds_first
    assert rows[ET].holds_first, "the next smallest: else all together less the others tells of three"
    assert not rows[PL].holds_first and not rows[ML].holds_first and rows["all"].first.n == 24 + 8 + 6 + 3
    left = rows["all"].first.n - rows[PL].first.n - rows[ML].first.n
    assert left == 9 >= LEAST
    assert rows[CTE].first is None and not rows[CTE].holds_first, "nobody is not a small number"


def test_turnaround_goes_with_the_attempts_that_it_is_of(year):
    rows = rows_of(year)
    for one in rows.values():
        assert (one.turnaround is None) == (one.every is None)
        assert not one.holds_every or one.turnaround is None


def test_the_clock_is_that_of_the_public_median(year):
    rows, kept = rows_of(year), kept_by(year.district)
    turned = rows["all"].turnaround
    assert (turned.n, turned.late) == (kept.decided, kept.late)
    assert turned.half == pytest.approx(kept.half_within, abs=0.5)
    assert Clock(year.district.promise_days).promised == 10


def test_days_on_which_the_clock_stood_still_do_not_count(world):
    for person in people(6):
        decided(world.pl101, person, (world.keziah,), ({},), days=8)
    before = rows_of(world)[PL].turnaround.half
    for one in Attempt.objects.filter(state="decided"):
        Hold.objects.create(attempt=one, since=one.sent_at, ended_at=one.sent_at + timedelta(days=4))
    assert rows_of(world)[PL].turnaround.half < before


def test_agreement_needs_twenty_attempts_and_hides_its_total_rather_than_a_row(year):
    for person in people(3, 400):
        decided(year.ml101, person, (year.petra, year.isolde), ({}, {}))
    rows = rows_of(year)
    assert rows[PL].agreement.attempts == 24 and rows[PL].agreement.enough
    assert rows[ML].agreement is None and rows[ML].holds_twice and rows["all"].holds_twice


def test_a_school_year_is_a_part_of_the_twelve_months_and_what_it_leaves_is_safe(year):
    for n, person in enumerate(people(9, 500)):  # seven in the school year, two before it
        decided(year.version("pl-102"), person, (year.keziah,), ({},), days_ago=200 if n < 2 else 10)
    months, school = rows_of(year), rows_of(year, Window.SCHOOL_YEAR)
    assert months[PL].first.n == 33
    assert school[PL].first is None and school[PL].holds_first, "33 less 31 would tell of two people"


def test_the_school_year_begins_on_the_first_of_july_of_the_district():
    for now, begun in (
        ("2026-06-30T23:59", "2025-07-01"),
        ("2026-07-01T00:01", "2026-07-01"),
        ("2026-11-16T09:00", "2026-07-01"),
    ):
        at = datetime.fromisoformat(now).replace(tzinfo=UTC)
        assert str(since_of(Window.SCHOOL_YEAR, at, UTC).date()) == begun
        assert since_of(Window.SCHOOL_YEAR, at, UTC) >= since_of(Window.TWELVE_MONTHS, at, UTC)


def test_nine_in_ten_is_a_number_of_days_within_which_that_many_were_answered():
    assert turnaround([]) is None
    for n in (1, 2, 9, 10, 11, 99):
        found = turnaround([(day, False) for day in range(1, n + 1)])
        assert found.nine_in_ten >= 0.9 * n and found.nine_in_ten - 1 < 0.9 * n


# What people see


def page_of(world, who, query=""):
    answer = world.client(who).get(f"/district/comparability/{query}")
    return answer.status_code, answer.content.decode()


def file_of(world, who, query=""):
    answer = world.client(who).get(f"/district/comparability.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("window", Window)
def test_page_and_file_hold_the_same_back(year, window):
    found = {one["department"]: one for one in file_of(year, year.thea, f"?window={window}")}
    for name, one in rows_of(year, window).items():
        row = found["all together" if name == "all" else name]
        assert (row["first attempts"] == "held back") == (Column.FIRST in one.held)
        assert (row["median working days"] == "held back") == (Column.EVERY in one.held)
        if one.first:
            assert (int(row["first attempts"]), int(row["first attempts earned"])) == (one.first.n, one.first.hits)
    text = page_of(year, year.thea, f"?window={window}")[1]
    table = text[text.index("<tbody") : text.index("</tbody>")]
    held = sum(
        len(one.held) + (Column.TWICE in one.held) + (Column.EVERY in one.held)
        for one in rows_of(year, window).values()
    )
    assert table.count("held back") == held and held, "agreement stands in two columns, days go with attempts"


def test_a_name_that_is_a_formula_is_text_in_the_file(year):
    Organization.objects.filter(name=PL).update(name='=HYPERLINK("http://x")')
    found = file_of(year, year.thea)
    assert '\'=HYPERLINK("http://x")' in {one["department"] for one in found}
    assert not [cell for one in found for cell in one.values() if cell.startswith(("=", "+", "@"))]


def test_what_is_asked_comes_from_the_definition_and_is_never_held_back(year):
    (row,) = (one for one in file_of(year, year.thea) if one["department"] == SS)
    assert float(row["pieces of work, median"]) > 0 and float(row["hours estimated, median"]) > 0
    text = page_of(year, year.thea)[1]
    assert "What is asked" in text and "nobody is asked how long it took" in text


def test_leads_and_committee_see_all_departments_and_strangers_none(year):
    lead = people(1, 900)[0]
    appoint(lead, Office.DEPARTMENT_LEAD, year.ml101.microcredential.organization, by=None)
    for who in (year.thea, lead, year.lotte):
        status, text = page_of(year, who)
        assert status == 200 and all(name in text for name in (PL, ML, ET, SS, CTE)), who
    for who in (year.keziah, year.gideon, year.teodor, year.philippa):
        assert page_of(year, who)[0] == 404
    text = page_of(year, year.gwendolyn)[1]
    assert not any(name in text for name in (PL, ML, ET)), "another district sees its own"


def test_nobody_is_named_and_nothing_is_ranked(year):
    text = page_of(year, year.thea)[1]
    assert not re.search(r"Earner \d+", text) and "this is no ranking" in text


def test_a_district_in_which_nothing_was_decided(world):
    with clock.at(clock.now()):
        status, text = page_of(world, world.thea)
    assert status == 200 and "nothing decided" in text
