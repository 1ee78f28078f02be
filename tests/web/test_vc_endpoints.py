"""The W3C's test endpoints, point by point: issue, status, verify, present; and that production has none of them."""

import copy
import json
import os
import subprocess
import sys
import zlib

import merited_credentials as mc
import pytest
from django.test import Client
from django.urls import Resolver404, get_resolver
from merited_credentials.jose.issue import present_tokens, sign_token
from merited_credentials.multibase import base64url_decode
from merited_credentials.presentations import present, unsigned_presentation
from merited_credentials.proofs import data_integrity
from merited_credentials.proofs.data_integrity import CRYPTOSUITES, ProofOptions, ProofPurpose

from merited.api import vc, vc_urls
from merited.base import clock
from merited.people.models import Installation
from merited.site import checks, urls

VC2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
SEED = "07" * 32
DID = mc.did_key(mc.Ed25519Signer(bytes.fromhex(SEED), "").public_multibase)


pytestmark = pytest.mark.django_db


class Urls:
    """The addresses of a site in test mode."""

    urlpatterns = (*vc_urls.urlpatterns, *urls.urlpatterns)
    handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture(autouse=True)
def test_mode(settings, tmp_path):
    """The endpoints, a test key, and the vocabulary that the suites use."""
    contexts = tmp_path / "contexts.json"
    contexts.write_text(json.dumps({EXAMPLES: {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}}))
    settings.VC_TEST, settings.VC_TEST_KEY, settings.VC_TEST_CONTEXTS = True, SEED, str(contexts)
    settings.ROOT_URLCONF = Urls
    vc.signer.cache_clear()
    vc.vocabularies.cache_clear()
    yield
    vc.signer.cache_clear()
    vc.vocabularies.cache_clear()


def browser() -> Client:
    return Client(enforce_csrf_checks=True, HTTP_HOST="localhost:8000")


def did() -> str:
    return vc.signer().verification_method.partition("#")[0]


def credential(**changes) -> dict:
    made = {
        "@context": [VC2],
        "id": "urn:uuid:0d3c4d9a-1111-4222-8333-444455556666",
        "type": ["VerifiableCredential"],
        "issuer": did(),
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:subject"},
    } | changes
    return {name: value for name, value in made.items() if value is not Missing}


class Missing:
    """In place of a value: the member is not there."""


def post(path: str, body) -> tuple[int, dict]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = browser().post(path, data, content_type="application/json")
    assert answer["Content-Type"] == "application/json"
    return answer.status_code, answer.json()


def issue(made: dict, query: str = "") -> tuple[int, dict]:
    return post(f"/credentials/issue{query}", {"credential": made, "options": {}})


def issued(**changes) -> dict:
    status, signed = issue(credential(**changes))
    assert status == 201, signed
    return signed


def verify(signed, **options) -> tuple[int, dict]:
    return post("/credentials/verify", {"verifiableCredential": signed, "options": options})


# Issue


def test_a_credential_is_signed_and_comes_back_bare():
    status, signed = issue(credential())

    assert status == 201
    assert {name: value for name, value in signed.items() if name != "proof"} == credential()
    assert (signed["proof"]["type"], signed["proof"]["cryptosuite"]) == ("DataIntegrityProof", "eddsa-rdfc-2022")
    assert signed["proof"]["verificationMethod"] == vc.signer().verification_method
    assert "@context" not in signed["proof"]


def test_options_may_be_left_out():
    assert post("/credentials/issue", {"credential": credential()})[0] == 201


