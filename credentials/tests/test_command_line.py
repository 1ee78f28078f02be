"""The command line: exit codes, plain words, JSON, never a traceback; what one command makes the next one takes."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys

import pytest

import merited_credentials as mc
from cast import BADGE, DID, DOCUMENTS, INDEX, LIST, MARLA, credential, signed, status_list, verifier
from honest_files import SVG, honest_files, picture
from merited_credentials.__main__ import main, parser

NOW = ["--now", "2026-05-01T12:00:00Z"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "good.json").write_text(json.dumps(BADGE))
    (tmp_path / "bad.json").write_text(json.dumps({**BADGE, "name": "x"}))
    (tmp_path / "docs.json").write_text(json.dumps(DOCUMENTS))
    (tmp_path / "all.json").write_text(json.dumps({**DOCUMENTS, LIST: status_list()}))
    (tmp_path / "status").mkdir()
    (tmp_path / "status" / "1.json").write_text(json.dumps(status_list()))
    (tmp_path / "plan.json").write_text(json.dumps(mc.to_document(credential())))
    (tmp_path / "picture.png").write_bytes(picture())
    (tmp_path / "drawing.svg").write_bytes(SVG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*names, status="status", more=()):
    return main(["verify", *names, "--documents", "docs.json", "--status", status, *NOW, *more])


def stdin(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


# verify


def test_the_exit_code_says_the_verdict_of_the_worst_file(folder, capsys):
    (folder / "empty").mkdir()

    assert run("good.json") == 0
    assert run("bad.json") == 1
    assert run("good.json", "bad.json") == 1
    assert run("good.json", status="empty") == 3
    assert run("good.json", "bad.json", status="empty") == 1
    assert capsys.readouterr().err == ""


def test_a_file_that_is_not_there_is_wrong_use_and_the_others_are_answered(folder, capsys):
    assert run("absent.json", "good.json") == 2

    said = capsys.readouterr()
    assert "PASS  good.json" in said.out
    assert said.err == "error: absent.json: No such file or directory\n"


@pytest.mark.parametrize("image", ["picture.png", "drawing.svg"])
def test_files_of_any_kind_are_taken(folder, image, capsys):
    assert main(["bake", image, "good.json", "--output", "baked"]) == 0
    assert run("baked") == 0
    assert run(image) == 1
    assert "image only" in capsys.readouterr().out


def test_standard_input_is_taken(folder, monkeypatch):
    stdin(monkeypatch, json.dumps(BADGE).encode())
    assert run("-") == 0

    stdin(monkeypatch, b"\xff\x00")
    assert run("-") == 1


def test_a_revoked_badge(folder, capsys):
    (folder / "status" / "1.json").write_text(json.dumps(status_list(INDEX)))

    assert run("good.json") == 1
    assert "Revoked" in capsys.readouterr().out


def test_the_documents_may_hold_status_lists_too(folder):
    assert main(["verify", "good.json", "--documents", "all.json", *NOW]) == 0


def test_json_is_exactly_the_report(folder, capsys):
    assert run("good.json", more=["--json", "--recipient", MARLA]) == 0

    report = verifier().verify(json.dumps(BADGE), recipient=MARLA)
    assert json.loads(capsys.readouterr().out) == report.as_dict()


def test_of_several_files_there_is_one_report_a_line_with_its_file(folder, capsys):
    assert run("good.json", "bad.json", more=["--json"]) == 1

    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["file"], one["verdict"]) for one in reports] == [("good.json", "PASS"), ("bad.json", "FAIL")]
    assert {name: value for name, value in reports[0].items() if name != "file"} == verifier().verify(BADGE).as_dict()


def test_the_recipient_is_shown_and_decides_only_when_asked(folder, capsys):
    assert run("good.json", more=["--recipient", "someone@else.example"]) == 0
    assert "somebody else" in capsys.readouterr().out
    assert run("good.json", more=["--recipient", "someone@else.example", "--require-recipient"]) == 1
    assert run("good.json", more=["--recipient", MARLA, "--require-recipient"]) == 0


def test_trust_is_shown_and_decides_only_when_asked(folder, capsys):
    (folder / "trusted.txt").write_text(f"# districts that we know\n\n{DID}\n")
    (folder / "others.txt").write_text("did:web:other.example\n")

    assert run("good.json", more=["--trust", "trusted.txt"]) == 0
    assert "issuer known" in capsys.readouterr().out
    assert run("good.json", more=["--trust", "others.txt"]) == 0
    assert "issuer not known" in capsys.readouterr().out
    assert run("good.json", more=["--trust", "others.txt", "--require-trust"]) == 1
    assert run("good.json", more=["--trust", "others.txt", "--trust", DID, "--require-trust"]) == 0
    assert run("good.json", more=["--require-trust"]) == 1
    assert run("good.json", more=["--trust", "absent.txt"]) == 2


def test_explain_says_what_each_step_proves_and_what_not(folder, capsys):
    assert run("good.json", more=["--explain"]) == 0

    said = capsys.readouterr().out
    for step in ("format", "context", "proof", "issuer", "dates", "status"):
        assert mc.MEANINGS[step].proves in said
        assert mc.MEANINGS[step].does_not_prove in said


def test_without_online_no_connection_is_opened_and_offline_wins(folder):
    """The tests refuse every connection; a badge whose keys are not at hand is then UNKNOWN, and not an error."""
    assert main(["verify", "good.json", *NOW]) == 3
    assert main(["verify", "good.json", "--online", "--offline", *NOW]) == 3


def test_online_asks_the_door(folder, monkeypatch):
    asked = []

    class Known:
        def __init__(self, **_limits):
            self.questions = {}

        def document(self, address):
            asked.append(address)
            return {**DOCUMENTS, LIST: status_list()}.get(address)

    monkeypatch.setattr("merited_credentials.commands.verify.Door", Known)

    assert main(["verify", "good.json", "--online", *NOW]) == 0
    assert DID in asked


@pytest.mark.parametrize(
    "arguments",
    [
        ["good.json", "--now", "today"],
        ["good.json", "--documents", "bad-docs.json"],
        ["good.json", "--documents", "absent.json"],
        ["good.json", "--status", "absent"],
        ["good.json", "--status", "."],
    ],
)
def test_wrong_use_is_said_on_standard_error(folder, arguments, capsys):
    (folder / "bad-docs.json").write_text('["not an object"]')
    (folder / "not-json.json").write_text("{")

    assert main(["verify", *arguments]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ") and len(said.err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [[], ["verify"], ["verify", "x", "--colour"], ["bake", "x"], ["keys"], ["unheard"]]
)
def test_wrong_arguments_end_with_2(arguments):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2


def test_a_badge_cannot_move_the_cursor_of_who_looks_at_it(folder, capsys):
    hostile = signed(name="\x1b[2J\x1b]0;x\x07 \u202egnihtyreve")
    hostile["unheard\x1b[1A\x9b"] = "x"
    (folder / "hostile.json").write_text(json.dumps(hostile))

    run("hostile.json")
    main(["inspect", "hostile.json"])
    main(["verify", "\x1b[2J.json"])

    said = capsys.readouterr()
    assert "\\u001b[2J" in said.out
    assert not set(said.out + said.err) & {"\x1b", "\x07", "\x9b", "\u202e"}


# inspect, bake, unbake


def test_inspect_shows_without_checking(folder, capsys):
    assert main(["inspect", "bad.json"]) == 0
    assert '"name": "x"' in capsys.readouterr().out
    assert main(["inspect", "picture.png"]) == 1
    assert main(["inspect", "absent"]) == 2


@pytest.mark.parametrize("image", ["picture.png", "drawing.svg"])
def test_what_is_baked_comes_out_as_it_went_in(folder, image, capfdbinary):
    assert main(["bake", image, "good.json", "--output", "baked"]) == 0
    assert main(["unbake", "baked", "--output", "out.json"]) == 0
    assert json.loads((folder / "out.json").read_text()) == BADGE
    assert main(["unbake", "baked"]) == 0
    assert json.loads(capfdbinary.readouterr().out) == BADGE


def test_what_cannot_be_baked_or_unbaked_is_refused(folder, capsys):
    assert main(["bake", "good.json", "good.json", "--output", "x"]) == 1
    assert main(["bake", "picture.png", "picture.png", "--output", "x"]) == 1
    assert main(["unbake", "picture.png"]) == 1
    assert main(["unbake", "good.json"]) == 1
    assert main(["unbake", "absent.png"]) == 2
    assert not (folder / "x").exists()
    assert len(capsys.readouterr().err.splitlines()) == 5


# keys, issue, status


@pytest.fixture
def keys(folder):
    assert main(["keys", "new", "keys.json", "--master", "master.key"]) == 0
    return ["--key", "keys.json", "--master", "master.key"]


def plan(folder, name="plan.json", **changes):
    (folder / name).write_text(json.dumps({**mc.to_document(credential()), **changes}))
    return name


def documents(folder, capsys, issuer=DID):
    """The issuer's document as `keys show` gives it, in a file for --documents."""
    capsys.readouterr()
    assert main(["keys", "show", "keys.json", "--issuer", issuer]) == 0
    (folder / "own.json").write_text(json.dumps({issuer: json.loads(capsys.readouterr().out)}))
    return ["--documents", "own.json"]


