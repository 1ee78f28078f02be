"""An unknown vocabulary is no cover: a name that hides from readers fails beside it, in tokens and in documents."""

from __future__ import annotations

import copy

import pytest

import merited_credentials as mc
from cast import BADGE, NOW, VERIFIER, badge
from jose_cast import by_hand, documents, payload
from merited_credentials.guard import examine

UNKNOWN = "https://unknown.example/context"
OURS = mc.Verifier(now=NOW, documents=documents())
HIDDEN = {
    "full name": {"https://www.w3.org/2018/credentials#validUntil": "2020-01-01T00:00:00Z"},
    "@nest": {"@nest": {"validUntil": "2020-01-01T00:00:00Z"}},
    "@graph": {"@graph": [{"validUntil": "2020-01-01T00:00:00Z"}]},
    "prefix": {"cred:validUntil": "2020-01-01T00:00:00Z"},
}


def token(hidden, *more, inside=False):
    claims = payload()
    claims["@context"] = [*claims["@context"], *more]
    (claims["credentialSubject"]["achievement"] if inside else claims).update(hidden)
    return by_hand(claims)


@pytest.mark.parametrize("inside", [False, True], ids=["outside", "inside"])
@pytest.mark.parametrize("more", [(), (UNKNOWN,), (UNKNOWN, f"{UNKNOWN}/2")], ids=len)
@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_hidden_in_a_token_fails_whatever_else_it_names(name, more, inside):
    report = OURS.verify(token(HIDDEN[name], *more, inside=inside))

    assert (report.verdict, report.step("context").result) == ("FAIL", "FAIL"), report.sentence


@pytest.mark.parametrize("more", [(), (UNKNOWN,)], ids=len)
def test_an_honest_token_passes_with_words_of_a_vocabulary_that_is_not_held(more):
    assert OURS.verify(token({}, *more)).verdict == "PASS"
    assert not [one for one in examine({**payload(), "word": {"other": 1}}) if one.code in ("keyword", "full-name")]


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_hidden_in_a_document_fails_beside_an_unknown_vocabulary(name):
    plain = badge()
    plain["@context"] = [*plain["@context"], UNKNOWN]

    assert VERIFIER.verify(plain).step("context").result == "UNKNOWN"
    assert VERIFIER.verify({**plain, **HIDDEN[name]}).step("context").result == "FAIL"


def test_an_unknown_vocabulary_of_an_endorsement_inside_is_no_cover_either():
    inner = {name: value for name, value in copy.deepcopy(BADGE).items() if name != "proof"}
    inner = {**inner, "type": ["VerifiableCredential", "EndorsementCredential"]}
    inner |= {"credentialSubject": {"id": "https://x.example/1", "type": ["EndorsementSubject"]}}
    inner["@context"] = [*inner["@context"], UNKNOWN]

    def codes(more):
        return {one.code for one in examine({**BADGE, "endorsement": [{**inner, **more}]})}

    assert "unknown-context" in codes({}) and not codes({}) & {"keyword", "full-name"}
    assert "full-name" in codes(HIDDEN["full name"])
    assert "keyword" in codes(HIDDEN["@nest"])
