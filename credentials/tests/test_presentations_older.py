"""Presentations of the data model 1.1, which are checked and never made: in JSON-LD and as tokens (claim `vp`)."""

from __future__ import annotations

import copy
import json
from dataclasses import replace

import pytest

import jose_cast
import merited_credentials as mc
from cast import BADGE, DID, PRIVATE, SIGNER, VERIFIER
from merited_credentials.contexts import VC1, VC2
from merited_credentials.jose.issue import sign_token, signed_text
from merited_credentials.multibase import base58_encode
from merited_credentials.presentations import verify_presentation
from merited_credentials.proofs import data_integrity
from merited_credentials.proofs.suites import CRYPTOSUITES
from merited_credentials.recognize import read
from test_contexts import older

HOLDER = mc.did_key(mc.Ed25519Signer(PRIVATE, "").public_multibase)
KEY = mc.Ed25519Signer(PRIVATE, f"{HOLDER}#{HOLDER.removeprefix('did:key:')}")
DOMAIN, CHALLENGE = "https://verifier.example", "a7b3"
ASKED = {"challenge": CHALLENGE, "domain": DOMAIN}
WORDS = {
    "Ed25519Signature2020": "https://w3id.org/security/suites/ed25519-2020/v1",
    "eddsa-rdfc-2022": "https://w3id.org/security/data-integrity/v2",
}
# The keys of the badges and those of the tokens, in one document of their one issuer.
KEYS = [mc.PublicKey("key-1", SIGNER.public_multibase)]
KEYS += [mc.PublicKey.of(kind, jose_cast.signer(kind).public_key) for kind in jose_cast.KINDS]
READER = replace(VERIFIER, documents={DID: mc.did_document(DID, KEYS)})


def signed(document, name="eddsa-rdfc-2022", key=KEY, **changes):
    """The document with a proof of this kind, which the library itself makes for no older document."""
    suite = CRYPTOSUITES[name]
    options = {
        "type": suite.type,
        "created": "2026-05-01T12:00:00Z",
        "verificationMethod": key.verification_method,
        "proofPurpose": "assertionMethod",
    } | ({"cryptosuite": name} if suite.type == "DataIntegrityProof" else {})
    options = {key: value for key, value in (options | changes).items() if value is not None}
    value = key.sign(data_integrity.signing_input(document, options, "Ed25519", suite=suite))
    return {**document, "proof": {**options, "proofValue": base58_encode(value)}}


def carried(name="eddsa-rdfc-2022", **changes):
    """A signed credential of the data model 1.1, by the holder's key."""
    plain = {
        "@context": [VC1, WORDS[name]],
        "id": "urn:uuid:5f1c1b0e-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential"],
        "issuer": HOLDER,
        "issuanceDate": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:marla"},
    }
    return signed(plain | changes, name)


def shell(*credentials, words=(), **changes):
    document = {
        "@context": [VC1, *words],
        "id": "urn:uuid:5f1c1b0e-0000-4000-8000-000000000009",
        "type": ["VerifiablePresentation"],
        "holder": HOLDER,
        "verifiableCredential": list(credentials),
    } | changes
    return {name: value for name, value in document.items() if value is not None}


def shown(name="eddsa-rdfc-2022", *credentials, key=KEY, holder=HOLDER, **changes):
    document = shell(*(credentials or [carried(name)]), words=[WORDS[name]], holder=holder)
    return signed(document, name, key, **{"proofPurpose": "authentication", **ASKED, **changes})


def token(*credentials, key=KEY, claims=(), **changes):
    payload = {"iss": HOLDER, "aud": DOMAIN, "nonce": CHALLENGE, "vp": shell(*credentials, **changes)} | dict(claims)
    return signed_text({"typ": "JWT"}, {name: value for name, value in payload.items() if value is not None}, key)


def older_token():
    """A credential of the data model 1.1 as a token."""
    plain = {name: value for name, value in older().items() if name not in ("proof", "credentialStatus")}
    plain |= {"issuer": {**plain["issuer"], "id": DID}}
    claims = {"vc": plain, "iss": DID, "jti": plain["id"], "nbf": 1_672_531_200}
    return signed_text({"typ": "JWT"}, claims, jose_cast.signer())


