"""Contexts of older and foreign documents: frozen by address and digest, or unknown; extra ones for suites alone."""

from __future__ import annotations

import hashlib
import json

import pytest

import merited_credentials as mc
from cast import NOW, SIGNER, badge
from merited_credentials import contexts
from merited_credentials.canonical import canonicalize, quads_of
from merited_credentials.contexts import (
    FROZEN,
    KNOWN,
    OB3,
    OB3_ALL,
    OB3_UNVERSIONED,
    STATUS_LIST_2021,
    VC1,
    VC2,
    Vocabularies,
    context_document,
    readings,
)
from merited_credentials.guard import examine
from merited_credentials.proofs import data_integrity
from merited_credentials.strict_json import canonical
from merited_credentials.vocabulary import MAX_KEPT

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
EXTRA = {EXAMPLES: {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}}
SUITE = "https://w3id.org/security/suites/ed25519-2020/v1"


def older(**changes):
    """A badge of data model 1.1."""
    return {
        "@context": [VC1, OB3_ALL[0], SUITE],
        "id": "https://x.example/credentials/1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "https://x.example/issuer", "type": ["Profile"], "name": "Example"},
        "issuanceDate": "2023-01-01T00:00:00Z",
        "expirationDate": "2030-01-01T00:00:00Z",
        "name": "Teamwork",
        "credentialSubject": {
            "id": "did:example:1",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://x.example/a/1",
                "type": ["Achievement"],
                "name": "Teamwork",
                "description": "Works well.",
                "criteria": {"narrative": "Be seen."},
            },
        },
    } | changes


def test_a_badge_of_data_model_1_1_reads_by_the_rules_of_its_years():
    assert examine(older()) == ()
    text = canonicalize(older())
    date = "http://www.w3.org/2001/XMLSchema#dateTime"
    assert f'<https://www.w3.org/2018/credentials#expirationDate> "2030-01-01T00:00:00Z"^^<{date}>' in text
    assert '<https://schema.org/name> "Teamwork"^^<https://www.w3.org/2001/XMLSchema#string>' in text


@pytest.mark.parametrize("version", OB3_ALL)
def test_the_older_base_and_each_open_badges_vocabulary_are_judged_as_json_ld_judges(version):
    """Where PyLD refuses the pair, the guard does too; where it applies them, each member is still accounted for."""
    document = older(**{"@context": [VC1, version]})
    del document["name"]
    codes = {finding.code for finding in examine(document)}
    try:
        quads_of(document)
    except mc.UnsafeDocument:
        assert codes
    else:
        assert not codes


def test_the_vocabulary_for_1_1_beside_the_base_of_2_0_contradicts_it():
    document = badge()
    document["@context"] = [VC2, OB3_ALL[0]]

    assert [finding.code for finding in examine(document)] == ["context-conflict"]


def test_status_list_2021_is_a_table_of_our_own_held_to_a_digest(monkeypatch):
    listed = {
        "@context": [VC1, STATUS_LIST_2021],
        "id": "https://x.example/status/1",
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": "did:example:1",
        "issuanceDate": "2023-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "https://x.example/status/1#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": "H4sI",
        },
    }
    assert examine(listed) == ()
    assert '<https://w3id.org/vc/status-list#encodedList> "H4sI"' in canonicalize(listed)

    written, digest = contexts._OWN[STATUS_LIST_2021]
    assert hashlib.sha256(canonical(written).encode()).hexdigest() == digest
    changed = json.loads(json.dumps(written).replace("#encodedList", "#encodedlist"))
    monkeypatch.setitem(contexts._OWN, STATUS_LIST_2021, (changed, digest))
    context_document.cache_clear()
    try:
        assert ["not the published" in problem for problem in mc.check_contexts()] == [True]
    finally:
        monkeypatch.undo()
        context_document.cache_clear()


@pytest.mark.parametrize(
    "address",
    [
        "https://w3id.org/security/data-integrity/v1",
        "https://www.w3.org/ns/did/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.0.json",
        OB3_UNVERSIONED,
        OB3 + "#",
        OB3.replace("https", "http"),
        VC2 + "/",
        EXAMPLES,
    ],
)
def test_what_no_package_ships_is_unknown_and_never_guessed(address):
    document = badge()
    document["@context"].append(address)

    assert "unknown-context" in {finding.code for finding in examine(document)}
    with pytest.raises(mc.UnknownContext):
        canonicalize(document)


def test_a_stale_copy_of_a_context_is_not_accepted(monkeypatch, tmp_path):
    """A copy of 3.0.3 without endorsementJwt circulates; whatever differs by a byte is refused at the start."""
    folder = contexts._folder(*FROZEN[OB3].folder)
    written = json.loads((folder / FROZEN[OB3].file).read_bytes())
    text = json.dumps(written)
    assert "endorsementJwt" in text
    (tmp_path / FROZEN[OB3].file).write_text(text.replace("endorsementJwt", "endorsementJwtX"))
    monkeypatch.setattr(contexts, "_folder", lambda *_: tmp_path)
    context_document.cache_clear()
    try:
        with pytest.raises(mc.UnknownContext, match="not the published"):
            context_document(OB3)
    finally:
        monkeypatch.undo()
        context_document.cache_clear()


def test_the_base_of_pyld_and_of_openbadgeslib_say_the_same():
    """PyLD writes its copies with other spaces; of the one that both ship, the value is the published one."""
    folder = contexts._folder(*FROZEN[VC1].folder)

    assert json.loads((folder / "credentials-v2.jsonld").read_bytes()) == context_document(VC2)


# The address whose content changed over the years.