GOOD = {
    "issuer as an object": lambda: {"issuer": {"id": did(), "name": "A test"}},
    "several subjects": lambda: {"credentialSubject": [{"id": "did:example:a"}, {"id": "did:example:b"}]},
    "a subject without id": lambda: {"@context": [VC2, EXAMPLES], "credentialSubject": {"height": "tall"}},
    "further type": lambda: {"@context": [VC2, EXAMPLES], "type": ["VerifiableCredential", "ExampleDegree"]},
    "type that its own context maps": lambda: {
        "@context": [VC2, {"OwnCredential": "https://example.org/#OwnCredential"}],
        "type": ["VerifiableCredential", "OwnCredential"],
    },
    "type as an address": lambda: {"type": ["VerifiableCredential", "https://example.org/#OwnCredential"]},
    "name with language and direction": lambda: {
        "name": {"@value": "Title", "@language": "en", "@direction": "ltr"},
        "description": {"@value": "مرحبا", "@language": "ar", "@direction": "rtl"},
    },
    "issuer with words of its own": lambda: {
        "issuer": {
            "id": did(),
            "name": {"@value": "Title", "@language": "en", "@direction": "ltr"},
            "description": [{"@value": "Dog", "@language": "en"}, {"@value": "Chien", "@language": "fr"}],
        }
    },
    "terms and evidence that say the same twice": lambda: {
        "@context": [VC2, EXAMPLES],
        "termsOfUse": [{"type": "ExampleTerms"}, {"type": "ExampleTerms"}],
        "evidence": [{"type": "ExampleEvidence"}, {"type": "ExampleEvidence"}],
    },
    "refresh services": lambda: {
        "refreshService": [{"id": f"did:example:r/{n}", "type": "https://example.org/#Refresh"} for n in (1, 2)]
    },
    "a status of its own words, without id": lambda: {
        "@context": [VC2, {"OwnStatus": "https://example.org/#OwnStatus"}],
        "credentialStatus": {"type": "OwnStatus"},
    },
    "other members named like dates in words of its own": lambda: {
        "@context": [VC2, {"@protected": True, "licence": {"@id": "urn:example:licence", "@context": {
            "@protected": True, "expirationDate": "urn:example:expiration"}}}],
        "credentialSubject": {"id": "did:example:subject", "licence": {"expirationDate": "01-01-2030"}},
    },
    "dates with parts of a second and in other zones": lambda: {
        "validFrom": "2026-01-01T00:00:00.123Z", "validUntil": "2099-01-01T19:10:39-06:00"
    },
    "the base vocabulary as a related resource": lambda: {
        "relatedResource": {"id": VC2, "digestMultibase": "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"}
    },
    "names in two languages": lambda: {
        "name": [{"@value": "Title", "@language": "en"}, {"@value": "Título", "@language": "es"}]
    },
    "any status": lambda: {
        "@context": [VC2, EXAMPLES],
        "credentialStatus": {"id": "https://example.org/s", "type": "ExampleStatus"},
    },
    "no id": lambda: {"id": Missing},
    "no dates": lambda: {"validFrom": Missing},
    "same begin and end": lambda: {"validUntil": "2026-01-01T00:00:00Z"},
    "an end": lambda: {"validUntil": "2027-01-01T00:00:00Z"},
    "a begin to come": lambda: {"validFrom": "2030-01-01T00:00:00Z"},
    "name with language": lambda: {"name": {"@value": "Título", "@language": "es"}},
    "a schema": lambda: {"credentialSchema": {"id": "https://example.org/s.json", "type": "JsonSchema"}},
    "several schemas": lambda: {
        "credentialSchema": [{"id": f"https://example.org/{n}.json", "type": "JsonSchema"} for n in (1, 2)]
    },
    "terms of use": lambda: {"@context": [VC2, EXAMPLES], "termsOfUse": {"type": "ExampleTerms"}},
    "evidence": lambda: {"@context": [VC2, EXAMPLES], "evidence": [{"id": "https://example.org/e", "type": ["ExampleEvidence"]}]},
    "a related resource": lambda: {
        "relatedResource": [{"id": "https://example.org/r", "digestMultibase": "uEiBZlVztZpfWHgPyslVv-6UwirFoQoRvW1htfx963sknNA"}]
    },
}  # fmt: skip


