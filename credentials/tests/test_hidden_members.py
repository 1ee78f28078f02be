"""Attacks that leave the signature valid and hide what it says from whoever reads the JSON: each one is refused."""

from __future__ import annotations

import copy
from datetime import UTC, datetime

import pytest

import merited_credentials as mc
from cast import BADGE, DID, NOW, SIGNER, VERIFIER, achievement, badge, credential, signed
from merited_credentials.canonical import canonicalize
from merited_credentials.guard import examine
from merited_credentials.proofs import data_integrity

CRED = "https://www.w3.org/2018/credentials#"
EXPIRED = signed(valid_until=datetime(2026, 2, 1, tzinfo=UTC))


def by_full_name(member):
    document = copy.deepcopy(EXPIRED)
    value = document.pop(member)
    if member == "validUntil":
        value = {"@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": value}
    document[CRED + member] = value
    return document


def by_nest(member):
    document = copy.deepcopy(EXPIRED)
    document["@nest"] = {member: document.pop(member)}
    return document


def by_alias(member):
    document = copy.deepcopy(EXPIRED)
    document["@context"].append({"until": {"@id": CRED + member, "@type": "@id"}})
    document["until"] = document.pop(member)
    return document


def by_prefix(member):
    document = copy.deepcopy(EXPIRED)
    document["@context"].append({"c": CRED})
    document[f"c:{member}"] = document.pop(member)
    return document


def by_graph(member):
    document = copy.deepcopy(EXPIRED)
    part = {"@id": document["id"], "type": ["VerifiableCredential"], member: document.pop(member)}
    document["@included"] = [part]
    return document


def by_reverse(member):
    document = copy.deepcopy(EXPIRED)
    document["@reverse"] = {CRED + member: {"id": "urn:x:1"}}
    document.pop(member)
    return document


ATTACKS = [by_full_name, by_nest, by_alias, by_prefix, by_graph, by_reverse]


