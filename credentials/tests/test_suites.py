"""Each cryptosuite, several proofs on one badge, and what a signature over the JSON itself (JCS) settles."""

from __future__ import annotations

import copy
import json

import pytest

import merited_credentials as mc
from cast import BADGE, NOW, SIGNER, badge, credential
from merited_credentials.controllers import find_key
from merited_credentials.multibase import base58_decode, base58_encode, base64url_encode
from merited_credentials.proofs import data_integrity
from merited_credentials.proofs.chains import MAX_PROOFS
from merited_credentials.proofs.check import check_proofs
from merited_credentials.proofs.coverage import unsettled
from merited_credentials.proofs.data_integrity import ProofOptions, add, holds, problem_with
from merited_credentials.proofs.suites import CRYPTOSUITES, EDDSA_JCS_2022, EDDSA_RDFC_2022, jcs
from merited_credentials.work import Work
from peers import DOCUMENTS, SIGNERS, SUITES, VERIFIER

PREPARED = mc.prepare(credential())
UNSIGNED = PREPARED.document
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


def checked(document, **changes):
    """The answers for the proofs of a document, the keys taken from the issuer's document."""
    found = check_proofs(
        document, lambda method: find_key(method, _issuer(document), DOCUMENTS.get, NOW), NOW, **changes
    )
    return [one.result for one in found]


def _issuer(document):
    return document["issuer"]["id"]


def proven(document, suite, **changes):
    """A copy with one proof whose options were changed before they were signed: the signature itself holds."""
    proof = dict(add(document, SIGNER, NOW, suite=suite)["proof"]) | changes
    options = {name: value for name, value in proof.items() if name != "proofValue" and value is not None}
    value = SIGNER.sign(data_integrity.signing_input(document, options, "Ed25519", suite=suite))
    return {**document, "proof": {**options, "proofValue": base58_encode(value)}}


@pytest.mark.parametrize(("name", "kind"), SUITES)
def test_a_badge_is_signed_by_any_suite_and_the_slightest_change_breaks_it(name, kind):
    signed = mc.sign(PREPARED, SIGNERS[kind], created=NOW, suite=CRYPTOSUITES[name])

    assert signed["proof"]["cryptosuite"] == name
    assert VERIFIER.verify(signed).verdict == "PASS"
    for change in ({"name": "x"}, {"proof": {**signed["proof"], "created": "2026-05-01T12:00:01Z"}}):
        assert checked({**signed, **change}) == ["FAIL"]


@pytest.mark.parametrize(
    ("kind", "suite"), [("Ed25519", "eddsa-rdfc-2022"), ("P-256", "ecdsa-rdfc-2019"), ("P-384", "ecdsa-rdfc-2019")]
)
def test_the_kind_of_key_chooses_the_suite(kind, suite):
    assert mc.sign(PREPARED, SIGNERS[kind], created=NOW)["proof"]["cryptosuite"] == suite


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384", "P-521", "RSA"])
@pytest.mark.parametrize("name", [None, *CRYPTOSUITES])
def test_a_key_signs_only_by_a_suite_that_takes_it(kind, name):
    method = SIGNER.verification_method
    signer = SIGNERS[kind] if kind in SIGNERS else mc.MemorySigner(mc.generate(kind, bits=2048), method)
    suite = CRYPTOSUITES[name] if name else None
    fits = kind not in ("RSA", "P-521") if suite is None else suite.signs and kind in suite.keys

    if fits:
        mc.sign(PREPARED, signer, created=NOW, suite=suite)
    else:
        with pytest.raises(mc.KeyMismatch, match="does not sign"):
            mc.sign(PREPARED, signer, created=NOW, suite=suite)


def test_a_signature_is_of_the_length_and_alphabet_of_its_suite():
    for name, kind in SUITES:
        document = mc.sign(PREPARED, SIGNERS[kind], created=NOW, suite=CRYPTOSUITES[name])
        value, length = document["proof"]["proofValue"], 96 if kind == "P-384" else 64
        raw = base58_decode(value, length=length)
        loose = [value + " ", "\n" + value, value[1:], "z1" + value[1:], base64url_encode(raw), "", "z", "zO0Il"]
        loose += [base58_encode(raw[:-1]), base58_encode(raw + b"\0"), base58_encode(b"\0" * length), "m" + value[1:]]
        for other in [*loose, None, 7, [value], {"@value": value}]:
            assert checked({**document, "proof": {**document["proof"], "proofValue": other}}) == ["FAIL"], other