@pytest.mark.parametrize("changes", GOOD.values(), ids=GOOD.keys())
def test_a_good_credential_of_any_kind_is_issued_and_verified(changes):
    made = credential(**changes())
    status, signed = issue(made)
    assert status == 201 and {name: value for name, value in signed.items() if name != "proof"} == made

    status, answer = verify(signed, checks=["proof"])
    today = clock.now().isoformat()
    in_force = made.get("validFrom", "") < today < made.get("validUntil", "9")
    assert status == (200 if in_force else 400), answer


BAD = {
    "no context": {"@context": Missing},
    "empty context": {"@context": []},
    "context in another order": {"@context": [EXAMPLES, VC2]},
    "base context missing": {"@context": [EXAMPLES]},
    "context as a bare number": {"@context": 7},
    "context that is not held": {"@context": [VC2, "https://example.org/unknown"]},
    "undefined term": {"height": "tall"},
    "undefined term of the subject": {"credentialSubject": {"id": "did:example:a", "height": "tall"}},
    "undefined type": {"type": ["VerifiableCredential", "ExampleDegree"]},
    "type that its own context maps to no address": {
        "@context": [VC2, {"OwnCredential": "not-a-url"}],
        "type": ["VerifiableCredential", "OwnCredential"],
    },
    "own context that changes a word": {"@context": [VC2, {"VerifiableCredential": "https://example.org/#Other"}]},
    "own context that fetches": {"@context": [VC2, {"@import": "https://example.org/c"}]},
    "no type": {"type": Missing},
    "another type alone": {"type": ["VerifiablePresentation"]},
    "relative type": {"@context": [VC2], "type": ["VerifiableCredential", "./a"]},
    "id that is no URL": {"id": "not-a-url"},
    "id with a space": {"id": "https://example.org/a b"},
    "two ids": {"id": ["urn:uuid:1", "urn:uuid:2"]},
    "id null": {"id": None},
    "no issuer": {"issuer": Missing},
    "issuer null": {"issuer": None},
    "issuer is a number": {"issuer": 4},
    "issuer is no URL": {"issuer": "somebody"},
    "issuer object without id": {"issuer": {"name": "somebody"}},
    "issuer id null": {"issuer": {"id": None}},
    "issuer list": {"issuer": [{"id": "did:example:a"}]},
    "another issuer": {"issuer": "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"},
    "no subject": {"credentialSubject": Missing},
    "subject null": {"credentialSubject": None},
    "subject is text": {"credentialSubject": "did:example:a"},
    "subject is empty": {"credentialSubject": {}},
    "subjects empty": {"credentialSubject": []},
    "one subject empty": {"credentialSubject": [{"id": "did:example:a"}, {}]},
    "subject with a bad id": {"credentialSubject": {"id": "no url"}},
    "validFrom is no date": {"validFrom": "yesterday"},
    "validFrom without zone": {"validFrom": "2026-01-01T00:00:00"},
    "validFrom on 30 February": {"validFrom": "2026-02-30T00:00:00Z"},
    "validFrom is a number": {"validFrom": 2026},
    "validUntil is no date": {"validUntil": "soon"},
    "ends before it begins": {"validUntil": "2025-01-01T00:00:00Z"},
    "schema without id": {"credentialSchema": {"type": "JsonSchema"}},
    "schema without type": {"credentialSchema": {"id": "https://example.org/s.json"}},
    "schema with a bad id": {"credentialSchema": {"id": "s.json", "type": "JsonSchema"}},
    "schema is text": {"credentialSchema": "https://example.org/s.json"},
    "status without type": {"credentialStatus": {"id": "https://example.org/s#1"}},
    "status with a bad id": {"credentialStatus": {"id": "nothing", "type": "BitstringStatusListEntry"}},
    "refresh without type": {"refreshService": {"id": "https://example.org/r"}},
    "terms without type": {"termsOfUse": {"id": "https://example.org/t"}},
    "evidence without type": {"evidence": {"id": "https://example.org/e"}},
    "resource without id": {"relatedResource": {"digestSRI": "sha384-x"}},
    "resource without digest": {"relatedResource": {"id": "https://example.org/r"}},
    "resources with one id": {
        "relatedResource": [{"id": "https://example.org/r", "digestSRI": f"sha384-{n}"} for n in (1, 2)]
    },
    "resource with a digest in hexadecimal": {
        "relatedResource": {"id": "https://example.org/r", "digestSRI": "sha256-" + "0a1b2c3d" * 8}
    },
    "resource with a digest that is none": {
        "relatedResource": {"id": "https://example.org/r", "digestMultibase": "uVGhpcyBpcyBubyBkaWdlc3Q"}
    },
    "resource with the digest of another": {
        "relatedResource": {"id": VC2, "digestMultibase": "uEiBZlVztZpfWHgPyslVv-6UwirFoQoRvW1htfx963sknNA"}
    },
    "name in no direction": {"name": {"@value": "x", "@language": "en", "@direction": "up"}},
    "name with a further member": {"name": {"@value": "x", "@language": "en", "url": "did:example:a"}},
    "issuer whose name has a further member": {"issuer": {"id": DID, "name": {"@value": "x", "url": "did:example:a"}}},
    "own word defined twice": {
        "@context": [VC2, {"@protected": True, "Own": "https://example.org/#A"}, {"Own": "https://example.org/#B"}],
        "type": ["VerifiableCredential", "Own"],
    },
    "status whose type is a number": {"credentialStatus": {"id": "did:example:s", "type": 2}},
    "status with two ids": {"credentialStatus": {"id": ["did:example:s", "did:example:t"], "type": "BitstringStatusListEntry"}},
    "resource is text": {"relatedResource": "https://example.org/r"},
    "name is a number": {"name": 7},
    "language without value": {"name": {"@language": "en"}},
    "signed already": {"proof": {"type": "DataIntegrityProof"}},
    "keyword": {"@graph": []},
    "member by its full address": {"https://www.w3.org/2018/credentials#validUntil": "2027-01-01T00:00:00Z"},
}  # fmt: skip


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD.keys())
def test_a_malformed_credential_is_refused_with_reasons(changes):
    status, answer = issue(credential(**changes))

    assert status == 400 and answer["errors"]
    assert all(one["code"] and one["sentence"] for one in answer["errors"]) and "proof" not in answer


BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "invalid UTF-8": b'{"credential": "\xff"}',
    "no credential": b'{"options": {}}',
    "credential null": b'{"credential": null}',
    "credential as text": b'{"credential": "x"}',
    "options as text": b'{"credential": {}, "options": "x"}',
    "a member twice": b'{"credential": {}, "credential": {}}',
    "deep": b'{"credential": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "large": b'{"credential": "' + b"x" * 1_100_000 + b'"}',
}


@pytest.mark.parametrize("path", ["/credentials/issue", "/credentials/verify", "/presentations/verify"])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_is_no_request_is_refused(path, body):
    status, answer = post(path, body)

    assert status == 400 and answer["verified"] is False and answer["errors"][0]["sentence"]


@pytest.mark.parametrize("path", ["/credentials/issue", "/credentials/verify", "/presentations/verify"])
def test_only_a_post_is_answered(path):
    assert browser().get(path).status_code == 405


# Status


@pytest.mark.parametrize("purpose", ["revocation", "suspension"])
def test_with_status_a_credential_gets_a_place_in_a_signed_list(purpose):
    status, signed = issue(credential(), f"?status={purpose}")
    entry = signed["credentialStatus"]

    assert status == 201 and entry["type"] == "BitstringStatusListEntry" and entry["statusPurpose"] == purpose
    assert isinstance(entry["statusListIndex"], str) and 0 <= int(entry["statusListIndex"]) < 131_072
    address = entry["statusListCredential"]
    assert address.startswith("http") and entry["id"] != address

    answer = browser().get(address.partition("8000")[2], HTTP_ACCEPT="application/json")
    listed = answer.json()
    assert answer.status_code == 200 and answer["Content-Type"] == "application/json"
    assert listed["id"] == address and "BitstringStatusListCredential" in listed["type"] and listed["issuer"] == did()
    subject = listed["credentialSubject"]
    assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", purpose)
    assert subject["encodedList"][0] == "u"
    assert len(zlib.decompress(base64url_decode(subject["encodedList"]), 31)) * 8 >= 131_072
    assert verify(listed)[0] == 200 and verify(signed)[0] == 200


