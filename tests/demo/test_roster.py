"""The two roster files of the demonstration say what they promise, against the demonstration as it is loaded."""

from pathlib import Path

import pytest

from tests.databases import ON_SQLITE
from tests.running import merited

pytestmark = [pytest.mark.processes, ON_SQLITE]

CONTENT = Path(__file__).parents[2] / "src/merited/cli/demo/content"


def test_the_staff_file_changes_nothing(own_demo):
    done = merited("roster", str(CONTENT / "roster-staff.csv"), "--district", "alder-bay", data=own_demo)

    assert done.returncode == 0, done.stderr
    assert "changed 0, same 65, left out 0, set aside 0, partly 0" in done.stdout


def test_the_flawed_file_shows_exactly_what_was_planted(own_demo):
    done = merited("roster", str(CONTENT / "roster-staff-flawed.csv"), "--district", "alder-bay", data=own_demo)

    assert done.returncode == 1
    planted = (
        "Otis Farrow", "Gideon Ashgrove", "Lorne Dapple", "Nasrin Holloway", "Uriel Banks", "Tamsin Oduya",
        "Veda Crossley", "Wilmot Greer", "Quentin Mabry", "Katya Rusk", "Cyrus Pennock", "Xanthe Moore",
    )  # fmt: skip
    told = [line for line in done.stdout.splitlines() if any(name in line for name in planted)]
    assert len(told) == len(planted) and all(any(name in line for line in told) for name in planted)
    assert "changed 2, same 61, left out 1, set aside 1, partly 6" in done.stdout