@pytest.mark.parametrize("member", ["validUntil", "credentialStatus", "validFrom", "evidence"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_member_hidden_under_another_name_is_refused(attack, member):
    report = VERIFIER.verify(attack(member))

    assert report.verdict == "FAIL"


def test_an_end_date_moved_into_an_endorsement_of_the_badge_itself_is_refused():
    """The endorsement is about this badge, so both are one node: what is moved between them stays signed."""
    plain = mc.to_document(credential(valid_until=datetime(2026, 2, 1, tzinfo=UTC), status=None))
    plain["endorsement"] = [
        {
            "@context": plain["@context"], "id": "https://x.example/e/1",
            "type": ["VerifiableCredential", "EndorsementCredential"], "name": "Well done",
            "issuer": {"id": "https://x.example/", "type": ["Profile"]}, "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {
                "id": plain["id"], "type": ["EndorsementSubject"], "endorsementComment": "Yes.",
            },
            "proof": BADGE["proof"],
        }
    ]  # fmt: skip
    document = signed(plain)
    assert VERIFIER.verify(document).step("dates").result == "FAIL"

    moved = copy.deepcopy(document)
    types = ["EndorsementSubject", "VerifiableCredential"]  # the badge is one already, so nothing is added
    moved["endorsement"][0]["credentialSubject"] |= {"validUntil": moved.pop("validUntil"), "type": types}
    bare = [{name: value for name, value in one.items() if name != "proof"} for one in (document, moved)]
    assert canonicalize(bare[0]) == canonicalize(bare[1])  # the signature would hold

    report = VERIFIER.verify(moved)
    assert report.verdict == "FAIL"
    assert report.step("context").result == "FAIL"


def test_words_moved_between_the_issuer_and_the_creator_do_not_pass():
    document = badge()
    del document["issuer"]["name"]

    assert VERIFIER.verify(document).step("context").result == "UNKNOWN"
    assert VERIFIER.verify(document).verdict == "UNKNOWN"


def test_an_issuer_reduced_to_its_address_does_not_pass():
    document = badge()
    document["issuer"] = DID

    assert VERIFIER.verify(document).step("context").result == "UNKNOWN"


@pytest.mark.parametrize("member", ["narrative", "alignment", "inLanguage"])
def test_a_member_without_a_home_does_not_move_between_two_places_of_one_node(member):
    plain = {name: value for name, value in badge().items() if name != "proof"}
    plain["issuer"][member] = {"narrative": "x", "inLanguage": "en"}.get(member) or plain["credentialSubject"][
        "achievement"
    ]["alignment"][:1]

    assert "described-twice" in {finding.code for finding in examine(plain)}


@pytest.mark.parametrize("path", [("evidence",), ("credentialSubject", "achievement", "tag")])
def test_what_is_repeated_in_a_list_does_not_pass(path):
    document = badge()
    listed = document
    for name in path:
        listed = listed[name]
    listed.append(copy.deepcopy(listed[0]))

    assert VERIFIER.verify(document).step("context").result == "UNKNOWN"


def test_a_creator_described_otherwise_than_the_issuer_is_not_signed_here():
    plain = mc.to_document(credential())
    plain["credentialSubject"]["achievement"]["creator"].pop("url")

    assert [finding.code for finding in examine(plain)] == ["described-twice"]
    with pytest.raises(mc.LintRefused):
        mc.prepare(plain)


def test_a_vocabulary_of_ones_own_is_refused():
    document = badge()
    document["@context"].append({"name": "https://x.example/other"})

    assert VERIFIER.verify(document).verdict == "FAIL"


def test_a_vocabulary_that_is_not_held_leaves_the_badge_unchecked():
    document = badge()
    document["@context"].append("https://x.example/context.json")

    report = VERIFIER.verify(document)

    assert (report.verdict, report.step("context").result, report.step("proof").result) == ("UNKNOWN",) * 3


@pytest.mark.parametrize("order", [(1, 0), (1,), (0, 0, 1)])
def test_vocabularies_out_of_order_are_refused(order):
    document = badge()
    document["@context"] = [document["@context"][place] for place in order]

    assert VERIFIER.verify(document).verdict == "FAIL"


@pytest.mark.parametrize("address", ["relative", "/path", "//host/path", "?query", "#part", "http://a b", "_:b0", ""])
def test_a_relative_address_is_refused(address):
    document = badge()
    document["credentialSubject"]["achievement"]["id"] = address

    assert VERIFIER.verify(document).verdict == "FAIL"


def test_the_made_up_base_is_refused():
    with pytest.raises(mc.UnsafeDocument):
        canonicalize({"@context": BADGE["@context"], "id": "http://example.org/base/x", "name": "x"})


def test_the_same_fault_is_found_before_signing():
    plain = {name: value for name, value in by_full_name("validUntil").items() if name != "proof"}

    with pytest.raises(mc.LintRefused) as refused:
        mc.prepare(plain)

    assert "full-name" in {finding.code for finding in refused.value.findings}


def test_a_type_by_its_full_name_is_refused():
    document = badge()
    document["type"].append("https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential")

    assert VERIFIER.verify(document).verdict == "FAIL"


def test_an_endorsement_inside_a_badge_is_signed_with_it():
    multibase = SIGNER.public_multibase
    plain = mc.to_document(credential(status=None, achievement=achievement(creator=None)))
    inner = {
        "@context": plain["@context"], "id": "https://x.example/e/2", "name": "Endorsed",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": mc.did_key(multibase), "type": ["Profile"]}, "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": DID, "type": ["EndorsementSubject"], "endorsementComment": "In good standing."},
    }  # fmt: skip
    signer = mc.Ed25519Signer(SIGNER.private_key, f"{mc.did_key(multibase)}#{multibase}")
    plain["endorsement"] = [data_integrity.add(inner, signer, NOW)]
    document = signed(plain)
    assert VERIFIER.verify(document).verdict == "PASS"

    document["endorsement"][0]["proof"]["created"] = "2026-05-01T12:00:01Z"
    assert VERIFIER.verify(document).verdict == "FAIL"
