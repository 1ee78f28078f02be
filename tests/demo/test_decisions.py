"""Every decision of the demonstration follows from its stored scores, and a change in the scores is noticed."""

import re
import sqlite3

import pytest

from tests.databases import ON_SQLITE
from tests.running import merited

pytestmark = [pytest.mark.processes, ON_SQLITE]


def test_every_decision_of_the_demonstration_is_what_its_scores_come_to(demo):
    done = merited("decisions", "check", data=demo)
    assert done.returncode == 0, done.stdout + done.stderr
    right, every = re.fullmatch(
        r"(\d+) of (\d+) decisions follow from their stored scores\.", done.stdout.strip()
    ).groups()
    assert right == every and int(every) > 50


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE review_score SET level = 'developing' WHERE level = 'proficient'", "come to not_yet"),
        ("UPDATE review_decision SET outcome = 'earned' WHERE outcome = 'not_yet'", "recorded earned"),
        ("DELETE FROM submissions_standing", "the standing is not what the sheets come to"),
        ("DELETE FROM review_score", "not about the criteria that were open"),
    ],
)
def test_a_change_behind_our_back_is_noticed(own_demo, change, said):
    with sqlite3.connect(own_demo / "merited.sqlite3") as database:
        database.execute(change)
    done = merited("decisions", "check", data=own_demo)
    assert done.returncode == 1 and said in done.stdout
