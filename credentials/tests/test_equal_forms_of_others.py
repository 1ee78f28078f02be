"""What the standards hold equal in credentials that are no badges: signed byte for byte the same, or a change."""

from __future__ import annotations

import pytest

import merited_credentials as mc
from cast import DID, NOW, SIGNER, VERIFIER, credential
from equal_forms import OTHER_FORMS, Form
from merited_credentials.proofs import data_integrity
from merited_credentials.proofs.suites import EDDSA_JCS_2022, EDDSA_RDFC_2022, Cryptosuite
from merited_credentials.structure import examine_structure

EACH = pytest.mark.parametrize("form", OTHER_FORMS, ids=[form.name for form in OTHER_FORMS])
WAYS = [{"issuer": DID}, {"issuer": {"id": DID}}]


def signed(suite: Cryptosuite, issuer: object) -> dict[str, object]:
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:0d3c4d9a-1111-4222-8333-444455556666",
        "type": ["VerifiableCredential"],
        "issuer": issuer,
        "validFrom": "2026-01-01T00:00:00Z",
        "name": {"@value": "School", "@language": "en-MX"},
        "credentialSubject": {"id": "did:example:subject"},
    }
    return mc.sign(mc.prepare(document), SIGNER, created=NOW, suite=suite)


def made_over(document: dict[str, object]) -> bytes:
    return data_integrity.signing_input(document, document["proof"], "Ed25519", suite=EDDSA_RDFC_2022)


@EACH
@pytest.mark.parametrize("way", WAYS, ids=["issuer by its address", "issuer as an object"])
def test_a_form_that_is_held_equal_is_what_was_signed_byte_for_byte(form: Form, way):
    honest = signed(EDDSA_RDFC_2022, **way)
    other = form.make(honest)

    assert other != honest
    assert made_over(other) == made_over(honest)
    assert VERIFIER.verify(honest).verdict == VERIFIER.verify(other).verdict == "PASS"


@EACH
def test_where_the_json_itself_is_signed_such_a_form_is_a_change(form: Form):
    honest = signed(EDDSA_JCS_2022, DID)

    assert VERIFIER.verify(honest).verdict == "PASS"
    assert VERIFIER.verify(form.make(honest)).step("proof").result == "FAIL"


def test_in_a_badge_one_of_the_two_ways_is_refused():
    badge = mc.to_document(credential())
    badge["issuer"] = badge["issuer"]["id"]
    assert examine_structure(badge, "OpenBadgeCredential") == ()

    assert examine_structure(OTHER_FORMS[1].make(badge), "OpenBadgeCredential")
    assert examine_structure({**badge, "name": {"@value": "x", "@language": "en"}}, "OpenBadgeCredential")


def test_an_issuer_that_says_more_than_its_id_is_another_one():
    honest = signed(EDDSA_RDFC_2022, DID)
    other = {**honest, "issuer": {"id": DID, "name": "Another school"}}

    assert VERIFIER.verify(other).step("proof").result == "FAIL"