def newer_token():
    return sign_token(jose_cast.badge(), jose_cast.signer("P-256"), form="vc+jwt")


def checked(data, **asked):
    return verify_presentation(data, READER, **(asked or ASKED))


def results(report):
    return {step.id: step.result for step in report.steps}


@pytest.mark.parametrize("name", WORDS)
def test_a_good_one_in_json_ld_passes_step_by_step(name):
    report = checked(json.dumps(shown(name)))

    assert report.verdict == "PASS", report.sentence
    assert results(report) == dict.fromkeys(("format", "context", "proof", "holder", "credentials"), "PASS")
    assert report.holder == HOLDER and [one.kind for one in report.credentials] == ["vcdm1"]


@pytest.mark.parametrize("name", WORDS)
def test_it_may_hold_badges_of_its_own_data_model(name):
    words = older()["@context"][1:2]
    badge = {one: value for one, value in older().items() if one not in ("proof", "credentialStatus")}
    badge |= {"issuer": {**badge["issuer"], "id": HOLDER}, "@context": [VC1, *words, WORDS[name]]}

    report = checked(shown(name, signed(badge, name), carried(name)))

    assert report.verdict == "PASS", report.sentence
    assert [one.kind for one in report.credentials] == ["ob3", "vcdm1"]


@pytest.mark.parametrize(
    "change",
    [
        {"challenge": "another"},
        {"challenge": None},
        {"domain": "https://other.example"},
        {"domain": None},
        {"proofPurpose": "assertionMethod"},
        {"expires": "2026-05-01T12:00:00Z"},
        {"created": "then"},
    ],
    ids=str,
)
@pytest.mark.parametrize("name", WORDS)
def test_one_that_was_not_made_for_this_occasion_fails(name, change):
    report = checked(shown(name, **change))

    assert (report.verdict, results(report)["proof"], report.holder) == ("FAIL", "FAIL", "")


@pytest.mark.parametrize("name", WORDS)
def test_what_is_changed_added_or_left_out_breaks_it(name):
    good = shown(name)
    for change in (
        {"id": "urn:uuid:0"},
        {"holder": "did:example:other"},
        {"type": ["VerifiablePresentation", "https://x.example/T"]},
        {"termsOfUse": [{"type": "https://x.example/T"}]},
        {"verifiableCredential": [carried(name, issuanceDate="2026-01-02T00:00:00Z")]},
        {"verifiableCredential": []},
        {"unheard": "x"},
        {"https://www.w3.org/2018/credentials#holder": HOLDER},
    ):
        assert checked({**good, **change}).verdict == "FAIL", change
    inside = copy.deepcopy(good)
    inside["verifiableCredential"][0]["credentialSubject"]["id"] = "did:example:other"
    report = checked(inside)
    assert (results(report)["proof"], results(report)["credentials"]) == ("FAIL", "FAIL")


def test_the_key_must_be_the_holders():
    other = mc.Ed25519Signer(PRIVATE[::-1], "")
    stranger = mc.did_key(other.public_multibase)

    report = checked(shown(holder=stranger))

    assert (report.verdict, results(report)["proof"], results(report)["holder"]) == ("FAIL", "PASS", "FAIL")


def test_without_a_signature_it_shows_nothing_about_who_hands_it_over():
    assert checked(shell(carried())).verdict == "FAIL"
    assert verify_presentation(shell(carried(), holder=None), READER).verdict == "PASS"
    assert verify_presentation(shell(carried()), READER).step("holder").result == "UNKNOWN"


def test_a_credential_of_2_0_inside_is_judged_by_itself_and_no_signature_by_words_can_cover_it():
    """The words of 1.1 are protected and stay in force inside, so nobody's software can sign the two together."""
    report = verify_presentation(shell(BADGE, carried(), holder=None), READER)
    assert [one.verdict for one in report.credentials] == ["PASS", "PASS"]
    assert report.verdict == "PASS"

    with pytest.raises(mc.CredentialError):
        shown("eddsa-rdfc-2022", BADGE)
    claimed = {**shown(), "verifiableCredential": [BADGE]}
    assert results(checked(claimed))["proof"] == "FAIL"


