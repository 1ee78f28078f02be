"""Presentations: signed for one occasion or not at all, with good, bad and enveloped credentials in them."""

from __future__ import annotations

import copy
import json
import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

import jose_cast
import merited_credentials as mc
from cast import BADGE, DID, NOW, PRIVATE, SIGNER, VERIFIER, badge, credential, signed
from merited_credentials.jose.issue import present_tokens, sign_token
from merited_credentials.multibase import base58_encode
from merited_credentials.presentations import MAX_CREDENTIALS, present, unsigned_presentation, verify_presentation
from merited_credentials.proofs import data_integrity
from merited_credentials.proofs.data_integrity import ProofOptions, ProofPurpose
from merited_credentials.proofs.suites import CRYPTOSUITES, EDDSA_JCS_2022
from peers import SIGNERS, SUITES

MULTIKEY = SIGNER.public_multibase
HOLDER = mc.did_key(MULTIKEY)
KEY = mc.Ed25519Signer(PRIVATE, f"{HOLDER}#{MULTIKEY}")
ASKED = ProofPurpose(challenge="a7b3", domain="https://verifier.example")
SHOWN = present([BADGE], KEY, ProofOptions(NOW, ASKED))


def shown():
    return copy.deepcopy(SHOWN)


def checked(document, verifier=VERIFIER, **asked):
    return verify_presentation(document, verifier, **(asked or {"challenge": "a7b3", "domain": ASKED.domain}))


def results(report):
    return {step.id: step.result for step in report.steps}


def signed_with(document, **changes):
    """The presentation with a proof whose options were changed before they were signed."""
    plain = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in SHOWN["proof"].items() if name != "proofValue"} | changes
    options = {name: value for name, value in options.items() if value is not None}
    value = KEY.sign(data_integrity.signing_input(plain, options, "Ed25519"))
    return {**plain, "proof": {**options, "proofValue": base58_encode(value)}}


def test_a_good_presentation_passes_step_by_step():
    report = checked(json.dumps(SHOWN))

    assert report.verdict == "PASS", report.sentence
    assert results(report) == dict.fromkeys(("format", "context", "proof", "holder", "credentials"), "PASS")
    assert report.holder == HOLDER
    assert [one.verdict for one in report.credentials] == ["PASS"]
    assert report.as_dict()["credentials"][0]["verdict"] == "PASS"


@pytest.mark.parametrize(("name", "kind"), SUITES)
def test_a_presentation_is_signed_by_any_suite(name, kind):
    multikey = SIGNERS[kind].public_key.multikey
    key = replace(SIGNERS[kind], verification_method=f"did:key:{multikey}#{multikey}")
    document = present([badge()], key, ProofOptions(NOW, ASKED), suite=CRYPTOSUITES[name])

    assert checked(document).verdict == "PASS"
    assert results(checked({**document, "id": "urn:uuid:9"}))["proof"] == "FAIL"


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        ({"challenge": "a7b3"}, "PASS"),
        ({"domain": "https://verifier.example"}, "PASS"),
        ({"signed": True}, "PASS"),
        ({"challenge": "A7B3"}, "FAIL"),
        ({"challenge": ""}, "FAIL"),
        ({"challenge": "a7b3", "domain": "https://verifier.example/"}, "FAIL"),
        ({"domain": "https://other.example"}, "FAIL"),
    ],
)
def test_it_was_made_for_this_occasion(asked, verdict):
    assert checked(SHOWN, **asked).verdict == verdict


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "PASS"),
        ({"domain": ["https://other.example", "https://verifier.example"]}, "PASS"),
        ({"domain": ["https://other.example"]}, "FAIL"),
        ({"domain": None}, "FAIL"),
        ({"challenge": None}, "FAIL"),
        ({"proofPurpose": "assertionMethod"}, "FAIL"),
        ({"expires": "2026-05-01T12:00:01Z"}, "PASS"),
        ({"expires": "2026-05-01T12:00:00Z"}, "FAIL"),
        ({"created": None}, "PASS"),
    ],
)
def test_the_proof_must_repeat_what_was_asked(changes, verdict):
    assert checked(signed_with(SHOWN, **changes)).verdict == verdict


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_what_is_changed_added_or_left_out_breaks_the_signature(suite):
    two = signed(credential(id="https://badges.alderbay.example/credentials/2"))
    document = present([BADGE, two], KEY, ProofOptions(NOW, ASKED), suite=CRYPTOSUITES[suite])
    assert checked(document).verdict == "PASS"

    for other in ([BADGE], [two], [BADGE, two, BADGE], [BADGE, two, two], [], [BADGE, BADGE]):
        assert results(checked({**document, "verifiableCredential": other}))["proof"] == "FAIL"
    inside = copy.deepcopy(document)
    inside["verifiableCredential"][0]["name"] = "Something grander"
    assert results(checked(inside))["proof"] == "FAIL"
    assert results(checked({**document, "holder": "did:example:other"}))["proof"] == "FAIL"


