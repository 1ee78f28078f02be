"""Status of every kind: what is revoked is FAIL with the reason, what cannot be looked up is UNKNOWN, never PASS."""

from __future__ import annotations

import base64
import copy
import gzip
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import merited_credentials as mc
from cast import DID, INDEX, LIST, NOW, SIGNER, badge, signed, status_list, verifier
from merited_credentials.contexts import STATUS_LIST_2021, VC1
from merited_credentials.proofs import data_integrity
from merited_credentials.report import Report
from merited_credentials.revocation import MAX_ENTRIES, check_status
from merited_credentials.status import MIN_BITS, entry_of, fresh_until

OTHER = "https://badges.alderbay.example/status/2"
OLD = "https://badges.alderbay.example/status/2021"


def entry(**changes: Any) -> dict[str, Any]:
    """A BitstringStatusListEntry; a member that is None is left out."""
    written = {
        "id": f"{LIST}#{INDEX}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(INDEX),
        "statusListCredential": LIST,
    } | changes
    return {name: value for name, value in written.items() if value is not None}


def answer(*entries: Any, lists: dict[str, Any], trusted: str = "PASS") -> tuple[str, str]:
    """Step 6 alone, for lists that are taken as verified with this verdict."""
    document = badge() | {"credentialStatus": list(entries) if len(entries) != 1 else entries[0]}
    return check_status(document, lists.get, lambda found: Report(trusted, (), found, "status-list"))  # type: ignore[arg-type]


def bits(*places: int, purpose: Any = "revocation", **changes: Any) -> dict[str, Any]:
    return {LIST: status_list(*places, purpose=purpose) | changes}


# The whole way: signed badges, signed lists.


@pytest.mark.parametrize(
    ("purpose", "word"), [("revocation", "Revoked"), ("suspension", "Suspended")], ids=["revocation", "suspension"]
)
def test_a_badge_in_a_list_fails_with_the_reason_first(purpose, word):
    plain = {name: value for name, value in badge().items() if name != "proof"}
    plain["credentialStatus"]["statusPurpose"] = purpose
    document = signed(plain)

    for revoked, verdict in (((), "PASS"), ((INDEX,), "FAIL")):
        report = verifier(status_lists={LIST: status_list(*revoked, purpose=purpose)}).verify(document)
        assert report.verdict == verdict
    assert report.sentence.startswith(word)


def test_a_message_of_two_bits_is_told_and_decides_nothing():
    said = ["all is well", "under review", "archived", "replaced"]
    plain = {name: value for name, value in badge().items() if name != "proof"}
    plain["credentialStatus"] = entry(
        statusPurpose="message",
        statusSize=2,
        statusListIndex="5",
        statusMessage=[{"status": hex(number), "message": text} for number, text in enumerate(said)],
    )
    listed = mc.StatusBits(2 * MIN_BITS)
    listed.set(10)  # place 5 holds the bits 10 and 11: binary 10 is 2
    of_messages = signed(mc.status_list_document(LIST, DID, listed, "message"))

    report = verifier(status_lists={LIST: of_messages}).verify(signed(plain))

    assert report.verdict == "PASS"
    assert "archived" in report.step("status").sentence


@pytest.mark.parametrize(
    "member", [("validUntil", "2026-04-30T00:00:00Z"), ("validFrom", "2026-06-01T00:00:00Z")], ids=["over", "not begun"]
)
def test_a_list_that_is_not_in_force_answers_nothing(member):
    bare = {name: value for name, value in status_list().items() if name != "proof"}
    listed = signed(bare | {member[0]: member[1]})

    report = verifier(status_lists={LIST: listed}).verify(badge())

    assert (report.verdict, report.step("status").result) == ("UNKNOWN", "UNKNOWN")
    assert "cannot be trusted" in report.sentence


def test_a_list_that_someone_else_signed_or_changed_answers_nothing():
    stranger = mc.Ed25519Signer(bytes(32), "x#y")
    method = f"{mc.did_key(stranger.public_multibase)}#{stranger.public_multibase}"
    foreign = status_list(signer=mc.Ed25519Signer(bytes(32), method))
    changed = copy.deepcopy(status_list(INDEX))
    changed["credentialSubject"]["encodedList"] = mc.StatusBits().encode()

    for listed, reason in ((foreign, "not this issuer's"), (changed, "cannot be trusted")):
        report = verifier(status_lists={LIST: listed}).verify(badge())
        assert report.verdict == "UNKNOWN"
        assert reason in report.sentence


# Bitstring, entry by entry.


@pytest.mark.parametrize(
    "index", ["0x10", "5.5", " 7", "7 ", "-1", "+7", "007", "1e3", "٧", "", "1_0", "9" * 10, 7, 7.0, None, True, ["7"]]
)
def test_an_index_in_another_spelling_fails(index):
    written = entry() | {"statusListIndex": index}

    assert answer(written, lists=bits())[0] == "FAIL"
    with pytest.raises(mc.NotReadable):
        entry_of(written)


