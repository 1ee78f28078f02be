"""What stands in a token beside its credential: claims that only the credential may make, a status, certificates."""

from __future__ import annotations

import base64

import pytest

import jose_cast
from cast import DID, NOW, VERIFIER
from jose_cast import by_hand, documents, look, payload, verdict
from merited_credentials.contexts import VC1, VC2
from merited_credentials.jose.token import parse
from merited_credentials.verify import Verifier

OLDER = {
    "@context": [VC1],
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "did:example:marla"},
    "issuanceDate": "2026-01-01T00:00:00Z",
}
CLAIMS = {"iss": DID, "nbf": 1_767_225_600, "vc": OLDER}
NEWER = {
    "@context": [VC2],
    "type": ["VerifiableCredential"],
    "issuer": DID,
    "credentialSubject": {"id": "did:example:marla"},
}
READER = Verifier(now=NOW, documents=documents(), status_lists=VERIFIER.status_lists)
CERTIFICATE = [base64.b64encode(b"certificate").decode()]


def older(**claims):
    return by_hand(CLAIMS | claims, key=jose_cast.signer("P-256"))


@pytest.mark.parametrize(
    "claims",
    [
        {"credentialStatus": {"id": "https://x.example/s", "type": "Unknown2099"}},
        {"expirationDate": "2020-01-01T00:00:00Z"},
        {"validUntil": "2020-01-01T00:00:00Z"},
        {"validFrom": "2026-01-01T00:00:00Z"},
        {"issuanceDate": "2026-01-02T00:00:00Z"},
        {"issuer": "did:web:other.example"},
        {"issuer": {"id": DID, "name": "Grander"}},
        {"issuer": None},
        {"type": ["VerifiableCredential", "Diploma"]},
        {"type": "VerifiableCredential"},
        {"id": "urn:uuid:1"},
        {"name": "Diploma"},
        {"holder": DID},
        {"evidence": []},
        {"proof": {}},
        {"endorsement": []},
        {"verifiableCredential": []},
        {"credentialSubject": OLDER["credentialSubject"]},
    ],
    ids=str,
)
def test_no_claim_beside_the_credential_speaks_for_it(claims):
    report = READER.verify(older(**claims))

    assert (report.verdict, report.step("format").result) == ("FAIL", "FAIL")


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"issuer": DID},
        {"issuanceDate": "2026-01-01T00:00:00Z"},
        {"jti": "urn:uuid:1", "id": "urn:uuid:1"},
        {"exp": 1_900_000_000, "expirationDate": "2030-03-17T17:46:40Z"},
        {"client_id": "x", "cnf": {"kid": "k"}},
    ],
    ids=str,
)
def test_a_claim_that_repeats_the_credential_and_one_of_the_tokens_own_hide_nothing(claims):
    report = READER.verify(older(**claims))

    assert report.verdict == "PASS", report.sentence


def test_one_and_true_are_not_the_same():
    report = READER.verify(older(vc={**OLDER, "name": True}, name=1))

    assert report.step("format").result == "FAIL"


@pytest.mark.parametrize("kinds", ["VerifiablePresentation", ["VerifiablePresentation"], [], None])
def test_what_is_no_credential_may_not_stand_in_the_claim_for_one(kinds):
    assert READER.verify(older(vc={**OLDER, "type": kinds})).step("format").result == "FAIL"


@pytest.mark.parametrize(
    "make",
    [
        lambda **claims: older(**claims),
        lambda **claims: by_hand(NEWER | claims, key=jose_cast.signer("P-256"), typ="vc+jwt"),
        lambda **claims: by_hand(payload(**claims), key=jose_cast.signer("P-256"), typ="vc+jwt"),
        lambda **claims: by_hand(payload(**claims), key=jose_cast.signer("P-256")),
    ],
    ids=["vc1", "vc+jwt", "badge as vc+jwt", "ob3"],
)
@pytest.mark.parametrize(
    "status", [{"status_list": {"idx": 1, "uri": "https://x.example/s"}}, None, "revoked"], ids=str
)
def test_a_status_of_the_token_is_not_passed_over(make, status):
    report = READER.verify(make(status=status)) if status else READER.verify(make())

    assert report.step("status").result == ("UNKNOWN" if status else "PASS")
    assert report.verdict == ("UNKNOWN" if status else "PASS"), report.sentence


def test_certificates_beside_the_name_of_the_key_are_passed_over():
    assert verdict(look(by_hand(x5c=CERTIFICATE))) == "PASS"
    assert verdict(look(by_hand(x5c="anything"))) == "PASS"
    evil = jose_cast.signer("P-256", "attacker")
    victim = jose_cast.signer("P-256").verification_method
    assert look(by_hand(key=evil, kid=victim, x5c=CERTIFICATE)).proof[0] == "FAIL"


@pytest.mark.parametrize(
    "head", [{"x5c": CERTIFICATE, "kid": None}, {"x5u": "https://x.example/c"}, {"jku": "https://x.example/k"}], ids=str
)
def test_keys_that_a_token_chooses_for_itself_are_refused(head):
    finding = look(by_hand(**head))

    assert finding.format[0] == "FAIL" and "of its own choosing" in finding.format[1]


def test_a_token_names_its_key_before_it_shows_certificates():
    assert parse(by_hand(x5c=CERTIFICATE)).header["x5c"] == CERTIFICATE
