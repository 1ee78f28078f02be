"""The shapes of what is no badge of today: any verifiable credential, and badges of data model 1.1."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from cast import BADGE, NOW
from merited_credentials import steps
from merited_credentials.contexts import OB3, VC1, VC2
from merited_credentials.structure import examine_structure, is_older, shape_of

PLAIN: dict[str, Any] = {
    "@context": [VC2], "type": ["VerifiableCredential"], "issuer": "did:example:issuer",
    "credentialSubject": {"id": "did:example:subject"},
}  # fmt: skip
ENGLISH = {"@value": "Dog", "@language": "en", "@direction": "ltr"}
DIGEST = "uEi" + "A" * 44  # the head of a multihash of SHA-256, and any digest
RESOURCE = {"id": "https://x.example/r.json", "digestSRI": "sha256-" + "a" * 43 + "="}
GOOD: dict[str, dict[str, Any]] = {
    "with nothing more": {},
    "type alone": {"type": "VerifiableCredential"},
    "more types": {"type": ["https://x.example/T", "VerifiableCredential"]},
    "more vocabularies": {"@context": [VC2, "https://x.example/v1", {"T": "https://x.example/T"}]},
    "an id": {"id": "urn:uuid:1"},
    "an issuer with words": {"issuer": {"id": "did:example:i", "name": [ENGLISH, {"@value": "Chien"}]}},
    "an issuer with more": {"issuer": {"id": "did:example:i", "type": "Profile", "image": {"id": "urn:x:1"}}},
    "words": {"name": ENGLISH, "description": "text"},
    "several subjects": {"credentialSubject": [{"id": "did:example:s"}, {"degree": {"level": 3, "done": True}}]},
    "a subject without id": {"credentialSubject": {"alumniOf": "x"}},
    "dates": {"validFrom": "2026-01-01T00:00:00.000Z", "validUntil": "2026-01-01T00:00:00+14:00"},
    "a schema": {"credentialSchema": {"id": "https://x.example/s", "type": "JsonSchema"}},
    "schemas": {"credentialSchema": [{"id": "https://x.example/s", "type": ["JsonSchema"]}] * 2},
    "refresh services": {"refreshService": [{"id": "did:example:r", "type": "T", "x": 1}, {"type": "T"}]},
    "terms": {"termsOfUse": [{"type": "T", "prohibition": [{"a": 1}]}, {"type": "T", "id": "https://x.example/t"}]},
    "evidence": {"evidence": [{"type": ["E"], "grade": 4}, {"type": "E", "id": "https://x.example/e"}]},
    "a status": {"credentialStatus": {"type": "CredentialStatusList2017", "id": "did:example:s"}},
    "statuses": {"credentialStatus": [{"type": "T"}, {"type": "U"}]},
    "related resources": {"relatedResource": [RESOURCE, {"id": "urn:x:2", "digestMultibase": DIGEST}]},
}  # fmt: skip
BAD: dict[str, dict[str, Any]] = {
    "no type": {"type": None},
    "another type": {"type": ["T"]},
    "an empty type": {"type": []},
    "a type that is no name": {"type": ["VerifiableCredential", 7]},
    "no vocabularies": {"@context": None},
    "one vocabulary without a list": {"@context": VC2},
    "vocabularies out of order": {"@context": ["https://www.w3.org/ns/credentials/examples/v2", VC2]},
    "a vocabulary that is a number": {"@context": [VC2, 123192875]},
    "no issuer": {"issuer": None},
    "an issuer that is no address": {"issuer": "not-a-url"},
    "an issuer without id": {"issuer": {"name": "x"}},
    "an issuer whose id is null": {"issuer": {"id": None}},
    "an issuer whose id is no address": {"issuer": {"id": "not-a-url"}},
    "two issuers": {"issuer": ["did:example:a", "did:example:b"]},
    "no subject": {"credentialSubject": None},
    "an empty subject": {"credentialSubject": {}},
    "an empty list of subjects": {"credentialSubject": []},
    "an empty one of two subjects": {"credentialSubject": [{"id": "did:example:s"}, {}]},
    "a subject that is text": {"credentialSubject": "did:example:s"},
    "a subject with two ids": {"credentialSubject": {"id": ["did:example:a", "did:example:b"]}},
    "a subject whose id is no address": {"credentialSubject": {"id": "not-a-url"}},
    "an id that is no address further down": {"credentialSubject": {"degree": {"id": "not-a-url"}}},
    "an id that is no address": {"id": "not-a-url"},
    "an id that is an object": {"id": {"id": "urn:x:1"}},
    "two ids": {"id": ["urn:x:1", "urn:x:2"]},
    "a beginning without a zone": {"validFrom": "2026-01-01T00:00:00"},
    "a beginning that is a day": {"validFrom": "2026-01-01"},
    "an end that is no date": {"validUntil": "tomorrow"},
    "30 February": {"validUntil": "2026-02-30T00:00:00Z"},
    "a schema without type": {"credentialSchema": {"id": "https://x.example/s"}},
    "a schema without id": {"credentialSchema": [{"type": "JsonSchema"}]},
    "a schema whose id is no address": {"credentialSchema": {"id": "s", "type": "JsonSchema"}},
    "a schema that is an address": {"credentialSchema": "https://x.example/s"},
    "a refresh service without type": {"refreshService": {"id": "https://x.example/r"}},
    "a refresh service whose id is no address": {"refreshService": {"id": "r", "type": "T"}},
    "terms without type": {"termsOfUse": [{"id": "https://x.example/t"}]},
    "terms that are text": {"termsOfUse": "none"},
    "evidence without type": {"evidence": [{"type": "E"}, {"grade": 4}]},
    "evidence that is text": {"evidence": "x"},
    "a status without type": {"credentialStatus": {"id": "did:example:s"}},
    "a status whose id is no address": {"credentialStatus": {"type": "T", "id": "s"}},
    "a status with two ids": {"credentialStatus": {"type": "T", "id": ["urn:x:1", "urn:x:2"]}},
    "a place in a status list that is no place": {"credentialStatus": {"type": "BitstringStatusListEntry"}},
    "related resources that are text": {"relatedResource": ["https://x.example/r.json"]},
    "a related resource without id": {"relatedResource": {"digestSRI": RESOURCE["digestSRI"]}},
    "a related resource without digest": {"relatedResource": [{"id": "https://x.example/r.json"}]},
    "a related resource twice": {"relatedResource": [RESOURCE, {**RESOURCE, "mediaType": "a/b"}]},
    "a name with more than its language": {"name": {**ENGLISH, "url": "https://x.example/"}},
    "a name that is a number": {"name": 7},
    "a name in no language": {"issuer": {"id": "did:example:i", "name": {"@value": "x", "@language": 7}}},
    "a description in no direction": {"description": {"@value": "x", "@direction": "up"}},
    "a language without words": {"description": {"@language": "en"}},
}  # fmt: skip


def changed(change: dict[str, Any]) -> dict[str, Any]:
    """The plain credential with a change; None takes a member away."""
    return {name: value for name, value in {**PLAIN, **change}.items() if value is not None}


@pytest.mark.parametrize("change", GOOD.values(), ids=GOOD)
def test_a_credential_as_the_data_model_has_it_is_accepted(change):
    assert examine_structure(changed(change), "VerifiableCredential") == ()


@pytest.mark.parametrize("change", BAD.values(), ids=BAD)
def test_a_credential_that_the_data_model_refuses_is_refused(change):
    findings = examine_structure(changed(change), "VerifiableCredential")

    assert findings and all(finding.where and finding.sentence for finding in findings)


def test_null_is_no_value_anywhere():
    for name in PLAIN:
        assert examine_structure({**PLAIN, name: None}, "VerifiableCredential"), name


def older(**changes: Any) -> dict[str, Any]:
    """The badge of the cast in data model 1.1."""
    document = copy.deepcopy(BADGE)
    document |= {
        "@context": [VC1, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"],
        "issuanceDate": document.pop("validFrom"), "expirationDate": document.pop("validUntil"),
        "proof": {"type": "Ed25519Signature2020", "created": "2026-01-01T00:00:00Z", "proofValue": "z1",
                  "verificationMethod": "https://x.example/#key", "proofPurpose": "assertionMethod"},
    }  # fmt: skip
    return {name: value for name, value in (document | changes).items() if value is not None}


@pytest.mark.parametrize(
    "contexts",
    [[VC1, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"],
     [VC1, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json", "https://w3id.org/security/data-integrity/v1"],
     [VC1, "https://imsglobal.github.io/openbadges-specification/context.json"]],
)  # fmt: skip
def test_a_badge_of_data_model_1_1_is_judged_by_its_own_names(contexts):
    document = older(**{"@context": contexts})

    assert is_older(document) and shape_of(document) == "OpenBadgeCredential"
    assert examine_structure(document, "OpenBadgeCredential") == ()


@pytest.mark.parametrize(
    "change",
    [{"issuanceDate": None}, {"issuanceDate": "2026-01-01"}, {"expirationDate": "never"}, {"@context": [VC1]},
     {"@context": [VC1, "https://x.example/v1"]}, {"issuer": None}, {"issuer": "x"}, {"credentialSubject": {}},
     {"type": "OpenBadgeCredential"}, {"id": None}],
)  # fmt: skip
def test_a_badge_of_data_model_1_1_is_judged_as_strictly(change):
    assert examine_structure(older(**change), "OpenBadgeCredential")


def test_the_dates_of_one_data_model_are_not_those_of_the_other():
    now_older = older(issuanceDate=None, validFrom="2026-01-01T00:00:00Z")
    older_now = {**BADGE, "issuanceDate": BADGE["validFrom"], "validFrom": None}
    del older_now["validFrom"]

    assert [found.code for found in examine_structure(now_older, "OpenBadgeCredential")] == ["missing"]
    assert [found.code for found in examine_structure(older_now, "OpenBadgeCredential")] == ["missing"]
    assert not is_older({**BADGE, "@context": [VC2, OB3, VC1]})


def test_a_change_that_leaves_the_statements_alone_is_caught_in_data_model_1_1_too():
    document = older()
    document["credentialSubject"]["identifier"][0]["hashed"] = "true"

    assert examine_structure(document, "OpenBadgeCredential")


def test_a_status_list_of_2021_has_its_shape():
    listed = {
        "@context": [VC1, "https://w3id.org/vc/status-list/2021/v1"], "id": "https://x.example/status/3",
        "type": ["VerifiableCredential", "StatusList2021Credential"], "issuer": "did:example:issuer",
        "issuanceDate": "2021-04-05T14:27:40Z", "credentialSubject": {
            "id": "https://x.example/status/3#list", "type": "StatusList2021", "statusPurpose": "revocation",
            "encodedList": "H4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"},
    }  # fmt: skip

    assert examine_structure(listed, "StatusList2021Credential") == ()
    assert examine_structure({**listed, "issuer": "x"}, "StatusList2021Credential")
    assert examine_structure({**listed, "credentialSubject": {"type": "StatusList2021"}}, "StatusList2021Credential")


@pytest.mark.parametrize("name", ["validFrom", "validUntil", "issuanceDate", "expirationDate"])
def test_what_stands_under_the_name_of_a_date_is_a_date_in_either_data_model(name):
    for document, shape in (
        (older(), "OpenBadgeCredential"),
        (BADGE, "OpenBadgeCredential"),
        (PLAIN, "VerifiableCredential"),
    ):
        assert examine_structure({**document, name: "soon"}, shape)


@pytest.mark.parametrize(
    "dates",
    [{"expirationDate": "2026-02-01T00:00:00Z"},
     {"expirationDate": "2026-02-01T00:00:00Z", "validUntil": "2030-01-01T00:00:00Z"},
     {"expirationDate": "2030-01-01T00:00:00Z", "validUntil": "2026-02-01T00:00:00Z"},
     {"issuanceDate": "2026-06-01T00:00:00Z"}, {"validFrom": "2026-06-01T00:00:00Z"}],
)  # fmt: skip
def test_a_badge_of_data_model_1_1_is_in_force_only_if_all_its_dates_say_so(dates):
    assert steps.dates(older(), NOW)[0] == "PASS"
    assert steps.dates(older(**dates), NOW)[0] == "FAIL"