@pytest.mark.parametrize("index", [MIN_BITS, MIN_BITS + 1, 999_999_999])
def test_a_place_that_the_list_does_not_have_fails(index):
    assert answer(entry(statusListIndex=str(index)), lists=bits())[0] == "FAIL"


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"statusPurpose": None}, "FAIL"),
        ({"statusPurpose": ""}, "FAIL"),
        ({"statusPurpose": "suspension"}, "FAIL"),  # the list is one of revocation
        ({"statusPurpose": "somethingElse"}, "UNKNOWN"),
        ({"statusListCredential": None}, "FAIL"),
        ({"statusListCredential": "status/1"}, "FAIL"),
        ({"statusListCredential": OTHER}, "UNKNOWN"),  # not at hand
        ({"statusSize": 0}, "FAIL"),
        ({"statusSize": "1"}, "FAIL"),
        ({"statusSize": True}, "FAIL"),
        ({"statusSize": 17}, "FAIL"),
        ({"statusSize": 2}, "FAIL"),  # without its messages
        ({"statusSize": 1, "statusMessage": [{"status": "0x0", "message": "fine"}]}, "FAIL"),
        ({"type": "SomethingElse2030"}, "UNKNOWN"),
        ({"type": None}, "UNKNOWN"),
        ({"type": ["BitstringStatusListEntry"]}, "PASS"),
    ],
)
def test_entries_that_are_not_as_they_must_be(changes, wanted):
    assert answer(entry(**changes), lists=bits())[0] == wanted


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"id": OTHER}, "UNKNOWN"),
        ({"issuer": "did:web:elsewhere.example"}, "UNKNOWN"),
        ({"type": ["VerifiableCredential"]}, "UNKNOWN"),
        ({"type": ["VerifiableCredential", "StatusList2021Credential"]}, "UNKNOWN"),
        ({"credentialSubject": None}, "UNKNOWN"),
        ({"credentialSubject": {"type": "BitstringStatusList", "statusPurpose": "revocation"}}, "UNKNOWN"),
    ],
)
def test_lists_that_are_not_as_they_must_be(changes, wanted):
    assert answer(entry(), lists=bits(**changes))[0] == wanted


@pytest.mark.parametrize("verdict", ["FAIL", "UNKNOWN"])
def test_a_list_that_is_not_proven_answers_nothing_whatever_its_bits_say(verdict):
    for places in ((), (INDEX,)):
        assert answer(entry(), lists=bits(*places), trusted=verdict)[0] == "UNKNOWN"


def test_a_list_of_several_purposes_serves_each():
    both = bits(INDEX, purpose=["revocation", "suspension"])

    assert answer(entry(statusPurpose="suspension"), lists=both) == (
        "FAIL",
        "Suspended: the issuer has set this badge aside for the time being.",
    )


# Several entries.


def test_of_several_entries_the_worst_counts_and_the_withdrawal_comes_first():
    second = entry(statusPurpose="suspension", statusListCredential=OTHER)
    clear, revoked = bits(), bits(INDEX)
    suspended = {OTHER: status_list(INDEX, purpose="suspension", id=OTHER)}
    not_suspended = {OTHER: status_list(purpose="suspension", id=OTHER)}

    assert answer(entry(), second, lists=clear | not_suspended)[0] == "PASS"
    assert answer(entry(), second, lists=clear | suspended)[1].startswith("Suspended")
    assert answer(second, entry(), lists=revoked)[1].startswith("Revoked")  # although the other is not at hand
    assert answer(entry(), second, lists=clear)[0] == "UNKNOWN"
    assert answer(entry(statusListIndex="x"), entry(), lists=revoked)[1].startswith("Revoked")


def test_no_entries_or_very_many_are_not_looked_up():
    asked = []
    many = [entry()] * (MAX_ENTRIES + 1)
    for written in ([], many):
        document = badge() | {"credentialStatus": written}
        assert check_status(document, asked.append, lambda _: pytest.fail("asked"))[0] == "UNKNOWN"
    assert asked == []


@pytest.mark.parametrize("written", ["revoked", 7, [7], [[]], [None], {}])
def test_what_is_no_status_never_passes(written):
    assert check_status(badge() | {"credentialStatus": written}, lambda _: None, lambda _: None)[0] != "PASS"  # type: ignore[arg-type,return-value]


# StatusList2021.


def old_list(*places: int, text: str | None = None, **changes: Any) -> dict[str, Any]:
    data = bytearray(MIN_BITS // 8)
    for place in places:
        data[place // 8] |= 128 >> place % 8
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(data))).decode()
    return {
        OLD: {
            "id": OLD,
            "type": ["VerifiableCredential", "StatusList2021Credential"],
            "issuer": DID,
            "credentialSubject": {
                "type": "StatusList2021",
                "statusPurpose": "revocation",
                "encodedList": packed if text is None else text,
            }
            | changes,
        }
    }


OLD_ENTRY = entry(type="StatusList2021Entry", statusListCredential=OLD)


