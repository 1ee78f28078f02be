"""The README says what is so: its example and its commands run as they stand, its table is that of the code."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

import merited_credentials as mc
from honest_files import picture
from merited_credentials.__main__ import COMMANDS, main

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```python\n(.*?)```", README, re.DOTALL)
LINES = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines() if line]
BEGINNING = "python -m merited_credentials "


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """What the example makes, in files."""
    assert EXAMPLE is not None
    made: dict[str, object] = {"__name__": "readme"}
    exec(compile(EXAMPLE[1], "README.md", "exec"), made)
    for name, value in (("badge", made["signed"]), ("plan", made["prepared"].document), ("did", made["document"])):
        (tmp_path / f"{name}.json").write_text(json.dumps(value))
    (tmp_path / "badge.svg").write_bytes(made["baked"])
    (tmp_path / "picture.png").write_bytes(picture())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_line_runs_from_top_to_bottom(folder, capsys):
    for line in LINES:
        assert line.startswith(BEGINNING), line
        words, _, said = line.removeprefix(BEGINNING).partition("  # exit code ")
        words, _, target = words.partition(" > ")
        capsys.readouterr()

        code = main(shlex.split(words))

        shown = capsys.readouterr()
        assert code == int(said or 0), f"{line}\n{shown.out}{shown.err}"
        if target:
            (folder / target).write_text(shown.out)


def test_every_command_is_shown():
    shown = {line.removeprefix(BEGINNING).split()[0] for line in LINES}
    assert shown == {command.__name__.rpartition(".")[2] for command in COMMANDS}


def test_the_table_of_steps_is_that_of_the_code():
    rows = re.findall(r"^\| (\d) \| (\w+): (.*?) \| (.*?) \| (.*?) \|$", README, re.MULTILINE)
    told = [(str(one.number), name, one.question, one.proves, one.does_not_prove) for name, one in mc.MEANINGS.items()]
    assert rows == told
