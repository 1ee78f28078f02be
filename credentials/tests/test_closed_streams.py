"""The command line with a standard stream closed or full: one plain line, wrong use, and never a verdict unseen."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from cast import BADGE


@pytest.fixture
def good(tmp_path):
    (tmp_path / "good.json").write_text(json.dumps(BADGE))
    return tmp_path / "good.json"


def ran(line: str, *names: object) -> subprocess.CompletedProcess[str]:
    """A command in a shell, where streams can be closed; `$1` and so on are the names."""
    script = f'"$0" -m merited_credentials {line}'
    return subprocess.run(["sh", "-c", script, sys.executable, *map(str, names)], capture_output=True, text=True)


@pytest.mark.parametrize(
    "line", ['verify "$1" >&-', 'inspect "$1" >&-', "verify - <&-", 'verify "$1" >/dev/full', 'verify --json "$1" >&-']
)
def test_a_stream_that_is_closed_or_full_is_wrong_use(good, line):
    done = ran(line, good)

    assert done.returncode == 2
    assert done.stderr.startswith("error: ") and done.stderr.count("\n") == 1
    assert "unforeseen" not in done.stderr and "Traceback" not in done.stderr


def test_without_standard_error_nothing_is_said_in_its_place(good):
    done = ran('verify "$1.absent" 2>&-', good)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


def test_what_needs_no_standard_output_goes_on_without_it(good, tmp_path):
    (tmp_path / "drawing.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    done = ran('bake "$2" "$1" --output "$3" >&-', good, tmp_path / "drawing.svg", tmp_path / "baked.svg")

    assert (done.returncode, done.stderr) == (0, "") and (tmp_path / "baked.svg").exists()
