"""Step 7, strictly: nobody named is nobody matched, one name in its spellings is one, and another kind is unknown."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from cast import BADGE, MARLA, VERIFIER, badge, verifier
from merited_credentials.__main__ import main
from merited_credentials.model import hash_identity
from merited_credentials.ob2.model import Identity
from merited_credentials.ob2.recipient import compare_recipient
from merited_credentials.policies import RecipientMatches
from merited_credentials.recipients import MAX_NAMES, recipient

STRICT = verifier(policies=(RecipientMatches(),))
STRANGER = "someone@else.example"


def about(*identities, **subject):
    return {"credentialSubject": {**subject, "identifier": list(identities)}}


def identity(value, kind="emailAddress", **changes):
    return {"type": "IdentityObject", "identityType": kind, "hashed": False, "identityHash": value, **changes}


def hashed(value, kind="emailAddress", salt="s"):
    return identity(hash_identity(value, salt), kind, hashed=True, salt=salt)


@pytest.mark.parametrize("nobody", ["", "  ", "\n", "mailto:", " MAILTO: ", "\ud800", 7, b"x", ["x"]], ids=repr)
def test_nobody_named_matches_nobody_and_takes_nothing_else_away(nobody):
    report = STRICT.verify(BADGE, recipient=nobody)

    assert [step.result for step in report.steps] == ["PASS"] * 6 + ["UNKNOWN"] * 2
    assert report.verdict == "UNKNOWN"
    for blank in ({"id": ""}, {"id": "  "}, {}):
        for empty in (identity(""), identity(" "), hashed("")):
            assert recipient(about(empty, **blank), nobody)[0] == "UNKNOWN"


@pytest.mark.parametrize("asked", [MARLA, MARLA.upper(), f" {MARLA} ", f"mailto:{MARLA}", f"MailTo:{MARLA.title()}"])
def test_an_address_is_the_same_in_each_of_its_spellings(asked):
    assert VERIFIER.verify(BADGE, recipient=asked).step("recipient").result == "PASS"
    big = hashed(MARLA)
    big["identityHash"] = "sha256$" + big["identityHash"][7:].upper()
    for one in (big, identity(MARLA), identity(MARLA.title()), identity(f"mailto:{MARLA}")):
        assert recipient(about(one), asked)[0] == "PASS", one
    assert recipient(about(id=f"mailto:{MARLA.upper()}"), asked)[0] == "PASS"
    for one in (MARLA.title(), f"mailto:{MARLA}", f"MAILTO:{MARLA}"):
        assert compare_recipient(Identity(identity=one, type="email", hashed=False), asked)[0] == "PASS"
    digest = hash_identity(MARLA, "s").upper()
    assert compare_recipient(Identity(identity=digest, type="email", hashed=True, salt="s"), asked)[0] == "PASS"


@pytest.mark.parametrize(
    ("document", "asked", "result"),
    [
        (about(hashed(MARLA)), STRANGER, "FAIL"),
        (about(identity(MARLA)), STRANGER, "FAIL"),
        (about(identity(MARLA), identity("S-1", "sourcedId")), STRANGER, "FAIL"),
        (about(id="did:example:marla"), "did:example:other", "FAIL"),
        (about(id=f"mailto:{MARLA}"), STRANGER, "FAIL"),
        (about(identity("S-1", "sourcedId")), STRANGER, "UNKNOWN"),
        (about(hashed("S-1", "sourcedId")), STRANGER, "UNKNOWN"),
        (about(id="did:example:marla"), STRANGER, "UNKNOWN"),
        (about(id="urn:uuid:0"), "did:example:marla", "UNKNOWN"),
        (about(hashed(MARLA)), "did:example:marla", "UNKNOWN"),
        (about(hashed(MARLA)), "S-1", "UNKNOWN"),
        (about(identity("md5$00", hashed=True), hashed(MARLA)), STRANGER, "UNKNOWN"),
        (about(), STRANGER, "UNKNOWN"),
        (about(hashed("S-1", "sourcedId")), "S-1", "PASS"),
        (about(identity("S-1", "sourcedId")), "s-1", "UNKNOWN"),
        (about(id="did:example:marla"), "did:example:marla", "PASS"),
        (about(id="did:example:marla"), "did:example:Marla", "FAIL"),
    ],
)
def test_somebody_else_is_said_only_where_it_is_known(document, asked, result):
    assert recipient(document, asked)[0] == result


# In capitals or small letters, in a hash that shows neither

WRITTEN = [
    "Marla.Ortiz@alderbay.example",
    "Marla.Ortiz@Alderbay.Example",
    "marla.ortiz@ALDERBAY.EXAMPLE",
    MARLA.upper(),
    "MARLA.ORTIZ@alderbay.example",
    "Marla.Ortiz@AlderBay.example",
    "marla.ortiz@Alderbay.example",
]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_hashed_address_is_found_in_the_spellings_that_people_write(written):
    for asked in (*WRITTEN, MARLA):
        assert recipient(about(hashed(written)), asked)[0] == "PASS", asked
        older = Identity(identity=hash_identity(written, "s"), type="email", hashed=True, salt="s")
        assert compare_recipient(older, asked)[0] == "PASS", asked
        for other in (f"x{asked}", asked.replace("rtiz", "rtis").replace("RTIZ", "RTIS"), STRANGER):
            assert recipient(about(hashed(written)), other)[0] == "FAIL", other


def test_of_a_recipient_with_more_names_than_anybody_has_nobody_is_said_to_be_somebody_else():
    others = [hashed(f"{number}@else.example") for number in range(MAX_NAMES)]

    assert recipient(about(*others), MARLA)[0] == "FAIL"
    assert recipient(about(*others[1:], hashed(MARLA)), MARLA)[0] == "PASS"
    assert recipient(about(*others, hashed(MARLA)), MARLA)[0] == "UNKNOWN"


def test_an_address_in_odd_capitals_is_found_by_whoever_names_it_so():
    for odd in ("mARLA@aLDERbAY.eXAMPLE", "m@1.EXAMPLE", f"m@{'x' * 64}.EXAMPLE"):
        assert recipient(about(hashed(odd)), odd)[0] == "PASS"
        assert recipient(about(hashed(odd.lower())), odd)[0] == "PASS"


@pytest.mark.parametrize(
    ("named", "asked", "result"),
    [
        ("https://orcid.example/1", "https://orcid.example/1", "PASS"),
        ("https://orcid.example/1", "https://orcid.example/2", "FAIL"),
        ("https://orcid.example/1", "https://pages.example/in/marla", "UNKNOWN"),
        ("https://[orcid.example/1", "https://orcid.example/2", "UNKNOWN"),
        ("https:///1", "https:///2", "UNKNOWN"),
    ],
)
def test_people_have_pages_on_several_sites(named, asked, result):
    assert recipient(about(id=named), asked)[0] == result
    older = Identity(identity=named, type="url", hashed=False)
    assert compare_recipient(older, asked)[0] == result


def test_a_hashed_page_may_be_on_another_site():
    digest = hash_identity("https://orcid.example/1", "s")
    older = Identity(identity=digest, type="url", hashed=True, salt="s")

    assert compare_recipient(older, "https://orcid.example/1")[0] == "PASS"
    assert compare_recipient(older, "https://orcid.example/2")[0] == "UNKNOWN"


@pytest.mark.parametrize("value", [None, True, 7, ["None"], {"id": "None"}], ids=repr)
def test_what_is_no_text_is_nobodys_name(value):
    odd = identity(None) | {"identityHash": value}

    assert recipient(about(id=value), str(value))[0] == "UNKNOWN"
    assert recipient(about(odd), str(value))[0] == "UNKNOWN"
    assert recipient(about(odd), MARLA)[0] == "UNKNOWN", "a name that cannot be read may be hers"
    salted = hashed(MARLA, salt=str(value)) | {"salt": value}
    assert recipient(about(salted), MARLA)[0] == ("FAIL" if value is None else "UNKNOWN")


def test_a_salt_that_is_null_is_none():
    assert recipient(about(hashed(MARLA, salt="") | {"salt": None}), MARLA)[0] == "PASS"


# A policy is the caller's own code


class Breaks:
    id = "breaks"

    def answer(self, _report):
        raise RuntimeError("on purpose")


@pytest.mark.parametrize(
    "policy",
    [
        Breaks(),
        SimpleNamespace(id="none", answer=lambda _report: None),
        SimpleNamespace(id="other", answer=lambda _report: ("YES", "Of course.")),
        SimpleNamespace(id="bare", answer=lambda _report: ("PASS", None)),
        object(),
    ],
    ids=lambda one: getattr(one, "id", "no policy at all"),
)
def test_a_policy_that_breaks_leaves_its_own_step_open_and_no_other(policy):
    for given, verdict in ((BADGE, "UNKNOWN"), ({**badge(), "name": "x"}, "FAIL"), ("nothing", "FAIL")):
        report = verifier(policies=(policy,)).verify(given)

        assert (report.verdict, report.steps[-1].result) == (verdict, "UNKNOWN")
        assert "could not be checked" in report.steps[-1].sentence
    assert [step.result for step in verifier(policies=(policy,)).verify(BADGE).steps[:-1]] == ["PASS"] * 6


@pytest.mark.parametrize("nobody", ["", "  ", "mailto:"])
def test_the_command_refuses_a_recipient_who_is_nobody(nobody, tmp_path, capsys):
    (tmp_path / "good.json").write_text(json.dumps(BADGE))

    assert main(["verify", str(tmp_path / "good.json"), "--recipient", nobody, "--require-recipient"]) == 2

    said = capsys.readouterr()
    assert "--recipient names nobody" in said.err and not said.out
