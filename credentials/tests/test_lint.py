"""The lint names whatever a verifier would refuse, all at once, for every kind of document that is signed here."""

from __future__ import annotations

import copy
import random
from datetime import timedelta
from typing import Any

import pytest

import merited_credentials as mc
from cast import BADGE, DID, HOST, ISSUER, LIST, NOW, SIGNER, VERIFIER, credential, signed, status_list
from merited_credentials.contexts import OB3, OB3_EXTENSIONS, VC1, VC2
from merited_credentials.issue import issuer_id_of
from merited_credentials.lint import lint
from merited_credentials.proofs import data_integrity
from test_documents import endorsed, endorsement, full
from test_recognize import damaged

UNSIGNED = {name: value for name, value in BADGE.items() if name != "proof"}
ENDORSEMENT = mc.to_document(endorsement(issuer=ISSUER, status=None))
STATUS_LIST = {name: value for name, value in status_list().items() if name != "proof"}
OTHER: dict[str, Any] = {
    "@context": [VC2], "type": ["VerifiableCredential"], "issuer": DID, "credentialSubject": {"id": "did:example:s"},
    "name": "Something else",
}  # fmt: skip
KINDS = {"badge": UNSIGNED, "endorsement": ENDORSEMENT, "status list": STATUS_LIST, "other credential": OTHER}
# What no document may have, whatever its kind.
EVERYWHERE: dict[str, tuple[dict[str, Any], str]] = {
    "signed already": ({"proof": BADGE["proof"]}, "signed"),
    "no issuer": ({"issuer": None}, "missing"),
    "an issuer that is no address": ({"issuer": "Alder Bay"}, "value"),
    "ends before it begins": ({"validFrom": "2026-01-02T00:00:00Z", "validUntil": "2026-01-01T00:00:00Z"}, "dates"),
    "a date without a zone": ({"validFrom": "2026-01-02T00:00:00"}, "value"),
    "an unknown member": ({"unheard": "of"}, "undefined-term"),
    "a member in full": ({"https://schema.org/name": "x"}, "full-name"),
    "an unknown type": ({"type": ["VerifiableCredential", "Unheard"]}, "undefined-type"),
    "a keyword": ({"@nest": {"name": "x"}}, "keyword"),
    "an empty member": ({"evidence": []}, "empty"),
    "a vocabulary of its own": ({"@context": [VC2, {"x": "urn:x:x"}]}, "context-inline"),
    "an unknown vocabulary": ({"@context": [VC2, OB3, "https://x.example/v1"]}, "unknown-context"),
    "an id that is no address": ({"id": "credentials/1"}, "relative-iri"),
    "a place in a list that is the list": ({"credentialStatus": {
        "id": LIST, "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "1",
        "statusListCredential": LIST}}, "status"),
    "a list that is nowhere on the web": ({"credentialStatus": {
        "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "1",
        "statusListCredential": "urn:x:list"}}, "status"),
    "no character": ({"name": "x\uffff"}, "noncharacter"),
}  # fmt: skip


