"""Badges as signed tokens: every kind of key, every form, and other people's software in both directions."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

import merited_credentials as mc
from cast import DID, HOST, MARLA, NOW, credential
from jose_cast import ALG, KINDS, PERSON, badge, by_hand, documents, look, payload, signer, verdict
from merited_credentials.jose.issue import present_tokens, sign_token
from merited_credentials.jose.presentation import check_presentation, enclosed, opened
from merited_credentials.jose.token import decode, parse

VC1 = "https://www.w3.org/2018/credentials/v1"


def head_of(token):
    return json.loads(decode(token.split(".")[0]))


def claims_in(token):
    return json.loads(decode(token.split(".")[1]))


@pytest.mark.parametrize("with_key", [False, True], ids=["address", "address and key"])
@pytest.mark.parametrize("form", ["ob3", "vc+jwt"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_signed_passes_and_is_the_badge(kind, form, with_key):
    token = sign_token(badge(), signer(kind), form=form, with_key=with_key)

    finding = look(token)

    assert [answer[0] for answer in finding.answers] == ["PASS"] * 4, finding.answers
    assert finding.document == badge().document
    assert head_of(token)["alg"] == ALG[kind]


def test_the_form_of_open_badges_is_the_credential_with_its_claims():
    claims = claims_in(sign_token(badge(), signer("RSA")))

    assert {name: claims.pop(name) for name in ("iss", "jti", "sub", "nbf", "exp")} == {
        "iss": DID,
        "jti": f"{HOST}/credentials/1",
        "sub": PERSON,
        "nbf": int(datetime(2026, 1, 15, 9, 30, tzinfo=UTC).timestamp()),
        "exp": int(datetime(2029, 1, 15, tzinfo=UTC).timestamp()),
    }
    assert claims == badge().document
    assert "exp" not in claims_in(sign_token(badge(valid_until=None), signer("RSA")))


def test_a_badge_for_an_email_address_alone_is_refused_in_words():
    with pytest.raises(mc.NotReadable, match="Data Integrity"):
        sign_token(mc.prepare(credential()), signer())

    assert look(sign_token(mc.prepare(credential()), signer(), form="vc+jwt")).proof[0] == "PASS"


def test_only_the_issuers_own_key_signs_and_only_what_was_prepared():
    with pytest.raises(mc.KeyMismatch):
        sign_token(badge(), signer(owner="attacker"))
    with pytest.raises(TypeError):
        sign_token(badge().document, signer())


def test_a_status_list_and_an_endorsement_can_be_tokens_too():
    listed = mc.status_list_document(f"{HOST}/status/1", DID, mc.StatusBits(), "revocation", NOW)

    finding = look(sign_token(mc.prepare(listed), signer("P-256"), form="vc+jwt"))

    assert verdict(finding) == "PASS"
    assert finding.document == listed


@pytest.mark.parametrize("claim", ["iss", "jti", "nbf"])
def test_a_missing_claim_is_named(claim):
    answer = look(by_hand(payload(**{claim: None}))).format

    assert answer[0] == "FAIL"
    assert claim in answer[1]


@pytest.mark.parametrize("claim", ["sub", "exp"])
def test_a_claim_that_would_only_repeat_is_named_and_not_missed(claim):
    finding = look(by_hand(payload(**{claim: None})))

    assert verdict(finding) == "PASS"
    assert claim in finding.format[1]


def test_an_end_that_only_the_token_names_becomes_the_end_of_the_badge():
    finding = look(by_hand(payload(validUntil=None)))

    assert finding.document["validUntil"] == "2029-01-15T00:00:00Z"


@pytest.mark.parametrize("moment", ["2026-01-15T09:30:00.9Z", "2026-01-15T10:30:00+01:00", "2026-01-15T09:30:00Z"])
def test_moments_agree_to_the_second_in_any_zone(moment):
    assert verdict(look(by_hand(payload(validFrom=moment)))) == "PASS"
    assert verdict(look(by_hand(payload(validFrom=moment, nbf=payload()["nbf"] + 0.5)))) == "PASS"
    assert verdict(look(by_hand(payload(validFrom=moment, nbf=payload()["nbf"] - 1)))) == "FAIL"


@pytest.mark.parametrize(
    "typ", ["JWT", "jwt", None, "application/jwt", "vc+jwt", "application/vc+jwt", "vc+ld+json+jwt"]
)
def test_the_media_types_of_badges_are_accepted(typ):
    assert verdict(look(by_hand(typ=typ))) == "PASS"


@pytest.mark.parametrize("typ", ["at+jwt", "dpop+jwt", "secevent+jwt", "openid4vci-proof+jwt", "vp+jwt", "bad+typ"])
def test_a_token_made_for_another_purpose_fails(typ):
    assert look(by_hand(typ=typ)).format[0] == "FAIL"


def test_the_name_of_rfc_9864_is_accepted():
    assert verdict(look(by_hand(alg="Ed25519"))) == "PASS"


SECP256K1 = {"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"}


@pytest.mark.parametrize(
    ("alg", "head"),
    [
        *((alg, {"key": signer("RSA")}) for alg in ("PS256", "RS384", "RS512")),
        ("ES256K", {"kid": None, "jwk": SECP256K1}),
        ("ES256K", {"kid": "https://elsewhere.example/key"}),
        ("Ed448", {"kid": f"{DID}#Ed448"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_honest_algorithm_that_is_not_checked_here_is_unknown_and_named(alg, head):
    known = {DID: {**documents()[DID], "verificationMethod": [*METHODS, OTHER]}}
    known[DID]["assertionMethod"] = [*known[DID]["assertionMethod"], OTHER["id"]]
    finding = look(by_hand(alg=alg, **head), known=known if alg == "Ed448" else None)

    assert verdict(finding) == "UNKNOWN"
    assert alg in finding.proof[1]


METHODS = documents()[DID]["verificationMethod"]
OTHER = {
    "id": f"{DID}#Ed448",
    "type": "JsonWebKey",
    "controller": DID,
    "publicKeyJwk": {"kty": "OKP", "crv": "Ed448", "x": "AA"},
}


@pytest.mark.parametrize("alg", ["PS256", "ES256K", "RS512", "Ed448"])
def test_the_name_of_such_an_algorithm_is_no_way_around_the_key(alg):
    assert verdict(look(by_hand(alg=alg))) == "FAIL"


def test_selective_disclosure_is_unknown_and_named():
    token = by_hand(payload(_sd_alg="sha-256"), typ="vc+sd-jwt")

    assert "SD-JWT" in look(token).format[1]
    assert look(token + "~WyJhIl0~").format[0] == "UNKNOWN"
    assert look(by_hand() + "~WyJhIl0~").format[0] == "FAIL"


# --- vc+jwt and the older form -----------------------------------------------------------------------------------


def test_vc_jwt_needs_no_claims_and_its_times_are_those_of_the_signature():
    bare = badge().document
    seconds = int(NOW.timestamp())

    assert verdict(look(by_hand(bare, typ="vc+jwt"))) == "PASS"
    assert verdict(look(by_hand(bare, typ=None))) == "PASS"
    assert verdict(look(by_hand(bare, typ="JWT"))) == "FAIL"
    assert verdict(look(by_hand({**bare, "exp": seconds + 60, "nbf": seconds - 60}, typ="vc+jwt"))) == "PASS"
    assert look(by_hand({**bare, "exp": seconds}, typ="vc+jwt")).dates[0] == "FAIL"
    assert look(by_hand({**bare, "nbf": seconds + 1}, typ="vc+jwt")).dates[0] == "FAIL"
    assert look(by_hand({**bare, "exp": seconds + 60}, typ="vc+jwt")).document == bare


@pytest.mark.parametrize("claim", ["iss", "jti", "sub"])
def test_claims_of_vc_jwt_agree_where_they_stand(claim):
    assert look(by_hand({**badge().document, claim: "did:example:other"}, typ="vc+jwt")).format[0] == "FAIL"
    assert look(by_hand({**badge().document, claim: 7}, typ="vc+jwt")).format[0] == "FAIL"


def test_a_repeated_claim_in_the_head_must_be_the_same():
    assert verdict(look(by_hand(iss=DID))) == "PASS"
    assert verdict(look(by_hand(iss="did:example:other"))) == "FAIL"
    assert verdict(look(by_hand(badge().document, typ="vc+jwt", iss="did:example:other"))) == "FAIL"


OLD = {
    "@context": [VC1, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"],
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": DID, "type": ["Profile"]},
    "credentialSubject": {"type": ["AchievementSubject"]},
}
OLD_CLAIMS = {"iss": DID, "jti": "urn:uuid:1", "nbf": 1_700_000_000, "exp": 1_900_000_000, "sub": PERSON}


def test_the_older_form_is_put_together_from_its_claims():
    finding = look(by_hand({**OLD_CLAIMS, "vc": OLD}))

    assert verdict(finding) == "PASS"
    assert finding.form == "vc1"
    assert finding.document == {
        **OLD,
        "id": "urn:uuid:1",
        "issuanceDate": "2023-11-14T22:13:20Z",
        "expirationDate": "2030-03-17T17:46:40Z",
        "credentialSubject": {"id": PERSON, "type": ["AchievementSubject"]},
    }


@pytest.mark.parametrize(
    "inner",
    [
        {"id": "urn:uuid:2"},
        {"issuer": "did:example:other"},
        {"issuanceDate": "2023-11-14T22:13:21Z"},
        {"expirationDate": "2031-03-17T17:46:40Z"},
        {"credentialSubject": {"id": "did:example:other"}},
        {"@context": ["https://www.w3.org/ns/credentials/v2"]},
    ],
    ids=lambda inner: next(iter(inner)),
)
def test_the_older_form_may_not_contradict_its_claims(inner):
    assert look(by_hand({**OLD_CLAIMS, "vc": {**OLD, **inner}})).format[0] == "FAIL"


# --- whose key it is ---------------------------------------------------------------------------------------------


def test_an_embedded_key_proves_integrity_and_the_issuers_document_proves_the_rest():
    token = by_hand(kid=None, jwk=signer("RSA").public_key.jwk, key=signer("RSA"))

    assert verdict(look(token)) == "PASS"
    alone = look(token, known={})
    assert (alone.proof[0], alone.issuer[0]) == ("PASS", "UNKNOWN")
    assert "not that the key is the issuer's" in alone.issuer[1]


@pytest.mark.parametrize("kind", KINDS)
def test_issuers_that_are_named_by_their_key_need_no_document(kind):
    key = signer(kind).public_key
    names = [mc.did_jwk(key)] if kind == "RSA" else [mc.did_jwk(key), mc.did_key(key.multikey)]
    for did in names:
        claims = payload(iss=did, issuer=did)
        for head in ({"kid": None, "jwk": key.jwk}, {"kid": None}, {"kid": did}):
            assert verdict(look(by_hand(claims, key=signer(kind), **head), known={})) == "PASS", (did, head)
        assert verdict(look(by_hand(claims, key=signer(kind, "attacker"), kid=did), known={})) == "FAIL"


def test_a_short_name_of_a_key_is_looked_up_with_the_issuer():
    for kid in ("Ed25519", "#Ed25519"):
        assert verdict(look(by_hand(kid=kid))) == "PASS"
        assert verdict(look(by_hand(kid=kid), known={})) == "UNKNOWN"
    assert verdict(look(by_hand(kid="absent"))) == "FAIL"


ISSUER = "https://badges.example.org/issuers/7"


@pytest.mark.parametrize(
    ("kid", "verdict_with_set"),
    [
        (f"{ISSUER}/keys/1", "UNKNOWN"),
        (f"{ISSUER}", "PASS"),
        ("https://badges.example.org/keys#1", "UNKNOWN"),
        ("https://keys.example.net/keys#1", "FAIL"),
    ],
)
def test_a_bare_key_at_an_https_address_is_the_issuers_only_where_the_issuer_rules(kid, verdict_with_set):
    claims, key = payload(iss=ISSUER, issuer=ISSUER), signer("RSA")
    jwk = {**key.public_key.jwk, "kid": "1"}
    address = kid.partition("#")[0]

    for document in (jwk, {"keys": [jwk]}):
        assert verdict(look(by_hand(claims, kid=kid, key=key), known={address: document})) == verdict_with_set
    assert look(by_hand(claims, kid=kid, key=key), known={}).proof[0] == "UNKNOWN"


@pytest.mark.parametrize(
    ("issuer", "result"),
    [
        (None, "UNKNOWN"),
        ({"id": ISSUER, "name": "Alder Bay"}, "PASS"),
        ({"name": "Alder Bay"}, "FAIL"),
        ({"id": "https://other.example"}, "FAIL"),
        ({"id": "https://other.example", "assertionMethod": []}, "FAIL"),
        ({"id": ISSUER, "assertionMethod": []}, "FAIL"),
    ],
    ids=str,
)
def test_a_key_beneath_the_issuer_counts_only_where_the_issuers_own_document_is_silent(issuer, result):
    address = f"{ISSUER}/uploads/mallory.json"
    token = by_hand(payload(iss=ISSUER, issuer=ISSUER), kid=address)
    known = {address: signer().public_key.jwk} | ({} if issuer is None else {ISSUER: issuer})

    assert look(token, known=known).issuer[0] == result


# --- presentations -----------------------------------------------------------------------------------------------


def shown(token, challenge="c-1", domain="https://school.example", now=NOW):
    return check_presentation(token, challenge=challenge, domain=domain, now=now, resolve=documents().get)


def test_a_presentation_goes_round_and_gives_its_tokens_back():
    badges = [sign_token(badge(), signer("RSA")), sign_token(badge(), signer("P-256"), form="vc+jwt")]
    token = present_tokens(badges, signer("P-256"), challenge="c-1", domain="https://school.example", now=NOW)

    finding = shown(token)

    assert verdict(finding.token) == "PASS"
    assert finding.addressed[0] == "PASS"
    assert list(finding.credentials) == badges
    assert head_of(token)["typ"] == "vp+jwt"


@pytest.mark.parametrize(
    ("asked", "result"), [({"challenge": "c-2"}, "FAIL"), ({"domain": "https://x.example"}, "FAIL")]
)
def test_a_presentation_for_somebody_else_or_of_yesterday_fails(asked, result):
    token = present_tokens([], signer(), challenge="c-1", domain="https://school.example", now=NOW)

    assert shown(token, **asked).addressed[0] == result
    assert shown(present_tokens([], signer(), challenge=None, domain=None, now=NOW)).addressed[0] == "FAIL"


def test_a_presentation_need_not_name_its_holder_and_another_holder_fails():
    bare = {"@context": [mc.contexts.VC2], "type": ["VerifiablePresentation"], "nonce": "c-1", "aud": ["x", "y"]}

    assert verdict(shown(by_hand(bare, typ="vp+jwt"), domain="y").token) == "PASS"
    assert shown(by_hand(bare, typ="vp+jwt"), domain="y").addressed[0] == "PASS"
    assert verdict(shown(by_hand(bare | {"holder": PERSON}, typ="vp+jwt")).token) == "FAIL"
    assert verdict(shown(by_hand(bare | {"holder": DID, "iss": PERSON}, typ="vp+jwt")).token) == "FAIL"


def test_a_key_for_badges_alone_does_not_show_who_presents():
    token = present_tokens([], signer(), challenge="c-1", domain=None, now=NOW)
    known = {DID: {name: value for name, value in documents()[DID].items() if name != "authentication"}}

    finding = check_presentation(token, challenge="c-1", domain=None, now=NOW, resolve=known.get)

    assert verdict(finding.token) == "FAIL"
    assert verdict(look(by_hand(), known=known)) == "PASS"


def test_a_presentation_may_not_hold_what_nobody_signed():
    held = {"@context": [mc.contexts.VC2], "type": ["VerifiablePresentation"], "holder": DID}
    unsigned = badge().document
    for item in (unsigned, "text", {"type": "EnvelopedVerifiableCredential", "id": "not-a-credential"}):
        token = by_hand({**held, "verifiableCredential": [item]}, typ="vp+jwt")
        assert shown(token).token.format[0] == "FAIL"
    assert shown(sign_token(badge(), signer())).token.format[0] == "FAIL"


@pytest.mark.parametrize(
    "address",
    [
        "data:application/vc+jwt;base64,YWJj",
        "data:application/vp+jwt,abc",
        "data:text/plain,abc",
        "data:application/vc+jwt,",
        "https://x.example/vc.jwt",
        " data:application/vc+jwt,abc",
    ],
)
def test_an_envelope_is_a_data_address_with_a_token(address):
    with pytest.raises(mc.NotReadable):
        opened({"@context": mc.contexts.VC2, "type": ["EnvelopedVerifiableCredential"], "id": address})


@pytest.mark.parametrize("contexts", [None, [], "https://x.example/words"])
def test_an_envelope_names_the_vocabulary_that_its_words_are_from(contexts):
    with pytest.raises(mc.NotReadable, match="vocabulary"):
        opened({"@context": contexts, "type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt,a.b.c"})


def test_envelopes_of_other_kinds_are_handed_on_unopened():
    named = {"@context": [mc.contexts.VC2], "type": "EnvelopedVerifiableCredential"}
    other = {**named, "id": "data:application/vc+sd-jwt,abc~"}

    assert opened(other) is None
    assert enclosed({"verifiableCredential": other}) == (other,)
    assert opened({**named, "id": "data:application/vc+jwt,a.b.c"}) == "a.b.c"
    assert opened({**named, "id": "data:application/jwt,a.b.c"}) == "a.b.c"


def test_a_token_needs_no_key_to_be_taken_apart():
    token = parse(sign_token(badge(), signer()))

    assert token.algorithm == "EdDSA"
    assert token.holds(signer().public_key)
    assert not token.holds(signer("P-256").public_key)
    assert MARLA not in str(token.payload)
