"""Hosted badges of Open Badges 2.0: proven by their own address alone; dates, recipients, words; forgers."""

from __future__ import annotations

import hashlib
import json

import pytest

from cast import BADGE
from merited_credentials import ob2
from merited_credentials.model import hash_identity
from ob2_cast import (
    CLASS,
    EVIL,
    HOME,
    HOSTED,
    ID,
    ISSUER,
    KEY,
    LIST,
    MARLA,
    NOW,
    PAGES,
    SIGNED,
    V2,
    answers,
    changed,
    check,
    fetch_of,
    pages,
    sentence,
    signed,
)

GOOD = dict.fromkeys(("format", "context", "proof", "issuer", "dates", "status"), "PASS")


def test_a_good_badge_passes_and_says_what_that_rests_on():
    checked = check(HOSTED, recipient=MARLA)

    assert answers(checked) == {**GOOD, "recipient": "PASS"}
    assert checked.verdict == "PASS"
    assert f"its own address alone, {ID}" in sentence(checked, "proof")
    assert (checked.badge.name, checked.issuer.id) == ("Checking for Understanding", ISSUER)
    assert checked.document == HOSTED


def test_without_the_network_a_hosted_badge_is_unknown_and_says_why():
    checked = check(HOSTED, {})

    assert checked.verdict == "UNKNOWN"
    assert answers(checked) == {**GOOD, "proof": "UNKNOWN", "issuer": "UNKNOWN", "status": "UNKNOWN"}
    assert "proves itself only by its own address" in sentence(checked, "proof")
    assert "may be revoked" in sentence(checked, "status")


def test_nothing_of_a_badge_that_was_not_seen_at_its_address_names_a_known_issuer():
    checked = check(HOSTED, pages(hosted=None))

    assert answers(checked)["issuer"] == "UNKNOWN" and checked.verdict == "UNKNOWN"


def test_pages_may_come_as_bytes_and_as_address():
    found = {address: json.dumps(page).encode() for address, page in pages().items()}

    assert check(HOSTED, found).verdict == "PASS"
    assert check(ID, found).verdict == "PASS"
    assert check(f" {ID}\n", found).document == HOSTED


def test_an_address_alone_that_cannot_be_asked_is_unknown():
    checked = check(ID, {})

    assert answers(checked)["format"] == checked.verdict == "UNKNOWN"
    assert "only the address" in sentence(checked, "format")


REVOKED = {"id": ID, "type": "Assertion", "@context": V2, "revoked": True, "revocationReason": "Awarded in error."}


@pytest.mark.parametrize(
    "page",
    [
        REVOKED,
        {**HOSTED, "revoked": True, "revocationReason": "Awarded in error."},
        ob2.Gone(REVOKED),
        ob2.Gone(json.dumps(REVOKED).encode()),
    ],
    ids=["stripped", "whole", "410", "410 bytes"],
)
@pytest.mark.parametrize("given", [HOSTED, ID], ids=["badge", "address"])
def test_a_withdrawn_badge_fails_with_the_reason_first(page, given):
    checked = check(given, {**pages(), ID: page})

    assert checked.verdict == "FAIL"
    first = next(step for step in checked.steps if step.result == "FAIL")
    assert first.sentence.startswith("Revoked: the issuer has withdrawn this badge.")
    assert "Awarded in error." in first.sentence or given == ID


@pytest.mark.parametrize("gone", [ob2.Gone(), ob2.Gone(b"<html>"), ob2.Gone([1])], ids=["empty", "page", "list"])
def test_gone_is_revoked_whatever_the_page_says(gone):
    assert "Revoked" in sentence(check(HOSTED, {**pages(), ID: gone}), "status")


def test_a_badge_that_says_itself_that_it_is_revoked_fails():
    assert "Awarded in error." in sentence(check(REVOKED, {}), "format")
    assert answers(check({**HOSTED, "revoked": True}, {}))["status"] == "FAIL"


def test_a_hosted_badge_on_the_issuers_list_fails_and_a_missing_list_decides_nothing():
    listed = pages(revoked={"revokedAssertions": [{"id": ID, "revocationReason": "Left the district"}]})

    assert "Left the district" in sentence(check(HOSTED, listed), "status")
    assert check(HOSTED, pages(revoked=None)).verdict == "PASS"


