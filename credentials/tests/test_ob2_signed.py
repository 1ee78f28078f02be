"""Signed badges of Open Badges 2.0: the key that the issuer lists, its list of revoked badges, and what forgers try."""

from __future__ import annotations

import json
import warnings

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

import merited_credentials as mc
from merited_credentials import ob2
from merited_credentials.jose.token import encode, parse
from ob2_cast import (
    CLASS,
    ED,
    EVIL,
    HOSTED,
    ISSUER,
    KEY,
    LIST,
    MARLA,
    NOW,
    P256,
    PAGES,
    RSA,
    SIGNED,
    STRANGER,
    URN,
    answers,
    changed,
    check,
    pages,
    pem,
    sentence,
    signed,
)
from test_bake import PNG, SVG

GOOD = dict.fromkeys(("format", "context", "proof", "issuer", "dates", "status"), "PASS")


@pytest.mark.parametrize(
    ("private", "alg"), [(RSA, "RS256"), (P256, "ES256"), (ED, "EdDSA")], ids=lambda one: str(one)[:5]
)
def test_a_good_badge_passes(private, alg):
    token = signed(SIGNED, private)
    assert parse(token).algorithm == alg

    checked = check(token, pages(key={"publicKeyPem": pem(private)}), recipient=MARLA)

    assert answers(checked) == {**GOOD, "recipient": "PASS"}, checked.steps
    assert checked.verdict == "PASS" and checked.document == SIGNED
    assert "unchanged since it was signed" in sentence(checked, "proof")
    assert ISSUER in sentence(checked, "issuer")


def test_a_token_taken_apart_and_one_out_of_a_picture_are_the_same():
    token = signed(SIGNED)

    assert check(parse(token)).verdict == "PASS"
    for bake, image in ((mc.bake_png, PNG), (mc.bake_svg, SVG)):
        assert check(mc.unbake(bake(image, token))).verdict == "PASS"


def test_class_issuer_and_key_may_be_embedded():
    issuer = {**PAGES[ISSUER], "publicKey": [f"{EVIL}/other", PAGES[KEY]]}
    payload = changed(SIGNED, badge={**PAGES[CLASS], "issuer": issuer})

    checked = check(signed(payload), {ISSUER: issuer, LIST: PAGES[LIST]})

    assert answers(checked) == GOOD, checked.steps


def test_a_key_in_a_fragment_of_the_issuers_page_is_found_there():
    key = {**PAGES[KEY], "id": f"{ISSUER}#key-1"}
    payload = changed(SIGNED, verification={"type": "signed", "creator": key["id"]})

    assert check(signed(payload), pages(issuer={"publicKey": key})).verdict == "PASS"


@pytest.mark.parametrize("keys", [KEY, [f"{ISSUER}/gone", KEY], [PAGES[KEY]]], ids=["one", "second of two", "embedded"])
def test_without_a_named_key_any_that_the_issuer_lists_will_do(keys):
    payload = changed(SIGNED, verification={"type": "signed"})

    assert check(signed(payload), pages(issuer={"publicKey": keys})).verdict == "PASS"