def test_plain_status_means_revocation_and_places_differ():
    entries = [issue(credential(), "?status")[1]["credentialStatus"] for _one in range(3)]

    assert {one["statusPurpose"] for one in entries} == {"revocation"}
    assert len({one["statusListIndex"] for one in entries}) > 1


def test_a_server_that_was_never_set_up_lists_its_places_too():
    Installation.objects.all().delete()

    assert issue(credential(), "?status")[0] == 201


def test_without_status_nothing_is_added():
    assert "credentialStatus" not in issued()


def test_an_unknown_purpose_and_a_second_place_are_refused():
    assert issue(credential(), "?status=fun")[0] == 400
    entry = {"type": "BitstringStatusListEntry"}
    assert issue(credential(credentialStatus=entry), "?status")[0] == 400
    assert browser().get("/credentials/status/fun").status_code == 404


# Verify


def test_what_we_sign_is_verified():
    assert verify(issued(), checks=["proof"]) == (200, verify(issued(), checks=["proof"])[1])
    status, answer = verify(issued())
    assert status == 200 and answer["verified"] is True and "errors" not in answer


def changed(signed: dict, **changes) -> dict:
    return {name: value for name, value in {**copy.deepcopy(signed), **changes}.items() if value is not Missing}


def tampered() -> dict[str, dict]:
    signed = issued(validUntil="2027-01-01T00:00:00Z")
    proof = signed["proof"]
    return {
        "changed": changed(signed, validUntil="2028-01-01T00:00:00Z"),
        "added": changed(signed, name="A name"),
        "undefined member added": changed(signed, height="tall"),
        "removed": changed(signed, validUntil=Missing),
        "no proof": changed(signed, proof=Missing),
        "empty proof": changed(signed, proof={}),
        "proof of no kind": changed(signed, proof={"type": "None", "proofValue": "z1"}),
        "another issuer": changed(signed, issuer="did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"),
        "no proofValue": changed(signed, proof=changed(proof, proofValue=Missing)),
        "proofValue of nothing": changed(signed, proof=changed(proof, proofValue="z")),
        "proofValue without z": changed(signed, proof=changed(proof, proofValue=proof["proofValue"][1:])),
        "no purpose": changed(signed, proof=changed(proof, proofPurpose=Missing)),
        "another purpose": changed(signed, proof=changed(proof, proofPurpose="authentication")),
        "no method": changed(signed, proof=changed(proof, verificationMethod=Missing)),
        "created is no date": changed(signed, proof=changed(proof, created="then")),
        "another suite": changed(signed, proof=changed(proof, cryptosuite="eddsa-jcs-2022")),
        "unknown suite": changed(signed, proof=changed(proof, cryptosuite="eddsa-fun-2022")),
    }


@pytest.mark.parametrize("fault", ["changed", "added", "undefined member added", "removed", "no proof", "empty proof", "proof of no kind",
    "another issuer", "no proofValue", "proofValue of nothing", "proofValue without z", "no purpose", "another purpose", "no method",
    "created is no date", "another suite", "unknown suite"])  # fmt: skip
def test_what_was_tampered_with_is_not_verified(fault):
    status, answer = verify(tampered()[fault], checks=["proof"])

    assert status == 400 and answer["verified"] is False and answer["errors"][0]["sentence"]


def test_every_fault_is_tried():
    faults = test_what_was_tampered_with_is_not_verified.pytestmark[0].args[1]

    assert set(tampered()) == set(faults)


