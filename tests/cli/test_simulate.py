"""`merited simulate pool`: the year runs through the deeds of the pages, so a change of the rule changes the table."""

import json
import os
import subprocess
import sys

import pytest

from merited.cli.simulate import DEPARTMENTS, SMALL, YEARS, pool, simulate
from merited.people.models import Person
from merited.review.actions import assigning
from merited.review.models import Reading
from merited.review.rules.assignment import Bar, choose


def loaded(monkeypatch):
    """A small year with a department that is as overloaded as in the whole one."""
    monkeypatch.setitem(DEPARTMENTS, "ML", (1, 16))
    monkeypatch.setitem(DEPARTMENTS, "PL", (3, 3))
    for code in ("ET", "SS", "CTE"):
        monkeypatch.setitem(DEPARTMENTS, code, (1, 1))
    monkeypatch.setattr("merited.cli.simulate.A_WEEK", 1)


def within(rows):
    return {one.department: one.within for one in rows}


@pytest.mark.django_db
def test_alone_the_small_department_breaks_its_promise_and_with_the_pool_it_keeps_it(world, monkeypatch):
    loaded(monkeypatch)
    table = simulate((YEARS[0], YEARS[2]), days=40)
    alone, pooled = within(table["alone"]), within(table["pool after 3 days"])
    assert alone[SMALL] < 70 < pooled[SMALL]
    assert all(pooled[one] >= alone[one] for one in DEPARTMENTS)
    assert Reading.objects.filter(state="filed").exists() and Person.objects.filter(name="An earner").exists()


@pytest.mark.django_db
def test_another_rule_of_assignment_gives_another_table(world, monkeypatch):
    loaded(monkeypatch)
    year = (YEARS[2],)
    as_it_is = within(simulate(year, days=40)["pool after 3 days"])

    def nobody_from_elsewhere(case, candidates):
        return choose(case, [one for one in candidates if case.department in one.departments])

    monkeypatch.setattr(assigning, "choose", nobody_from_elsewhere)
    alone = within(simulate(year, seed=2, days=40)["pool after 3 days"])
    assert alone[SMALL] < as_it_is[SMALL]
    assert Bar.OTHER_DEPARTMENT in Bar


@pytest.mark.django_db
def test_the_table_as_json(world):
    said = json.loads(pool(seed=3, share=0.02, as_json=True))
    assert set(said) == {one.name for one in YEARS}
    assert {row["department"] for row in said["alone"]} == set(DEPARTMENTS)


@pytest.mark.processes
def test_the_command_leaves_nothing_behind(tmp_path):
    found = subprocess.run(
        [sys.executable, "-m", "merited", "simulate", "pool", "--share", "1"],
        env={**os.environ, "MERITED_DATA": str(tmp_path / "mine"), "DATABASE_URL": f"sqlite:///{tmp_path / 'mine.sqlite3'}"},
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert "pool after 3 days" in found.stdout and "ML 2" in found.stdout
    assert list(tmp_path.iterdir()) == []
