"""Attacks on tokens: each of the named ones is FAIL. The few that are not are argued where they stand."""

from __future__ import annotations

import pytest

import merited_credentials as mc
from cast import DID, NOW
from jose_cast import ATTACKER, KINDS, LATER, by_hand, documents, look, payload, signer, verdict
from merited_credentials.jose import lookup
from merited_credentials.jose.check import check_token
from token_attacks import EVIL, EVIL_JWK, EVIL_P256, GRANDER, GROUPS, ORDER, P256, SERVED, good, small_rsa

ATTACKS = [
    pytest.param(make, id=f"{group}: {name}") for group, attacks in GROUPS.items() for name, make in attacks.items()
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_attack_fails(attack):
    token = attack()

    finding = look(token, known=SERVED)

    assert verdict(finding) == "FAIL", finding.answers
    assert any(result == "FAIL" and len(sentence) > 20 for result, sentence in finding.answers)
    if token == token.strip():  # the verifier takes files, and a file may end with a line break
        assert mc.Verifier(now=NOW, documents=SERVED).verify(token).verdict == "FAIL"


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_attacks_start_from_is_good(kind):
    assert verdict(look(good(kind), known=SERVED)) == "PASS"
    assert verdict(look(by_hand(key=signer(kind)), known=SERVED)) == "PASS"
    assert verdict(look(by_hand(key=signer(kind)), known=SERVED, now=LATER)) == "FAIL"


def test_the_attacker_may_sign_for_themselves():
    claims = payload(iss=ATTACKER, issuer=ATTACKER)

    assert verdict(look(by_hand(claims, key=EVIL_P256), known=SERVED)) == "PASS"


def test_a_mirrored_ecdsa_signature_is_as_good_as_the_first():
    """(r, n - s) is a valid signature of the same key over the same bytes: JWS asks for no lower half (RFC 7518, 3.4).

    Nothing that was signed can be changed with it; it only makes a second spelling of the token, so a token's text is
    no name for it. FAIL here would refuse half of the tokens of honest signers.
    """

    def mirrored(data):
        signature = P256.sign(data)
        s = ORDER - int.from_bytes(signature[32:], "big")
        return signature[:32] + s.to_bytes(32, "big")

    assert verdict(look(by_hand(key=P256), known=SERVED)) == "PASS"
    assert verdict(look(by_hand(key=P256, sign=mirrored), known=SERVED)) == "PASS"


def test_an_embedded_key_is_unknown_where_nobody_can_be_asked():
    """The attacker's own key with the victim's name is FAIL wherever the victim's document is at hand (see above).

    Without it nothing contradicts the token and nothing supports it. Official examples look the same, so the answer is
    UNKNOWN, never PASS, and the sentence says what was shown and what was not.
    """
    finding = look(by_hand(GRANDER, key=EVIL_P256, kid=None, jwk=EVIL_JWK), known={})

    assert verdict(finding) == "UNKNOWN"
    assert finding.issuer[0] == "UNKNOWN"


def test_a_weak_key_fails_though_its_issuer_lists_it():
    jwk, sign = small_rsa(65537, 1024)
    entry = {"id": f"{DID}#weak", "type": "JsonWebKey", "controller": DID, "publicKeyJwk": jwk}
    document = {"id": DID, "verificationMethod": [entry], "assertionMethod": [f"{DID}#weak"]}
    token = by_hand(alg="RS256", kid=f"{DID}#weak", sign=sign)

    assert verdict(look(token, known={DID: document})) == "FAIL"


def test_every_bit_of_a_token_counts():
    """Each character of header, payload and signature, changed into its neighbor, breaks the token."""
    token = good()
    for place in range(0, len(token), 7):
        if token[place] == ".":
            continue
        other = "A" if token[place] != "A" else "B"
        assert verdict(look(token[:place] + other + token[place + 1 :], known=SERVED)) == "FAIL", place


def test_nothing_is_fetched_because_a_token_says_so():
    asked = []

    def resolve(address):
        asked.append(address)

    for head in ({"jku": f"{EVIL}/keys"}, {"x5u": f"{EVIL}/key"}, {"jwk": EVIL_JWK, "kid": None}):
        check_token(by_hand(key=EVIL_P256, **head), now=NOW, resolve=resolve)

    assert set(asked) <= {DID}, "only the issuer itself is asked"


def test_a_document_of_a_thousand_keys_is_searched_once(monkeypatch):
    looked_up = []
    found = lookup.find_key
    monkeypatch.setattr(lookup, "find_key", lambda method, *rest: looked_up.append(method) or found(method, *rest))
    document = dict(documents()[DID])
    others = [{"id": f"{DID}#{number}", "type": "JsonWebKey", "publicKeyJwk": EVIL_JWK} for number in range(1000)]
    document["verificationMethod"] = [*others, *document["verificationMethod"]]

    finding = look(by_hand(key=P256, kid=None, jwk=P256.public_key.jwk), known={DID: document})

    assert verdict(finding) == "PASS"
    assert looked_up == [f"{DID}#P-256"]


@pytest.mark.parametrize("names", [1, 4200])
def test_one_key_under_thousands_of_names_is_looked_up_a_few_times(names, monkeypatch):
    looked_up = []
    found = lookup.find_key
    monkeypatch.setattr(lookup, "find_key", lambda method, *rest: looked_up.append(method) or found(method, *rest))
    entries = [
        {"id": f"{DID}#k{number}", "type": "JsonWebKey", "publicKeyJwk": P256.public_key.jwk} for number in range(names)
    ]
    document = {"id": DID, "verificationMethod": [*entries, *entries[:1]], "assertionMethod": []}

    finding = look(by_hand(key=P256, kid=None, jwk=P256.public_key.jwk), known={DID: document})

    assert finding.issuer[0] == ("FAIL" if names == 1 else "UNKNOWN")
    assert 1 <= len(looked_up) <= 8 and len(looked_up) == len(set(looked_up))


def test_there_are_enough_attacks_and_each_has_its_own_name():
    names = [attack.id for attack in ATTACKS]

    assert len(names) == len(set(names)) >= 100
