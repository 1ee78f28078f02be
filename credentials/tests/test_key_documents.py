"""Keys in documents beside the issuer's own: whose they are, what they may do, and whether they still count."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

import merited_credentials as mc
from cast import NOW
from merited_credentials.controllers import KeyFinding, is_beneath
from merited_credentials.jose.lookup import find_token_key
from test_identity import BENEATH, DID, ED, MULTIKEY, OTHER, P256, PAGE, document, find, method

# Key documents at an https address of their own


def key_document(address: str, controller: str = PAGE, **changes: object) -> dict:
    return {"id": address, "controller": controller, **MULTIKEY, **changes}


BESIDE, ABROAD = "https://alderbay.example/keys/1", "https://keys.example/1"


@pytest.mark.parametrize("address", [BENEATH, BESIDE, ABROAD])
def test_a_key_document_that_the_issuer_lists_is_the_issuers(address):
    issuer = {"id": PAGE, "assertionMethod": [address]}

    found = find(address, PAGE, {address: key_document(address), PAGE: issuer})

    assert (found.result, found.key) == ("PASS", ED)
    of_did = {address: key_document(address, DID), DID: {"id": DID, "assertionMethod": [address]}}
    assert find(address, DID, of_did).result == "PASS"


@pytest.mark.parametrize(
    ("address", "issuer", "result"),
    [
        (BENEATH, None, "UNKNOWN"),
        (BENEATH, {"id": PAGE, "name": "Alder Bay"}, "PASS"),
        (BENEATH, {"id": PAGE, "assertionMethod": []}, "FAIL"),
        (BENEATH, {"id": "https://other.example"}, "FAIL"),
        (BESIDE, None, "UNKNOWN"),
        (BESIDE, {"id": PAGE, "name": "Alder Bay"}, "UNKNOWN"),
        (BESIDE, {"id": PAGE, "verificationMethod": []}, "FAIL"),
        (ABROAD, None, "UNKNOWN"),
        (ABROAD, {"id": PAGE, "name": "Alder Bay"}, "FAIL"),
        (f"{PAGE}/../keys/1", None, "UNKNOWN"),
        (f"{PAGE}/%2e%2e/keys/1", None, "UNKNOWN"),
        (f"{PAGE}-not/keys/1", None, "UNKNOWN"),
    ],
)
def test_a_key_document_that_the_issuer_does_not_list(address, issuer, result):
    documents = {address: key_document(address)} | ({} if issuer is None else {PAGE: issuer})

    found = find(address, PAGE, documents)

    assert (found.result, found.key) == (result, ED)
    if result == "UNKNOWN":
        assert "does not confirm" in found.sentence


@pytest.mark.parametrize(
    "changes",
    [
        {"id": ABROAD},
        {"controller": "https://other.example/issuer"},
        {"controller": None},
        {"revoked": "2026-01-01T00:00:00Z"},
        {"expires": "2026-01-01T00:00:00Z"},
        {"publicKeyMultibase": "z6Mk"},
        {"assertionMethod": [BENEATH]},
    ],
    ids=str,
)
def test_a_key_document_with_a_fault_is_a_fail(changes):
    assert find(BENEATH, PAGE, {BENEATH: key_document(BENEATH, **changes)}).result == "FAIL"


def test_a_key_in_another_document_needs_both_directions():
    address = f"{ABROAD}#key-1"
    there = document(key_document(address), id=ABROAD)

    assert find(address, PAGE, {ABROAD: there, PAGE: {"id": PAGE, "assertionMethod": [address]}}).result == "PASS"
    assert find(address, PAGE, {ABROAD: there, PAGE: {"id": PAGE, "assertionMethod": []}}).result == "FAIL"
    assert find(address, PAGE, {ABROAD: there}).result == "UNKNOWN"
    did = mc.did_key(OTHER.multikey)
    named = document(key_document(address, did), id=ABROAD)
    assert find(address, did, {ABROAD: named}).result == "FAIL", "a did:key has no keys but its own"


# What each document of keys beneath a silent issuer says of the key that stands in it.
SILENT = {PAGE: {"id": PAGE, "name": "Alder Bay"}}
LOGIN = f"{BENEATH}#key-1"
USES = {
    "to assert": ({"assertionMethod": [LOGIN]}, "PASS"),
    "to assert, by a short address": ({"assertionMethod": ["#key-1"]}, "PASS"),
    "to assert and to log in": ({"assertionMethod": [LOGIN], "authentication": [LOGIN]}, "PASS"),
    "to log in": ({"authentication": [LOGIN]}, "FAIL"),
    "to log in, and nothing asserts": ({"authentication": [LOGIN], "assertionMethod": []}, "FAIL"),
    "to agree on keys": ({"keyAgreement": [LOGIN]}, "FAIL"),
    "to invoke": ({"capabilityInvocation": [LOGIN]}, "FAIL"),
    "another key asserts": ({"assertionMethod": [f"{BENEATH}#key-2"]}, "FAIL"),
    "nothing": ({}, "FAIL"),
    "to assert, by somebody else": ({"assertionMethod": [LOGIN], "controller": "did:web:evil.example"}, "FAIL"),
    "to assert, by two": ({"assertionMethod": [LOGIN], "controller": [PAGE, "did:web:evil.example"]}, "FAIL"),
    "to assert, by the issuer": ({"assertionMethod": [LOGIN], "controller": PAGE}, "PASS"),
    "to assert, by itself": ({"assertionMethod": [LOGIN], "controller": [BENEATH]}, "PASS"),
}


@pytest.mark.parametrize(("said", "result"), USES.values(), ids=USES)
def test_a_document_of_keys_beneath_the_issuer_says_which_of_them_sign_badges(said, result):
    there = {"id": BENEATH, "verificationMethod": [key_document(LOGIN)], **said}

    assert find(LOGIN, PAGE, {BENEATH: there, **SILENT}).result == result
    # The issuer's own document is the one that counts where it names the key (Controlled Identifiers 1.0, 3.3).
    assert find(LOGIN, PAGE, {BENEATH: there, PAGE: {"id": PAGE, "assertionMethod": [LOGIN]}}).result == "PASS"
    assert find(LOGIN, PAGE, {BENEATH: there, PAGE: {"id": PAGE, "authentication": [LOGIN]}}).result == "FAIL"


def test_a_key_for_logging_in_signs_presentations():
    there = {"id": BENEATH, "verificationMethod": [key_document(LOGIN)], "authentication": [LOGIN]}

    assert find(LOGIN, PAGE, {BENEATH: there, **SILENT}, relationship="authentication").result == "PASS"


@pytest.mark.parametrize("name", ["keyAgreement", "capabilityInvocation", "capabilityDelegation"])
def test_an_issuer_that_lists_keys_for_anything_is_not_silent_about_them(name):
    lists = {PAGE: {"id": PAGE, name: [f"{PAGE}#other"]}}

    assert find(BENEATH, PAGE, {BENEATH: key_document(BENEATH), **lists}).result == "FAIL"
    assert by_kid(BENEATH, {BENEATH: ED.jwk, **lists}).result == "FAIL"
    assert find(BENEATH, PAGE, {BENEATH: key_document(BENEATH, **{name: []}), **SILENT}).result == "FAIL"


@pytest.mark.parametrize(
    ("address", "issuer", "lies"),
    [
        (BENEATH, PAGE, True),
        (BENEATH, f"{PAGE}/", True),
        (PAGE, PAGE, False),
        ("https://alderbay.example/x?id=7/k", "https://alderbay.example/x?id=7", False),
        ("https://alderbay.example/x#me/k", "https://alderbay.example/x#me", False),
        ("https://alderbay.example.evil/k", "https://alderbay.example", False),
        (f"{PAGE}/k?x", PAGE, False),
    ],
)
def test_beneath_is_a_longer_path_and_nothing_else(address, issuer, lies):
    assert is_beneath(address, issuer) is lies


# Bare keys, which only tokens have: a JWK or a set of them at an https address


def by_kid(kid: str, documents: dict, issuer: str = PAGE) -> KeyFinding:
    return find_token_key(SimpleNamespace(header={"kid": kid}), issuer, documents.get, NOW)


def test_a_bare_jwk_counts_by_its_place_until_the_issuer_lists_keys():
    silent, lists = {PAGE: {"id": PAGE, "name": "Alder Bay"}}, {PAGE: document(method(MULTIKEY, PAGE), id=PAGE)}
    lists_none = {PAGE: {"id": PAGE, "assertionMethod": []}}
    for place in (ED.jwk, {"keys": [P256.jwk | {"kid": "old"}, ED.jwk | {"kid": "1"}]}):
        for address, known, result in (
            (BENEATH, {}, "UNKNOWN"),
            (BENEATH, silent, "PASS"),
            (BENEATH, lists, "PASS"),
            (BENEATH, lists_none, "FAIL"),
            (BESIDE, silent, "UNKNOWN"),
            (BESIDE, lists, "PASS"),
            (BESIDE, lists_none, "FAIL"),
            (ABROAD, silent, "FAIL"),
            (ABROAD, lists, "PASS"),
        ):
            kid = address if "kty" in place else f"{address}#1"
            found = by_kid(kid, {address: place, **known})
            assert (found.result, found.key) == (result, ED), (kid, known)


def test_a_set_of_keys_that_is_the_issuers_own_address():
    keys = {"keys": [ED.jwk | {"kid": "1"}, P256.jwk | {"kid": "2"}]}

    assert by_kid(f"{PAGE}#2", {PAGE: keys}).key == P256
    assert by_kid(f"{PAGE}#2", {PAGE: keys}).result == "PASS"
    for kid in (PAGE, f"{PAGE}#3"):
        assert by_kid(kid, {PAGE: keys}).result == "FAIL"
    twice = {"keys": [ED.jwk | {"kid": "1"}, P256.jwk | {"kid": "1"}]}
    assert by_kid(f"{PAGE}#1", {PAGE: twice}).result == "FAIL"


@pytest.mark.parametrize("given_up", [True, "true", 1])
def test_a_bare_key_of_an_issuer_who_gave_up_the_identifier_fails(given_up):
    known = {PAGE: {"id": PAGE, "deactivated": given_up}}

    assert by_kid(BENEATH, {BENEATH: ED.jwk, **known}).result == "FAIL"
    assert by_kid(f"{BENEATH}#1", {BENEATH: {"keys": [ED.jwk | {"kid": "1"}]}, **known}).result == "FAIL"
    brought = SimpleNamespace(header={"jwk": ED.jwk})
    assert find_token_key(brought, PAGE, known.get, NOW).result == "FAIL"
    assert by_kid(BENEATH, {BENEATH: ED.jwk, PAGE: {"id": PAGE, "deactivated": False}}).result == "PASS"


ENDS = {
    "withdrawn": ({"revoked": "2020-01-01T00:00:00Z"}, "FAIL"),
    "withdrawn, with a reason": ({"revoked": {"revoked_at": 1, "reason": "keyCompromise"}}, "FAIL"),
    "withdrawn later": ({"revoked": "2030-01-01T00:00:00Z"}, "PASS"),
    "past its end": ({"exp": 1}, "FAIL"),
    "past its end now": ({"exp": NOW.timestamp()}, "FAIL"),
    "past its end in words": ({"expires": "2020-01-01T00:00:00Z"}, "FAIL"),
    "ends later": ({"exp": int(NOW.timestamp()) + 1}, "PASS"),
    "an end that is none": ({"exp": "soon"}, "FAIL"),
    "an end that is true": ({"exp": True}, "FAIL"),
}


@pytest.mark.parametrize(("end", "result"), ENDS.values(), ids=ENDS)
def test_a_bare_key_that_was_given_an_end_counts_until_then(end, result):
    dead = ED.jwk | end

    assert by_kid(BENEATH, {BENEATH: dead, **SILENT}).result == result
    assert by_kid(f"{BENEATH}#1", {BENEATH: {"keys": [dead | {"kid": "1"}]}, **SILENT}).result == result
    listed = document(method({"type": "JsonWebKey", "publicKeyJwk": dead}))
    assert find(f"{DID}#key-1", documents={DID: listed}).result == result
