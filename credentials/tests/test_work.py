"""What one verification may cost in all is counted, and what was found out once is not found out again."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

import merited_credentials as mc
from cast import BADGE, INDEX, LIST, NOW, SIGNER, VERIFIER, Name, badge, signed, status_list, verifier
from costly import tangled, tangled_presentation, tangled_token
from merited_credentials import rdfc, svg, work
from merited_credentials.controllers import KeyFinding
from merited_credentials.presentations import unsigned_presentation
from merited_credentials.proofs import data_integrity
from merited_credentials.proofs.check import check_proofs
from merited_credentials.report import Report
from merited_credentials.revocation import check_status
from merited_credentials.status import StatusBits
from merited_credentials.strict_json import parse
from merited_credentials.work import Work

NAMED = "https://badges.alderbay.example/revoked"


@pytest.fixture
def paid(monkeypatch):
    """Every step of RDFC-1.0 that is paid for, and every hash that is begun."""
    counted = Counter()
    pay, hashed = rdfc._Canonicalization.pay, data_integrity.Cryptosuite.hashed

    def counting_pay(self, steps):
        pay(self, steps)
        counted["steps"] += steps

    def counting_hashed(self, *rest):
        counted["hashed"] += 1
        return hashed(self, *rest)

    monkeypatch.setattr(rdfc._Canonicalization, "pay", counting_pay)
    monkeypatch.setattr(data_integrity.Cryptosuite, "hashed", counting_hashed)
    return counted


def test_a_tangled_document_is_tried_once_for_all_its_proofs(paid):
    report = VERIFIER.verify(tangled(10))

    assert report.verdict == "FAIL" and "tangled" in report.sentence
    assert paid["steps"] <= rdfc.MAX_STEPS
    assert paid["hashed"] == 11, "the options of each, and the document once"


def test_all_credentials_of_a_presentation_share_one_budget_and_the_rest_is_unknown(paid):
    document = tangled_presentation(10, 2)
    document["verifiableCredential"].append(BADGE)
    report = mc.verify_presentation(document, VERIFIER)

    assert report.verdict == "FAIL"
    assert paid["steps"] <= work.MAX_STEPS_IN_ALL
    proofs = [one.step("proof").result for one in report.credentials]
    assert proofs[:2] == ["FAIL", "FAIL"] and set(proofs[2:-1]) == {"UNKNOWN"}
    assert "more work than any honest file needs" in report.credentials[5].sentence
    assert proofs[-1] == "PASS", "an honest badge that needs no such steps is not harmed by its neighbors"


def test_the_next_verification_has_a_budget_of_its_own(paid):
    for _ in range(3):
        assert "tangled" in VERIFIER.verify(tangled(1)).sentence
        assert VERIFIER.verify(BADGE).verdict == "PASS"
    assert VERIFIER.work is None and paid["steps"] > rdfc.MAX_STEPS * 2


def test_a_presentation_in_a_token_is_bounded_like_one_in_json(paid):
    report = VERIFIER.verify(tangled_token(50, 10))

    assert report.verdict == "FAIL" and "more signatures" in report.sentence
    assert paid["hashed"] == 0


def test_both_readings_of_an_unversioned_vocabulary_share_one_budget(paid):
    document = json.loads(json.dumps(tangled(3)))
    document["@context"][1] = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
    report = VERIFIER.verify(document)

    assert report.verdict != "PASS"
    assert paid["steps"] <= work.MAX_STEPS_IN_ALL


def test_values_are_counted_over_the_whole_verification():
    left = Work(values=500)
    document = {name: value for name, value in BADGE.items() if name != "proof"} | {"proof": BADGE["proof"]}

    def find(_method):
        return KeyFinding(SIGNER.public_key, "PASS", "")

    answers = [check_proofs(document, find, NOW, work=left)[0] for _ in range(40)]

    assert answers[0].result == "PASS" and answers[-1].result == "UNKNOWN"
    assert left.values >= 0
    assert "not checked" in answers[-1].sentence


def test_a_refusal_is_remembered_and_raised_again():
    asked = []

    def refused():
        asked.append(1)
        raise mc.TooMuchWork("Too much.")

    kept = Work()
    for _ in range(3):
        with pytest.raises(mc.TooMuchWork, match="Too much"):
            kept.once("x", refused)
    assert asked == [1]


def entries(count):
    kind = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListCredential": LIST}
    return [{"id": f"{LIST}#{number}", **kind, "statusListIndex": str(number)} for number in range(count)]


def test_a_list_is_asked_for_verified_and_unpacked_once_for_all_entries(monkeypatch):
    counted, listed = Counter(), status_list(INDEX)
    decode = StatusBits.decode.__func__

    def counting_decode(cls, *args, **options):
        counted["decode"] += 1
        return decode(cls, *args, **options)

    monkeypatch.setattr(StatusBits, "decode", classmethod(counting_decode))

    def list_of(address):
        counted["asked"] += 1
        return listed

    def verify(found):
        counted["verified"] += 1
        return Report("PASS", (), found, "status-list")

    document = badge() | {"credentialStatus": entries(8)}

    assert check_status(document, list_of, verify)[0] == ("FAIL" if INDEX < 8 else "PASS")
    assert counted == {"asked": 1, "verified": 1, "decode": 1}


def test_a_list_is_verified_once_for_all_credentials_of_a_presentation(monkeypatch):
    asked = []
    plain = {name: value for name, value in BADGE.items() if name != "proof"}
    badges = [signed({**plain, "id": f"urn:uuid:{number}"}) for number in range(5)]
    judge = verifier(status_lists={}, status_list=lambda address: asked.append(address) or status_list())
    report = mc.verify_presentation(unsigned_presentation(badges), judge)

    assert [one.verdict for one in report.credentials] == ["PASS"] * 5
    assert len(asked) == 1
    assert judge.verify(badges[0]).verdict == "PASS" and len(asked) == 2, "another day, another list"


def test_a_1edtech_list_is_read_once_and_names_each_badge_that_is_revoked():
    read = []
    kept = Work().lists(None)
    listed = {"id": NAMED, "issuer": BADGE["issuer"], "revokedCredential": [{"id": "urn:uuid:1"}, {"id": "urn:uuid:3"}]}
    answers = []
    for number in range(5):
        document = badge() | {"id": f"urn:uuid:{number}"}
        document["credentialStatus"] = {"id": NAMED, "type": "1EdTechRevocationList"}
        answers.append(check_status(document, lambda address: read.append(address) or listed, lambda _: None, kept)[0])

    assert answers == ["PASS", "FAIL", "PASS", "FAIL", "PASS"]
    assert len(read) == 1


def test_members_given_twice_are_counted_and_not_searched():
    from merited_credentials.strict_json import _members

    Name.compared = 0
    with pytest.raises(mc.NotReadable, match='"999" is given twice'):
        _members([(Name(number), 0) for number in range(1_000)] + [(Name(999), 0)])
    assert Name.compared < 10_000
    with pytest.raises(mc.NotReadable, match='"b" is given twice'):
        parse('{"a": 1, "b": 2, "b": 3}')


OPEN = b'<openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">'
NESTED = b'<svg xmlns="http://www.w3.org/2000/svg">' + (OPEN + b"x") * 50 + b"</openbadges:credential>" * 50 + b"</svg>"


def test_of_badges_inside_each_other_no_text_is_read():
    found = svg.badges_in(NESTED, (("https://purl.imsglobal.org/ob/v3p0", "credential"),))

    assert found == [("https://purl.imsglobal.org/ob/v3p0", "")] * 50
    with pytest.raises(mc.TwoBadges):
        mc.unbake(NESTED)
    assert mc.unbake(mc.bake_svg(NESTED, json.dumps(BADGE))) == json.dumps(BADGE), "baking replaces them"


def test_a_long_row_of_spaces_in_the_root_is_tried_at_its_beginning_only():
    """Counted by the places at which the pattern can begin, of which each costs what follows it."""
    row = b" a='1'" + b" " * 5_000
    begins = re.compile(svg._ATTRIBUTE.pattern.partition(rb"([^")[0])

    assert [found.start() for found in begins.finditer(row)] == [0, 6]
    assert not begins.match(row, 8)
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"' + b" " * 5_000 + b"viewBox='0 0 1 1'" + b" " * 5_000 + b"/>"
    baked = mc.bake_svg(drawing, json.dumps(BADGE))
    assert mc.unbake(baked) == json.dumps(BADGE)
    assert b" " * 5_000 + b"viewBox='0 0 1 1'" + b" " * 5_000 + b">" in baked
    assert mc.bake_svg(baked, json.dumps(BADGE)).count(b"xmlns:openbadges") == 1