def test_checks_choose_what_decides_and_a_failure_always_does():
    far = {
        "id": "https://elsewhere.example.org/l#3",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "3",
        "statusListCredential": "https://elsewhere.example.org/l",
    }
    unknown, expired = issued(credentialStatus=far), issued(validUntil="2026-01-02T00:00:00Z")

    assert verify(unknown, checks=["proof"])[0] == 200
    assert verify(unknown, checks=["proof", "credentialStatus"])[0] == 400
    assert verify(unknown)[0] == 400
    assert verify(expired, checks=["proof"])[0] == 400


@pytest.mark.parametrize("options", [{"checks": "proof"}, {"checks": [1]}, {"checks": ["beauty"]}])
def test_odd_checks_are_refused(options):
    assert verify(issued(), **options)[0] == 400


def test_a_badge_of_a_district_is_no_credential_of_the_test_key(world):
    badge = json.loads(world.earned(world.marla, world.vesna).credential)
    for name in ("proof", "credentialStatus"):
        badge.pop(name, None)

    status, answer = issue(badge)
    assert status == 400 and answer["errors"][0]["code"] == "issuer"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"expectedProofPurpose": "assertionMethod"}, 200),
        ({"expectedProofPurpose": "authentication"}, 400),
        ({"expectedProofPurpose": 7}, 400),
        ({"challenge": "c1"}, 400),
        ({"domain": "d1"}, 400),
        ({"domain": 7}, 400),
        ({"challenge": None, "domain": None}, 200),
    ],
    ids=str,
)
def test_what_is_asked_of_the_proof_of_a_credential_decides(asked, status):
    answered, answer = verify(issued(), checks=["proof"], **asked)

    assert (answered, answer["verified"]) == (status, status == 200)
    assert bool(answer.get("errors")) == (status == 400)


def test_a_credential_signed_for_a_challenge_and_a_domain_is_verified_for_exactly_these():
    options = ProofOptions(clock.now(), ProofPurpose("assertionMethod", "c1", "d1"))
    made = data_integrity.add(credential(), vc.signer(), options)

    assert verify(made, checks=["proof"], challenge="c1", domain="d1")[0] == 200
    assert verify(made, checks=["proof"])[0] == 200
    assert verify(made, checks=["proof"], challenge="c1", domain="d2")[0] == 400
    assert verify(made, checks=["proof"], challenge="c2")[0] == 400
    both = [made["proof"], issued(id=credential()["id"])["proof"]]
    assert verify({**made, "proof": both}, checks=["proof"], challenge="c1")[0] == 400, "one of the two does not say it"


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_sets_and_chains_of_proofs_are_verified_and_must_be_whole(suite):
    name, suite = "urn:uuid:7d0c2b5e-1111-4222-8333-0a0b0c0d0e0f", CRYPTOSUITES[suite]
    first = data_integrity.add(credential(), vc.signer(), ProofOptions(clock.now(), id=name), suite=suite)
    chain = data_integrity.add(first, vc.signer(), ProofOptions(clock.now(), previous=(name,)), suite=suite)

    assert verify(chain, checks=["proof"])[0] == 200
    for missing in ("urn:uuid:0", ["urn:uuid:0"], [name, "urn:uuid:0"], 7):
        broken = {**chain, "proof": [chain["proof"][0], {**chain["proof"][1], "previousProof": missing}]}
        assert verify(broken, checks=["proof"])[0] == 400, missing
    alone = {**chain, "proof": [chain["proof"][1]]}
    assert verify(alone, checks=["proof"])[0] == 400


@pytest.mark.parametrize("kind", ["P-256", "P-384"])
def test_proofs_on_the_other_curves_are_verified(kind):
    key = mc.MemorySigner(mc.generate(kind), "")
    name = mc.did_key(key.public_key.multikey)
    signer = mc.MemorySigner(key.private_key, f"{name}#{name.removeprefix('did:key:')}")
    made = data_integrity.add(credential(issuer=name), signer, clock.now())

    assert made["proof"]["cryptosuite"] == "ecdsa-rdfc-2019"
    assert verify(made, checks=["proof"])[0] == 200
    assert verify(changed(made, name="A name"), checks=["proof"])[0] == 400


# Present