def test_the_unversioned_address_is_read_as_each_version_that_fits():
    newer, old = badge(), older(**{"@context": [VC1, OB3_UNVERSIONED, SUITE]})
    newer["@context"] = [VC2, OB3_UNVERSIONED]

    assert readings(badge()["@context"]) == (KNOWN,)
    for document, versioned in ((newer, badge()), (old, older())):
        bare = {name: value for name, value in document.items() if name != "proof"}
        first = readings(document["@context"])[0]
        assert examine(bare) != ()
        assert examine(bare, first) == ()
        versioned = {name: value for name, value in versioned.items() if name != "proof"}
        assert canonicalize(bare, context_of=first) == canonicalize(versioned)


def test_one_edtechs_own_older_example_is_readable_and_holds_in_no_version_that_we_have(conformance):
    """Signed in 2022, when another text stood at the address: the honest answer is UNKNOWN."""
    document = json.loads((conformance / "fixtures" / "ob30" / "simple_v1.json").read_bytes())
    proof = document["proof"][0]
    key = mc.VerificationKey.from_multikey(proof["verificationMethod"].partition("#")[2])
    bare = {name: value for name, value in document.items() if name != "proof"}

    for one in readings(document["@context"]):
        assert examine(bare, one) == ()
        assert not data_integrity.holds(document, proof, key, context_of=one)
    report = mc.Verifier(now=NOW).verify(document)
    assert report.verdict == "UNKNOWN", report.sentence


def test_a_badge_whose_context_is_named_by_an_alias_of_the_validator_is_a_plain_badge(conformance):
    """Fixture simple-context-alias.json: nothing in it is an alias any more, and it is checked like any other."""
    report = mc.Verifier(now=NOW).verify((conformance / "fixtures/ob30/simple-context-alias.json").read_bytes())

    results = {step.id: step.result for step in report.steps}
    assert results["context"] == results["proof"] == "PASS"
    assert (report.verdict, results["issuer"]) == ("UNKNOWN", "UNKNOWN")  # its key stands in a fragment


def test_a_signature_tells_in_which_reading_it_was_made():
    document = older(**{"@context": [VC1, OB3_UNVERSIONED, "https://w3id.org/security/data-integrity/v2"]})
    several = readings(document["@context"])
    signed_in = several[0]
    signed = data_integrity.add(document, SIGNER, NOW, context_of=signed_in)

    held = [
        data_integrity.holds(signed, signed["proof"], SIGNER.public_key, context_of=one)
        for one in several
        if not examine(document, one)
    ]
    assert held[0]
    assert not any(held[1:])  # the older words are typed, the newer are not


def test_a_badge_that_names_the_unversioned_address_is_signed_in_one_reading_only():
    """Two versions read some words differently, so a signature tells in which of them it was made."""
    document = older(**{"@context": [VC1, OB3_UNVERSIONED]})
    texts = []
    for one in readings(document["@context"]):
        try:
            texts.append(canonicalize(document, context_of=one))
        except mc.UnsafeDocument:
            continue

    assert len(texts) == len(set(texts)) >= 1


# Contexts handed in by the caller.


def test_extra_contexts_serve_their_reader_and_no_other():
    reader = Vocabularies(extra=EXTRA)
    document = {
        "@context": [VC2, EXAMPLES],
        "type": ["VerifiableCredential", "ExampleDegreeCredential"],
        "issuer": "did:example:1",
        "credentialSubject": {"id": "did:example:2", "degree": {"type": "ExampleBachelorDegree", "name": "BSc"}},
    }

    assert examine(document, reader) == ()
    assert "<https://www.w3.org/ns/credentials/examples#degree>" in canonicalize(document, context_of=reader)
    assert [finding.code for finding in examine(document)] == ["unknown-context"]
    with pytest.raises(mc.UnknownContext):
        canonicalize(document)


def test_an_extra_context_never_stands_in_for_a_frozen_one():
    liar = Vocabularies(extra={VC2: {"@context": {"name": "urn:liar:name"}}})

    assert liar(VC2) == context_document(VC2)
    document = {"@context": [VC2, OB3], "id": "urn:x:1", "name": "x"}
    assert canonicalize(document, context_of=liar) == canonicalize(document)


def test_two_readers_with_other_contexts_at_one_address_do_not_mix():
    texts = set()
    for number in (1, 2, 1):
        reader = Vocabularies(extra={EXAMPLES: {"@context": {"word": f"urn:x:{number}"}}})
        texts.add(canonicalize({"@context": [VC2, EXAMPLES], "id": "urn:x:0", "word": "w"}, context_of=reader))

    assert len(texts) == 2


@pytest.mark.parametrize(
    "context",
    [
        {"hidden": {"@reverse": "https://x.example/"}},
        {"hidden": "@nest"},
        {"@import": "https://x.example/"},
        {"@base": "https://x.example/"},
        {"hidden": {"@id": "https://x.example/", "@container": "@language"}},
        {"VerifiableCredential": {"@id": "https://www.w3.org/2018/credentials#VerifiableCredential", "@context": None}},
        {"name": "https://x.example/"},
        {"VerifiableCredential": "https://x.example/"},
        ["https://x.example/"],
        None,
    ],
)
def test_an_extra_context_with_tricks_is_refused(context):
    reader = Vocabularies(extra={EXAMPLES: {"@context": context}})
    document = {"@context": [VC2, EXAMPLES], "type": ["VerifiableCredential"], "issuer": "did:example:1"}

    assert {finding.code for finding in examine(document, reader)} & {"context-conflict", "unknown-context"}


def test_known_vocabularies_in_ever_new_orders_do_not_fill_the_memory():
    reader = Vocabularies(extra={f"urn:x:{number}": {"@context": {}} for number in range(500)})
    for number in range(500):
        reader.scope((VC2, f"urn:x:{number}"))

    assert len(reader._scopes) <= MAX_KEPT