# What the copy in hand says -> the member in which it differs from the page.
TAMPERED = {
    "another person": ({"recipient": {"type": "email", "hashed": False, "identity": "x@y.example"}}, "recipient"),
    "no end": ({"expires": ...}, "expires"),
    "a later end": ({"expires": "2040-01-01T00:00:00Z"}, "expires"),
    "another class": ({"badge": f"{HOME}/b/2"}, "badge"),
    "another embedded class": ({"badge": {**PAGES[CLASS], "id": f"{HOME}/b/2"}}, "badge"),
    "more evidence": ({"evidence": []}, "evidence"),
    "an added member": ({"narrative": "Best of all."}, "narrative"),
    "true for 1": ({"extensions:x": True}, "extensions:x"),
}


@pytest.mark.parametrize(("change", "member"), TAMPERED.values(), ids=TAMPERED)
def test_a_copy_that_differs_from_the_issuers_own_fails(change, member):
    checked = check(changed(HOSTED, **change), pages(hosted={"extensions:x": 1} if member == "extensions:x" else {}))

    assert answers(checked)["proof"] == "FAIL" and checked.verdict == "FAIL"
    assert f'"{member}"' in sentence(checked, "proof")
    assert "Not checked, because" in sentence(checked, "issuer")


@pytest.mark.parametrize(
    "copy",
    [
        changed(HOSTED, type=["Assertion"]),
        changed(HOSTED, revocationReason=None),
        changed(HOSTED, badge=PAGES[CLASS]),
    ],
    ids=["type in a list", "null member", "class embedded in the copy"],
)
def test_what_is_shown_is_the_issuers_own_copy(copy):
    checked = check(copy)

    assert checked.verdict == "PASS"
    assert checked.document == HOSTED and checked.badge.name == "Checking for Understanding"


def test_the_dates_of_the_issuers_copy_decide():
    assert answers(check(HOSTED, pages(hosted={"expires": "2026-04-30T12:00:00Z"})))["proof"] == "FAIL"
    expired = changed(HOSTED, expires="2026-04-30T12:00:00Z")
    assert "expired on April 30, 2026" in sentence(check(expired, pages(hosted=expired)), "dates")
    early = changed(HOSTED, issuedOn="2026-05-01T12:00:01Z")
    assert "not come yet" in sentence(check(early, pages(hosted=early)), "dates")
    endless = changed(HOSTED, expires=...)
    assert "no end date" in sentence(check(endless, pages(hosted={"expires": ...})), "dates")


def test_a_moment_without_a_zone_is_the_callers_mistake():
    with pytest.raises(ValueError, match="time zone"):
        check(HOSTED, now=NOW.replace(tzinfo=None))


# Where the issuer keeps its badges: (rules of the issuer, id of the badge, answer)
AT_EVIL = HOME.replace("badges.alderbay.example", "badges.alderbay.example.evil.example")
SCOPES = {
    "own host": (..., ID, "PASS"),
    "own host by http": (..., ID.replace("https", "http"), "PASS"),
    "own host in capitals": (..., ID.replace("badges", "BADGES"), "PASS"),
    "own host, usual port": (..., ID.replace(".example/", ".example:443/"), "PASS"),
    "own host, another port": (..., ID.replace(".example/", ".example:8443/"), "FAIL"),
    "another host": (..., f"{EVIL}/a/1", "FAIL"),
    "a host inside": (..., ID.replace("badges.", "x.badges."), "FAIL"),
    "a host that begins alike": (..., f"{AT_EVIL}/a/1", "FAIL"),
    "a user name that looks like the host": (..., "https://badges.alderbay.example@evil.example/a/1", "FAIL"),
    "named host": ({"allowedOrigins": "evil.example"}, f"{EVIL}/a/1", "PASS"),
    "one of two named hosts": ({"allowedOrigins": ["x.example", "evil.example"]}, f"{EVIL}/a/1", "PASS"),
    "named origin": ({"allowedOrigins": "https://evil.example"}, f"{EVIL}/a/1", "PASS"),
    "named host is not this one": ({"allowedOrigins": ["x.example"]}, ID, "FAIL"),
    "empty names": ({"allowedOrigins": ["", "/"]}, ID, "FAIL"),
    "beginning": ({"startsWith": f"{HOME}/a/"}, ID, "PASS"),
    "one of two beginnings": ({"startsWith": [f"{HOME}/x/", f"{HOME}/a/"]}, ID, "PASS"),
    "another beginning": ({"startsWith": f"{HOME}/NOT"}, ID, "FAIL"),
    "two other beginnings": ({"startsWith": [f"{HOME}/NOT", "https://x.example/ALSONOT"]}, ID, "FAIL"),
    "beginning without an end to the host": ({"startsWith": HOME}, f"{AT_EVIL}/a/1", "FAIL"),
    "out of the beginning by dots": ({"startsWith": f"{HOME}/a/"}, f"{HOME}/a/../evil/1", "FAIL"),
    "out of the beginning by written dots": ({"startsWith": f"{HOME}/a/"}, f"{HOME}/a/%2e%2E/evil/1", "FAIL"),
    "both rules, one held": ({"allowedOrigins": "evil.example", "startsWith": f"{HOME}/a/"}, f"{EVIL}/a/1", "FAIL"),
    "both rules, both held": ({"allowedOrigins": "evil.example", "startsWith": f"{EVIL}/"}, f"{EVIL}/a/1", "PASS"),
    "id as the property": ({"verificationProperty": "id"}, ID, "PASS"),
    "another property": ({"verificationProperty": "uid"}, ID, "UNKNOWN"),
}


