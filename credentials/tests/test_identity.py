"""Whose key it is: every notation of a key in a document, every place that a key may stand, and who vouches for it."""

from __future__ import annotations

import copy
from datetime import UTC, datetime

import pytest

import merited_credentials as mc
from cast import NOW, credential
from merited_credentials.controllers import KeyFinding, find_key
from merited_credentials.multibase import base58_encode
from merited_credentials.verification_methods import key_of_method

DID = "did:web:alderbay.example"
PAGE = "https://alderbay.example/issuer"
BENEATH = f"{PAGE}/keys/1"
PRIVATE = {kind: mc.generate(kind, bits=2048) for kind in ("Ed25519", "P-256", "P-384", "P-521", "RSA")}
KEYS = {kind: mc.VerificationKey.from_public(private.public_key()) for kind, private in PRIVATE.items()}
ED, P256, P384, RSA = (KEYS[kind] for kind in ("Ed25519", "P-256", "P-384", "RSA"))
OTHER = mc.VerificationKey.from_public(mc.generate().public_key())

# Every notation: the type, the member that holds the key, and the key itself.
FORMS = {
    "Multikey-Ed25519": ({"type": "Multikey", "publicKeyMultibase": ED.multikey}, ED),
    "Multikey-P-256": ({"type": "Multikey", "publicKeyMultibase": P256.multikey}, P256),
    "Multikey-P-384": ({"type": "Multikey", "publicKeyMultibase": P384.multikey}, P384),
    "JsonWebKey-Ed25519": ({"type": "JsonWebKey", "publicKeyJwk": ED.jwk}, ED),
    "JsonWebKey-P-256": ({"type": "JsonWebKey", "publicKeyJwk": P256.jwk}, P256),
    "JsonWebKey-RSA": ({"type": "JsonWebKey", "publicKeyJwk": RSA.jwk}, RSA),
    "JsonWebKey2020-P-384": ({"type": "JsonWebKey2020", "publicKeyJwk": P384.jwk | {"kid": "k"}}, P384),
    "Ed25519-2018-base58": (
        {"type": "Ed25519VerificationKey2018", "publicKeyBase58": base58_encode(ED.encoded)[1:]},
        ED,
    ),
    "Ed25519-2018-jwk": ({"type": "Ed25519VerificationKey2018", "publicKeyJwk": ED.jwk}, ED),
    "Ed25519-2020": ({"type": "Ed25519VerificationKey2020", "publicKeyMultibase": ED.multikey}, ED),
    "Ecdsa-2019": ({"type": "EcdsaSecp256r1VerificationKey2019", "publicKeyMultibase": P256.multikey}, P256),
    "Ecdsa-2019-jwk": ({"type": "EcdsaSecp256r1VerificationKey2019", "publicKeyJwk": P256.jwk}, P256),
}


def method(form: dict, controller: str = DID, **changes: object) -> dict:
    return {"id": f"{controller}#key-1", "controller": controller, **form, **changes}


def document(*methods: dict, id: str = DID, **changes: object) -> dict:
    listed = {"verificationMethod": list(methods), "assertionMethod": [one["id"] for one in methods]}
    return {"@context": "https://www.w3.org/ns/cid/v1", "id": id, **listed, **changes}


def find(address: str, issuer: str = DID, documents: dict | None = None, **changes: object) -> KeyFinding:
    return find_key(address, issuer, (documents or {}).get, NOW, **changes)


MULTIKEY = FORMS["Multikey-Ed25519"][0]
GOOD = document(method(MULTIKEY))


