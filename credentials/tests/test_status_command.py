"""The command `status` where several people revoke at once, and what its exit codes mean."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cast import DID, LIST
from merited_credentials.__main__ import main
from merited_credentials.commands import status


@pytest.fixture
def keys(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["keys", "new", "keys.json", "--master", "master.key"]) == 0
    found = ["--key", "keys.json", "--master", "master.key"]
    assert main(["status", "new", "list.json", "--id", LIST, "--issuer", DID, *found]) == 0
    return found


def is_locked(folder):
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(held)
    return False


def test_of_several_who_revoke_at_once_every_revocation_stays(keys):
    places = [str(number) for number in range(101, 107)]
    command = [sys.executable, "-m", "merited_credentials", "status", "set", "list.json"]

    at_once = [subprocess.Popen([*command, place, *keys]) for place in places]

    assert [one.wait() for one in at_once] == [0] * len(places)
    for place in places:
        assert main(["status", "get", "list.json", place]) == 1, place


@pytest.mark.parametrize("deed", ["set", "clear", "sign"])
def test_a_list_is_locked_from_reading_to_replacing(keys, deed, tmp_path, monkeypatch):
    seen = []
    for name in ("read_object", "write_object"):
        real = getattr(status, name)
        monkeypatch.setattr(
            status, name, lambda *given, real=real, **named: seen.append(is_locked(tmp_path)) or real(*given, **named)
        )

    assert main(["status", deed, "list.json", *(["7"] if deed != "sign" else []), *keys]) == 0

    assert seen == [True, True]
    assert not is_locked(tmp_path)


def test_a_change_that_is_refused_frees_the_list(keys, tmp_path):
    before = Path("list.json").read_bytes()

    assert main(["status", "set", "list.json", "131072", *keys]) == 1
    assert main(["status", "set", "list.json", "7", *keys[:-1], "absent"]) == 2

    assert Path("list.json").read_bytes() == before
    assert not is_locked(tmp_path)


def test_no_such_place_does_not_look_like_a_place_that_is_set(keys, capsys):
    for place in ("131072", "-1"):
        assert main(["status", "get", "list.json", "--", place]) == 2
        assert "has no place" in capsys.readouterr().err
    Path("words.json").write_text("{}")
    assert main(["status", "get", "words.json", "7"]) == 2
    assert main(["status", "get", "list.json", "7"]) == 0