@pytest.mark.parametrize(("rules", "id", "result"), SCOPES.values(), ids=SCOPES)
def test_a_badge_lives_where_its_issuer_keeps_its_badges(rules, id, result):
    moved = changed(HOSTED, id=id)
    found = {**pages(issuer={"verification": rules}), id: moved}

    checked = check(moved, found)

    assert answers(checked)["issuer"] == checked.verdict == result, sentence(checked, "issuer")


def test_a_forger_who_embeds_an_issuer_with_friendly_rules_fails():
    friendly = {**PAGES[ISSUER], "verification": {"allowedOrigins": "evil.example"}}
    forged = changed(HOSTED, id=f"{EVIL}/a/1", badge={**PAGES[CLASS], "issuer": friendly})

    checked = check(forged, {**pages(), forged["id"]: forged})
    alone = check(forged, {forged["id"]: forged})

    assert answers(checked)["issuer"] == "FAIL"
    assert alone.verdict == "UNKNOWN" and "own page is not at hand" in sentence(alone, "issuer")


def test_a_forger_who_hosts_the_issuers_page_fails():
    fake = {**PAGES[ISSUER], "verification": {"allowedOrigins": "evil.example"}}
    forged = changed(HOSTED, id=f"{EVIL}/a/1", badge={**PAGES[CLASS], "issuer": f"{EVIL}/issuer"})

    checked = check(forged, {**pages(), forged["id"]: forged, f"{EVIL}/issuer": fake})

    assert answers(checked)["issuer"] == "FAIL"  # the page is asked for at the address that it names as its own


def test_a_forger_who_describes_the_issuers_badge_elsewhere_fails():
    theirs = {**PAGES[CLASS], "id": f"{EVIL}/b/1", "name": "Grand Master"}
    forged = changed(HOSTED, badge=f"{EVIL}/b/1")

    checked = check(forged, {**pages(hosted={"badge": f"{EVIL}/b/1"}), f"{EVIL}/b/1": theirs})

    assert "is not the issuer's place" in sentence(checked, "issuer")


MISSING = {
    "class": (CLASS, None, "UNKNOWN"),
    "issuer": (ISSUER, None, "UNKNOWN"),
    "class that is malformed": (CLASS, {"type": "BadgeClass", "id": CLASS}, "FAIL"),
    "class without id": (CLASS, {"type": "BadgeClass"}, "UNKNOWN"),
    "issuer that is a class": (ISSUER, {**PAGES[CLASS], "id": ISSUER}, "FAIL"),
    "issuer that calls itself another": (ISSUER, {**PAGES[ISSUER], "id": f"{EVIL}/issuer"}, "UNKNOWN"),
    "issuer in unknown words": (ISSUER, {**PAGES[ISSUER], "@context": f"{EVIL}/words"}, "UNKNOWN"),
    "issuer that is no JSON": (ISSUER, b"<html>", "UNKNOWN"),
    "issuer that is a list": (ISSUER, b"[]", "UNKNOWN"),
    "issuer that breaks the door": (ISSUER, RuntimeError("x"), "UNKNOWN"),
    "issuer that is gone": (ISSUER, ob2.Gone(), "UNKNOWN"),
    "issuer that is a number": (ISSUER, 7, "UNKNOWN"),
}


