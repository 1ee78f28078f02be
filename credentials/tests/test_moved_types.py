"""A type cannot wander between two places of one node: to an RDF signature both places are one thing with all types."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import merited_credentials as mc
from cast import DID, DOCUMENTS, HOST, NOW, SIGNER, VERIFIER, badge, credential, signed
from merited_credentials.canonical import canonicalize
from merited_credentials.contexts import VC2, Vocabularies
from merited_credentials.guard import examine
from merited_credentials.proofs import data_integrity
from merited_credentials.shapes import FREE_TYPE, SHAPES, class_of_member
from test_contexts import EXAMPLES, EXTRA

ACCREDITED = "https://badges.alderbay.example/vocabulary#Accredited"


def unsigned() -> dict[str, Any]:
    """The badge of the cast; its issuer stands in it a second time, as the creator of the achievement."""
    return {name: value for name, value in badge().items() if name != "proof"}


def self_issued() -> dict[str, Any]:
    """A badge that the issuer gives to itself: the two places of the node are of two classes."""
    return mc.to_document(credential(recipient=mc.Recipient(id=DID), status=None))


def creator_of(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["credentialSubject"]["achievement"]["creator"]
    return found


def with_types(document: dict[str, Any], places: dict[str, list[str]]) -> dict[str, Any]:
    """A copy with these types at the issuer, at the creator, at the subject."""
    changed = copy.deepcopy(document)
    nodes = {"issuer": changed["issuer"], "creator": creator_of(changed), "subject": changed["credentialSubject"]}
    for place, types in places.items():
        nodes[place]["type"] = types
    return changed


def codes(document: dict[str, Any]) -> set[str]:
    return {finding.code for finding in examine(document)}


def signed_blindly(document: dict[str, Any]) -> dict[str, Any]:
    """By somebody who does not lint."""
    return data_integrity.add(document, SIGNER, data_integrity.ProofOptions(NOW))


def test_a_type_moved_between_the_issuer_and_the_creator_does_not_pass():
    honest = with_types(unsigned(), {"issuer": ["Profile"], "creator": ["Profile", ACCREDITED]})
    moved = with_types(unsigned(), {"issuer": ["Profile", ACCREDITED], "creator": ["Profile"]})
    assert canonicalize(honest) == canonicalize(moved), "the signature would hold"

    for document in (honest, moved):  # nobody can tell which of the two was signed
        report = VERIFIER.verify(signed_blindly(document))
        assert (report.step("context").result, report.verdict) == ("UNKNOWN", "UNKNOWN")
        with pytest.raises(mc.LintRefused):
            mc.prepare(document)


@pytest.mark.parametrize("spelling", [["Profile", ACCREDITED], [ACCREDITED, "Profile"]])
def test_one_class_that_says_the_same_at_both_places_passes_in_any_order(spelling):
    document = with_types(unsigned(), {"issuer": ["Profile", ACCREDITED], "creator": spelling})

    assert VERIFIER.verify(signed(document)).verdict == "PASS"


def test_a_type_that_wandered_out_of_a_badge_with_it_at_both_places_does_not_pass():
    both = ["Profile", ACCREDITED]
    document = signed(with_types(unsigned(), {"issuer": both, "creator": both}))

    for place in ("issuer", "creator"):
        assert VERIFIER.verify(with_types(document, {place: ["Profile"]})).verdict == "UNKNOWN"


def test_an_issuer_that_is_its_own_recipient_passes_with_the_two_classes_alone():
    verifier = mc.Verifier(now=NOW, documents=DOCUMENTS)
    document = signed(self_issued())

    assert verifier.verify(document).verdict == "PASS"
    for moved in (
        {"issuer": ["Profile", "AchievementSubject"], "creator": ["Profile", "AchievementSubject"]},
        {"subject": ["AchievementSubject", "Profile"]},
        {
            "issuer": ["Profile", "AchievementSubject"],
            "creator": ["Profile", "AchievementSubject"],
            "subject": ["AchievementSubject", "Profile"],
        },
    ):
        changed = with_types(document, moved)
        bare = [{name: value for name, value in one.items() if name != "proof"} for one in (document, changed)]
        assert canonicalize(bare[0]) == canonicalize(bare[1]), "the signature would hold"
        assert verifier.verify(changed).verdict != "PASS"


@pytest.mark.parametrize("place", ["issuer", "subject"])
def test_a_further_type_of_one_that_is_two_things_is_refused(place):
    own = {"issuer": "Profile", "subject": "AchievementSubject"}[place]

    assert codes(with_types(self_issued(), {place: [own, ACCREDITED]})) == {"described-elsewhere"}


def test_two_places_whose_types_are_free_could_trade_them():
    document = unsigned()
    at = f"{HOST}/service"
    document["refreshService"] = {"id": at, "type": "https://x.example/Refresh"}
    document["termsOfUse"] = [{"id": at, "type": "https://x.example/Terms"}]
    assert codes(document) == {"described-twice"}

    document["termsOfUse"][0]["id"] = f"{HOST}/terms"
    assert codes(document) == set()


def test_a_badge_that_is_refreshed_at_its_own_address_passes_and_its_types_stay_apart():
    document = unsigned()
    refresh = "https://x.example/Refresh"
    document["refreshService"] = {"id": document["id"], "type": refresh}
    assert VERIFIER.verify(signed(document)).verdict == "PASS"

    document["type"] = [*document["type"], refresh]
    assert codes(document) == {"described-elsewhere"}


def test_a_member_of_no_known_class_could_give_its_type_to_the_document():
    inside = {"id": "https://x.example/1", "type": ["ExampleDegreeCredential"]}
    document = {
        "@context": [VC2, EXAMPLES], "id": inside["id"], "type": ["VerifiableCredential"], "issuer": DID,
        "credentialSubject": {"id": "https://x.example/2", "degree": inside},
    }  # fmt: skip
    reader = Vocabularies(extra=EXTRA)
    assert {finding.code for finding in examine(document, reader)} == {"described-elsewhere"}

    inside["type"] = ["AchievementCredential"]
    assert "described-elsewhere" in {finding.code for finding in examine(document, reader)}

    inside["id"] = "https://x.example/3"
    assert "described-elsewhere" not in {finding.code for finding in examine(document, reader)}


def test_every_class_that_a_member_leads_to_is_one_whose_name_stands_in_its_type_or_is_free():
    """What the rule rests on: `class_of_member` names a class of the table, or none."""
    members = {name for shape in SHAPES.values() for name in shape}
    classes = {class_of_member(name) for name in members} - {""}

    assert classes <= SHAPES.keys()
    assert {"Profile", "AchievementSubject", "Achievement", "Evidence"} <= classes
    assert FREE_TYPE & classes