def test_the_two_forms_of_one_ecdsa_signature_are_the_only_change_that_holds():
    """To ECDSA itself s and n - s are equal (FIPS 186-5), so nobody may tell two signatures apart by their bytes."""
    document = mc.sign(PREPARED, SIGNERS["P-256"], created=NOW)
    raw = base58_decode(document["proof"]["proofValue"], length=64)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")

    def with_value(r, s):
        value = base58_encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return {**document, "proof": {**document["proof"], "proofValue": value}}

    assert checked(with_value(r, ORDER - s)) == ["PASS"]
    for pair in ((s, r), (0, s), (r, 0), (r, ORDER), (r, (s + 1) % ORDER), (0, 0)):
        assert checked(with_value(*pair)) == ["FAIL"]


def test_the_hash_inside_the_canonical_form_is_that_of_the_curve():
    """On P-384 blank nodes are told apart by SHA-384 (vc-di-ecdsa, 3), so their names differ from those on P-256."""
    canon = CRYPTOSUITES["ecdsa-rdfc-2019"].canon
    texts = [canon(UNSIGNED, data_integrity.context_document, inner, Work()) for inner in ("SHA-256", "SHA-384")]

    assert texts[0] != texts[1]
    assert len(texts[0].splitlines()) == len(texts[1].splitlines())


# Several proofs


def several(**changes):
    """A badge with one proof of each suite."""
    document = mc.sign(PREPARED, SIGNER, created=NOW)
    for name, kind in SUITES[1:]:
        document = mc.sign_again(document, SIGNERS[kind], options=ProofOptions(NOW), suite=CRYPTOSUITES[name])
    return {**document, **changes}


def test_all_proofs_of_a_set_must_hold():
    document = several()

    assert checked(document) == ["PASS"] * 4
    assert VERIFIER.verify(document).verdict == "PASS"
    for number in range(4):
        proofs = copy.deepcopy(document["proof"])
        proofs[number]["created"] = "2026-05-01T12:00:01Z"
        assert checked({**document, "proof": proofs}).count("FAIL") == 1
        assert VERIFIER.verify({**document, "proof": proofs}).verdict == "FAIL"


def test_a_second_proof_is_the_issuers_and_of_a_badge_that_lint_accepts():
    other = mc.Ed25519Signer(bytes(32), "did:web:other.example#key-1")

    with pytest.raises(mc.KeyMismatch):
        mc.sign_again(BADGE, other, options=ProofOptions(NOW))
    with pytest.raises(mc.NotReadable):
        mc.sign_again(UNSIGNED, SIGNER, options=ProofOptions(NOW))
    with pytest.raises(mc.LintRefused):
        mc.sign_again({**BADGE, "hidden": "x"}, SIGNER, options=ProofOptions(NOW))
    with pytest.raises(mc.NotReadable, match="missing"):
        mc.sign_again(BADGE, SIGNER, options=ProofOptions(NOW, previous=("urn:uuid:1",)))


@pytest.mark.parametrize(("name", "kind"), SUITES)
def test_a_proof_that_follows_others_covers_them(name, kind):
    first = mc.sign(PREPARED, SIGNER, created=NOW, options=ProofOptions(NOW, id="urn:uuid:1"))
    both = mc.sign_again(first, SIGNERS["P-256"], options=ProofOptions(NOW, id="urn:uuid:2"))
    options = ProofOptions(NOW, previous=("urn:uuid:1", "urn:uuid:2"))
    chain = mc.sign_again(both, SIGNERS[kind], options=options, suite=CRYPTOSUITES[name])
    one, two, last = chain["proof"]

    assert checked(chain) == ["PASS"] * 3
    assert checked({**chain, "proof": [last, two, one]}) == ["PASS"] * 3, "their order in the badge says nothing"
    assert checked({**chain, "proof": [one, last]}) == ["PASS", "FAIL"]
    later = {**one, "expires": "2030-01-01T00:00:00Z"}
    assert checked({**chain, "proof": [later, two, last]}) == ["FAIL", "PASS", "FAIL"]
    plain = {name: value for name, value in last.items() if name != "previousProof"}
    assert checked({**chain, "proof": [one, two, plain]}) == ["PASS", "PASS", "FAIL"]


@pytest.mark.parametrize(
    "previous", ["", [], None, 7, ["urn:uuid:1", 7], {"id": "urn:uuid:1"}, ["urn:uuid:1"] * 2, "urn:x"]
)
def test_a_chain_that_is_named_badly_fails(previous):
    first = mc.sign(PREPARED, SIGNER, created=NOW, options=ProofOptions(NOW, id="urn:uuid:1"))
    last = {**BADGE["proof"], "previousProof": previous}

    assert checked({**first, "proof": [first["proof"], last]}) == ["PASS", "FAIL"]