@pytest.mark.parametrize(("address", "page", "result"), MISSING.values(), ids=MISSING)
def test_pages_that_are_missing_or_broken(address, page, result):
    checked = check(HOSTED, {**pages(), address: page})

    assert answers(checked)["issuer"] == checked.verdict == result, sentence(checked, "issuer")


def test_each_page_is_asked_once_and_an_endless_chain_is_left():
    asked: list[str] = []
    found = pages()

    def fetch(address: str) -> object:
        asked.append(address)
        return found.get(address)

    ob2.check(HOSTED, fetch=fetch, now=NOW)
    assert sorted(asked) == sorted({ID, CLASS, ISSUER, LIST})
    assert KEY not in asked

    many = [f"{HOME}/keys/{number}" for number in range(100, 200)]
    asked.clear()
    found = pages(issuer={"publicKey": many, "revocationList": ...})
    checked = ob2.check(signed(changed(SIGNED, verification={"type": "signed"})), fetch=fetch, now=NOW)
    assert checked.verdict == "UNKNOWN" and len(asked) <= 12


WORDS = {
    "no vocabulary": (changed(HOSTED, **{"@context": ...}), "UNKNOWN"),
    "an unknown one": (changed(HOSTED, **{"@context": [V2, "https://x.example/words"]}), "UNKNOWN"),
    "an extension": (changed(HOSTED, **{"@context": [V2, "https://w3id.org/openbadges/extensions/x.json"]}), "PASS"),
    "a word of its own": (changed(HOSTED, **{"@context": [V2, {"foo": "https://x.example/foo"}], "foo": 1}), "PASS"),
    "an alias": (changed(HOSTED, **{"@context": [V2, {"end": "sec:expiration"}], "end": "2020"}), "UNKNOWN"),
    "an alias in full": (
        changed(HOSTED, **{"@context": [V2, {"end": {"@id": "https://w3id.org/security#expiration"}}]}),
        "UNKNOWN",
    ),
    "a prefix for the same": (changed(HOSTED, **{"@context": [V2, {"s": "https://w3id.org/security#"}]}), "UNKNOWN"),
    "half a prefix": (changed(HOSTED, **{"@context": [V2, {"s": "https://w3id.org/sec"}]}), "UNKNOWN"),
    "an alias of a keyword": (changed(HOSTED, **{"@context": [V2, {"nest": "@nest"}]}), "UNKNOWN"),
    "a default vocabulary": (changed(HOSTED, **{"@context": [V2, {"@vocab": "https://x.example/"}]}), "UNKNOWN"),
    "a word turned round": (changed(HOSTED, **{"@context": [V2, {"expires": "https://x.example/e"}]}), "UNKNOWN"),
    "a compact spelling": (changed(HOSTED, **{"sec:expiration": "2020-01-01T00:00:00Z"}), "FAIL"),
    "a full spelling": (changed(HOSTED, **{"https://w3id.org/openbadges#revoked": True}), "FAIL"),
    "a keyword": (changed(HOSTED, **{"@type": "Assertion"}), "FAIL"),
    "a spelling inside": (changed(HOSTED, recipient={**HOSTED["recipient"], "obi:salt": "x"}), "FAIL"),
    "other people's words": (changed(HOSTED, **{"schema:comment": "x", "https://x.example/y": 1}), "PASS"),
    "a language": (changed(HOSTED, **{"@language": "es"}), "PASS"),
}


@pytest.mark.parametrize(("document", "result"), WORDS.values(), ids=WORDS)
def test_the_words_mean_what_open_badges_says(document, result):
    checked = check(document, {**pages(), ID: document})

    assert answers(checked)["context"] == checked.verdict == result, sentence(checked, "context")


def of(kind: str, identity: str, *, salt: str | None = None, hashed: bool = False) -> dict[str, object]:
    found = {"type": kind, "hashed": hashed, "identity": identity}
    return found if salt is None else {**found, "salt": salt}


