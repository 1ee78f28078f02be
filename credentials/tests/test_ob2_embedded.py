"""What a copy of a hosted badge describes itself must be what the issuer's pages say of it."""

from __future__ import annotations

from typing import Any

import pytest

from merited_credentials import ob2
from ob2_cast import CLASS, EVIL, HOME, HOSTED, ISSUER, NOW, PAGES, V2, answers, changed, check, pages, sentence

CLASS_IN_WORDS: dict[str, Any] = changed(PAGES[CLASS], **{"@context": ...})
ISSUER_IN_WORDS: dict[str, Any] = changed(PAGES[ISSUER], **{"@context": ...})
ENDORSEMENT: dict[str, Any] = {
    "@context": V2,
    "type": "Endorsement",
    "id": f"{HOME}/e/9",
    "claim": {"id": CLASS, "endorsementComment": "Worth its name."},
    "issuer": ISSUER,
    "issuedOn": "2025-12-31T23:59:59Z",
    "verification": {"type": "hosted"},
}
ALIKE = {
    "class": {"badge": CLASS_IN_WORDS},
    "class with its own context": {"badge": PAGES[CLASS]},
    "class and issuer": {"badge": {**CLASS_IN_WORDS, "issuer": ISSUER_IN_WORDS}},
    "a list for one type": {"badge": {**CLASS_IN_WORDS, "type": ["BadgeClass"]}},
}


@pytest.mark.parametrize("change", ALIKE.values(), ids=ALIKE)
def test_what_a_copy_describes_itself_may_be_what_the_issuers_pages_say(change):
    checked = check(changed(HOSTED, **change))

    assert checked.verdict == "PASS"
    assert checked.document == HOSTED and checked.badge.name == "Checking for Understanding"


# What the copy says of the class -> the page that says otherwise, and the member in which.
FORGED = {
    "the name": ({"name": "Doctor of Medicine"}, CLASS, "name"),
    "the criteria": ({"criteria": {"narrative": "Ten years of surgery."}}, CLASS, "criteria"),
    "the picture": ({"image": f"{EVIL}/md.png"}, CLASS, "image"),
    "an added member": ({"extensions:level": "expert"}, CLASS, "extensions:level"),
    "a member left out": ({"tags": ...}, CLASS, "tags"),
    "true for 1": ({"version": True}, CLASS, "version"),
    "another type beside": ({"type": ["BadgeClass", "Degree"]}, CLASS, "type"),
    "another issuer": ({"issuer": {**ISSUER_IN_WORDS, "id": f"{EVIL}/issuer"}}, CLASS, "issuer"),
    "the name of the issuer": ({"issuer": {**ISSUER_IN_WORDS, "name": "Harvard University"}}, ISSUER, "name"),
    "the key of the issuer": ({"issuer": {**ISSUER_IN_WORDS, "publicKey": f"{EVIL}/key"}}, ISSUER, "publicKey"),
}


@pytest.mark.parametrize(("change", "page", "member"), FORGED.values(), ids=FORGED)
@pytest.mark.parametrize("embedded", [False, True], ids=["by its address", "written out"])
def test_what_a_copy_says_of_its_class_or_issuer_and_their_pages_do_not_fails(change, page, member, embedded):
    forged = changed(HOSTED, badge=changed(CLASS_IN_WORDS, **change))

    checked = check(forged, pages(hosted={"badge": CLASS_IN_WORDS}) if embedded else pages())

    assert answers(checked)["proof"] == checked.verdict == "FAIL"
    assert f'"{member}"' in sentence(checked, "proof")
    assert (page if page == ISSUER or not embedded else HOSTED["id"]) in sentence(checked, "proof")


@pytest.mark.parametrize("missing", [CLASS, ISSUER], ids=["class", "issuer"])
def test_what_a_copy_describes_itself_is_unknown_while_its_page_is_not_at_hand(missing):
    named = changed(HOSTED, badge={**CLASS_IN_WORDS, "issuer": ISSUER_IN_WORDS})

    for page in (None, b"<html>", ob2.Gone()):
        checked = check(named, {**pages(), missing: page})

        assert answers(checked)["proof"] == checked.verdict == "UNKNOWN"
        assert missing in sentence(checked, "proof") and "not at hand" in sentence(checked, "proof")


def test_what_differs_counts_before_what_is_not_at_hand():
    named = changed(HOSTED, badge=CLASS_IN_WORDS, expires="2040-01-01T00:00:00Z")

    assert '"expires"' in sentence(check(named, {**pages(), CLASS: None}), "proof")


def test_a_copy_may_name_by_its_address_what_the_issuers_own_copy_describes():
    embedded = {**CLASS_IN_WORDS, "issuer": ISSUER_IN_WORDS}

    for named in (CLASS, {**CLASS_IN_WORDS, "issuer": ISSUER}, embedded):
        assert check(changed(HOSTED, badge=named), pages(hosted={"badge": embedded})).verdict == "PASS"


def test_the_profile_in_a_copy_of_an_endorsement_is_the_one_at_its_address():
    found = {**pages(), ENDORSEMENT["id"]: ENDORSEMENT}
    forged = {**ISSUER_IN_WORDS, "name": "Harvard University"}

    assert check(ENDORSEMENT, found, now=NOW).verdict == "PASS"
    assert check({**ENDORSEMENT, "issuer": ISSUER_IN_WORDS}, found).verdict == "PASS"
    assert answers(check({**ENDORSEMENT, "issuer": forged}, found))["proof"] == "FAIL"
    assert check({**ENDORSEMENT, "issuer": ISSUER_IN_WORDS}, {**found, ISSUER: None}).verdict == "UNKNOWN"