def test_what_is_no_proof_among_proofs_fails_and_so_do_too_many():
    for proofs in ([BADGE["proof"], "x"], ["x"], "x", 7, None, [[BADGE["proof"]]]):
        assert checked({**badge(), "proof": proofs}) == ["FAIL"]
    assert checked(UNSIGNED) == checked({**UNSIGNED, "proof": []}) == []
    assert checked({**badge(), "proof": [BADGE["proof"]] * MAX_PROOFS}) == ["PASS"] * MAX_PROOFS
    assert checked({**badge(), "proof": [BADGE["proof"]] * (MAX_PROOFS + 1)}) == ["FAIL"]


def test_many_proofs_over_one_large_document_are_hashed_once(monkeypatch):
    counted = []
    hashed = data_integrity.Cryptosuite.hashed
    monkeypatch.setattr(data_integrity.Cryptosuite, "hashed", lambda *args: counted.append(1) or hashed(*args))

    checked({**badge(), "proof": [BADGE["proof"]] * 10})

    assert len(counted) == 11, "the options of each, and the document once"


def test_a_long_chain_over_a_large_document_is_refused_by_counting(monkeypatch):
    counted = []
    hashed = data_integrity.Cryptosuite.hashed
    monkeypatch.setattr(data_integrity.Cryptosuite, "hashed", lambda *args: counted.append(1) or hashed(*args))
    document = {**UNSIGNED, "tag": ["x"] * 5_000}
    for number in range(MAX_PROOFS):
        previous = (f"urn:x:{number - 1}",) if number else ()
        options = ProofOptions(NOW, id=f"urn:x:{number}", previous=previous)
        document = add(document, SIGNER, options, suite=EDDSA_JCS_2022)
    counted.clear()

    assert checked(document) == ["PASS"] * 2 + ["FAIL"] * 8
    assert len(counted) == 12, "the options of each, and the document no more often than is decent"


# A signature over the JSON itself


def test_what_jcs_cannot_carry_is_a_typed_error():
    for value in (2**53, -(2**53), float("nan"), float("inf"), "\ud800", {"\udfff": 1}, {1: 2}, object(), {1, 2}):
        with pytest.raises(mc.CredentialError):
            jcs({"x": value})
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(mc.TooMuchWork):
        jcs(deep)
    with pytest.raises(mc.CredentialError):
        add({**UNSIGNED, "name": "\ud800"}, SIGNER, NOW, suite=EDDSA_JCS_2022)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"\ue000": 1, "\U0001f600": 2, "a": 3}, '{"a":3,"\U0001f600":2,"\ue000":1}'),  # the order of UTF-16
        (
            [1.0, -0.0, 1e21, 1e-7, 0.000001, 333333333.33333329, 5e-324],
            "[1,0,1e+21,1e-7,0.000001,333333333.3333333,5e-324]",
        ),
        ("\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/\u007f\u2028", '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u007f\u2028"'),
        ([True, False, None, {}, [], ""], '[true,false,null,{},[],""]'),
    ],
)
def test_jcs_is_that_of_rfc_8785(value, text):
    assert jcs(value).decode() == text


def test_a_jcs_proof_names_its_vocabularies_and_they_begin_those_of_the_badge():
    signed = mc.sign(PREPARED, SIGNER, created=NOW, suite=EDDSA_JCS_2022)
    contexts, proof = signed["@context"], signed["proof"]
    longer = [*contexts, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]

    assert proof["@context"] == contexts
    assert checked({**signed, "@context": longer}) == ["PASS"], "3.3.2, step 4: it may name more behind them"
    for other in (contexts[:1], contexts[::-1], longer[::-1], [], "x", None):
        assert checked({**signed, "@context": other}) == ["FAIL"]
    bare = {name: value for name, value in proof.items() if name != "@context"}
    assert checked({**signed, "proof": bare}) == ["FAIL"]


def test_a_jcs_proof_that_names_no_vocabulary_at_all_does_not_hold():
    """Vocabularies could be added, taken away and changed behind an empty list, which is the beginning of any other."""
    proof = proven(UNSIGNED, EDDSA_JCS_2022, **{"@context": []})["proof"]

    for contexts in (UNSIGNED["@context"], UNSIGNED["@context"][:1], []):
        document = {**UNSIGNED, "@context": contexts, "proof": proof}
        assert checked(document) == ["FAIL"]
        assert not holds(document, proof, SIGNER.public_key)
    bare = {name: value for name, value in UNSIGNED.items() if name != "@context"}
    assert checked({**bare, "proof": proof}) == ["FAIL"]


def test_each_member_of_a_jcs_badge_counts_in_every_form():
    """To words, `[x]` and `x`, an empty list and none, and the order of a list are one; to JSON they are not."""
    document = {**UNSIGNED, "tag": ["x"], "empty": []}
    signed = add(document, SIGNER, NOW, suite=EDDSA_JCS_2022)

    assert checked(signed) == ["PASS"]
    changes = [{"tag": "x"}, {"empty": None}, {"empty": {}}, {"type": document["type"][::-1]}, {"more": []}]
    for change in changes:
        assert checked({**signed, **change}) == ["FAIL"], change
    assert checked(dict(reversed(signed.items()))) == ["PASS"], "the order of members says nothing"