def presented(*credentials, **purpose) -> dict:
    return present(list(credentials), vc.signer(), ProofOptions(clock.now(), ProofPurpose("authentication", **purpose)))


def check(presentation, **options) -> tuple[int, dict]:
    return post("/presentations/verify", {"verifiablePresentation": presentation, "options": options})


def test_signed_and_unsigned_presentations_are_verified():
    signed = issued()

    assert check(unsigned_presentation([signed]))[0] == 200
    assert check(presented(signed), checks=[])[0] == 200
    status, answer = check(presented(signed, challenge="c1", domain="d1"), challenge="c1", domain="d1")
    assert status == 200 and answer["verified"] is True, answer


@pytest.mark.parametrize(
    "asked", [{"challenge": "c2"}, {"domain": "d2"}, {"challenge": "c1", "domain": "d2"}, {"challenge": 7}]
)
def test_another_challenge_or_domain_is_not_verified(asked):
    assert check(presented(issued(), challenge="c1", domain="d1"), **asked)[0] == 400
    assert check(unsigned_presentation([issued()]), **asked)[0] == 400


def test_a_presentation_that_was_changed_or_holds_a_changed_credential_is_not_verified():
    signed = presented(issued())
    other = unsigned_presentation([changed(issued(), name="A name")])

    assert check(changed(signed, holder="did:example:other"))[0] == 400
    assert check(changed(signed, type=Missing))[0] == 400
    assert check(changed(signed, verifiableCredential=["text"]))[0] == 400
    assert check(changed(signed, holder={"name": "no id"}))[0] == 400
    assert check(other)[0] == 400


def test_a_presentation_with_nothing_in_it_or_with_words_of_its_own_is_verified():
    own = {"@context": [VC2, {"Own": "https://example.org/#Own"}], "type": ["VerifiablePresentation", "Own"]}
    for document in ({**unsigned_presentation([]), **own, "verifiableCredential": []}, unsigned_presentation([])):
        assert check(document)[0] == 200

    assert check(presented(issued(), issued(id="urn:uuid:0")))[0] == 200
    assert check({**unsigned_presentation([]), "@context": [EXAMPLES, VC2]})[0] == 400
    assert check(presented(issued()), expectedProofPurpose="assertionMethod")[0] == 400


@pytest.mark.parametrize("holder", [{"name": "x"}, {}, "me", None, {"id": None}], ids=str)
def test_a_holder_is_an_address_or_has_one(holder):
    assert check({**unsigned_presentation([issued()]), "holder": holder})[0] == 400


def test_an_enveloped_presentation_is_opened():
    inside = sign_token(mc.prepare(credential()), vc.signer(), form="vc+jwt")
    token = present_tokens([inside], vc.signer(), challenge="c1", domain="d1", now=clock.now())
    enveloped = {"@context": VC2, "type": "EnvelopedVerifiablePresentation", "id": f"data:application/vp+jwt,{token}"}

    assert check(enveloped)[0] == 200 and check(enveloped, challenge="c1", domain="d1")[0] == 200
    assert check({**enveloped, "id": f"data:application/jwt,{token}"})[0] == 200
    for change in ({"@context": []}, {"@context": [EXAMPLES]}, {"id": token}, {"type": ["VerifiablePresentation"]}):
        assert check({**enveloped, **change})[0] == 400, change
    assert check(enveloped, challenge="c2")[0] == 400


@pytest.mark.parametrize(
    "change", [{"@context": []}, {"@context": EXAMPLES}, {"type": "VerifiableCredential"}, {"type": Missing}]
)
def test_an_envelope_that_is_none_is_refused(change):
    token = sign_token(mc.prepare(credential()), vc.signer(), form="vc+jwt")
    enveloped = {"@context": VC2, "id": f"data:application/vc+jwt,{token}", "type": "EnvelopedVerifiableCredential"}

    assert verify(changed(enveloped, **change))[0] == 400
    assert check(unsigned_presentation([changed(enveloped, **change)]))[0] == 400


