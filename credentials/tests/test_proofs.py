"""Leniencies seen in leading stacks, none of which is ours: each is refused."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import merited_credentials as mc
from cast import BADGE, DID, DOCUMENTS, NOW, PRIVATE, SIGNER, VERIFIER, badge, credential
from merited_credentials.multibase import base58_decode, base64url_encode
from merited_credentials.proofs import data_integrity

UNSIGNED = mc.prepare(credential()).document


def with_proof(**changes):
    """The badge with a proof whose options were changed before they were signed: the signature itself holds."""
    proof = {name: value for name, value in BADGE["proof"].items() if name != "proofValue"} | changes
    from merited_credentials.multibase import base58_encode

    value = SIGNER.sign(data_integrity.signing_input(UNSIGNED, proof, "Ed25519"))
    return {**UNSIGNED, "proof": {**proof, "proofValue": base58_encode(value)}}


def result(document, by=VERIFIER):
    return by.verify(document).verdict


def test_a_proof_past_its_own_end_fails():
    assert result(with_proof(expires="2026-06-01T00:00:00Z")) == "PASS"
    assert result(with_proof(expires="2026-04-01T00:00:00Z")) == "FAIL"


@pytest.mark.parametrize("name", ["created", "expires"])
@pytest.mark.parametrize("moment", ["2026-05-01", "2026-05-01T00:00:00", "2026-02-30T00:00:00Z"])
def test_a_proof_with_a_loose_date_fails(name, moment):
    assert result(with_proof(**{name: moment})) == "FAIL"


@pytest.mark.parametrize("purpose", ["authentication", "keyAgreement", "https://w3id.org/security#assertionMethod"])
def test_a_proof_for_another_purpose_fails(purpose):
    assert result(with_proof(proofPurpose=purpose)) == "FAIL"


def test_the_value_is_base58_and_nothing_around_it():
    value = BADGE["proof"]["proofValue"]
    signature = base58_decode(value, length=64)
    for loose in (value + " ", " " + value, value + "\n", value[1:], base64url_encode(signature), "z1" + value[1:], ""):
        document = badge()
        document["proof"]["proofValue"] = loose
        assert result(document) == "FAIL", loose


def test_every_proof_of_a_set_must_hold():
    good, other = BADGE["proof"], copy.deepcopy(BADGE["proof"])
    other["created"] = "2026-05-01T12:00:01Z"

    again = data_integrity.ProofOptions(NOW - timedelta(seconds=1))
    assert result(mc.sign_again(badge(), SIGNER, options=again)) == "PASS"
    assert result({**badge(), "proof": [good, other]}) == "FAIL"
    assert result({**badge(), "proof": [other, good]}) == "FAIL"


def test_a_badge_without_a_proof_fails():
    assert result(UNSIGNED) == "FAIL"
    assert result({**UNSIGNED, "proof": []}) == "FAIL"


@pytest.mark.parametrize("suite", ["EDDSA-RDFC-2022", "eddsa-rdfc-2022 ", "eddsa-2022"])
def test_another_kind_of_proof_is_unknown_and_named(suite):
    document = badge()
    document["proof"]["cryptosuite"] = suite

    report = VERIFIER.verify(document)

    assert report.verdict == "UNKNOWN"
    assert suite in report.step("proof").sentence


def test_a_proof_of_another_kind_beside_a_good_one_leaves_the_badge_unknown():
    other = {**BADGE["proof"], "type": "JsonWebSignature2020"}

    assert result({**badge(), "proof": [BADGE["proof"], other]}) == "UNKNOWN"


def test_a_proof_that_follows_one_that_is_not_there_does_not_pass():
    assert result(with_proof(previousProof="urn:uuid:1")) != "PASS"


def test_the_issuers_document_must_be_its_own():
    other = copy.deepcopy(DOCUMENTS[DID]) | {"id": "did:web:other.example"}

    report = replace(VERIFIER, documents={DID: other}).verify(BADGE)

    assert (report.verdict, report.step("issuer").result) == ("FAIL", "FAIL")


def change(**changes):
    document = copy.deepcopy(DOCUMENTS[DID])
    document["verificationMethod"][0] |= changes
    return {DID: document}


@pytest.mark.parametrize(
    ("documents", "verdict"),
    [
        (change(controller="did:web:other.example"), "FAIL"),
        (change(revoked="2026-01-01T00:00:00Z"), "FAIL"),
        (change(expires="2026-01-01T00:00:00Z"), "FAIL"),
        (change(expires="2027-01-01T00:00:00Z"), "PASS"),
        (change(id=f"{DID}#other"), "FAIL"),
        (change(id="#key-1"), "PASS"),
        (change(type="UnheardOf2030"), "UNKNOWN"),
        (change(type="JsonWebKey"), "FAIL"),
        (change(publicKeyMultibase="zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169"), "FAIL"),
        (change(publicKeyMultibase=mc.public_multibase_of(bytes(32))), "FAIL"),
        ({DID: DOCUMENTS[DID] | {"assertionMethod": []}}, "FAIL"),
        ({DID: DOCUMENTS[DID] | {"assertionMethod": [], "authentication": [f"{DID}#key-1"]}}, "FAIL"),
        ({DID: DOCUMENTS[DID] | {"verificationMethod": DOCUMENTS[DID]["verificationMethod"] * 2}}, "FAIL"),
        ({DID: DOCUMENTS[DID] | {"verificationMethod": "nonsense", "assertionMethod": 7}}, "FAIL"),
        ({DID: {}}, "FAIL"),
        ({}, "UNKNOWN"),
    ],
)
def test_the_key_must_be_listed_allowed_and_the_issuers_own(documents, verdict):
    assert result(BADGE, replace(VERIFIER, documents=documents)) == verdict


def test_a_key_of_somebody_else_does_not_speak_for_the_issuer():
    multibase = SIGNER.public_multibase
    method = f"{mc.did_key(multibase)}#{multibase}"

    report = VERIFIER.verify(with_proof(verificationMethod=method))

    assert report.step("proof").result == "PASS"
    assert (report.verdict, report.step("issuer").result) == ("FAIL", "FAIL")


def test_a_key_in_the_fragment_shows_integrity_only():
    issuer = "https://alderbay.example/issuer"
    multibase = SIGNER.public_multibase
    plain = mc.to_document(credential(status=None))
    for place in (plain["issuer"], plain["credentialSubject"]["achievement"]["creator"]):
        place["id"] = issuer
    document = mc.sign(mc.prepare(plain), mc.Ed25519Signer(PRIVATE, f"{issuer}#{multibase}"), created=NOW)

    report = mc.Verifier(now=NOW).verify(document)

    assert (report.step("proof").result, report.step("issuer").result) == ("PASS", "UNKNOWN")
    assert "not that the key is" in report.step("issuer").sentence


def test_badges_signed_with_an_old_key_still_pass_after_rotation():
    new = mc.public_multibase_of(bytes(32))
    keys = [mc.PublicKey("key-1", SIGNER.public_multibase, active=False), mc.PublicKey("key-2", new)]
    documents = {DID: mc.did_document(DID, keys)}

    assert documents[DID]["verificationMethod"][0]["id"] == f"{DID}#key-2"
    assert result(BADGE, replace(VERIFIER, documents=documents)) == "PASS"


def test_now_needs_a_zone():
    with pytest.raises(ValueError, match="time zone"):
        mc.Verifier(now=datetime(2026, 1, 1))
    assert mc.Verifier(now=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("context", [{}, {"@context": BADGE["@context"]}], ids=["as it was", "with the vocabularies"])
def test_the_same_proof_twice_is_no_set_of_proofs(context):
    """Two signatures would look like two signers, or like more than was signed."""
    document = badge()
    document["proof"] = [document["proof"], {**context, **document["proof"]}]

    report = VERIFIER.verify(document)
    assert (report.verdict, report.step("format").result) == ("FAIL", "FAIL")
    assert "twice" in report.sentence


def test_a_key_written_out_where_it_is_listed_too_is_one_key():
    """DID Core 1.0, 5.3: a relationship may name a method or hold it. The same one at both places is no second key."""
    document = copy.deepcopy(DOCUMENTS[DID])
    document["assertionMethod"] = copy.deepcopy(document["verificationMethod"])
    assert result(BADGE, replace(VERIFIER, documents={DID: document})) == "PASS"

    document["assertionMethod"][0]["expires"] = "2030-01-01T00:00:00Z"
    assert result(BADGE, replace(VERIFIER, documents={DID: document})) == "FAIL"


@pytest.mark.parametrize(("given_up", "verdict"), [(True, "FAIL"), ("yes", "FAIL"), (False, "PASS")])
def test_a_did_that_was_given_up_signs_nothing_any_more(given_up, verdict):
    documents = {DID: {**DOCUMENTS[DID], "deactivated": given_up}}
    assert result(BADGE, replace(VERIFIER, documents=documents)) == verdict


def test_a_key_that_is_listed_twice_in_one_list_is_still_two_keys():
    document = copy.deepcopy(DOCUMENTS[DID])
    document["assertionMethod"] = copy.deepcopy(document.pop("verificationMethod")) * 2
    assert result(BADGE, replace(VERIFIER, documents={DID: document})) == "FAIL"
