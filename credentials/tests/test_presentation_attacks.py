"""Presentations that claim another holder, hide in one another, or speak for the badges in them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

import jose_cast
import merited_credentials as mc
from cast import BADGE, DID, NOW, PRIVATE, SIGNER, VERIFIER, achievement, credential
from merited_credentials.contexts import VC1, VC2
from merited_credentials.jose.check import check_token
from merited_credentials.jose.issue import sign_token, signed_text
from merited_credentials.policies import BegunSince, IsAbout, IssuerIsKnown
from merited_credentials.presentations import present, unsigned_presentation, verify_presentation
from merited_credentials.proofs.data_integrity import ProofOptions, ProofPurpose, count_values

VICTIM = "did:web:victim.example"
ATTACKER = mc.did_key(mc.Ed25519Signer(PRIVATE[::-1], "").public_multibase)
KEY = mc.Ed25519Signer(PRIVATE[::-1], f"{ATTACKER}#{ATTACKER.removeprefix('did:key:')}")
ASKED = {"challenge": "n-1", "domain": "https://verifier.example"}
KEYS = [mc.PublicKey("key-1", SIGNER.public_multibase)]
KEYS += [mc.PublicKey.of(kind, jose_cast.signer(kind).public_key) for kind in jose_cast.KINDS]
READER = replace(VERIFIER, documents={DID: mc.did_document(DID, KEYS)})
ABOUT = BADGE["credentialSubject"]["achievement"]["id"]


def newer(*credentials, **claims):
    """A presentation of data model 2.0 as a token by the attacker, made for this occasion."""
    shell = {
        "@context": [VC2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": list(credentials or [BADGE]),
    }
    return signed_text({"typ": "vp+jwt"}, {**shell, "nonce": "n-1", "aud": ASKED["domain"], **claims}, KEY)


def older(*credentials, outside=(), **members):
    """The same of data model 1.1, in the claim `vp`; `outside` are claims beside it."""
    shell = {
        "@context": [VC1],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": list(credentials or [BADGE]),
    }
    claims = {"vp": shell | members, "nonce": "n-1", "aud": ASKED["domain"]} | dict(outside)
    return signed_text({"typ": "JWT"}, claims, KEY)


def bare(**members):
    """The same of data model 2.0 in JSON, which nobody signed."""
    return unsigned_presentation([BADGE]) | members


def credential_token(**changes):
    return sign_token(jose_cast.badge(**changes), jose_cast.signer("P-256"), form="vc+jwt")


def enveloped(token, kind="vc+jwt"):
    return {"@context": VC2, "type": "EnvelopedVerifiableCredential", "id": f"data:application/{kind},{token}"}


def checked(data, **asked):
    return verify_presentation(data, READER, **(asked or ASKED))


def results(report):
    return {step.id: step.result for step in report.steps}


def policy_steps(data, *policies):
    report = replace(READER, policies=policies).verify(data)
    return report.verdict, [step.result for step in report.steps[-len(policies) :]]


# Whose presentation is it?


@pytest.mark.parametrize("make", [newer, older])
@pytest.mark.parametrize(
    "members",
    [
        {"issuer": ATTACKER, "holder": VICTIM},
        {"issuer": {"id": ATTACKER}, "holder": VICTIM},
        {"issuer": None, "holder": VICTIM},
        {"issuer": ATTACKER},
        {"holder": VICTIM},
        {"holder": [VICTIM]},
        {"holder": {"id": 5}},
        {"holder": {"name": "Victim"}},
        {"holder": "victim"},
        {"holder": None},
    ],
    ids=str,
)
def test_an_attacker_cannot_present_as_somebody_else(make, members):
    report = checked(make(**members))

    assert (report.verdict, report.holder) == ("FAIL", "")


@pytest.mark.parametrize("members", [{"issuer": ATTACKER, "holder": VICTIM}, {"issuer": None, "holder": VICTIM}])
def test_nor_where_the_token_is_asked_about_alone(members):
    for token in (newer(**members), newer(**members, iss=ATTACKER), older(**members)):
        finding = check_token(token, now=NOW, resolve=lambda address: None)
        assert finding.format[0] == "FAIL" and finding.issuer[0] != "PASS"


@pytest.mark.parametrize(
    ("token", "verdict"),
    [
        (newer(holder=ATTACKER), "PASS"),
        (newer(holder={"id": ATTACKER, "name": "Somebody"}, iss=ATTACKER), "PASS"),
        (newer(iss=ATTACKER), "PASS"),
        (newer(), "PASS"),
        (newer(iss=VICTIM), "FAIL"),
        (newer(holder=ATTACKER, iss=VICTIM), "FAIL"),
        (newer(holder=VICTIM, iss=ATTACKER), "FAIL"),
        (newer(iss=7), "FAIL"),
        (newer(iss=None), "FAIL"),
        (older(holder=ATTACKER), "PASS"),
        (older(outside={"iss": ATTACKER}), "PASS"),
        (older(), "PASS"),
        (older(outside={"iss": VICTIM}), "FAIL"),
        (older(holder=VICTIM, outside={"iss": ATTACKER}), "FAIL"),
        (older(holder=None, outside={"iss": ATTACKER}), "FAIL"),
        (older(outside={"iss": ATTACKER, "issuer": VICTIM}), "FAIL"),
        (older(outside={"iss": ATTACKER, "holder": VICTIM}), "FAIL"),
    ],
)
def test_the_holder_is_whoever_holds_the_key(token, verdict):
    report = checked(token)

    assert (report.verdict, report.holder) == (verdict, ATTACKER if verdict == "PASS" else ""), report.sentence


# Its shape


STRANGE = [
    {"type": ["VerifiablePresentation", 5]},
    {"id": "abc"},
    {"id": 5},
    {"proof": 5},
    {"proof": {}},
    {"termsOfUse": 5},
    {"validUntil": "2001-01-01T00:00:00Z"},
    {"expirationDate": "2001-01-01T00:00:00Z"},
    {"credentialStatus": {"id": "urn:x:1", "type": "X"}},
    {"credentialSubject": {"id": VICTIM}},
]


@pytest.mark.parametrize("make", [newer, older, bare])
@pytest.mark.parametrize("members", STRANGE, ids=str)
def test_what_is_no_well_formed_presentation_fails_in_every_form(make, members):
    report = verify_presentation(make(**members), READER)

    step = "proof" if make is bare and members.get("proof") else "format"
    assert (report.verdict, report.step(step).result) == ("FAIL", "FAIL")


def test_what_a_presentation_may_say_of_itself_is_no_fault():
    terms = [{"type": "https://x.example/Terms"}]

    for members in ({"termsOfUse": terms}, {"name": "My badges"}, {"refreshService": {"type": "https://x.example/R"}}):
        report = checked(newer(id="urn:uuid:1", holder=ATTACKER, jti="urn:uuid:1", **members))
        assert report.verdict == "PASS", report.sentence


def test_a_status_of_the_token_itself_is_not_passed_over():
    listed = {"status_list": {"idx": 7, "uri": "https://x.example/s"}}

    for token in (newer(status=listed), older(outside={"status": listed})):
        report = checked(token)
        assert (report.verdict, results(report)["status"]) == ("UNKNOWN", "UNKNOWN")


# Presentations in presentations


NEST = {
    "a document": bare(),
    "a token in an envelope": enveloped(newer()),
    "an older token in an envelope": enveloped(older(), "jwt"),
    "an envelope for presentations": {
        **enveloped(newer(), "vp+jwt"),
        "type": "EnvelopedVerifiablePresentation",
    },
}


@pytest.mark.parametrize("name", NEST)
def test_a_presentation_inside_does_not_pass_for_a_credential(name):
    inside = NEST[name]
    for data in (unsigned_presentation([inside]), present([inside], KEY, ProofOptions(NOW, ProofPurpose()))):
        report = verify_presentation(data, READER)
        assert report.verdict == "UNKNOWN" and "inside a presentation" in report.sentence
        assert READER.verify(data).verdict == "UNKNOWN"
    for data in (newer(inside), older(inside)):
        assert checked(data).verdict == ("UNKNOWN" if "token" in name else "FAIL"), "else nobody signed it"


def test_text_inside_an_older_one_is_a_token_and_no_document_that_could_be_a_presentation():
    shell = {"@context": [VC1], "type": ["VerifiablePresentation"]}

    for text in (json.dumps(bare()), json.dumps(BADGE), " " + newer(), "data:application/vc+jwt," + newer(), ""):
        for data in (shell | {"verifiableCredential": [text]}, older(text)):
            assert verify_presentation(data, READER).verdict == "FAIL", text
    plain = shell | {"verifiableCredential": [newer()]}
    assert verify_presentation(plain, READER).verdict == "UNKNOWN"


def test_a_presentation_in_the_claim_of_a_credential_is_neither():
    shell = {"@context": [VC1], "type": ["VerifiablePresentation"], "verifiableCredential": [BADGE]}
    token = signed_text({"typ": "JWT"}, {"vc": shell, "iss": ATTACKER}, KEY)

    assert checked(token).verdict == READER.verify(token).verdict == "FAIL"
    assert unfit(unsigned_presentation([token]))


def unfit(data):
    return verify_presentation(data, READER).verdict == "FAIL"


# Policies


def test_policies_are_asked_of_the_badges_and_not_of_the_presentations_own_words():
    wanted = IsAbout(["https://state.example/license"])
    recent = BegunSince(datetime(2026, 4, 1, tzinfo=UTC))
    fake = {
        "credentialSubject": {"achievement": {"id": "https://state.example/license"}},
        "validFrom": "2026-04-30T00:00:00Z",
    }

    for data in (newer(), older(), bare()):
        assert policy_steps(data, wanted, recent) == ("FAIL", ["FAIL", "FAIL"])
    for data in (newer(**fake), older(**fake), bare(**fake)):
        assert policy_steps(data, wanted, recent)[0] == "FAIL"


def test_a_policy_that_every_badge_meets_is_met():
    demands = IsAbout([ABOUT]), BegunSince(datetime(2026, 1, 1, tzinfo=UTC)), IssuerIsKnown([DID])

    for data in (newer(), older(), bare(), newer(BADGE, enveloped(credential_token()))):
        assert policy_steps(data, *demands) == ("PASS", ["PASS"] * 3)


@pytest.mark.parametrize("make", [newer, older, lambda *inside: unsigned_presentation(inside)])
def test_the_worst_badge_decides_wherever_it_stands(make):
    other = enveloped(credential_token(achievement=achievement(id="https://badges.alderbay.example/achievements/9")))
    demand = IsAbout([ABOUT])

    for inside in ((BADGE, other), (other, BADGE)):
        report = replace(READER, policies=(demand,)).verify(make(*inside))
        place = inside.index(other) + 1
        assert (report.verdict, report.steps[-1].id, report.steps[-1].result) == ("FAIL", "achievement", "FAIL")
        assert report.steps[-1].sentence.startswith(f"Credential {place}: ")
        assert replace(READER, policies=()).verify(make(*inside)).verdict == "PASS"


def test_two_policies_of_one_name_are_both_asked():
    right, wrong = IsAbout([ABOUT]), IsAbout(["https://state.example/license"])

    assert policy_steps(newer(), right, wrong) == ("FAIL", ["PASS", "FAIL"])
    assert policy_steps(newer(), wrong, right) == ("FAIL", ["FAIL", "PASS"])


@pytest.mark.parametrize("data", [unsigned_presentation([]), unsigned_presentation([bare()]), bare(id=5)])
def test_where_there_is_no_badge_no_policy_is_met(data):
    verdict, (answer,) = policy_steps(data, IssuerIsKnown([DID]))

    assert verdict != "PASS" and answer == "UNKNOWN"


# Whatever is handed in


@pytest.mark.parametrize("data", [None, 5, 0.5, [1], [], {1: 2, "a": 3}, "\ud800", bytearray(b"{}")], ids=str)
def test_whatever_is_handed_in_is_answered(data):
    assert checked(data).verdict == "FAIL"


def test_a_resolver_that_runs_away_is_no_reason_to_raise():
    class Away(BaseException):
        pass

    def resolve(address):
        raise Away

    document = present([], SIGNER, ProofOptions(NOW, ProofPurpose()))
    assert verify_presentation(document, replace(VERIFIER, documents={}, resolve=resolve)).verdict == "UNKNOWN"


@pytest.mark.parametrize("data", [json.dumps(bare()), newer(), older()], ids=["json", "token", "older"])
def test_a_mark_at_the_beginning_and_white_space_change_nothing(data):
    for text in (f"\ufeff{data}", f" {data}\n", f"\ufeff {data}"):
        for form in (text, text.encode(), bytearray(text.encode()), memoryview(text.encode())):
            assert verify_presentation(form, READER).verdict == "PASS"


def test_a_badge_that_is_large_and_good_is_as_good_in_a_presentation():
    tags = tuple(f"tag {number}" for number in range(12_100))
    large = mc.sign(mc.prepare(credential(status=None, achievement=achievement(tags=tags))), SIGNER, created=NOW)
    assert count_values(large) > 12_000 and VERIFIER.verify(large).verdict == "PASS"

    assert verify_presentation(unsigned_presentation([large]), VERIFIER).verdict == "PASS"
    assert verify_presentation(unsigned_presentation([large, large]), VERIFIER).verdict == "FAIL"
    twice = {**large, "proof": [large["proof"]] * 2}
    assert verify_presentation(unsigned_presentation([twice]), VERIFIER).verdict == "FAIL"
