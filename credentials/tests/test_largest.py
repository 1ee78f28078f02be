"""The largest badge that may be prepared can be signed in every form, and what was signed is read by the verifier."""

from __future__ import annotations

import json

import pytest

import merited_credentials as mc
from cast import DOCUMENTS, NOW, SIGNER, credential, verifier
from merited_credentials.__main__ import main
from merited_credentials.jose.issue import sign_token
from merited_credentials.proofs.data_integrity import ProofOptions
from merited_credentials.strict_json import MAX_BYTES, MAX_VALUES, canonical, parse

AT_LEAST = 0.98  # of the verifier's limits: the room that is left is small
CODES = {"json", "canonical"}  # too large to be read, or to be put into canonical form


def plain():
    document = mc.to_document(credential())
    document["credentialSubject"]["id"] = "did:example:marla"
    return document


def of_bytes(size, letter="x"):
    document = plain()
    left = size - len(canonical(document).encode()) - len(',"description":""')
    return {**document, "description": letter * (left // len(letter.encode()))}


def of_values(count):
    document = plain()
    document["credentialSubject"]["achievement"]["tag"] = [f"t{number}" for number in range(count)]
    return document


def largest(make, limit):
    """The largest that `prepare` takes, found by halving."""
    low, high = int(limit * (AT_LEAST if limit == MAX_BYTES else 0.3)), limit
    while high - low > 1:
        middle = (low + high) // 2
        try:
            mc.prepare(make(middle))
            low = middle
        except mc.LintRefused as no:
            assert {one.code for one in no.findings} <= CODES
            high = middle
    return make(low)


LARGEST = {
    "bytes": lambda: largest(of_bytes, MAX_BYTES),
    "letters of three bytes": lambda: largest(lambda size: of_bytes(size, "あ"), MAX_BYTES),
    "values": lambda: largest(of_values, MAX_VALUES),
}


@pytest.mark.parametrize("name", LARGEST)
def test_what_is_prepared_can_be_signed_and_is_read(name):
    document = LARGEST[name]()
    prepared, judge = mc.prepare(document), verifier()

    signed = mc.sign(prepared, SIGNER, created=NOW, options=ProofOptions(NOW, id="urn:uuid:1", expires=None))
    for form in (signed, canonical(signed), canonical(signed).encode()):
        assert judge.verify(form).verdict == "PASS"
    for form in ("ob3", "vc+jwt"):
        assert judge.verify(sign_token(prepared, SIGNER, form=form)).verdict == "PASS"
    assert mc.Prepared.from_json(prepared.to_json()) == prepared


@pytest.mark.parametrize("name", ["bytes", "values"])
def test_what_the_command_writes_is_read(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.json").write_text(json.dumps(LARGEST[name](), ensure_ascii=False))
    assert main(["keys", "new", "keys.json", "--master", "master.key"]) == 0
    keys = ["--key", "keys.json", "--master", "master.key", "--now", "2026-05-01T12:00:00Z"]
    capsys.readouterr()
    assert main(["keys", "show", "keys.json", "--issuer", next(iter(DOCUMENTS))]) == 0
    (tmp_path / "own.json").write_text(capsys.readouterr().out)

    for form in ("data-integrity", "jwt", "vc+jwt"):
        assert main(["issue", "plan.json", *keys, "--form", form, "--output", "badge"]) == 0
        code = main(["verify", "badge", "--documents", "own.json", "--json", "--now", "2026-06-01T00:00:00Z"])
        steps = json.loads(capsys.readouterr().out)["steps"]
        assert code == 3 and [one["id"] for one in steps if one["result"] != "PASS"] == ["status"]


def test_a_small_badge_is_written_for_people(tmp_path):
    from merited_credentials.commands.files import write_object

    write_object(str(tmp_path / "a"), {"a": [1]})
    assert (tmp_path / "a").read_text() == '{\n  "a": [\n    1\n  ]\n}\n'


def test_a_text_is_measured_as_the_file_that_it_would_be():
    text = '"' + "é" * 499_999 + '"'
    assert parse(text) == parse(text.encode())
    for one in (text + " ", (text + " ").encode()):
        with pytest.raises(mc.TooMuchWork):
            parse(one)