def test_what_is_issued_with_a_sealed_key_passes_and_is_revoked_by_its_list(folder, keys, capsys):
    assert main(["issue", "plan.json", *keys, *NOW, "--output", "badge.json"]) == 0
    new = ["status", "new", "status/own.json", "--id", LIST, "--issuer", DID, *keys, *NOW]
    (folder / "status" / "1.json").unlink()
    assert main(new) == 0
    check = ["verify", "badge.json", "--status", "status", *NOW, *documents(folder, capsys)]

    assert main(check) == 0
    assert main(["status", "set", "status/own.json", str(INDEX), *keys, *NOW]) == 0
    assert main(["status", "get", "status/own.json", str(INDEX)]) == 1
    assert main(check) == 1
    assert "Revoked" in capsys.readouterr().out
    assert main(["status", "clear", "status/own.json", str(INDEX), *keys, *NOW]) == 0
    assert main(["status", "get", "status/own.json", str(INDEX), "5"]) == 0
    assert main(["status", "sign", "status/own.json", *keys, *NOW]) == 0
    assert main(check) == 0
    assert main(new) == 2, "a list is not written over by a new one"


@pytest.mark.parametrize("kind", ["P-256", "P-384"])
def test_keys_of_other_kinds_sign_too(folder, kind, capsys):
    assert main(["keys", "new", "keys.json", "--master", "master.key", "--kind", kind]) == 0
    assert main(["issue", "plan.json", "--key", "keys.json", "--master", "master.key", *NOW, "--output", "b.json"]) == 0

    assert main(["verify", "b.json", "--status", "status", *NOW, *documents(folder, capsys)]) in (0, 3)
    assert json.loads((folder / "b.json").read_text())["proof"]["cryptosuite"] == "ecdsa-rdfc-2019"