def test_an_enveloped_credential_is_opened():
    token = sign_token(mc.prepare(credential()), vc.signer(), form="vc+jwt")
    enveloped = {"@context": VC2, "id": f"data:application/vc+jwt,{token}", "type": "EnvelopedVerifiableCredential"}

    assert check(unsigned_presentation([enveloped]))[0] == 200
    assert verify(enveloped)[0] == 200
    assert verify(changed(enveloped, id=token))[0] == 400
    head, body, signature = token.split(".")
    forged = ".".join((head, body[:-4] + "AAAA", signature))
    assert verify(changed(enveloped, id=f"data:application/vc+jwt,{forged}"))[0] == 400


# Another author's verifier


def test_an_independent_verifier_accepts_what_is_issued_and_refuses_what_was_changed(judge, tmp_path):
    own = {"@context": [VC2, {"Own": "https://example.org/#Own"}], "type": ["VerifiableCredential", "Own"]}
    listed, with_status = vc.listed("revocation"), issue(credential(), "?status")[1]
    files = {
        "plain": issued(name={"@value": "Título", "@language": "es"}),
        "own": issued(**own),
        "listed": with_status,
        "list": listed,
        "changed": changed(issued(), name="A name"),
    }
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "1.json").write_text(json.dumps(listed))
    said = {}
    for name, document in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
        asked = [
            "node",
            judge,
            "--now",
            clock.now().isoformat(),
            "--status",
            tmp_path / "lists",
            tmp_path / f"{name}.json",
        ]
        done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=60)
        said[name] = done.stdout.split(" ")[1].strip()

    assert said == dict.fromkeys(files, "VERIFIED") | {"changed": "REJECTED"}


# The key


def test_the_test_key_is_the_settings_or_fresh_and_never_a_districts(settings, world):
    from merited.awards.queries import did_document_of, issuers

    known = browser().get("/credentials/issuer").json()["id"]
    assert known == did() == mc.did_key(mc.Ed25519Signer(bytes.fromhex(SEED), "").public_multibase)
    districts = json.dumps([did_document_of(one) for one in issuers()])
    assert known.removeprefix("did:key:") not in districts

    settings.VC_TEST_KEY = ""
    fresh = set()
    for _one in range(2):
        vc.signer.cache_clear()
        fresh.add(did())
    assert len(fresh | {known}) == 3


# Production


def test_the_addresses_do_not_exist_unless_test_mode_is_on():
    resolver = get_resolver("merited.site.urls")

    for path in (
        "/credentials/issue",
        "/credentials/verify",
        "/presentations/verify",
        "/credentials/status/revocation",
    ):
        with pytest.raises(Resolver404):
            resolver.resolve(path)


ASK = """
import django
django.setup()
from django.conf import settings
from django.core.checks import run_checks
from django.urls import get_resolver, Resolver404
found = []
for path in ("/credentials/issue", "/credentials/verify", "/presentations/verify", "/credentials/issuer"):
    try:
        get_resolver().resolve(path)
        found.append(path)
    except Resolver404:
        pass
print(len(found), settings.VC_TEST, sorted(one.id for one in run_checks() if "VC_TEST" in one.msg))
"""


@pytest.mark.parametrize(("mode", "told"), [("production", "0 False ['merited.E003']"), ("development", "4 True []")])
def test_production_has_no_such_address_and_refuses_to_start_with_the_setting(tmp_path, mode, told):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "MERITED", "DATABASE"))}
    asked = kept | {
        "MERITED_MODE": mode,
        "MERITED_VC_TEST": "1",
        "MERITED_DATA": str(tmp_path),
        "MERITED_SECRET_KEY": "x" * 50,
        "MERITED_PUBLIC_URL": "https://badges.example.org",
        "DJANGO_SETTINGS_MODULE": "merited.site.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=asked, capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == told


def test_every_switch_of_tests_is_refused_by_name():
    assert {"MERITED_VC_TEST", "MERITED_ALLOW_LOOPBACK"} <= set(checks.ONLY_FOR_TESTS)
