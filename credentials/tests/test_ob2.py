"""Open Badges 2.0 documents: to the model and back without loss; what is not well-formed is found, in words."""

from __future__ import annotations

import dataclasses
import json

import pytest

from cast import BADGE
from merited_credentials import ob2
from ob2_cast import HOSTED, ID, ISSUER, KEY, LIST, MARLA, NOW, PAGES, SIGNED, URN, V2, changed

ENDORSEMENT = {
    "@context": V2,
    "type": "Endorsement",
    "id": f"{ID}/e",
    "claim": {"id": ISSUER, "endorsementComment": "Careful reviewers.", "email": "x@y.example"},
    "issuer": ISSUER,
    "issuedOn": "2026-01-01T00:00Z",
    "verification": {"type": ["HostedBadge", "https://x.example/More"]},
}
EMBEDDED = {
    **HOSTED,
    "type": ["Assertion", "extensions:Other"],
    "badge": {**PAGES[f"{ID.rpartition('/a/')[0]}/b/1"], "issuer": {**PAGES[ISSUER], "publicKey": [KEY, PAGES[KEY]]}},
    "endorsement": [ENDORSEMENT, f"{ID}/e2"],
    "revocationReason": None,
    "extensions:apply": {"@context": "https://w3id.org/openbadges/extensions/x/context.json", "type": ["Extension"]},
    "https://x.example/word": [1, {"deep": [None, True]}],
}
LISTED = {**PAGES[LIST], "revokedAssertions": [URN, {"uid": "old-1", "revocationReason": "By mistake"}]}
DOCUMENTS = {
    "hosted": HOSTED,
    "signed": SIGNED,
    "embedded": EMBEDDED,
    "endorsement": ENDORSEMENT,
    "revocation list": LISTED,
    **{str(page["type"]): page for page in PAGES.values()},
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_what_is_read_is_written_as_it_was(document):
    wanted = ob2.class_of(document)
    node, findings = ob2.read_node(document, wanted)

    assert findings == ()
    assert ob2.to_document(node) == document
    assert json.dumps(ob2.to_document(node), sort_keys=True) == json.dumps(document, sort_keys=True)  # 1 is not True
    again, _ = ob2.read_node(ob2.to_document(node), wanted)
    assert again == node


def test_the_model_says_what_the_badge_says():
    node, _ = ob2.read_node(EMBEDDED, ob2.Assertion)

    assert node.badge.issuer.public_key[1].owner == ISSUER
    assert node.badge.criteria == ob2.Criteria(narrative="Two reviewers score each part.")
    assert node.evidence[0].endswith("/e/1") and node.evidence[1].genre == "video"
    assert (node.method, node.recipient.hashed, node.issued_on) == ("hosted", True, HOSTED["issuedOn"])
    assert node.other["revocationReason"] is None
    with pytest.raises(dataclasses.FrozenInstanceError):
        node.id = "https://other.example"


def test_a_badge_written_by_hand_is_a_badge():
    node = ob2.Assertion(
        context=V2,
        id=ID,
        type="Assertion",
        recipient=ob2.Identity(type="email", hashed=False, identity=MARLA),
        badge=HOSTED["badge"],
        issued_on="2026-01-01T00:00:00Z",
        verification=ob2.Verification(type="hosted"),
    )

    assert ob2.read_node(ob2.to_document(node), ob2.Assertion) == (node, ())


FAULTS = {
    "no recipient": (changed(HOSTED, recipient=...), "recipient"),
    "recipient null": (changed(HOSTED, recipient=None), "recipient"),
    "no badge": (changed(HOSTED, badge=...), "badge"),
    "no date": (changed(HOSTED, issuedOn=...), "issuedOn"),
    "no id": (changed(HOSTED, id=...), "id"),
    "no verification": (changed(HOSTED, verification=...), "nobody can tell how"),
    "both names of verification": (changed(HOSTED, verify={"type": "hosted"}), "twice"),
    "verification of another kind": (changed(HOSTED, verification={"type": "blockchain"}), "blockchain"),
    "verification of both kinds": (changed(HOSTED, verification={"type": ["hosted", "signed"]}), "must be hosted or"),
    "verification without type": (changed(HOSTED, verification={}), "left open"),
    "verification as text": (changed(HOSTED, verification="hosted"), "object with members"),
    "hosted at no address": (changed(HOSTED, id=URN), "address of the web"),
    "relative id": (changed(HOSTED, id="/a/1"), "full address"),
    "relative badge": (changed(HOSTED, badge="b/1"), "full address"),
    "badge as number": (changed(HOSTED, badge=7), "An address or an object"),
    "date of the past": (changed(HOSTED, issuedOn="2016-12-31"), "time zone"),
    "date as number": (changed(HOSTED, issuedOn=1483228799), "Text must stand here"),
    "date without zone": (changed(HOSTED, issuedOn="2016-12-31T23:59:59"), "time zone"),
    "30 February": (changed(HOSTED, expires="2016-02-30T00:00:00Z"), "does not exist"),
    "two dates": (changed(HOSTED, expires=["2030-01-01T00:00:00Z"]), "not a list"),
    "hashed as text": (changed(HOSTED, recipient={**HOSTED["recipient"], "hashed": "true"}), "without quotes"),
    "hashed missing": (changed(HOSTED, recipient={"type": "email", "identity": MARLA}), '"hashed" is missing'),
    "hash that is none": (changed(HOSTED, recipient={**HOSTED["recipient"], "identity": MARLA}), "dollar sign"),
    "hash too short": (changed(HOSTED, recipient={**HOSTED["recipient"], "identity": "sha256$ab"}), "dollar sign"),
    "wrong type": (changed(HOSTED, badge={**PAGES[HOSTED["badge"]], "type": "Badge"}), "must be BadgeClass"),
    "type as object": (changed(HOSTED, badge={**PAGES[HOSTED["badge"]], "type": {}}), "list of texts"),
    "embedded class without name": (changed(HOSTED, badge=changed(PAGES[HOSTED["badge"]], name=...)), '"name"'),
    "embedded issuer without e-mail": (
        changed(HOSTED, badge=changed(PAGES[HOSTED["badge"]], issuer=changed(PAGES[ISSUER], email=...))),
        '"email"',
    ),
    "evidence as number": (changed(HOSTED, evidence=[7]), "An address or an object"),
    "endorsement without claim": (changed(ENDORSEMENT, claim=...), '"claim"'),
    "alignment without address": (changed(PAGES[HOSTED["badge"]], alignment={"targetName": "x"}), '"targetUrl"'),
    "tags as numbers": (changed(PAGES[HOSTED["badge"]], tags=[1]), "Text must stand here"),
    "list entry without name": (changed(LISTED, revokedAssertions=[{"revocationReason": "x"}]), "id or uid"),
    "list without entries": (changed(LISTED, revokedAssertions=...), '"revokedAssertions"'),
}


@pytest.mark.parametrize(("document", "words"), FAULTS.values(), ids=FAULTS)
def test_what_is_not_well_formed_is_found_and_said(document, words):
    node, findings = ob2.read_node(document, ob2.class_of(document))

    assert node is None
    assert any(words in finding.sentence for finding in findings), findings
    assert all(finding.where and finding.sentence for finding in findings)


def test_every_fault_is_found_at_once():
    document = changed(HOSTED, recipient=..., issuedOn="yesterday", badge=changed(PAGES[HOSTED["badge"]], name=...))

    _, findings = ob2.read_node(document, ob2.Assertion)

    assert {finding.where for finding in findings} == {"the badge", "issuedOn", "badge"}


def test_the_older_name_of_verification_is_read():
    document = changed(HOSTED, verification=..., verify={"type": "hosted"})

    node, findings = ob2.read_node(document, ob2.Assertion)

    assert findings == () and node.method == "hosted" and ob2.to_document(node) == document


def test_other_documents_are_of_no_class():
    assert ob2.class_of(BADGE) is None
    assert ob2.class_of({"type": "Person"}) is None
    assert ob2.class_of({"type": [7, None]}) is None


OLDER = {
    "1.1": {"@context": "https://w3id.org/openbadges/v1", "type": "Assertion", "id": ID, "uid": "1", "badge": ID,
            "recipient": {}, "verify": {"type": "hosted", "url": ID}},
    "1.0": {"uid": "1", "badge": ID, "recipient": {"type": "email"}, "verify": {"type": "hosted", "url": ID}},
    "0.5": {"recipient": "sha256$ab", "salt": "x", "badge": {"version": "0.5.0", "name": "x", "issuer": {}}},
}  # fmt: skip


@pytest.mark.parametrize(("version", "document"), OLDER.items(), ids=OLDER)
def test_an_older_badge_is_named_with_what_to_do(version, document):
    checked = ob2.check(document, fetch=lambda _address: None, now=NOW)

    assert ob2.version_of(document) == version
    assert (checked.verdict, checked.kind) == ("UNKNOWN", "ob1")
    assert f"Open Badges {version}" in checked.steps[0].sentence and "Ask its issuer" in checked.steps[0].sentence
    assert (ID in checked.steps[0].sentence) == (version != "0.5")


@pytest.mark.parametrize("document", [HOSTED, SIGNED, BADGE, {}, {"uid": "1"}, PAGES[ISSUER]])
def test_nothing_else_is_taken_for_an_older_badge(document):
    assert ob2.version_of(document) is None