def test_a_token_is_issued(folder, keys, capsys):
    plan(folder, credentialSubject=mc.to_document(credential())["credentialSubject"] | {"id": "did:example:marla"})

    assert main(["issue", "plan.json", *keys, *NOW, "--form", "jwt", "--output", "badge.jws"]) == 0
    assert (folder / "badge.jws").read_text().count(".") == 2


def test_every_finding_is_said_at_once_and_nothing_is_signed(folder, keys, capsys):
    plan(folder, unheard="of", evidence=[], id="relative")

    assert main(["issue", "plan.json", *keys, "--output", "badge.json"]) == 1

    said = capsys.readouterr().err
    assert all(code in said for code in ("(undefined-term)", "(empty)", "(relative-iri)"))
    assert all(line.startswith("error: ") for line in said.splitlines())
    assert not (folder / "badge.json").exists()


def test_secrets_are_for_their_owner_alone_and_are_not_shown(folder, keys, capsys):
    for name in ("keys.json", "master.key"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    master = (folder / "master.key").read_text().strip()

    assert main(["keys", "new", "keys.json", "--master", "master.key", "--id", "key-2"]) == 0
    assert main(["keys", "list", "keys.json"]) == 0
    assert main(["keys", "show", "keys.json", "--as", "jwk"]) == 0

    said = capsys.readouterr()
    assert (folder / "master.key").read_text().strip() == master
    assert master not in said.out + said.err and '"d"' not in said.out
    assert "key-1" in said.out and "key-2" in said.out


@pytest.mark.parametrize("form", ["did-key", "did-jwk"])
def test_a_key_shown_as_a_did_is_an_issuer(folder, keys, form, capsys):
    assert main(["keys", "show", "keys.json", "--as", form]) == 0
    did = capsys.readouterr().out.splitlines()[-1]
    plain = mc.to_document(credential(issuer=mc.Issuer(did, "A key"), status=None))
    del plain["credentialSubject"]["achievement"]["creator"]
    (folder / "plan.json").write_text(json.dumps(plain))

    assert main(["issue", "plan.json", *keys, *NOW, "--output", "badge.json"]) == 0
    assert json.loads((folder / "badge.json").read_text())["proof"]["verificationMethod"].startswith(f"{did}#")


def test_a_new_master_key_changes_no_badge(folder, keys, capsys):
    assert main(["issue", "plan.json", *keys, *NOW, "--output", "one.json"]) == 0

    rotate = ["keys", "rotate-master", "keys.json", "--master", "master.key", "--new-master", "new.key"]
    assert main(rotate) == 0

    assert main(["issue", "plan.json", *keys, *NOW, "--output", "two.json"]) == 1, "the old master key opens nothing"
    new = ["--key", "keys.json", "--master", "new.key"]
    assert main(["issue", "plan.json", *new, *NOW, "--output", "two.json"]) == 0
    assert (folder / "one.json").read_text() == (folder / "two.json").read_text()


def test_a_retired_key_signs_nothing_and_stays_listed(folder, keys, capsys):
    assert main(["keys", "retire", "keys.json", "--id", "key-1"]) == 0

    assert main(["issue", "plan.json", *keys, "--output", "badge.json"]) == 1
    assert documents(folder, capsys)
    assert f"{DID}#key-1" in (folder / "own.json").read_text()


def test_a_private_key_in_jwk_signs_too(folder, capsys):
    private = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"  # RFC 8037, appendix A.1
    jwk = {"kty": "OKP", "crv": "Ed25519", "d": private, "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    (folder / "key.jwk").write_text(json.dumps(jwk))

    assert main(["issue", "plan.json", "--key", "key.jwk", "--output", "x.json"]) == 1
    assert "--key-id" in capsys.readouterr().err
    assert main(["issue", "plan.json", "--key", "key.jwk", "--key-id", "key-1", "--output", "x.json"]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["issue", "plan.json", "--key", "keys.json"],
        ["issue", "plan.json", "--key", "keys.json", "--master", "plan.json"],
        ["issue", "plan.json", "--key", "keys.json", "--master", "master.key", "--key-id", "key-9"],
        ["issue", "plan.json", "--key", "plan.json"],
        ["issue", "plan.json", "--key", "absent"],
        ["issue", "picture.png", "--key", "keys.json", "--master", "master.key"],
        ["keys", "new", "keys.json", "--master", "master.key"],
        ["keys", "new", "keys.json", "--master", "master.key", "--id", "no good"],
        ["keys", "list", "absent"],
        ["keys", "list", "plan.json"],
        ["keys", "show", "keys.json"],
        ["keys", "show", "keys.json", "--as", "jwk", "--id", "key-9"],
        ["keys", "retire", "keys.json", "--id", "key-9"],
        ["keys", "rotate-master", "keys.json", "--master", "master.key", "--new-master", "master.key"],
        ["status", "get", "plan.json", "1"],
        ["status", "get", "status/1.json", "131072"],
        ["status", "set", "status/1.json", "-1", "--key", "keys.json", "--master", "master.key"],
        ["status", "set", "status/1.json", "7", "--key", "keys.json", "--master", "absent"],
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_what_cannot_be_done_is_said_in_one_line(folder, keys, arguments, capsys):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    capsys.readouterr()

    try:
        code = main(arguments)
    except SystemExit as stop:  # argparse itself takes "-1" for an option
        code = stop.code

    assert code in (1, 2)
    assert "error: " in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


# As a process


def shell(command, **more):
    environment = {**os.environ, "PYTHON": sys.executable}
    found = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, env=environment, **more
    )
    assert "Traceback" not in found.stderr
    return found


def test_it_runs_as_a_process_with_its_exit_code(folder):
    found = shell('"$PYTHON" -m merited_credentials verify good.json < /dev/null')
    assert (found.returncode, found.stderr) == (3, "")


def test_nobody_reading_on_is_no_trouble(folder):
    many = " ".join(["good.json"] * 60)
    found = shell(f'"$PYTHON" -m merited_credentials verify {many} | head -n 1; echo "${{PIPESTATUS[0]}}"')

    assert found.stdout.splitlines()[-1] == "3", "the exit code is still that of the verdict"
    assert found.stderr == ""


def test_a_terminal_without_unicode_is_no_trouble(folder):
    (folder / "señal.json").write_text(json.dumps(signed(name="Señal 🎓")))
    found = shell('PYTHONIOENCODING=ascii "$PYTHON" -m merited_credentials inspect señal.json')
    assert found.returncode == 0 and "\\u" not in found.stderr


def test_a_fault_of_ours_is_one_line_too_and_looks_like_no_verdict(folder, monkeypatch, capsys):
    def broken(_data):
        raise ZeroDivisionError("x")

    monkeypatch.setattr("merited_credentials.commands.inspect.read", broken)

    assert main(["inspect", "good.json"]) == 2
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_head_of_a_token_is_shown(folder, capsys):
    (folder / "badge.jws").write_bytes(honest_files(1)["jwt"][0])

    assert main(["inspect", "badge.jws"]) == 0
    assert '"kid": "' in capsys.readouterr().out


def test_every_command_explains_itself():
    whole = parser().format_help()
    for name in ("verify", "inspect", "issue", "bake", "unbake", "keys", "status"):
        assert name in whole
        with pytest.raises(SystemExit) as stop:
            main([name, "--help"])
        assert stop.value.code == 0
