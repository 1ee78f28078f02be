"""A badge is prepared, written down, signed, and read again: good, changed, expired, revoked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import merited_credentials as mc
from cast import (
    BADGE,
    DID,
    DOCUMENTS,
    INDEX,
    LIST,
    MARLA,
    NOW,
    PRIVATE,
    SIGNER,
    VERIFIER,
    achievement,
    badge,
    credential,
    signed,
    status_list,
    verifier,
)

TEXTS = {
    "arabic": "شهادة مصغرة في التقييم",
    "emoji": "👩🏽‍🏫 earned 🎓",
    "spanish": "Señalización: ¿qué aprendió cada niña?",
    "decomposed": "Pen\u0303a e\u0301",
    "quotes": '" \\ \n \r \t < > & ]]> \u2028 \u2029 \u0085 \ufeff',
}
CONTROLS = {f"U+{code:04X}": f"before{chr(code)}after" for code in [*range(0x20), *range(0x20, 0x80)]}


def verdict(document: object, by: mc.Verifier = VERIFIER) -> str:
    return by.verify(json.dumps(document)).verdict


def test_a_good_badge_passes_every_step():
    report = VERIFIER.verify(json.dumps(BADGE), recipient=MARLA)

    assert report.verdict == "PASS"
    assert [(step.id, step.result) for step in report.steps] == [
        (name, "PASS") for name in ("format", "context", "proof", "issuer", "dates", "status", "recipient")
    ]
    assert report.document == BADGE
    assert report.kind == "ob3"
    assert report.as_dict()["steps"][0] == {
        "id": "format", "number": 1, "result": "PASS", "sentence": report.steps[0].sentence,
    }  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("text", [*TEXTS.values(), *CONTROLS.values()], ids=[*TEXTS, *CONTROLS])
def test_every_text_is_signed_exactly_as_it_was_given(text):
    document = signed(name=text, achievement=achievement(name=text, tags=(text,)))

    report = VERIFIER.verify(json.dumps(document))

    assert report.verdict == "PASS", report.sentence
    assert document["name"] == document["credentialSubject"]["achievement"]["tag"][0] == text


def test_a_changed_badge_fails_at_the_proof_and_what_rests_on_it_is_not_checked():
    document = badge()
    document["name"] = "Something grander"

    report = VERIFIER.verify(json.dumps(document))

    assert report.verdict == "FAIL"
    assert [step.result for step in report.steps] == ["PASS", "PASS", "FAIL", "UNKNOWN", "UNKNOWN", "UNKNOWN"]
    assert "changed after it was signed" in report.sentence


def test_an_expired_badge_fails_and_says_when_it_expired():
    report = replace(VERIFIER, now=datetime(2030, 1, 1, tzinfo=UTC)).verify(BADGE)

    assert report.verdict == "FAIL"
    assert report.step("dates").sentence == "This badge expired on January 15, 2029."


def test_a_badge_from_the_future_fails():
    report = replace(VERIFIER, now=datetime(2026, 1, 10, tzinfo=UTC)).verify(BADGE)

    assert report.step("dates").sentence == "This badge is not valid before January 15, 2026."
    assert report.verdict == "FAIL"


def test_a_revoked_badge_fails_with_the_reason_first():
    report = verifier(INDEX).verify(BADGE)

    assert report.verdict == "FAIL"
    assert report.sentence.startswith("Revoked")


def test_a_neighbor_on_the_list_does_not_matter():
    assert verifier(INDEX - 1, INDEX + 1).verify(BADGE).verdict == "PASS"


def test_a_suspended_badge_fails():
    document = signed(status=mc.StatusEntry(LIST, 5, "suspension"))

    report = verifier(status_lists={LIST: status_list(5, purpose="suspension")}).verify(document)

    assert (report.verdict, report.sentence[:9]) == ("FAIL", "Suspended")


def test_without_the_list_the_badge_may_be_revoked():
    report = verifier(status_lists={}).verify(BADGE)

    assert (report.verdict, report.step("status").result) == ("UNKNOWN", "UNKNOWN")


def test_a_list_that_was_tampered_with_answers_nothing():
    forged = status_list(INDEX)
    forged["credentialSubject"]["encodedList"] = mc.StatusBits().encode()

    report = verifier(status_lists={LIST: forged}).verify(BADGE)

    assert (report.verdict, report.step("status").result) == ("UNKNOWN", "UNKNOWN")


def test_a_list_signed_by_somebody_else_answers_nothing():
    other = mc.Ed25519Signer(
        bytes(32), f"did:key:{mc.public_multibase_of(bytes(32))}#{mc.public_multibase_of(bytes(32))}"
    )

    report = verifier(status_lists={LIST: status_list(signer=other)}).verify(BADGE)

    assert (report.verdict, report.step("status").result) == ("UNKNOWN", "UNKNOWN")


def test_a_list_for_another_purpose_contradicts_the_badge():
    report = verifier(status_lists={LIST: status_list(purpose="suspension")}).verify(BADGE)

    assert report.step("status").result == "FAIL"


def test_a_place_outside_the_list_contradicts_the_badge():
    report = verifier().verify(signed(status=mc.StatusEntry(LIST, 131_072)))

    assert report.step("status").result == "FAIL"


def test_a_list_handed_in_as_a_badge_is_no_badge():
    assert VERIFIER.verify(status_list()).verdict == "UNKNOWN"


def test_resolvers_are_asked_for_what_is_not_at_hand_and_may_break():
    asked = mc.Verifier(now=NOW, resolve=DOCUMENTS.get, status_list={LIST: status_list()}.get)

    def broken(_address):
        raise OSError("no line")

    assert asked.verify(BADGE).verdict == "PASS"
    assert mc.Verifier(now=NOW, resolve=broken, status_list=broken).verify(BADGE).verdict == "UNKNOWN"


def test_the_recipient_never_decides_unless_the_caller_asks_for_it():
    strict = replace(VERIFIER, policies=(mc.RecipientMatches(),))

    assert VERIFIER.verify(BADGE, recipient="someone@else.example").verdict == "PASS"
    assert VERIFIER.verify(BADGE, recipient="someone@else.example").step("recipient").result == "FAIL"
    assert VERIFIER.verify(BADGE, recipient=MARLA.upper() + " ").step("recipient").result == "PASS"
    assert strict.verify(BADGE, recipient="someone@else.example").verdict == "FAIL"
    assert strict.verify(BADGE, recipient=MARLA).verdict == "PASS"
    assert strict.verify(BADGE).verdict == "UNKNOWN"
    assert VERIFIER.verify(BADGE).step("recipient") is None


def test_a_known_issuer_is_shown_and_decides_nothing():
    assert replace(VERIFIER, issuers_known={DID}).verify(BADGE).issuer_known
    assert not VERIFIER.verify(BADGE).issuer_known
    assert not replace(VERIFIER, issuers_known={DID}).verify({**BADGE, "name": "x"}).issuer_known


def test_what_is_planned_can_be_written_down_and_signed_later():
    prepared = mc.prepare(credential())

    again = mc.Prepared.from_json(prepared.to_json())

    assert again == prepared
    assert again.issuer_id == DID
    assert mc.sign(again, SIGNER, created=NOW) == BADGE


def test_a_plan_that_was_changed_is_not_signed():
    written = mc.prepare(credential()).to_json()

    with pytest.raises(mc.NotReadable):
        mc.Prepared.from_json(written.replace("Checking for Student", "Checking for Every"))


def test_only_what_prepare_returned_is_signed():
    with pytest.raises(TypeError):
        mc.sign(mc.to_document(credential()), SIGNER, created=NOW)  # type: ignore[arg-type]


def test_the_key_of_another_issuer_does_not_sign():
    with pytest.raises(mc.KeyMismatch):
        signed(signer=mc.Ed25519Signer(PRIVATE, "did:web:other.example#key-1"))


def test_a_signer_with_the_wrong_private_key_is_caught_before_the_badge_leaves():
    class Mixed:
        verification_method = SIGNER.verification_method
        public_key = SIGNER.public_key

        def sign(self, data: bytes) -> bytes:
            return mc.Ed25519Signer(bytes(32), self.verification_method).sign(data)

    with pytest.raises(mc.KeyMismatch):
        signed(signer=Mixed())


def test_the_private_key_never_shows():
    assert repr(PRIVATE) not in repr(SIGNER)


def test_an_issuer_named_by_its_key_passes_and_says_that_nobody_vouches():
    multibase = SIGNER.public_multibase
    did = mc.did_key(multibase)
    document = signed(
        issuer=mc.Issuer(did, "A key"), achievement=achievement(creator=None), status=None,
        signer=mc.Ed25519Signer(PRIVATE, f"{did}#{multibase}"),
    )  # fmt: skip

    report = mc.Verifier(now=NOW).verify(document)

    assert report.verdict == "PASS"
    assert "nobody vouches" in report.step("issuer").sentence


def test_signing_the_same_plan_twice_gives_the_same_badge():
    assert signed() == BADGE


def test_the_lint_names_every_fault_at_once():
    document = mc.to_document(credential(valid_until=NOW - timedelta(days=9000)))
    document["unheard"] = "of"
    document["evidence"] = []
    document["credentialSubject"]["result"][0]["achievedLevel"] = f"{DID}:nowhere"
    document["id"] = "credentials/1"

    with pytest.raises(mc.LintRefused) as refused:
        mc.prepare(document)

    assert {"dates", "undefined-term", "empty", "result", "relative-iri"} <= {f.code for f in refused.value.findings}
    assert all(finding.where and finding.sentence for finding in refused.value.findings)
