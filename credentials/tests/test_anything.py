"""Whatever is handed in is answered by a report: nothing raises, nothing passes that should not."""

from __future__ import annotations

import json
import random

import pytest

import merited_credentials as mc
from cast import BADGE, NOW, VERIFIER
from merited_credentials.strict_json import parse

TEXT = json.dumps(BADGE)
CYCLE: dict[str, object] = {}
CYCLE["self"] = CYCLE
JUNK = {
    "nothing": b"", "space": b"  ", "word": b"hello", "number": b"7", "null": b"null", "list": b"[]", "object": b"{}",
    "text": b'"x"', "half": TEXT[:300].encode(), "two": (TEXT + TEXT).encode(),
    "utf-16": TEXT.encode("utf-16"), "latin": '{"name":"é"}'.encode("latin-1"), "deep list": b"[" * 100_000,
    "deep object": b'{"a":' * 100_000, "large": b'{"a":"' + b"x" * 2_000_000 + b'"}', "nan": b'{"a":NaN}',
    "infinity": b'{"a":-Infinity}', "overflow": b'{"a":1e999}', "digits": b'{"a":' + b"9" * 5000 + b"}",
    "surrogate": b'{"a":"\\ud800"}', "twice": TEXT.replace('"name"', '"id"', 1).encode(), "html": b"<html></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>', "pdf": b"%PDF-1.7", "jpeg": b"\xff\xd8\xff\xe0",
    "dots": b"aaaaaaaa.bbbbbbbb.cccccccc", "many values": json.dumps([{}] * 9000).encode(), "none": None, "int": 7,
    "cycle": CYCLE, "bytes inside": {"a": b"x"}, "set": {"a": {1}}, "surrogate text": "\ud800", "int keys": {1: 2},
    "context only": {"@context": BADGE["@context"]}, "type only": {"type": BADGE["type"]},
    "wrong types": {"@context": BADGE["@context"], "type": 7},
    "nested": {"@context": [[["x"]]], "type": ["x", 7, None]},
}  # fmt: skip


@pytest.mark.parametrize("data", JUNK.values(), ids=JUNK)
def test_junk_fails_at_the_format(data):
    report = VERIFIER.verify(data)

    assert report.verdict == "FAIL", report
    assert report.steps[0].id == "format"
    assert report.steps[0].result == "FAIL"
    assert all(step.result == "UNKNOWN" and "Not checked, because" in step.sentence for step in report.steps[1:])
    assert report.sentence


NAMED = {
    "ob2": {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://x.example/1"},
    "ob1": {"uid": "1", "badge": "https://x.example/b", "recipient": {}, "verify": {"type": "hosted"}},
    "clr": {"@context": BADGE["@context"], "type": ["VerifiableCredential", "ClrCredential"]},
    "vc": {"@context": BADGE["@context"], "type": ["VerifiableCredential", "DriversLicense"]},
    "vcdm1": {"@context": ["https://www.w3.org/2018/credentials/v1"], "type": ["VerifiableCredential"]},
    "jwt": "eyJhbGciOiJFZERTQSJ9.e30.AAAA",
}


@pytest.mark.parametrize(("kind", "data"), NAMED.items(), ids=NAMED)
def test_what_is_a_stub_of_something_known_is_named_and_never_passes(kind, data):
    report = VERIFIER.verify(data)

    assert report.kind == kind
    assert report.verdict == ("UNKNOWN" if kind in ("ob1", "clr") else "FAIL")
    assert report.sentence


def test_flipped_bytes_never_pass_unless_they_say_the_same():
    chance = random.Random(11)
    data = TEXT.encode()
    for _ in range(400):
        place = chance.randrange(len(data))
        changed = data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]
        report = VERIFIER.verify(changed)
        if report.verdict == "PASS":
            assert parse(changed) == BADGE  # a byte that was itself, or another kind of white space


def test_a_fault_inside_the_library_is_unknown_and_not_raised(monkeypatch):
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("merited_credentials.verify.examine_structure", broken)

    assert VERIFIER.verify(BADGE).verdict == "UNKNOWN"


def test_hostile_lists_and_documents_are_answered():
    for hostile in (7, "x", [], {"id": CYCLE}, {"id": None}, CYCLE):
        verifier = mc.Verifier(now=NOW, documents=dict.fromkeys([BADGE["issuer"]["id"]], hostile))
        assert verifier.verify(BADGE).verdict in ("FAIL", "UNKNOWN")
        verifier = mc.Verifier(
            now=NOW, resolve=VERIFIER.documents.get, status_list=lambda _address, found=hostile: found
        )
        assert verifier.verify(BADGE).verdict == "UNKNOWN"


def test_a_byte_order_mark_put_there_by_an_editor_changes_nothing():
    assert VERIFIER.verify(b"\xef\xbb\xbf" + TEXT.encode()).verdict == VERIFIER.verify(TEXT.encode()).verdict == "PASS"


def test_an_address_alone_is_named_as_one():
    report = VERIFIER.verify(b"https://badges.example.org/awards/1")
    assert report.verdict == "UNKNOWN" and "address" in report.steps[0].sentence