def test_status_list_2021_is_read_with_and_without_padding_in_both_alphabets():
    packed = str(old_list(INDEX)[OLD]["credentialSubject"]["encodedList"])
    for text in (packed, packed.rstrip("="), packed.replace("-", "+").replace("_", "/")):
        assert answer(OLD_ENTRY, lists=old_list(text=text))[0] == "FAIL"
    assert answer(OLD_ENTRY, lists=old_list(INDEX + 1))[0] == "PASS"
    assert answer(OLD_ENTRY, lists={})[0] == "UNKNOWN"


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"type": "BitstringStatusList"}, "UNKNOWN"),
        ({"statusPurpose": "suspension"}, "FAIL"),
        ({"encodedList": "u" + "A" * 40}, "UNKNOWN"),
        ({"encodedList": ""}, "UNKNOWN"),
        ({"encodedList": base64.b64encode(gzip.compress(bytes(8))).decode()}, "UNKNOWN"),
    ],
)
def test_status_list_2021_is_as_strict(changes, wanted):
    assert answer(OLD_ENTRY, lists=old_list(**changes))[0] == wanted


def test_the_two_kinds_of_list_do_not_stand_in_for_each_other():
    assert answer(entry(statusListCredential=OLD), lists=old_list())[0] == "UNKNOWN"
    assert answer(entry(type="StatusList2021Entry"), lists=bits())[0] == "UNKNOWN"


def test_a_list_in_the_form_of_a_token_is_handed_to_the_verifier_as_it_is():
    seen = []

    def verify(found: object) -> Report:
        seen.append(found)
        return Report("PASS", (), old_list(INDEX)[OLD], "jwt")

    document = badge() | {"credentialStatus": OLD_ENTRY}
    assert check_status(document, lambda _: "eyJhbGciOiJ.x.y", verify)[0] == "FAIL"
    assert seen == ["eyJhbGciOiJ.x.y"]


def test_an_older_list_is_checked_the_whole_way_with_the_signature_of_its_years():
    """The list is of data model 1.1, and its words come from the table of our own."""
    integrity = "https://w3id.org/security/data-integrity/v2"
    plain = {name: value for name, value in badge().items() if name != "proof"}
    plain |= {"@context": [*plain["@context"], STATUS_LIST_2021], "credentialStatus": OLD_ENTRY}
    document = data_integrity.add(plain, SIGNER, NOW)
    for places, wanted in (((), "PASS"), ((INDEX,), "FAIL")):
        listed = old_list(*places)[OLD] | {"@context": [VC1, STATUS_LIST_2021, integrity]}
        listed |= {"issuanceDate": "2026-01-01T00:00:00Z"}
        trusted = data_integrity.add(listed, SIGNER, NOW)

        assert verifier(status_lists={OLD: trusted}).verify(document).verdict == wanted
        assert verifier(status_lists={OLD: listed}).verify(document).verdict == "UNKNOWN"  # not signed
        changed = trusted | {"issuanceDate": "2026-01-02T00:00:00Z"}
        assert verifier(status_lists={OLD: changed}).verify(document).verdict == "UNKNOWN"


# How long a copy may be kept.


def test_a_copy_of_a_list_is_kept_no_longer_than_the_list_allows():
    listed = status_list()
    assert fresh_until(listed, NOW) is None
    subject = listed["credentialSubject"] | {"ttl": 300_000}
    assert fresh_until(listed | {"credentialSubject": subject}, NOW) == NOW + timedelta(minutes=5)
    until = {"credentialSubject": subject, "validUntil": "2026-05-01T12:01:00Z"}
    assert fresh_until(listed | until, NOW) == datetime(2026, 5, 1, 12, 1, tzinfo=UTC)
    for odd in (-1, "300", True, 10**15):
        assert fresh_until(listed | {"credentialSubject": subject | {"ttl": odd}}, NOW) is None


# What was looked at is said, and no more.


@pytest.mark.parametrize(
    ("purpose", "said"),
    [("suspension", "not suspended"), ("refresh", "no newer version"), ("message", "no message about this badge")],
)
def test_a_list_of_another_purpose_says_nothing_of_revocation(purpose, said):
    found = answer(entry(statusPurpose=purpose), lists=bits(purpose=purpose))

    assert found[0] == "PASS" and said in found[1]
    assert "has not revoked" not in found[1] and "no list on which this badge could be revoked" in found[1]


def test_every_list_that_was_looked_at_is_said_once():
    lists = bits(purpose=["revocation", "suspension"])
    found = answer(entry(statusPurpose="suspension"), entry(), entry(), lists=lists)

    assert found == ("PASS", "The issuer has not revoked this badge. The issuer has not suspended this badge.")


def test_a_newer_version_is_offered_beside_the_answer_on_revocation():
    lists = {LIST: status_list(), OTHER: status_list(INDEX, purpose="refresh", id=OTHER)}
    renewed = entry(statusPurpose="refresh", statusListCredential=OTHER)
    found = answer(entry(), renewed, lists=lists)

    assert found == ("PASS", "The issuer has not revoked this badge. The issuer offers a newer version of this badge.")