@pytest.mark.parametrize("name", FORMS)
def test_a_key_in_any_notation_is_found_and_is_the_issuers(name):
    form, key = FORMS[name]

    found = find(f"{DID}#key-1", documents={DID: document(method(form))})

    assert (found.result, found.key) == ("PASS", key)
    assert DID in found.sentence
    at_https = find(f"{PAGE}#key-1", PAGE, {PAGE: document(method(form, PAGE), id=PAGE)})
    assert (at_https.result, at_https.key) == ("PASS", key)


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384"])
@pytest.mark.parametrize("how", ["did:web", "did:key", "did:jwk", "https"])
def test_a_badge_of_any_issuer_is_accepted(kind, how):
    key = KEYS[kind]
    issuer = {"did:web": DID, "did:key": mc.did_key(key.multikey), "did:jwk": mc.did_jwk(key), "https": PAGE}[how]
    fragment = {"did:key": key.multikey, "did:jwk": "0"}.get(how, "key-1")
    signer = mc.MemorySigner(PRIVATE[kind], f"{issuer}#{fragment}")
    form = {"type": "Multikey", "publicKeyMultibase": key.multikey}
    plain = mc.to_document(credential(status=None))
    for place in (plain["issuer"], plain["credentialSubject"]["achievement"]["creator"]):
        place["id"] = issuer

    badge = mc.sign(mc.prepare(plain), signer, created=NOW)
    report = mc.Verifier(now=NOW, documents={issuer: document(method(form, issuer), id=issuer)}).verify(badge)

    assert report.verdict == "PASS", report.sentence


def without(source: dict, name: str) -> dict:
    return {key: value for key, value in source.items() if key != name}