OFFLINE = {
    "nothing at hand": {},
    "no key": pages(key=None),
    "no issuer": pages(issuer=None),
    "no class": pages(badge=None),
    "no list": pages(revoked=None),
    "list that is no list": pages(revoked={"type": "Profile"}),
    "list of somebody else": pages(revoked={"issuer": f"{EVIL}/issuer"}),
    "key of an unknown kind": pages(key={"publicKeyPem": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"}),
    "key that is too short": pages(key={"publicKeyPem": pem(rsa.generate_private_key(65537, 1024))}),
}


@pytest.mark.parametrize("found", OFFLINE.values(), ids=OFFLINE)
def test_what_is_not_at_hand_is_unknown_and_never_passes(found):
    checked = check(signed(SIGNED), found)

    assert checked.verdict == "UNKNOWN", checked.steps
    assert "FAIL" not in answers(checked).values()


def test_a_list_that_is_not_at_hand_is_never_not_revoked():
    assert "may be revoked" in sentence(check(signed(SIGNED), pages(revoked=None)), "status")
    assert "may be revoked" in sentence(check(signed(SIGNED), pages(issuer=None)), "status")
    assert "keeps no list" in sentence(check(signed(SIGNED), pages(issuer={"revocationList": ...})), "status")


REVOKED = {
    "by id alone": [URN],
    "one entry": URN,
    "by id": [{"id": URN}, "urn:uuid:x"],
    "with a reason": [{"id": URN, "revocationReason": "A good reason."}],
    "by uid": [{"uid": "old-7"}],
    "by both": [{"id": "urn:uuid:x", "uid": "old-7", "revoked": True}],
}


@pytest.mark.parametrize("entries", REVOKED.values(), ids=REVOKED)
def test_a_badge_on_the_list_is_revoked(entries):
    checked = check(signed({**SIGNED, "uid": "old-7"}), pages(revoked={"revokedAssertions": entries, "id": ...}))

    assert answers(checked) == {**GOOD, "status": "FAIL"} and checked.verdict == "FAIL"
    assert sentence(checked, "status").startswith("Revoked: the issuer has withdrawn this badge.")
    assert ("A good reason." in sentence(checked, "status")) == (entries == REVOKED["with a reason"])


@pytest.mark.parametrize("entries", [[], [f"{URN}0"], [{"id": URN, "revoked": False}], [{"uid": "x"}]])
def test_a_badge_that_is_not_on_the_list_is_not_revoked(entries):
    assert check(signed(SIGNED), pages(revoked={"revokedAssertions": entries})).verdict == "PASS"


def test_dates_decide():
    assert answers(check(signed(SIGNED), now=NOW.replace(year=2029)))["dates"] == "FAIL"
    assert answers(check(signed(SIGNED), now=NOW.replace(year=2025)))["dates"] == "FAIL"


def forged(payload: dict[str, object], token: str) -> str:
    """The signature of one token under the content of another."""
    head, _, signature = token.split(".")
    return f"{head}.{encode(json.dumps(payload).encode())}.{signature}"


STRANGE_KEY = {**PAGES[KEY], "id": f"{EVIL}/key", "publicKeyPem": pem(STRANGER)}
STRANGE_ISSUER = {**PAGES[ISSUER], "publicKey": STRANGE_KEY["id"]}
JWK = mc.VerificationKey.from_pem(pem(STRANGER)).jwk


def by_stranger(**members: object) -> str:
    return signed(changed(SIGNED, **members), STRANGER)


THEIRS = {"type": "signed", "creator": STRANGE_KEY["id"]}
ATTACKS = {
    "changed content": (forged(changed(SIGNED, expires=...), signed(SIGNED)), {}),
    "another's signature": (signed(SIGNED, STRANGER), {}),
    "alg none": (".".join((encode(b'{"alg":"none"}'), encode(json.dumps(SIGNED).encode()), "")), {}),
    "alg none with a signature": (signed(SIGNED, alg="none"), {}),
    "a shared secret": (signed(SIGNED, alg="HS256"), {}),
    "another alg": (signed(SIGNED, alg="ES256"), {}),
    "alg of another key": (signed(SIGNED, alg="RS256"), {}),
    "no signature": (signed(SIGNED).rpartition(".")[0] + ".", {}),
    "cut signature": (signed(SIGNED)[:-4], {}),
    "two signatures": (signed(SIGNED) + "." + signed(SIGNED).rpartition(".")[2], {}),
    "a key in the head": (signed(SIGNED, STRANGER, jwk=JWK), {}),
    "a key address in the head": (signed(SIGNED, STRANGER, jku=f"{EVIL}/keys"), {}),
    "critical extension": (signed(SIGNED, crit=["exp"]), {}),
    "unencoded content": (signed(SIGNED, b64=False), {}),
    "a key of the forger's": (by_stranger(verification=THEIRS), {STRANGE_KEY["id"]: STRANGE_KEY}),
    "a key that names the issuer as owner": (by_stranger(verification=THEIRS), {f"{EVIL}/key": STRANGE_KEY}),
    "a key with the address of the issuer's": (
        by_stranger(verification={"type": "signed", "creator": {**STRANGE_KEY, "id": KEY}}),
        {},
    ),
    "an embedded issuer with the forger's key": (
        by_stranger(verification=THEIRS, badge={**PAGES[CLASS], "issuer": STRANGE_ISSUER}),
        {STRANGE_KEY["id"]: STRANGE_KEY},
    ),
    "an issuer's page at the forger's": (
        by_stranger(verification=THEIRS, badge={**PAGES[CLASS], "issuer": f"{EVIL}/issuer"}),
        {STRANGE_KEY["id"]: STRANGE_KEY, f"{EVIL}/issuer": STRANGE_ISSUER},
    ),
    "the issuer's key, owned by another": (signed(SIGNED), {KEY: {**PAGES[KEY], "owner": f"{EVIL}/issuer"}}),
    "a key that the issuer no longer lists": (signed(SIGNED), {ISSUER: {**PAGES[ISSUER], "publicKey": f"{KEY}0"}}),
    "an issuer without keys": (
        signed(changed(SIGNED, verification={"type": "signed"})),
        {ISSUER: changed(PAGES[ISSUER], publicKey=...)},
    ),
    "content that is no badge": (signed({"iss": "x"}), {}),
    "content given twice": (forged({}, signed(SIGNED)).replace(encode(b"{}"), encode(b'{"id":"a","id":"b"}')), {}),
    "JSON without its signature": (SIGNED, {}),
    "a hosted badge with a forged page": (signed(HOSTED, STRANGER), {HOSTED["id"]: {**HOSTED, "narrative": "x"}}),
}  # fmt: skip


@pytest.mark.parametrize(("given", "more"), ATTACKS.values(), ids=ATTACKS)
def test_what_forgers_try_fails(given, more):
    checked = check(given, {**pages(), **more})

    assert checked.verdict == "FAIL", checked.steps
    failed = {step.id for step in checked.steps if step.result == "FAIL"}
    assert failed & {"format", "proof", "issuer"} and checked.steps[-1].id == "status"


def test_every_changed_member_of_a_signed_badge_fails():
    token = signed(SIGNED)
    for name in SIGNED:
        for payload in (changed(SIGNED, **{name: ...}), changed(SIGNED, **{name: f"{EVIL}/x"})):
            assert check(forged(payload, token)).verdict == "FAIL", name


@pytest.mark.parametrize("alg", ["RS512", "PS256", "ES256K"])
def test_signatures_of_other_honest_kinds_are_unknown(alg):
    checked = check(signed(SIGNED, alg=alg))

    assert checked.verdict == "UNKNOWN" and alg in sentence(checked, "proof")


def test_a_signed_token_of_a_hosted_badge_is_still_proven_by_its_address():
    assert check(signed(HOSTED, STRANGER)).verdict == "PASS"
    assert check(signed(HOSTED), {}).verdict == "UNKNOWN"


@pytest.fixture(scope="module")
def peer():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("openbadgeslib.ob2", reason="pip install openbadgeslib")


def private_pem(private: object) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("private", "alg"), [(RSA, "RS256"), (P256, "ES256"), (ED, "EdDSA")], ids=lambda one: str(one)[:5]
)
def test_what_the_peer_signs_passes_here_and_the_other_way_round(peer, private, alg):
    assertion = peer.Assertion.from_dict(changed(SIGNED, evidence=f"{ISSUER}/e", image=f"{ISSUER}/i"))
    found = pages(key={"publicKeyPem": pem(private)})

    theirs = peer.OB2Signer(private_pem(private), alg).sign(assertion)
    assert answers(check(theirs, found)) == GOOD
    assert (
        check(mc.unbake(peer.OB2Signer(private_pem(private), alg).sign_into_png(assertion, PNG)), found).verdict
        == "PASS"
    )

    ours = signed(changed(SIGNED, evidence=f"{ISSUER}/e", image=f"{ISSUER}/i"), private)
    judge = peer.OB2Verifier(pem(private).encode())
    assert judge.verify(ours, check_revocation=False)
    with pytest.raises(peer.OB2VerificationError):
        judge.verify(forged(changed(SIGNED, evidence=f"{ISSUER}/f"), ours), check_revocation=False)


def test_documents_are_read_through_the_same_door_twice():
    documents = ob2.Documents(lambda address: PAGES.get(address))

    assert documents.of(KEY) is documents.of(KEY)