def test_a_good_signature_over_a_bad_credential_does_not_help():
    for wrong, verdict in (
        ({**BADGE, "name": "Something grander"}, "FAIL"),
        (signed(valid_until=datetime(2026, 2, 1, tzinfo=UTC)), "FAIL"),
        ({name: value for name, value in BADGE.items() if name != "proof"}, "FAIL"),
    ):
        report = checked(present([BADGE, wrong], KEY, ProofOptions(NOW, ASKED)))

        assert (report.verdict, results(report)["proof"]) == (verdict, "PASS")
        assert report.step("credentials").sentence.startswith("Credential 2: ")
        assert [one.verdict for one in report.credentials] == ["PASS", verdict]


def test_an_unsigned_presentation_shows_nothing_about_who_hands_it_over():
    plain = unsigned_presentation([BADGE])

    report = verify_presentation(plain, VERIFIER)
    assert report.verdict == "PASS"
    assert report.holder == ""
    assert "Nobody signed" in report.step("proof").sentence
    for asked in ({"challenge": "a"}, {"domain": "b"}, {"signed": True}):
        assert verify_presentation(plain, VERIFIER, **asked).verdict == "FAIL"
    claimed = verify_presentation(unsigned_presentation([BADGE], holder=HOLDER), VERIFIER)
    assert (claimed.verdict, claimed.step("holder").result, claimed.holder) == ("UNKNOWN", "UNKNOWN", "")


def test_the_key_must_be_the_holders():
    other = mc.Ed25519Signer(bytes(32), "")
    stranger = {"holder": mc.did_key(other.public_multibase)}

    report = checked(signed_with({**SHOWN, **stranger}))
    assert (results(report)["proof"], results(report)["holder"], report.holder) == ("PASS", "FAIL", "")
    nobody = {name: value for name, value in SHOWN.items() if name != "holder"}
    assert checked(signed_with(nobody)).holder == HOLDER, "where no holder is named, it is whoever holds the key"


@pytest.mark.parametrize(
    ("lists", "verdict"),
    [
        ({"authentication": [f"{DID}#key-1"]}, "PASS"),
        ({"assertionMethod": [f"{DID}#key-1"]}, "FAIL"),
        ({"authentication": [f"{DID}#key-2"]}, "FAIL"),
        (None, "UNKNOWN"),
    ],
)
def test_the_holder_must_list_the_key_for_authentication(lists, verdict):
    document = present([], SIGNER, ProofOptions(NOW, ASKED))
    keys = VERIFIER.documents[DID]
    bare = {name: value for name, value in keys.items() if name != "assertionMethod"}
    documents = {} if lists is None else {DID: bare | lists}

    assert checked(document, replace(VERIFIER, documents=documents)).verdict == verdict


