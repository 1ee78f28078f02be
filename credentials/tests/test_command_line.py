"""The command line: exit codes, plain words, JSON."""

from __future__ import annotations

import json

import pytest

from cast import BADGE, DOCUMENTS, INDEX, MARLA, signed, status_list
from merited_credentials.__main__ import main


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good.json").write_text(json.dumps(BADGE))
    (tmp_path / "bad.json").write_text(json.dumps({**BADGE, "name": "x"}))
    (tmp_path / "docs.json").write_text(json.dumps(DOCUMENTS))
    (tmp_path / "status").mkdir()
    (tmp_path / "status" / "1.json").write_text(json.dumps(status_list()))
    return tmp_path


def run(folder, *names, status="status"):
    given = [
        "--documents",
        str(folder / "docs.json"),
        "--status",
        str(folder / status),
        "--now",
        "2026-05-01T12:00:00Z",
    ]
    return main(["verify", *[str(folder / name) for name in names], *given])


def test_exit_codes(folder, capsys):
    assert run(folder, "good.json") == 0
    assert run(folder, "bad.json") == 1
    assert run(folder, "good.json", "bad.json") == 1
    assert run(folder, "good.json", status=".") == 3
    assert run(folder, "absent.json") == 2
    assert "PASS" in capsys.readouterr().out


def test_a_revoked_badge(folder, capsys):
    (folder / "status" / "1.json").write_text(json.dumps(status_list(INDEX)))

    assert run(folder, "good.json") == 1
    assert "Revoked" in capsys.readouterr().out


def test_json_and_recipient(folder, capsys):
    name = str(folder / "good.json")

    code = main(["verify", name, "--json", "--recipient", MARLA, "--now", "2026-05-01T12:00:00Z"])

    assert code == 3
    report = json.loads(capsys.readouterr().out)[name]
    assert report["verdict"] == "UNKNOWN"
    assert report["steps"][-1] == {
        "id": "recipient",
        "result": "PASS",
        "sentence": "This badge was issued to this person.",
    }


def test_inspect_shows_without_checking(folder, capsys):
    assert main(["inspect", str(folder / "bad.json")]) == 0
    assert '"name": "x"' in capsys.readouterr().out


def test_wrong_use(folder, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["verify"])
    assert stop.value.code == 2
    assert main(["verify", str(folder / "good.json"), "--now", "today"]) == 2
    assert signed() == BADGE
