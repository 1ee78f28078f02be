"""The Open Badges 2.0 badges of 1EdTech's public validator: our verdict offline, and with the folder's own documents.

1EdTech says Valid or Warning of each. Offline nothing of Open Badges 2.0 can pass: a hosted badge is proven by its
address, a signed one by a key at an address. Where ours differs with the documents at hand, the table says why.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import merited_credentials as mc
from merited_credentials import ob2

NOW = datetime(2026, 5, 1, tzinfo=UTC)
HOSTED = "A hosted badge: offline nobody has seen its address, and with its pages at hand it holds."
SIGNED = "A signed badge: offline the issuer's key is missing, and with its pages at hand the signature holds."
NO_BADGE = (
    "The validator is asked whether this one document is valid, and it is (format and context). The verdict here is on "
    "badges that somebody earned, and this is none: it can be neither genuine nor forged, so it stays UNKNOWN."
)
# File -> (1EdTech, ours offline, ours with the folder's documents, why).
TABLE: dict[str, tuple[str, str, str, str]] = {
    "basic-assertion.json": ("Valid", "UNKNOWN", "PASS", HOSTED),
    "basic-assertion-no-public-key.json": ("Valid", "UNKNOWN", "PASS", HOSTED + " The issuer needs no key for it."),
    "basic-assertion-with-language.json": ("Valid", "UNKNOWN", "PASS", HOSTED),
    "assertion-with-endorsements.json": ("Valid", "UNKNOWN", "PASS", HOSTED + " Endorsements are not followed."),
    "assertion-with-extension-node-basic.json": ("Valid", "UNKNOWN", "PASS", HOSTED + " Extensions are kept unread."),
    "assertion-with-multiple-extensions.json": ("Valid", "UNKNOWN", "PASS", HOSTED + " Extensions are kept unread."),
    "basic-assertion-with-allowed-origins.json": ("Valid", "UNKNOWN", "PASS", HOSTED),
    "basic-assertion-with-allowed-origins-valid-starts-with.json": ("Valid", "UNKNOWN", "PASS", HOSTED),
    "basic-assertion-with-allowed-origins-valid-multiple-starts-with.json": ("Valid", "UNKNOWN", "PASS", HOSTED),
    "simple-badge.png": ("Valid", "UNKNOWN", "PASS", HOSTED),
    "simple.jwt": ("Valid", "UNKNOWN", "PASS", SIGNED),
    "simple-not-revoked.jwt": ("Valid", "UNKNOWN", "PASS", SIGNED + " The list of revoked badges is empty."),
    "warning-with-redirection.json": (
        *("Warning", "UNKNOWN", "PASS"),
        "The class is served at another address than the one it names as its own. The validator warns; here it is "
        "asked for at its own address, and what that shows is the class. A badge is as genuine after a page has moved.",
    ),
    "warning-issuer-non-http.json": (
        *("Warning", "UNKNOWN", "UNKNOWN"),
        "The issuer is named by a urn:uuid. No address belongs to it, so nobody can be shown to be it, and a badge "
        "without a shown issuer never passes here. The validator only warns.",
    ),
    "issuer-compact-iri-validation.json": ("Valid", "UNKNOWN", "UNKNOWN", NO_BADGE),
    "assets/badgeclass1.json": ("Valid", "UNKNOWN", "UNKNOWN", NO_BADGE),
    "assets/badge-with-data-image.json": ("Valid", "UNKNOWN", "UNKNOWN", NO_BADGE),
    "assets/badgeclass-with-complex-image.json": ("Valid", "UNKNOWN", "UNKNOWN", NO_BADGE),
}


@pytest.fixture(scope="module")
def folder(conformance: Path) -> Path:
    return conformance / "fixtures" / "ob20"


def given(folder: Path, name: str) -> Any:
    data = (folder / name).read_bytes()
    text = (mc.unbake(data) or "") if name.endswith(".png") else data.decode()
    return json.loads(text) if text.strip().startswith("{") else text


def served(folder: Path, badge: Any) -> Callable[[str], Any]:
    """example.org as the validator's tests have it: a page is the file of that name, and the badge is at its own id.

    Many files are served at one address and name another as their own. Each is then served there too, as it would be
    on the web, where the first is a redirect to the second.
    """
    by_id = {badge["id"]: badge} if isinstance(badge, dict) else {}

    def fetch(address: str) -> Any:
        _, _, name = address.partition("://example.org/")
        file = folder / "assets" / name
        if address not in by_id and name and file.is_file():
            page = json.loads(file.read_bytes())
            by_id.setdefault(page["id"], page)
            return page
        return by_id.get(address)

    return fetch


def check(folder: Path, name: str) -> tuple[ob2.Checked, ob2.Checked]:
    badge = given(folder, name)
    offline = ob2.check(badge, fetch=lambda _address: None, now=NOW)
    return offline, ob2.check(badge, fetch=served(folder, badge), now=NOW)


def test_the_table_names_every_published_badge_with_its_published_verdict(conformance):
    published = json.loads((conformance / "fixtures" / "expected.json").read_bytes())

    expected = {one["file"]: one["expect"] for one in published if one["file"].startswith("ob20/")}

    assert {f"ob20/{name}": row[0] for name, row in TABLE.items()} == expected


@pytest.mark.parametrize("name", TABLE)
def test_our_verdict_offline_and_with_the_documents(folder, name):
    _, offline, with_documents, why = TABLE[name]

    alone, at_hand = check(folder, name)

    assert (alone.verdict, at_hand.verdict) == (offline, with_documents), (why, at_hand.steps)
    assert "FAIL" not in {step.result for step in (*alone.steps, *at_hand.steps)}
    assert at_hand.steps[1].result == "PASS"  # the words of every one of them are those of Open Badges 2.0


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row[3] == NO_BADGE])
def test_what_is_no_badge_is_still_examined(folder, name):
    document = given(folder, name)

    node, findings = ob2.read_node(document, ob2.class_of(document))

    assert findings == () and ob2.to_document(node) == document


def test_every_document_of_the_folder_is_read_and_written_without_loss(folder):
    seen = 0
    for file in sorted(folder.rglob("*.json")):
        try:
            document = json.loads(file.read_bytes())
        except ValueError:
            continue  # a vocabulary with a line of text before it
        wanted = ob2.class_of(document)
        if wanted is not None:
            node, findings = ob2.read_node(document, wanted)
            assert findings == () and ob2.to_document(node) == document, (file.name, findings)
            seen += 1
    assert seen >= 40


# Faults that the folder holds parts for, each put together here: (badge class, what fails).
REFUSED = {
    "startsWith elsewhere": "badgeclass-with-verification-invalid-starts-with.json",
    "startsWith elsewhere, twice": "badgeclass-with-verification-invalid-multiple-starts-with.json",
}


@pytest.mark.parametrize("name", REFUSED.values(), ids=REFUSED)
def test_a_badge_outside_the_issuers_places_fails(folder, name):
    badge = given(folder, "basic-assertion.json") | {"badge": f"https://example.org/{name}"}

    checked = ob2.check(badge, fetch=served(folder, badge), now=NOW)

    assert checked.verdict == "FAIL"
    assert next(step.id for step in checked.steps if step.result == "FAIL") == "issuer"


def test_a_changed_signed_badge_fails_and_another_issuers_key_does_not_help(folder):
    token = given(folder, "simple.jwt")
    head, payload, signature = token.strip().split(".")
    other = given(folder, "simple-not-revoked.jwt").strip().split(".")

    for forged in (f"{head}.{other[1]}.{signature}", f"{head}.{payload}.{other[2]}"):
        checked = ob2.check(forged, fetch=served(folder, None), now=NOW)
        assert checked.verdict == "FAIL" and checked.step("proof").result == "FAIL"


def test_the_folders_list_of_revoked_badges_is_read(folder):
    listed, findings = ob2.read_node(given(folder, "assets/revocation-list.json"), ob2.RevocationList)

    assert findings == () and len(listed.revoked_assertions) == 3
    assert listed.revoked_assertions[0].revocation_reason == "A good reason, for sure"