def test_a_badge_is_no_presentation_and_its_signature_is_not_one_for_a_presentation():
    assert verify_presentation(BADGE, VERIFIER).verdict == "FAIL"
    assert checked({**unsigned_presentation([BADGE]), "proof": BADGE["proof"]}).verdict == "FAIL"
    with pytest.raises(ValueError, match="presentations"):
        mc.sign(
            mc.prepare(credential()), SIGNER, created=NOW, options=ProofOptions(NOW, ProofPurpose("authentication"))
        )


HIDDEN = [
    {"https://www.w3.org/2018/credentials#holder": HOLDER},
    {"@included": [{"id": "urn:uuid:1"}]},
    {"@context": [*SHOWN["@context"], {"holder": "urn:x:other"}]},
]


@pytest.mark.parametrize("change", [*HIDDEN, {"unheard": "x"}])
def test_nothing_hides_in_a_presentation(change):
    assert results(checked({**shown(), **change}))["context"] == "FAIL"


@pytest.mark.parametrize("change", HIDDEN)
def test_nothing_hides_in_one_that_is_signed_as_json_either(change):
    plain = {**unsigned_presentation([BADGE], holder=HOLDER), **change}
    document = data_integrity.add(
        plain, KEY, ProofOptions(NOW, replace(ASKED, name="authentication")), suite=EDDSA_JCS_2022
    )

    found = results(checked(document))
    assert (found["context"], found["proof"]) == ("FAIL", "PASS")


@pytest.mark.parametrize(
    "document",
    [
        b"\xff", "", "[]", "x", "{}", '{"a": 1, "a": 2}', {"type": "VerifiablePresentation"},
        {**SHOWN, "@context": "https://www.w3.org/ns/credentials/v2"},
        {**SHOWN, "@context": ["https://x.example/c"]},
        {**SHOWN, "type": ["VerifiablePresentation", 7]},
        {**SHOWN, "type": "Presentation"},
        {**SHOWN, "holder": "me"}, {**SHOWN, "holder": 7}, {**SHOWN, "id": "1"},
        {**SHOWN, "verifiableCredential": ["x"]}, {**SHOWN, "verifiableCredential": 7},
        {**SHOWN, "verifiableCredential": [[BADGE]]}, {**SHOWN, "verifiableCredential": None},
        {**SHOWN, "verifiableCredential": [{"id": "urn:x:1"}] * (MAX_CREDENTIALS + 1)},
        {**SHOWN, "verifiableCredential": [{"proof": [{}] * (MAX_CREDENTIALS + 1)}]},
        {**SHOWN, "proof": "x"}, {**SHOWN, "proof": [SHOWN["proof"], "x"]},
    ],
)  # fmt: skip
def test_what_is_malformed_fails_and_never_raises(document):
    assert verify_presentation(document, VERIFIER).verdict == "FAIL"


def test_an_enveloped_token_is_read_like_the_token_itself():
    token = "eyJhbGciOiJub25lIn0.e30."
    enveloped = unsigned_presentation([token])
    envelope = enveloped["verifiableCredential"][0]

    assert envelope["type"] == "EnvelopedVerifiableCredential"
    assert verify_presentation(enveloped, VERIFIER).credentials == (VERIFIER.verify(token),)
    for address, verdict in (
        ("data:application/vc+sd-jwt,x", "UNKNOWN"), ("https://x.example/", "FAIL"), ("data:text/plain,x", "FAIL"),
    ):  # fmt: skip
        other = {**envelope, "id": address}
        inside = {**enveloped, "verifiableCredential": [other]}
        assert verify_presentation(inside, VERIFIER).verdict == VERIFIER.verify(other).verdict == verdict
    document = present([token, BADGE], KEY, ProofOptions(NOW, ASKED))
    assert results(checked(document))["proof"] == "PASS"
    document["verifiableCredential"][0]["id"] += "x"
    assert results(checked(document))["proof"] == "FAIL"


def test_a_nest_of_presentations_is_not_looked_into():
    nest = present([SHOWN], KEY, ProofOptions(NOW, ASKED))

    report = checked(nest)
    assert (report.verdict, results(report)["proof"], report.credentials[0].steps[0].id) == (
        "UNKNOWN",
        "PASS",
        "format",
    )