MD5 = "md5$" + hashlib.md5(MARLA.encode(), usedforsecurity=False).hexdigest()
UPPER = "sha256$" + hash_identity(MARLA, "s").removeprefix("sha256$").upper()
RECIPIENTS = {
    "salted": (HOSTED["recipient"], MARLA, "PASS"),
    "capitals and spaces": (HOSTED["recipient"], f"  {MARLA.upper()} ", "PASS"),
    "mailto": (HOSTED["recipient"], f"mailto:{MARLA}", "PASS"),
    "somebody else": (HOSTED["recipient"], "ana@alderbay.example", "FAIL"),
    "unsalted": (of("email", hash_identity(MARLA, ""), hashed=True), MARLA, "PASS"),
    "another salt": (of("email", hash_identity(MARLA, "s"), hashed=True, salt="t"), MARLA, "FAIL"),
    "digits in capitals": (of("email", UPPER, hashed=True, salt="s"), MARLA, "PASS"),
    "older hash": (of("email", MD5, hashed=True), MARLA, "PASS"),
    "unknown hash": (of("email", "sha512$ab12", hashed=True), MARLA, "UNKNOWN"),
    "plain": (of("email", "Marla.Ortiz@Alderbay.example"), MARLA, "PASS"),
    "plain that looks like a hash": (of("email", hash_identity(MARLA, "")), MARLA, "FAIL"),
    "type in full": (of("http://schema.org/email", MARLA), MARLA, "PASS"),
    "type in short": (of("schema:email", MARLA), MARLA, "PASS"),
    "e-mail and address": (of("email", MARLA), "https://marla.example", "UNKNOWN"),
    "web address": (of("url", "https://marla.example"), "https://marla.example", "PASS"),
    "another page of that site": (of("url", "https://x.example/marla"), "https://x.example/ana", "FAIL"),
    "another site": (of("url", "https://marla.example"), "https://ana.example", "UNKNOWN"),
    "web address and e-mail": (of("url", "https://marla.example"), MARLA, "UNKNOWN"),
    "telephone": (of("telephone", "+16175551212"), "+1 (617) 555-1212", "PASS"),
    "hashed telephone": (of("telephone", hash_identity("+16175551212", "s"), hashed=True, salt="s"),
                         "tel:+1 617 555 1212", "PASS"),
    "another kind": (of("obi:studentId", "4711"), "4711", "PASS"),
    "another kind, no match": (of("obi:studentId", "4711"), MARLA, "UNKNOWN"),
    "nobody named": (HOSTED["recipient"], "  ", "UNKNOWN"),
}  # fmt: skip


@pytest.mark.parametrize(("identity", "recipient", "result"), RECIPIENTS.values(), ids=RECIPIENTS)
def test_whose_badge_it_is(identity, recipient, result):
    document = changed(HOSTED, recipient=identity)

    checked = check(document, pages(hosted={"recipient": identity}), recipient=recipient)

    assert answers(checked)["recipient"] == result, sentence(checked, "recipient")
    assert checked.verdict == "PASS"  # whose it is decides only where a caller says so


def test_the_recipients_step_can_be_asked_for_without_a_name():
    assert "recipient" not in answers(check(HOSTED))
    assert answers(check(HOSTED, asked=True))["recipient"] == "UNKNOWN"


def test_an_endorsement_is_checked_at_its_address_and_issued_to_nobody():
    endorsement = {
        **{"@context": V2, "type": "Endorsement", "id": f"{HOME}/e/1", "issuer": ISSUER},
        **{"issuedOn": "2026-01-01T00:00Z", "verification": {"type": "HostedBadge"}, "claim": {"id": CLASS}},
    }

    checked = check(endorsement, {**pages(), endorsement["id"]: endorsement}, recipient=MARLA)

    assert answers(checked) == {**GOOD, "recipient": "UNKNOWN"}
    assert check(endorsement, pages()).verdict == "UNKNOWN"


@pytest.mark.parametrize(
    ("address", "word"), [(CLASS, "can be earned"), (ISSUER, "profile"), (LIST, "list"), (KEY, "part")]
)
def test_a_part_of_a_badge_is_no_badge(address, word):
    checked = check(PAGES[address])

    assert checked.verdict == "UNKNOWN" and word in sentence(checked, "format")
    assert answers(checked)["context"] == "PASS"


@pytest.mark.parametrize(
    "given", [{}, {"type": "Person"}, BADGE, "", "hello", "a.b.c", {"type": "Assertion"}, {7: 7}, 7, [1]]
)
def test_anything_else_fails_at_the_format(given):
    checked = ob2.check(given, fetch=fetch_of({}), now=NOW)

    assert answers(checked)["format"] == checked.verdict == "FAIL"
