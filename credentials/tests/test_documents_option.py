"""The option --documents of `verify`: what is handed in as an issuer's word is read as strictly as a badge."""

from __future__ import annotations

import json
import tracemalloc

import pytest

from cast import BADGE, DID, DOCUMENTS, LIST, status_list
from merited_credentials.__main__ import main
from merited_credentials.commands import files
from merited_credentials.errors import NotReadable

NOW = ["--now", "2026-06-01T00:00:00Z"]
WHOLE = json.dumps({**DOCUMENTS, LIST: status_list()})


@pytest.fixture
def verified(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "badge.json").write_text(json.dumps(BADGE))

    def run(data):
        (tmp_path / "documents.json").write_bytes(data if isinstance(data, bytes) else data.encode())
        return main(["verify", "badge.json", "--documents", "documents.json", *NOW])

    return run


def test_documents_are_read(verified):
    assert verified(WHOLE) == 0
    assert verified(json.dumps(DOCUMENTS[DID])) == 3


@pytest.mark.parametrize(
    "data",
    [
        WHOLE[:-1] + ',"' + DID + '": {}}',
        WHOLE.replace('"id"', '"id": "urn:x:1", "id"', 1),
        WHOLE.encode("utf-16"),
        WHOLE.encode("utf-32"),
        b"\xff" + WHOLE.encode(),
        WHOLE[:-1] + ', "urn:x:1": {"a": NaN}}',
        WHOLE[:-1] + ', "urn:x:1": {"a": 1e999}}',
        WHOLE[:-1] + ', "urn:x:1": {"a": 9007199254740993}}',
        WHOLE[:-1] + ', "urn:x:1": {"a": ' + "[" * 41 + "]" * 41 + "}}",
        WHOLE[:-1] + ', "urn:x:1": ' + "[" * 100_000,
        WHOLE[:-1] + ', "urn:x:1": {"a": [' + "0," * 30_000 + "0]}}",
        WHOLE[:-1] + ', "urn:x:1": []}',
        "[" + WHOLE + "]",
        WHOLE + " " * files.LARGEST_DOCUMENTS,
    ],
    ids=range(14),
)
def test_what_programs_read_differently_or_nobody_needs_is_refused(verified, data, capsys):
    assert verified(data) == 2
    said = capsys.readouterr()
    assert said.err.startswith("error: documents.json: ") and not said.out


@pytest.mark.parametrize(
    "data",
    [
        b"[" + b"[]," * 600_000 + b"0]",
        b'{"a":' * 300_000,
        b"{" + b'"":{},' * 200_000 + b'"a":{}}',
        b'{"a":"' + b'\\"' * 100 + b'",' + b"0," * 900_000,
    ],
)
def test_values_are_counted_before_anything_is_built_of_them(tmp_path, monkeypatch, data):
    assert len(data) < files.LARGEST_DOCUMENTS
    monkeypatch.setattr(files, "parse", lambda *_given, **_named: pytest.fail("it was built"))
    (tmp_path / "many").write_bytes(data)

    with pytest.raises(NotReadable, match="30,000 values"):
        files.read_documents(str(tmp_path / "many"))


def test_the_signs_inside_a_text_are_none(tmp_path):
    long = {"urn:x:1": {"a": ',:[{"\\' * 100_000}}
    (tmp_path / "text").write_text(json.dumps(long))

    tracemalloc.start()
    try:
        assert files.read_documents(str(tmp_path / "text")) == long
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()
