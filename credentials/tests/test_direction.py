"""The direction of a text (data model 2.0, 11.1): a signature by words leaves it out, so it is accepted and named."""

from __future__ import annotations

import copy
import json

import pytest

import jose_cast
import merited_credentials as mc
from cast import NOW, PRIVATE, VERIFIER, credential
from merited_credentials.canonical import canonicalize
from merited_credentials.guard import NAMED, examine
from merited_credentials.jose.issue import sign_token
from merited_credentials.lint import lint
from merited_credentials.presentations import present, unsigned_presentation, verify_presentation
from merited_credentials.proofs.data_integrity import ProofOptions
from merited_credentials.proofs.suites import EDDSA_JCS_2022, EDDSA_RDFC_2022

DID = mc.did_key(mc.Ed25519Signer(PRIVATE, "").public_multibase)
KEY = mc.Ed25519Signer(PRIVATE, f"{DID}#{DID.removeprefix('did:key:')}")
SAID = "Only the direction in which a text runs is not signed: "
RIGHT_TO_LEFT = {"@value": "مرحبا 1 - 2", "@language": "ar", "@direction": "rtl"}


def plain(**changes):
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:0d3c4d9a-1111-4222-8333-444455556666",
        "type": ["VerifiableCredential"],
        "issuer": {"id": DID, "name": "A test"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:subject"},
    } | changes


def signed(suite=EDDSA_RDFC_2022, **changes):
    return mc.sign(mc.prepare(plain(**changes)), KEY, created=NOW, suite=suite)


def context(report):
    return report.step("context")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": RIGHT_TO_LEFT},
        {"description": {"@value": "x", "@direction": "ltr"}},
        {"issuer": {"id": DID, "name": RIGHT_TO_LEFT}},
        {"name": [{"@value": "Dog", "@language": "en"}, RIGHT_TO_LEFT]},
    ],
    ids=["name", "without language", "issuer", "one of several"],
)
def test_a_text_with_a_direction_is_signed_and_passes_and_the_report_names_it(changes):
    assert lint(plain(**changes)) == ()
    report = VERIFIER.verify(signed(**changes))

    assert report.verdict == "PASS", report.sentence
    where = "issuer.name" if "issuer" in changes else next(iter(changes))
    assert context(report).result == "PASS" and SAID in context(report).sentence and where in context(report).sentence
    assert SAID not in context(VERIFIER.verify(signed(name="x"))).sentence


def test_a_changed_direction_is_no_change_to_a_signature_by_words_and_is_named_as_unprotected():
    """The one member that may be changed without a FAIL: so it is never shown as if it were protected."""
    good = signed(name=RIGHT_TO_LEFT)
    for direction in ({"@direction": "ltr"}, {}):
        other = copy.deepcopy(good)
        other["name"] = {"@value": RIGHT_TO_LEFT["@value"], "@language": "ar", **direction}
        report = VERIFIER.verify(other)
        assert report.verdict == "PASS"
        assert (SAID in context(report).sentence) == bool(direction)
        bare = {name: value for name, value in other.items() if name != "proof"}
        assert canonicalize(bare) == canonicalize(plain(name=RIGHT_TO_LEFT))


@pytest.mark.parametrize("member", ["@value", "@language"])
def test_the_words_and_their_language_are_signed(member):
    other = signed(name=RIGHT_TO_LEFT)
    other["name"][member] = "he"

    assert VERIFIER.verify(other).step("proof").result == "FAIL"


def test_where_the_json_itself_is_signed_the_direction_is_too():
    good = signed(EDDSA_JCS_2022, name=RIGHT_TO_LEFT)
    assert VERIFIER.verify(good).verdict == "PASS" and SAID not in context(VERIFIER.verify(good)).sentence
    other = copy.deepcopy(good)
    other["name"]["@direction"] = "ltr"
    assert VERIFIER.verify(other).step("proof").result == "FAIL"

    named = plain(name=RIGHT_TO_LEFT, issuer=jose_cast.DID)
    token = sign_token(mc.prepare(named), jose_cast.signer(), form="vc+jwt")
    report = mc.Verifier(now=NOW, documents=jose_cast.documents()).verify(token)
    assert report.verdict == "PASS", report.sentence
    assert SAID not in context(report).sentence


def test_in_a_presentation_it_is_named_for_the_credential_and_for_the_holder():
    carried = signed(name=RIGHT_TO_LEFT)
    shown = present([carried], KEY, ProofOptions(NOW))
    report = verify_presentation(shown, VERIFIER)
    assert report.verdict == "PASS" and SAID in context(report.credentials[0]).sentence

    holder = {"id": DID, "name": RIGHT_TO_LEFT}
    unsigned = {**unsigned_presentation([carried]), "holder": holder}
    assert "holder.name" in verify_presentation(unsigned, VERIFIER).step("context").sentence


@pytest.mark.parametrize(
    "value",
    [
        {"@value": "x", "@direction": "up"},
        {"@value": "x", "@direction": None},
        {"@value": "x", "@direction": ["rtl"]},
        {"@value": "x"},
        {"@value": 7, "@direction": "rtl"},
        {"@direction": "rtl"},
        {"@value": "x", "@direction": "rtl", "@type": "http://www.w3.org/2001/XMLSchema#string"},
        {"@value": "x", "@direction": "rtl", "@index": "1"},
        {"@value": "x", "@direction": "rtl", "url": "https://x.example/"},
    ],
    ids=json.dumps,
)
def test_whatever_else_stands_there_is_refused(value):
    codes = {finding.code for finding in examine(plain(name=value))}

    assert codes - NAMED
    assert lint(plain(name=value))


def test_a_date_or_an_address_has_no_direction():
    for member in ("validFrom", "id"):
        assert {one.code for one in examine(plain(**{member: {"@value": "x", "@direction": "rtl"}}))} - NAMED


def test_the_same_words_twice_in_two_directions_are_signed_once_so_they_are_refused():
    twice = [RIGHT_TO_LEFT, {**RIGHT_TO_LEFT, "@direction": "ltr"}]

    assert {one.code for one in examine(plain(name=twice))} == {"repeated", "direction"}
    assert lint(plain(name=twice))
    assert lint(plain(name=["x", {"@value": "x", "@direction": "rtl"}]))
    assert lint(plain(name=[RIGHT_TO_LEFT, {**RIGHT_TO_LEFT, "@language": "he"}])) == ()


def test_a_badge_has_no_such_texts_at_all():
    """Open Badges 3.0 asks for plain text wherever it lists a member."""
    document = mc.prepare(credential()).document
    document["name"] = RIGHT_TO_LEFT

    assert lint(document)