def changed(document: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """A copy with other members; None takes one away; another type is added to those that there are."""
    types = [*document["type"], *(name for name in change.get("type", ()) if name not in document["type"])]
    whole = {**document, **change, "type": types}
    return copy.deepcopy({name: value for name, value in whole.items() if value is not None})


def codes(document: dict[str, Any]) -> set[str]:
    return {finding.code for finding in lint(document)}


@pytest.mark.parametrize("document", KINDS.values(), ids=KINDS)
def test_a_sound_document_of_every_kind_is_signed_without_a_word(document):
    assert lint(document) == ()
    assert mc.prepare(document)


@pytest.mark.parametrize(("change", "code"), EVERYWHERE.values(), ids=EVERYWHERE)
@pytest.mark.parametrize("document", KINDS.values(), ids=KINDS)
def test_what_no_document_may_have_is_found_in_every_kind(document, change, code):
    assert code in codes(changed(document, change))


@pytest.mark.parametrize("document", KINDS.values(), ids=KINDS)
def test_everything_is_found_at_once(document):
    changes = {name: value for change, _ in EVERYWHERE.values() for name, value in change.items()}
    del changes["@context"]  # where the vocabularies are not known, nothing can be said of the words

    found = lint(changed(document, {**changes, "proof": BADGE["proof"], "issuer": "Alder Bay"}))

    assert {"signed", "value", "undefined-term", "full-name", "undefined-type", "keyword", "empty", "relative-iri"} <= {
        finding.code for finding in found
    }
    assert all(finding.where and finding.sentence.endswith((".", ")")) for finding in found)


def test_a_document_that_is_no_credential_is_not_signed():
    for types in (["VerifiablePresentation"], ["Person"], None, ["VerifiableCredential", "StatusList2021Credential"]):
        assert "type" in codes({**OTHER, "type": types}) <= {"type", "undefined-type", "undefined-term"}


def test_a_type_that_is_not_signed_hides_no_other_fault():
    found = codes({**OTHER, "type": ["Foo"], "issuer": "Alder Bay", "unheard": "of", "proof": {}, "name": "x\uffff"})

    assert {"type", "undefined-type", "value", "undefined-term", "signed", "noncharacter"} <= found
    wheres = [finding.where for finding in lint({**OTHER, "type": ["Foo"]}) if finding.code == "type"]
    assert wheres == ["type"], "and is named once"


def test_a_fault_does_not_hide_that_the_document_says_too_much():
    large = copy.deepcopy(UNSIGNED)
    large["credentialSubject"]["achievement"]["tag"] = [f"t{number}" for number in range(25_000)]

    assert codes(large) == {"canonical"}
    del large["credentialSubject"]["achievement"]["name"]
    assert codes(large) == {"canonical", "missing"}


@pytest.mark.parametrize("purpose", ["revoked", "Revocation", "x"])
@pytest.mark.parametrize("document", [UNSIGNED, ENDORSEMENT, OTHER])
def test_a_status_that_no_verifier_knows_is_not_written(document, purpose):
    def stated(named: str) -> dict[str, Any]:
        entry = {
            "type": "BitstringStatusListEntry", "statusPurpose": named, "statusListIndex": "1",
            "statusListCredential": LIST,
        }  # fmt: skip
        return {**document, "credentialStatus": entry}

    found = [one for one in lint(stated(purpose)) if one.code == "status"]
    assert [one.where for one in found] == ["credentialStatus.statusPurpose"]
    for known in ("revocation", "suspension", "refresh", "message"):
        assert "status" not in codes(stated(known))


@pytest.mark.parametrize("address", ["https://", "https:///x", "http://?x", "https://#x", "https:// x"])
def test_a_list_at_no_site_is_on_no_web(address):
    entry = {
        "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "1",
        "statusListCredential": address,
    }  # fmt: skip
    found = lint({**UNSIGNED, "credentialStatus": entry})
    assert "credentialStatus.statusListCredential" in {one.where for one in found if one.code == "status"}


@pytest.mark.parametrize("value", [2**53, -(2**53), float("nan"), float("inf"), object(), "\ud800", [[[]]] * 40_000])
def test_what_is_read_differently_or_not_at_all_is_found_by_the_lint_alone(value):
    found = lint({**UNSIGNED, "name": value})

    assert found[0].code == "json" and found[0].sentence


def test_a_number_that_is_read_differently_hides_no_other_fault():
    assert {"json", "signed"} <= codes({**UNSIGNED, "name": 2**53, "proof": {}})


def test_a_proof_that_ends_before_it_begins_is_not_made():
    prepared = mc.prepare(UNSIGNED)
    for end in (NOW, NOW - timedelta(days=1)):
        with pytest.raises(ValueError, match="before it begins"):
            mc.sign(prepared, SIGNER, created=NOW, options=data_integrity.ProofOptions(NOW, expires=end))
    late = data_integrity.ProofOptions(NOW, expires=NOW + timedelta(days=1))
    assert mc.sign(prepared, SIGNER, created=NOW, options=late)["proof"]["expires"]


def test_a_document_of_data_model_1_1_is_not_signed():
    assert codes({**UNSIGNED, "@context": [VC1, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"]}) == {
        "data-model"
    }


@pytest.mark.parametrize(
    "contexts",
    [[VC2], [OB3, VC2], [VC2, OB3, OB3], [VC2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"],
     [VC2, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"], [VC2, OB3, "https://w3id.org/security/multikey/v1"]],
)  # fmt: skip
@pytest.mark.parametrize("document", [UNSIGNED, ENDORSEMENT])
def test_only_the_newest_vocabulary_is_written(document, contexts):
    assert "context-version" in codes({**document, "@context": contexts})


@pytest.mark.parametrize("member", ["credentialSchema", "refreshService", "credentialStatus"])
def test_a_type_of_1edtech_needs_the_vocabulary_of_extensions(member):
    kinds = {"credentialSchema": "1EdTechJsonSchemaValidator2019", "refreshService": "1EdTechCredentialRefresh"}
    named = {member: {"id": f"{HOST}/x", "type": kinds.get(member, "1EdTechRevocationList")}}

    for document in (UNSIGNED, ENDORSEMENT):
        bare = {name: value for name, value in document.items() if name != "credentialSchema"}
        assert "extensions" in codes({**bare, **named, "@context": [VC2, OB3]})
        assert codes({**bare, **named, "@context": [VC2, OB3, OB3_EXTENSIONS]}) == set()


@pytest.mark.parametrize("where", ["badge", "achievement", "issuer"])
def test_an_endorsement_inside_is_held_to_the_same(where):
    def inside(**changes: Any) -> dict[str, Any]:
        document = copy.deepcopy(UNSIGNED)
        achieved = document["credentialSubject"]["achievement"]
        del achieved["creator"]
        target = {"badge": document, "achievement": achieved, "issuer": document["issuer"]}[where]
        said = {**mc.to_document(endorsement(status=None)), "proof": BADGE["proof"], **changes}
        target["endorsement"] = [{name: value for name, value in said.items() if value is not None}]
        return document

    assert codes(inside()) == set()
    assert codes(inside(proof=None)) == {"unsigned"}
    assert "dates" in codes(inside(validUntil="2000-01-01T00:00:00Z"))
    assert "context-version" in codes(inside(**{"@context": [VC2]}))
    assert "value" in codes(inside(issuer="x"))
    found = next(finding for finding in lint(inside(validUntil="2000-01-01T00:00:00Z")) if finding.code == "dates")
    assert found.where.endswith("endorsement[0].validUntil")


@pytest.mark.parametrize(
    ("place", "value"),
    [(("result", 0, "resultDescription"), f"{HOST}/nowhere"), (("result", 0, "achievedLevel"), f"{HOST}/nowhere"),
     (("achievement", "resultDescription", 0, "requiredLevel"), f"{HOST}/nowhere")],
)  # fmt: skip
def test_a_result_points_to_what_is_described(place, value):
    document = copy.deepcopy(UNSIGNED)
    target: Any = document["credentialSubject"]
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value

    assert codes(document) == {"result"}


def test_the_recipient_is_named_and_a_hash_is_a_hash():
    nobody = mc.to_document(credential(recipient=mc.Recipient()))
    loose = mc.to_document(credential(recipient=mc.Recipient("sha256$abc", "salt")))
    unsalted = mc.to_document(credential(recipient=mc.Recipient("sha256$" + "0" * 64)))

    for document in (nobody, loose, unsalted):
        assert codes(document) == {"recipient"}


def test_a_status_list_that_cannot_be_read_is_not_signed():
    for listed in ("", "x", "uAAAA", mc.StatusBits().encode()[:-8]):
        document = copy.deepcopy(STATUS_LIST)
        document["credentialSubject"]["encodedList"] = listed
        assert "status-list" in codes(document)


def test_a_badge_may_end_in_the_moment_in_which_it_begins():
    assert lint(mc.to_document(credential(valid_until=credential().valid_from))) == ()
    assert codes(mc.to_document(credential(valid_until=credential().valid_from - timedelta(seconds=1)))) == {"dates"}


def test_what_the_lint_lets_through_is_verified_without_a_word():
    whole = mc.to_document(full(status=None, recipient=mc.Recipient(id="did:example:marla")))
    document = signed(endorsed(whole))

    assert VERIFIER.verify(document).verdict == "PASS", VERIFIER.verify(document).sentence
    assert data_integrity.suite_of(document["proof"])
    assert mc.Verifier(now=NOW).verify(document).verdict == "UNKNOWN"


@pytest.mark.long
def test_what_the_lint_lets_through_is_never_refused_for_what_it_says():
    """Damaged documents that slip through are signed; then nothing but the calendar may speak against them."""
    chance, signed_after_all = random.Random(3), 0
    sound = [*KINDS.values(), endorsed(mc.to_document(full(status=None)))]
    for _ in range(900):
        document = damaged(chance.choice(sound), chance)
        if lint(document) or issuer_id_of(document) != DID:
            continue
        report = VERIFIER.verify(mc.sign(mc.prepare(document), SIGNER, created=NOW))
        assert {step.id for step in report.steps if step.result == "FAIL"} <= {"dates"}, report.sentence
        signed_after_all += 1
    assert signed_after_all > 30


@pytest.mark.parametrize("size", [17, 0, -1, 2])
@pytest.mark.parametrize("document", [UNSIGNED, ENDORSEMENT, OTHER])
def test_a_place_in_a_list_is_read_as_the_verifier_reads_it(document, size):
    """A number of bits that no list has, or two bits without saying what their four numbers mean."""
    entry = {**UNSIGNED["credentialStatus"], "statusPurpose": "message", "statusSize": size}
    assert "status" in codes(changed(document, {"credentialStatus": entry}))

    said = [{"status": hex(number), "message": f"Message {number}"} for number in range(4)]
    right = {**entry, "statusSize": 2, "statusMessage": said}
    assert codes(changed(document, {"credentialStatus": right})) == set()