# As a token


def test_a_good_one_as_a_token_passes_with_credentials_of_both_data_models():
    report = checked(token(older_token(), newer_token(), BADGE, carried()))

    assert report.verdict == "PASS", report.sentence
    assert set(results(report).values()) == {"PASS"} and report.holder == HOLDER
    assert [one.kind for one in report.credentials] == ["ob3", "ob3", "ob3", "vcdm1"]
    assert verify_presentation(token(older_token()), READER).verdict == "PASS"


@pytest.mark.parametrize(
    ("claims", "step"),
    [
        ({"nonce": "another"}, "proof"),
        ({"nonce": None}, "proof"),
        ({"aud": "https://other.example"}, "proof"),
        ({"aud": None}, "proof"),
        ({"exp": 1_777_636_800}, "dates"),
        ({"nbf": 1_777_636_801}, "dates"),
        ({"iss": "did:example:other"}, "format"),
        ({"jti": "urn:uuid:0"}, "format"),
        ({"vp": "text"}, "format"),
        ({"vp": {"@context": [VC2], "type": ["VerifiablePresentation"]}}, "format"),
        ({"vp": {"@context": [VC1], "type": ["VerifiableCredential"]}}, "format"),
        ({"vc": {"@context": [VC1], "type": ["VerifiableCredential"]}}, "format"),
        ({"verifiableCredential": []}, "format"),
        ({"exp": "soon"}, "format"),
    ],
    ids=str,
)
def test_a_token_for_another_occasion_or_that_contradicts_itself_fails(claims, step):
    report = checked(token(older_token(), claims=claims))

    assert (report.verdict, results(report)[step], report.holder) == ("FAIL", "FAIL", report.holder)


def test_claims_fill_in_the_holder_and_the_id():
    report = checked(token(older_token(), claims={"jti": "urn:uuid:7"}, holder=None, id=None))

    assert report.verdict == "PASS", report.sentence
    assert (report.document["holder"], report.document["id"]) == (HOLDER, "urn:uuid:7")


def test_a_token_that_is_tampered_with_or_signed_by_another_fails():
    head, body, signature = token(older_token()).split(".")
    other = token(older_token(), claims={"nonce": "other"})
    swapped = ".".join((head, other.split(".")[1], signature))
    stranger = mc.Ed25519Signer(PRIVATE[::-1], KEY.verification_method)

    assert checked(swapped, challenge="other").step("proof").result == "FAIL"
    assert checked(token(older_token(), key=stranger)).step("proof").result == "FAIL"
    broken = older_token()[:-4] + "AAAA"
    assert checked(token(broken)).step("credentials").result == "FAIL"
    assert checked(f"{head}.{body}.").verdict == "FAIL"


@pytest.mark.parametrize("kind", ["jwt", "vc+jwt"])
def test_a_presentation_inside_a_presentation_is_not_looked_into_however_it_is_carried(kind):
    inside = token(older_token())
    envelope = {"@context": VC2, "type": "EnvelopedVerifiableCredential", "id": f"data:application/{kind},{inside}"}

    for data in (token(inside), token(shown()), token(envelope), token(older_token(), envelope)):
        report = checked(data)
        assert report.verdict == "UNKNOWN" and "presentation inside a presentation" in report.sentence


@pytest.mark.parametrize("inside", [7, None, "text", {"type": "VerifiableCredential"}, ["x"]])
def test_what_is_no_credential_inside_a_token_fails(inside):
    assert checked(token(inside)).verdict == "FAIL"


def test_the_verifier_of_badges_takes_them_too():
    for data in (shown(), token(older_token())):
        assert read(data).kind == "presentation"
        report = READER.verify(data)
        assert (report.verdict, report.kind) == ("PASS", "presentation"), report.sentence