HIDDEN = {**GOOD, "assertionMethod": [], "authentication": [f"{DID}#key-1"]}
TWICE = document(method(MULTIKEY), method(MULTIKEY, publicKeyMultibase=OTHER.multikey))
FAULTS = {
    "a document whose id is another": {**GOOD, "id": "did:web:other.example"},
    "a document without an id": without(GOOD, "id"),
    "a key outside assertionMethod": HIDDEN,
    "no assertionMethod at all": without(GOOD, "assertionMethod"),
    "a duplicate key id": TWICE,
    "a key that is embedded under an id that is listed": {
        **GOOD,
        "assertionMethod": [method(MULTIKEY, publicKeyMultibase=OTHER.multikey)],
    },
    "a foreign controller": document(method(MULTIKEY, controller="did:web:other.example")),
    "no controller": document(without(method(MULTIKEY), "controller")),
    "a revoked key": document(method(MULTIKEY, revoked="2026-01-01T00:00:00Z")),
    "a key revoked at no readable time": document(method(MULTIKEY, revoked="yes")),
    "an expired key": document(method(MULTIKEY, expires="2026-01-01T00:00:00Z")),
    "another key": document(method(MULTIKEY, id=f"{DID}#key-2")),
    "no key": document(),
    "a key given twice": document(method(MULTIKEY, publicKeyJwk=ED.jwk)),
    "a Multikey as a JWK": document(method({"type": "Multikey", "publicKeyJwk": ED.jwk})),
    "a JsonWebKey as Multikey": document(method({"type": "JsonWebKey", "publicKeyMultibase": ED.multikey})),
    "a P-256 key as Ed25519": document(method(FORMS["Ed25519-2020"][0], publicKeyMultibase=P256.multikey)),
    "a published private half": document(method(MULTIKEY, secretKeyMultibase="z3u2")),
    "a private JWK": document(method({"type": "JsonWebKey", "publicKeyJwk": ED.jwk | {"d": ED.jwk["x"]}})),
    "a JWK for encryption": document(method({"type": "JsonWebKey", "publicKeyJwk": P256.jwk | {"use": "enc"}})),
    "a point off the curve": document(method({"type": "JsonWebKey", "publicKeyJwk": P256.jwk | {"y": P256.jwk["x"]}})),
    "a short RSA key": document(method({"type": "JsonWebKey", "publicKeyJwk": RSA.jwk | {"n": "-" * 171}})),
    "a cut Multikey": document(method(MULTIKEY, publicKeyMultibase=ED.multikey[:-1])),
    "base58 of another length": document(method({"type": "Ed25519VerificationKey2018", "publicKeyBase58": "1" * 31})),
    "a key that is no text": document(method(MULTIKEY, publicKeyMultibase=7)),
    "a JWK that is no object": document(method({"type": "JsonWebKey", "publicKeyJwk": "{}"})),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_document_with_a_fault_is_a_fail(fault):
    found = find(f"{DID}#key-1", documents={DID: FAULTS[fault]})

    assert (found.result, found.key) == ("FAIL", None)
    assert found.sentence.endswith(".")
    assert ED.jwk["x"] not in found.sentence


@pytest.mark.parametrize(
    "form",
    [
        {"type": "JsonWebKey", "publicKeyJwk": {"kty": "EC", "crv": "secp256k1", "x": "A", "y": "A"}},
        {"type": "EcdsaSecp256k1VerificationKey2019", "publicKeyHex": "02"},
        {"type": "Bls12381G2Key2020", "publicKeyBase58": "1"},
        {"type": "Multikey", "publicKeyMultibase": "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"},
        {"type": "JsonWebKey", "publicKeyJwk": RSA.jwk | {"alg": "PS256"}},
        {"type": ["Multikey"], "publicKeyMultibase": ED.multikey},
        {"publicKeyMultibase": ED.multikey},
    ],
    ids=["secp256k1-jwk", "secp256k1-2019", "bls", "secp256k1-multikey", "PS256", "list of types", "no type"],
)
def test_a_key_that_cannot_be_used_here_is_unknown_and_not_a_fail(form):
    found = find(f"{DID}#key-1", documents={DID: document(method(form))})

    assert (found.result, found.key) == ("UNKNOWN", None)
    assert "cannot use yet" in found.sentence


def test_a_key_that_is_revoked_or_ends_later_still_counts():
    later = document(method(MULTIKEY, revoked="2030-01-01T00:00:00Z", expires="2031-01-01T00:00:00Z"))

    assert find(f"{DID}#key-1", documents={DID: later}).result == "PASS"
    after = find_key(f"{DID}#key-1", DID, {DID: later}.get, datetime(2030, 6, 1, tzinfo=UTC))
    assert after.result == "FAIL"
    assert "withdrawn" in after.sentence


def test_short_addresses_are_read_from_the_documents_own():
    short = document(method(MULTIKEY, id="#key-1"))
    embedded = {"id": DID, "assertionMethod": [method(MULTIKEY, id="#key-1")]}

    assert find(f"{DID}#key-1", documents={DID: short}).result == "PASS"
    assert find(f"{DID}#key-1", documents={DID: embedded}).result == "PASS"


def test_the_relationship_decides():
    assert find(f"{DID}#key-1", documents={DID: HIDDEN}).result == "FAIL"
    assert find(f"{DID}#key-1", documents={DID: HIDDEN}, relationship="authentication").result == "PASS"
    assert find(f"{DID}#key-1", documents={DID: GOOD}, relationship="authentication").result == "FAIL"


def test_a_good_key_of_another_issuer_is_a_fail():
    found = find(f"{DID}#key-1", "did:web:other.example", {DID: GOOD})

    assert found.result == "FAIL"
    assert "did:web:other.example" in found.sentence


@pytest.mark.parametrize("address", ["", "#", "#key-1", DID, f"{DID}#", f"{DID}#a#b", "key-1", "http://x.example/k"])
def test_an_address_that_is_none_is_a_fail(address):
    assert find(address, documents={DID: GOOD}).result == "FAIL"


# A key in the fragment of its own address


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384", "P-521"])
def test_a_key_in_the_fragment_shows_integrity_only(kind):
    key = KEYS[kind]
    address = f"{PAGE}#{key.multikey}"
    profile = {"id": PAGE, "type": ["Profile"], "name": "Alder Bay"}

    for documents in ({}, {PAGE: profile}):
        found = find(address, PAGE, documents)
        assert (found.result, found.key) == ("UNKNOWN", key)
        assert "not that the key is the issuer's" in found.sentence
    listed = method({"type": "Multikey", "publicKeyMultibase": key.multikey}, PAGE, id=address)
    assert find(address, PAGE, {PAGE: document(listed, id=PAGE)}).result == "PASS"
    assert find(address, PAGE, {PAGE: document(method(MULTIKEY, PAGE), id=PAGE)}).result == "FAIL"
    assert find(address, PAGE, {PAGE: profile | {"id": "https://other.example"}}).result == "FAIL"
    assert find(address, "https://other.example/issuer").result == "FAIL"
    assert find(address[:-1], PAGE).result == "FAIL"
    assert find(f"{DID}#{key.multikey}", documents={DID: {"id": DID}}).result == "FAIL", "a DID document lists its keys"


def test_a_key_that_is_not_at_hand_is_unknown():
    for address, issuer in ((f"{DID}#key-1", DID), (f"{PAGE}#key-1", PAGE), (f"{PAGE}/key", PAGE)):
        found = find(address, issuer)
        assert (found.result, found.key) == ("UNKNOWN", None)
        assert "not at hand" in found.sentence


# Issuers that are named by their key


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384", "RSA"])
def test_a_did_that_is_its_key_needs_no_document(kind):
    key = KEYS[kind]
    names = [(mc.did_jwk(key), "0")] + ([(mc.did_key(key.multikey), key.multikey)] if kind != "RSA" else [])

    for did, fragment in names:
        for address in (did, f"{did}#{fragment}"):
            found = find(address, did, {did: document(method(MULTIKEY, did), id=did)})
            assert (found.result, found.key) == ("PASS", key)
            assert "nobody vouches" in found.sentence
        for wrong in ("key-1", "", "1", f"{fragment}#{fragment}"):
            assert find(f"{did}#{wrong}", did).result == "FAIL"
        assert find(did, "did:web:other.example").result == "FAIL"
        assert find(did, "urn:uuid:0").result == "UNKNOWN"


@pytest.mark.parametrize(
    ("did", "result"),
    [
        ("did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", "UNKNOWN"),
        ("did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc", "UNKNOWN"),
        ("did:key:z6Mk", "FAIL"),
        ("did:key:", "FAIL"),
        ("did:jwk:", "FAIL"),
        ("did:jwk:e30", "UNKNOWN"),
        (mc.did_jwk(ED) + "=", "FAIL"),
    ],
)
def test_a_did_of_another_kind_or_of_none(did, result):
    found = find(did, did)

    assert (found.result, found.key) == (result, None)


# What a reader of foreign documents must bear


def test_nothing_in_a_document_raises():
    odd = [None, 7, "x", [], {}, [[]], [None], {"id": 7}, [{"id": []}], "#key-1", True]
    for value in odd:
        for name in ("id", "verificationMethod", "assertionMethod"):
            find(f"{DID}#key-1", documents={DID: {**GOOD, name: value}})
        for name in ("id", "type", "controller", "publicKeyMultibase", "publicKeyJwk", "revoked", "expires"):
            changed = copy.deepcopy(GOOD)
            changed["verificationMethod"][0][name] = value
            find(f"{DID}#key-1", documents={DID: changed})
            entry = {"id": BENEATH, "controller": PAGE, **MULTIKEY, name: value}
            find(BENEATH, PAGE, {BENEATH: entry})
        for name in ("kty", "crv", "x", "y", "n", "e", "use", "alg", "key_ops"):
            for jwk in (ED.jwk, P256.jwk, RSA.jwk):
                entry = method({"type": "JsonWebKey", "publicKeyJwk": {**jwk, name: value}})
                assert find(f"{DID}#key-1", documents={DID: document(entry)}).result in ("PASS", "FAIL", "UNKNOWN")


def test_a_method_alone_is_read_too():
    assert key_of_method(method(MULTIKEY)) == ED
    with pytest.raises(mc.UnknownKind):
        key_of_method({})
    with pytest.raises(mc.NotReadable, match="private half"):
        key_of_method(method(MULTIKEY, privateKeyBase58="x"))
