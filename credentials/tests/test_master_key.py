"""A master key that others may read is named by every command that opens it, and signs all the same."""

from __future__ import annotations

import os

import pytest

from merited_credentials.__main__ import main

pytestmark = pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")


@pytest.mark.parametrize(("mode", "open_to_others"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_a_master_key_that_others_may_read_is_named(mode, open_to_others, tmp_path, capsys):
    keys, master = str(tmp_path / "keys.json"), tmp_path / "master.key"
    assert main(["keys", "new", keys, "--master", str(master)]) == 0
    assert capsys.readouterr().err == "", "a new one is for its owner alone"
    master.chmod(mode)

    assert main(["keys", "new", keys, "--master", str(master), "--id", "key-2"]) == 0

    said = capsys.readouterr().err
    assert (f"chmod 600 {master}" in said) == open_to_others
    assert said.startswith("warning: ") == open_to_others
    assert master.read_text().strip() not in said