CRED = "https://www.w3.org/2018/credentials#"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, set()),
        # Covered by the signature, and no reader of the JSON is misled.
        ({"termsOfUse": []}, set()),
        ({"description": None}, set()),
        ({"unheard": "x"}, set()),
        ({"evidence": [{"id": "https://x.example/1", "type": ["Evidence"]}] * 2}, set()),
        ({"type": [*UNSIGNED["type"], "Unheard"]}, set()),
        # The issuer's own end date or status, where a reader of the JSON does not look.
        ({f"{CRED}validUntil": "2026-02-01T00:00:00Z"}, {"full-name"}),
        ({"@nest": {"validUntil": "2026-02-01T00:00:00Z"}}, {"keyword"}),
        ({"@context": [*UNSIGNED["@context"], {"until": f"{CRED}validUntil"}], "until": "x"}, {"context-inline"}),
        ({"@context": UNSIGNED["@context"][::-1]}, {"context-order"}),
        ({"@context": [*UNSIGNED["@context"], "https://x.example/c"]}, {"unknown-context"}),
    ],
)
def test_what_the_guard_says_of_a_badge_that_is_signed_as_json(change, codes):
    document = {**UNSIGNED, **change}
    as_json = add(document, SIGNER, NOW, suite=EDDSA_JCS_2022)

    assert checked(as_json) == ["PASS"], "a vocabulary that is not held does not hinder it"
    assert {finding.code for finding in unsettled(as_json)} == codes
    by_words = {**document, "proof": dict(BADGE["proof"])}
    assert bool(unsettled(by_words)) is bool(change), "by words each of them counts"


def test_a_proof_by_words_needs_the_vocabularies_and_one_by_json_does_not():
    document = {**UNSIGNED, "@context": [*UNSIGNED["@context"], "https://x.example/c"]}
    as_json = add(document, SIGNER, NOW, suite=EDDSA_JCS_2022)
    by_words = {**as_json, "proof": [as_json["proof"], BADGE["proof"]]}

    assert checked(by_words) == ["PASS", "UNKNOWN"]
    assert VERIFIER.verify(as_json).verdict == "UNKNOWN"


@pytest.mark.parametrize("suite", [EDDSA_RDFC_2022, EDDSA_JCS_2022])
@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"expires": "2026-06-01T00:00:00Z"}, "PASS"),
        ({"expires": "2026-04-01T00:00:00Z"}, "FAIL"),
        ({"expires": "2026-06-01"}, "FAIL"),
        ({"created": None}, "PASS"),
        ({"created": "2026-02-30T00:00:00Z"}, "FAIL"),
        ({"created": 7}, "FAIL"),
        ({"proofPurpose": "authentication"}, "FAIL"),
        ({"proofPurpose": "https://w3id.org/security#assertionMethod"}, "FAIL"),
        ({"nonce": "x", "challenge": "y", "domain": "z"}, "PASS"),
        ({"https://w3id.org/security#expiration": "2026-04-01T00:00:00Z"}, "FAIL"),
        ({"@nest": {"expires": "2026-04-01T00:00:00Z"}}, "FAIL"),
        ({"verificationMethod": {"id": f"{SIGNER.verification_method}"}}, "FAIL"),
    ],
)
def test_the_options_of_a_proof_are_read_strictly_by_every_suite(suite, changes, answer):
    try:
        document = proven(UNSIGNED, suite, **changes)
    except mc.CredentialError:
        document = {**UNSIGNED, "proof": {**add(UNSIGNED, SIGNER, NOW, suite=suite)["proof"], **changes}}

    assert checked(document) == [answer], problem_with(document, document["proof"], NOW)


def test_another_key_and_another_kind_of_key_do_not_hold():
    signed = mc.sign(PREPARED, SIGNER, created=NOW, suite=EDDSA_JCS_2022)
    keys = [signer.public_key for signer in SIGNERS.values()] + [mc.Ed25519Signer(bytes(32), "").public_key]

    assert [holds(signed, signed["proof"], key) for key in keys] == [True, False, False, False]


def test_a_badge_signed_as_json_survives_any_spelling_of_the_same_json():
    signed = mc.sign(PREPARED, SIGNER, created=NOW, suite=EDDSA_JCS_2022)

    for text in (json.dumps(signed), json.dumps(signed, indent=3, sort_keys=True, ensure_ascii=False)):
        assert VERIFIER.verify(text).verdict == "PASS"
