"""1EdTech revocation lists: only a list that says what is revoked can say that a badge is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cast import DID, badge, signed, status_list, verifier
from merited_credentials.contexts import OB3_EXTENSIONS
from merited_credentials.revocation import check_status

OTHER = "https://badges.alderbay.example/status/2"
NAMED = "https://badges.alderbay.example/revoked"
LISTED = {"id": NAMED, "type": "1EdTechRevocationList"}


def answer(entry: dict[str, Any], lists: dict[str, Any]) -> tuple[str, str]:
    """Step 6 alone; these lists are not signed, so nothing is verified."""
    return check_status(badge() | {"credentialStatus": entry}, lists.get, lambda _: pytest.fail("not signed"))


def named(*revoked: Any, **changes: Any) -> dict[str, Any]:
    return {NAMED: {"id": NAMED, "issuer": DID, "revokedCredential": list(revoked)} | changes}


def test_a_badge_named_in_a_1edtech_list_is_revoked():
    name = badge()["id"]

    assert answer(LISTED, lists=named({"id": name, "revoked": True, "revocationReason": "In error"}))[0] == "FAIL"
    assert answer(LISTED, lists=named({"id": "https://x.example/2"}, {"id": name}))[1].startswith("Revoked")
    assert answer(LISTED, lists=named({"id": name, "revoked": False}))[0] == "PASS"
    assert answer(LISTED, lists=named({"id": name + "0"}))[0] == "PASS"
    assert answer(LISTED, lists=named())[0] == "PASS"


@pytest.mark.parametrize("member", ["revokedCredential", "revokedCredentials"])
@pytest.mark.parametrize("kind", [None, "1EdTechRevocationList", ["RevocationList"]])
def test_what_is_revoked_is_found_under_either_name_in_a_1edtech_list_with_or_without_a_type(member, kind):
    typed = {} if kind is None else {"type": kind}
    listed = {"id": NAMED, "issuer": DID, **typed}

    assert answer(LISTED, lists={NAMED: listed | {member: [{"id": badge()["id"], "revoked": "true"}]}})[0] == "FAIL"
    assert answer(LISTED, lists={NAMED: listed | {member: []}})[0] == "PASS"
    both = listed | {"revokedCredential": [], "revokedCredentials": [], member: [badge()["id"]]}
    assert answer(LISTED, lists={NAMED: both})[0] == "FAIL"


@pytest.mark.parametrize(
    "listed",
    [
        {},
        {"error": "Try again later."},
        {"type": "1EdTechRevocationList"},
        {"revoked": []},
        {"type": "RevocationList", "revokedAssertions": []},
        {"type": "Profile", "revokedCredential": []},
        {"type": ["VerifiableCredential", "BitstringStatusListCredential"], "revokedCredentials": []},
        {"type": [{"1EdTechRevocationList": 1}], "revokedCredential": []},
        {"revokedCredential": None},
    ],
)
def test_a_document_that_does_not_say_what_is_revoked_is_no_1edtech_list(listed):
    verdict, sentence = answer(LISTED, lists={NAMED: {"id": NAMED, "issuer": DID} | listed})

    assert (verdict, "may be revoked" in sentence) == ("UNKNOWN", True)


def test_a_bitstring_list_is_no_1edtech_list():
    trusted = status_list(id=NAMED)

    assert answer(LISTED, lists={NAMED: trusted})[0] == "UNKNOWN"


@pytest.mark.parametrize(
    "lists",
    [
        {},
        named(issuer="did:web:elsewhere.example"),
        named(issuer=None),
        named(id=OTHER),
        named(7),
        named({"revoked": True}),
        named(revokedCredential=[None]),
        {NAMED: "not json"},
        {NAMED: b"\xff"},
        {NAMED: '{"id": "a", "id": "b"}'},
        {NAMED: 7},
        {NAMED: []},
    ],
)
def test_a_1edtech_list_that_cannot_be_read_answers_nothing(lists):
    assert answer(LISTED, lists=lists)[0] == "UNKNOWN"


def test_a_1edtech_list_is_read_from_text_too():
    text = json.dumps(named({"id": badge()["id"]})[NAMED])

    assert answer(LISTED, lists={NAMED: text})[0] == answer(LISTED, lists={NAMED: text.encode()})[0] == "FAIL"


def test_a_badge_is_looked_up_in_a_1edtech_list_the_whole_way():
    plain = {name: value for name, value in badge().items() if name != "proof"}
    plain |= {"@context": [*plain["@context"], OB3_EXTENSIONS], "credentialStatus": LISTED}
    document = signed(plain)

    assert verifier(status_lists=named()).verify(document).verdict == "PASS"
    revoked = verifier(status_lists=named({"id": document["id"]})).verify(document)
    assert revoked.verdict == "FAIL"
    assert revoked.sentence.startswith("Revoked")
    assert verifier(status_lists={}).verify(document).verdict == "UNKNOWN"


def test_a_list_that_names_a_million_is_refused_and_not_read_as_clear():
    lists = named(*({"id": f"https://x.example/{number}"} for number in range(40_000)))

    assert answer(LISTED, lists=lists)[0] == "UNKNOWN"
