"""One verifier for every kind: the same seven steps, the same rules, whatever a badge is wrapped in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

import merited_credentials as mc
import ob2_cast
from cast import BADGE, DID, DOCUMENTS, LIST, MARLA, NOW, SIGNER, VERIFIER, badge, status_list
from jose_cast import signer
from merited_credentials import ob2
from merited_credentials.contexts import OB3_UNVERSIONED, VC2, readings
from merited_credentials.presentations import unsigned_presentation
from merited_credentials.proofs import data_integrity
from merited_credentials.proofs.suites import EDDSA_JCS_2022

SEVEN = ("format", "context", "proof", "issuer", "dates", "status", "recipient")
HOSTED = mc.Verifier(now=NOW, documents=ob2_cast.pages())


def badge_unsigned():
    return {name: value for name, value in BADGE.items() if name != "proof"}


def results(report):
    return {step.id: step.result for step in report.steps}


class FakeDoor:
    """Answers out of a dictionary; what is None there is gone for good. Remembers what it was asked."""

    def __init__(self, pages):
        self.pages, self.asked = pages, []

    def document(self, address):
        self.asked.append(address)
        return self.pages.get(address)

    def is_gone(self, address):
        return address in self.pages and self.pages[address] is None


def test_a_badge_signed_as_json_passes_and_its_changed_twin_fails():
    document = mc.sign(mc.prepare(badge_unsigned()), SIGNER, created=NOW, suite=EDDSA_JCS_2022)

    assert VERIFIER.verify(document).verdict == "PASS"
    assert VERIFIER.verify({**document, "name": "x"}).verdict == "FAIL"


@pytest.mark.parametrize("kind", ["P-256", "P-384"])
def test_a_badge_of_an_issuer_with_another_kind_of_key_passes(kind):
    key = signer(kind)
    document = mc.sign(mc.prepare(badge_unsigned()), key, created=NOW)
    listed = mc.did_document(DID, [mc.PublicKey(kind, key.public_key.multikey)])
    keys = {"documents": {DID: _with_both(listed)}}

    assert document["proof"]["cryptosuite"] == "ecdsa-rdfc-2019"
    assert replace(VERIFIER, **keys).verify(document, recipient=MARLA).verdict == "PASS"
    assert replace(VERIFIER, **keys).verify({**document, "name": "x"}).step("proof").result == "FAIL"


def _with_both(document):
    """The status list is signed with the first key of the cast."""
    first = DOCUMENTS[DID]
    return {
        **document,
        "verificationMethod": [*document["verificationMethod"], *first["verificationMethod"]],
        "assertionMethod": [*document["assertionMethod"], *first["assertionMethod"]],
    }


def test_a_hosted_badge_is_asked_for_at_its_own_address_and_takes_the_same_seven_steps():
    report = HOSTED.verify(json.dumps(ob2_cast.HOSTED), recipient=ob2_cast.MARLA)

    assert (report.verdict, report.kind, tuple(results(report))) == ("PASS", "ob2", SEVEN)
    assert "own address" in report.sentence and "signed" not in report.sentence
    assert report.issuer_id == ob2_cast.ISSUER


def test_a_hosted_badge_whose_page_is_gone_is_revoked():
    gone = FakeDoor({**ob2_cast.pages(), ob2_cast.ID: None})

    report = mc.Verifier(now=NOW, door=gone).verify(json.dumps(ob2_cast.HOSTED))

    assert (report.verdict, results(report)["status"]) == ("FAIL", "FAIL")
    assert ob2_cast.ID in gone.asked


def test_the_door_is_asked_only_for_what_is_not_at_hand():
    shut, door = FakeDoor({}), FakeDoor({DID: DOCUMENTS[DID], LIST: status_list()})

    assert replace(VERIFIER, door=shut).verify(BADGE).verdict == "PASS" and shut.asked == []
    assert mc.Verifier(now=NOW, door=door).verify(BADGE).verdict == "PASS"
    assert set(door.asked) == {DID, LIST}
    assert mc.Verifier(now=NOW, door=shut).verify(BADGE).verdict == "UNKNOWN"


def test_a_door_that_breaks_leaves_the_badge_unread_and_not_untrue():
    class Broken:
        def document(self, _address):
            raise OSError("no line")

        def is_gone(self, _address):
            raise OSError("no line")

    for data in (BADGE, json.dumps(ob2_cast.HOSTED)):
        assert mc.Verifier(now=NOW, door=Broken()).verify(data).verdict == "UNKNOWN"


def test_a_presentation_is_as_good_as_what_it_holds():
    good, bad = unsigned_presentation([BADGE]), unsigned_presentation([BADGE, {**BADGE, "name": "x"}])

    assert (VERIFIER.verify(good).verdict, VERIFIER.verify(good).kind) == ("PASS", "presentation")
    assert VERIFIER.verify(bad).verdict == "FAIL"
    assert "Credential 2" in VERIFIER.verify(bad).sentence
    assert VERIFIER.verify(unsigned_presentation([])).verdict == "UNKNOWN"


@pytest.mark.parametrize(
    ("policy", "result"),
    [
        (mc.IssuerIsKnown([DID]), "PASS"),
        (mc.IssuerIsKnown(["did:web:other.example"]), "FAIL"),
        (mc.IsAbout([BADGE["credentialSubject"]["achievement"]["id"]]), "PASS"),
        (mc.IsAbout(["https://x.example/1"]), "FAIL"),
        (mc.BegunSince(datetime(2020, 1, 1, tzinfo=UTC)), "PASS"),
        (mc.BegunSince(NOW), "FAIL"),
        (mc.RecipientMatches(), "UNKNOWN"),
    ],
    ids=str,
)
def test_a_policy_decides_and_stands_after_the_seven(policy, result):
    report = replace(VERIFIER, policies=(policy,)).verify(BADGE)

    assert (report.verdict, report.steps[-1].id, report.steps[-1].number) == (result, policy.id, None)
    assert VERIFIER.verify(BADGE).verdict == "PASS"


HANDED = {
    "hosted": ob2_cast.HOSTED,
    "signed": ob2_cast.signed(ob2_cast.SIGNED),
    "class written out": ob2_cast.signed({**ob2_cast.SIGNED, "badge": ob2_cast.PAGES[ob2_cast.CLASS]}),
}


@pytest.mark.parametrize("given", HANDED.values(), ids=HANDED)
@pytest.mark.parametrize(
    ("policy", "result"),
    [
        (mc.IsAbout([ob2_cast.CLASS]), "PASS"),
        (mc.IsAbout([f"{ob2_cast.HOME}/b/2"]), "FAIL"),
        (mc.IssuerIsKnown([ob2_cast.ISSUER]), "PASS"),
        (mc.IssuerIsKnown([DID]), "FAIL"),
        (mc.BegunSince(datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC)), "PASS"),
        (mc.BegunSince(NOW), "FAIL"),
    ],
    ids=str,
)
def test_a_policy_is_answered_for_open_badges_2_as_well(given, policy, result):
    report = replace(HOSTED, policies=(policy,)).verify(given)

    assert (report.steps[-1].result, report.verdict) == (result, result)


@pytest.mark.parametrize("issued", ["2025-12-31T23:59Z", "2025-12-31T23:59:00Z"])
def test_a_beginning_without_seconds_is_a_beginning(issued):
    written = {**ob2_cast.HOSTED, "issuedOn": issued}
    found = {**ob2_cast.pages(), ob2_cast.ID: written}

    for since, result in ((datetime(2025, 1, 1, tzinfo=UTC), "PASS"), (NOW, "FAIL")):
        judge = mc.Verifier(now=NOW, documents=found, policies=(mc.BegunSince(since),))
        assert judge.verify(written).verdict == result


def test_each_version_is_asked_in_its_own_words():
    begun, about = mc.BegunSince(NOW), mc.IsAbout(["https://x.example/other"])
    newer = {
        "validFrom": "2026-06-01T00:00:00Z",
        "credentialSubject": {"achievement": {"id": "https://x.example/other"}},
    }
    written = {**ob2_cast.HOSTED, **newer}
    found = {**ob2_cast.pages(), ob2_cast.ID: written}

    for policy in (begun, about):
        assert mc.Verifier(now=NOW, documents=found, policies=(policy,)).verify(written).steps[-1].result == "FAIL"
    older = mc.Report("PASS", (), {"issuedOn": "2026-06-01T00:00:00Z", "badge": "https://x.example/other"}, "vc")
    assert (begun.answer(older)[0], about.answer(older)[0]) == ("UNKNOWN", "FAIL")


@pytest.mark.parametrize("text", [DID, "", DID.encode()])
def test_one_text_is_no_collection_of_ids(text):
    for make in (mc.IssuerIsKnown, mc.IsAbout, lambda ids: replace(VERIFIER, issuers_known=ids)):
        with pytest.raises(TypeError, match="not one text"):
            make(text)


@pytest.mark.parametrize("ids", [[DID], (DID,), {DID}, frozenset({DID}), {DID: "Alder Bay"}], ids=repr)
def test_any_collection_of_ids_is_taken(ids):
    assert replace(VERIFIER, policies=(mc.IssuerIsKnown(ids),)).verify(BADGE).verdict == "PASS"
    assert replace(VERIFIER, issuers_known=ids).verify(BADGE).issuer_known is True


def test_a_policy_trusts_no_name_that_the_key_has_not_shown():
    trusting = replace(VERIFIER, policies=(mc.IssuerIsKnown([DID]),))

    forged = trusting.verify({**BADGE, "name": "x"})

    assert forged.step("issuer-known").result == "UNKNOWN" and forged.verdict == "FAIL"


def test_a_policy_of_the_badge_is_not_asked_of_its_status_list():
    revoked = replace(VERIFIER, policies=(mc.IsAbout([BADGE["credentialSubject"]["achievement"]["id"]]),))
    assert revoked.verify(BADGE).step("status").result == "PASS"


def test_every_step_says_what_it_proves_and_what_not():
    assert [meaning.number for meaning in mc.MEANINGS.values()] == [1, 2, 3, 4, 5, 6, 7]
    assert tuple(mc.MEANINGS) == SEVEN
    for meaning in mc.MEANINGS.values():
        assert meaning.question.endswith("?") and meaning.proves.endswith(".") and meaning.does_not_prove.endswith(".")


def test_a_badge_with_two_proofs_needs_both():
    two = {**badge(), "proof": [BADGE["proof"], {**BADGE["proof"], "created": "2020-01-01T00:00:00Z"}]}

    assert VERIFIER.verify(two).step("proof").result == "FAIL"
    twice = VERIFIER.verify({**badge(), "proof": [BADGE["proof"], dict(BADGE["proof"])]})
    assert (twice.step("format").result, "twice" in twice.sentence) == ("FAIL", True)


def test_what_is_gone_without_a_door_is_unknown():
    def fetch(_address):
        raise ob2.Gone

    assert ob2.check(ob2_cast.HOSTED, fetch=fetch, now=NOW).verdict == "FAIL"
    assert mc.Verifier(now=NOW).verify(json.dumps(ob2_cast.HOSTED)).verdict == "UNKNOWN"


def test_a_badge_under_the_unversioned_address_passes_in_the_reading_in_which_it_was_signed():
    document = badge_unsigned()
    document["@context"] = [VC2, OB3_UNVERSIONED]
    made = data_integrity.add(document, SIGNER, NOW, context_of=readings(document["@context"])[0])

    assert VERIFIER.verify(made).verdict == "PASS"
    assert VERIFIER.verify({**made, "name": "x"}).verdict == "UNKNOWN"  # it may have been signed under yet another text
