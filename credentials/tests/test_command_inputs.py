"""What the commands read and leave behind: pipes, standard input, new master keys, addresses that were asked."""

from __future__ import annotations

import io
import json
import os
import sys
import threading

import pytest

from cast import BADGE, DID, DOCUMENTS, LIST, status_list
from merited_credentials.__main__ import main
from merited_credentials.door import Door
from test_bake import PNG

NOW = ["--now", "2026-06-01T00:00:00Z"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "badge.json").write_text(json.dumps(BADGE))
    (tmp_path / "picture.png").write_bytes(PNG)
    (tmp_path / "all.json").write_text(json.dumps({**DOCUMENTS, LIST: status_list()}))
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


def in_a_thread(deed):
    """What it returns; a deed that waits without end is a failure and no test that hangs."""
    found = []
    thread = threading.Thread(target=lambda: found.append(deed()), daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive(), "it waits"
    return found[0]


@pytest.mark.parametrize(
    "arguments", [["verify", "pipe"], ["inspect", "pipe"], ["bake", "pipe", "badge.json", "--output", "x"]]
)
def test_a_pipe_that_nobody_writes_into_is_not_waited_for(folder, arguments, capsys):
    assert in_a_thread(lambda: main(arguments)) == 2
    assert "Nobody writes into this pipe" in capsys.readouterr().err


def test_a_pipe_that_somebody_writes_into_is_read_to_its_end(folder):
    text = (folder / "badge.json").read_bytes()
    reader = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)  # it reads nothing; a writer needs somebody there
    writer = os.open(folder / "pipe", os.O_WRONLY)
    found = []
    thread = threading.Thread(
        target=lambda: found.append(main(["verify", "pipe", "--documents", "all.json", *NOW])), daemon=True
    )

    thread.start()
    for place in range(0, len(text), 1_000):
        os.write(writer, text[place : place + 1_000])
    os.close(writer)
    thread.join(60)
    os.close(reader)

    assert found == [0]


@pytest.mark.parametrize(
    "arguments", [["verify", "-", "-"], ["inspect", "-", "-"], ["bake", "-", "-", "--output", "x"]], ids=" ".join
)
def test_standard_input_is_read_only_once(folder, arguments, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}")))

    assert main(arguments) == 2
    said = capsys.readouterr()
    assert "only once" in said.err and not said.out


def test_a_wrong_master_key_leaves_no_new_one_behind(folder):
    assert main(["keys", "new", "keys.json", "--master", "master.key"]) == 0
    (folder / "wrong.key").write_text("0" * 64)
    before = sorted(folder.iterdir())

    assert main(["keys", "rotate-master", "keys.json", "--master", "wrong.key", "--new-master", "new.key"]) == 1
    assert main(["keys", "rotate-master", "absent.json", "--master", "master.key", "--new-master", "new.key"]) == 1
    assert main(["keys", "new", "keys.json", "--id", "key-2", "--master", "absent.key"]) == 2

    assert sorted(folder.iterdir()) == before
    assert main(["keys", "rotate-master", "keys.json", "--master", "master.key", "--new-master", "new.key"]) == 0
    assert main(["keys", "new", "keys.json", "--id", "key-2", "--master", "new.key"]) == 0


def test_the_addresses_that_were_asked_stand_in_the_report(folder, monkeypatch, capsys):
    class Known(Door):
        def _document(self, address):
            if address == LIST:
                return status_list()
            return DOCUMENTS[address] if address in DOCUMENTS else super()._document("http://x/")

    monkeypatch.setattr("merited_credentials.commands.verify.Door", Known)

    assert main(["verify", "badge.json", "--online", "--json", *NOW]) == 0
    answered = {"answered": True, "code": "", "sentence": ""}
    assert json.loads(capsys.readouterr().out)["asked"] == [
        {"address": DID, **answered},
        {"address": LIST, **answered},
    ]
    (folder / "other.json").write_text(json.dumps(BADGE).replace(LIST, LIST + "0"))
    assert main(["verify", "other.json", "badge.json", "--online", "--json", *NOW]) == 1
    _first, second = (json.loads(line)["asked"] for line in capsys.readouterr().out.splitlines())
    assert [one["address"] for one in second] == [DID, LIST], "each report names its own"
    assert main(["verify", "badge.json", "--json", *NOW]) == 3
    assert "asked" not in json.loads(capsys.readouterr().out)


def test_an_address_that_did_not_answer_is_named_with_the_reason(folder, monkeypatch, capsys):
    class Closed(Door):
        def _document(self, address):
            return super()._document("http://x/")

    monkeypatch.setattr("merited_credentials.commands.verify.Door", Closed)

    assert main(["verify", "badge.json", "--online", "--json", *NOW]) == 3
    first = json.loads(capsys.readouterr().out)["asked"][0]
    assert (first["address"], first["answered"], first["code"]) == (DID, False, "scheme") and first["sentence"]