def test_signatures_over_much_are_counted_before_they_are_checked(monkeypatch):
    hashed = []
    monkeypatch.setattr(data_integrity.Cryptosuite, "hashed", lambda *_: hashed.append(1))
    many = [{**BADGE, "tag": ["x"] * 500, "proof": [BADGE["proof"]] * 10}] * 5

    assert verify_presentation(unsigned_presentation(many), VERIFIER).verdict == "FAIL"
    assert hashed == []


@pytest.mark.parametrize("in_envelope", [False, True])
def test_a_presentation_that_is_a_token_is_read_bare_and_in_its_envelope(in_envelope):
    inside = sign_token(jose_cast.badge(), jose_cast.signer("P-256"), form="vc+jwt")
    token = present_tokens([inside], KEY, challenge="a7b3", domain=ASKED.domain, now=NOW)
    kind, address = "EnvelopedVerifiablePresentation", f"data:application/vp+jwt,{token}"
    data = {"@context": SHOWN["@context"], "type": kind, "id": address} if in_envelope else token
    reader = replace(VERIFIER, documents=jose_cast.documents())

    report = checked(data, reader)

    assert results(report)["proof"] == results(report)["holder"] == results(report)["dates"] == "PASS"
    assert [one.kind for one in report.credentials] == ["ob3"]
    assert checked(data, reader, challenge="another").step("proof").result == "FAIL"
    assert checked(data, reader, domain="https://other.example").step("proof").result == "FAIL"
    assert reader.verify(data).kind == "presentation"


def test_an_envelope_of_another_kind_is_named_and_an_empty_one_refused():
    document = {"@context": SHOWN["@context"], "type": "EnvelopedVerifiablePresentation"}

    assert verify_presentation({**document, "id": "data:application/vp+cose,x"}, VERIFIER).verdict == "UNKNOWN"
    assert verify_presentation({**document, "id": "data:application/vp+jwt,x"}, VERIFIER).verdict == "FAIL"
    assert verify_presentation(document, VERIFIER).verdict == "FAIL"


def test_what_a_verifier_would_refuse_is_not_signed():
    with pytest.raises(mc.TooMuchWork):
        present([BADGE] * (MAX_CREDENTIALS + 1), KEY, ProofOptions(NOW, ASKED))
    with pytest.raises(mc.LintRefused):
        present([BADGE], replace(KEY, verification_method="me#key-1"), ProofOptions(NOW, ASKED))
    with pytest.raises(mc.CredentialError):
        present([{**BADGE, "@context": "https://x.example/c"}], KEY, ProofOptions(NOW, ASKED))


def places(value, path=()):
    """The path of every value in a document."""
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in members:
        yield from places(item, (*path, name))


STRANGE = [
    None,
    [],
    {},
    "",
    " ",
    7,
    -0.5,
    True,
    [None],
    [[]],
    {"a": {}},
    "\0",
    "urn:x:y",
    "@id",
    {"@id": "x"},
    {"@value": "x"},
    {"@set": [1]},
    {"id": 7},
    {"type": []},
    [{}],
    "x" * 5_000,
    "https://www.w3.org/ns/credentials/v2",
    {"@context": "./c"},
]


@pytest.mark.long
@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_presentation_with_anything_anywhere_is_answered_and_does_not_pass(suite):
    good = present([BADGE], KEY, ProofOptions(NOW, ASKED), suite=CRYPTOSUITES[suite])
    everywhere, chance = [path for path in places(good) if path], random.Random(11)
    shell = [path for path in everywhere if path[0] != "verifiableCredential"]
    for _ in range(250):
        document, path = copy.deepcopy(good), chance.choice(chance.choice([everywhere, shell]))
        inner = document
        for name in path[:-1]:
            inner = inner[name]
        before = inner[path[-1]]
        inner[path[-1]] = copy.deepcopy(chance.choice([one for one in STRANGE if one != before]))

        assert checked(document).verdict != "PASS", path
