"""Seeded changes in badges and pages of Open Badges 2.0: what passes is the issuer's own; nothing is raised."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest

from merited_credentials.jose.token import encode
from ob2_cast import EVIL, HOME, HOSTED, ID, MARLA, SIGNED, changed, check, pages, signed

ODD: list[Any] = [
    *(None, True, 0, -1, 1.5, "", "x", [], {}, [[]], [None], {"id": 1}, "\u0000", "\ud800"[:0], "https://[", "#"),
    *(f"{EVIL}/1", HOME, "urn:x", ["Assertion"], "hosted", "signed", "https://a:99999/", "https://x#y#z", {"@id": "x"}),
]


def inside(value: Any) -> list[Any]:
    """Every object and list in a document."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = [value] if isinstance(value, dict | list) else []
    return own + [one for item in items for one in inside(item)]


def with_a_change(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    found = copy.deepcopy(document)
    place = chance.choice(inside(found))
    if isinstance(place, list):
        place.insert(chance.randrange(len(place) + 1), copy.deepcopy(chance.choice(ODD)))
        return found
    name = chance.choice([*place, "verify", "revoked", "expires", "@context", "type", "id", "uid", "new"])
    if chance.random() < 0.3:
        place.pop(name, None)
    else:
        place[name] = copy.deepcopy(chance.choice(ODD))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_a_changed_copy_of_a_hosted_badge_never_shows_more_than_the_issuers_own(seed):
    chance = random.Random(seed)
    for _ in range(100):
        copy_in_hand = with_a_change(HOSTED, chance)
        checked = check(copy_in_hand)
        if checked.verdict == "PASS":
            assert checked.document == HOSTED, copy_in_hand


@pytest.mark.parametrize("seed", range(4))
def test_a_changed_signed_badge_never_passes(seed):
    chance = random.Random(seed)
    head, _, signature = signed(SIGNED).split(".")
    for _ in range(100):
        payload = with_a_change(SIGNED, chance)
        checked = check(f"{head}.{encode(json.dumps(payload).encode())}.{signature}")
        # The same members written in another order are other bytes, so even an unchanged copy fails.
        assert checked.verdict != "PASS", payload


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_pages_say_is_answered(seed):
    chance = random.Random(seed)
    for _ in range(100):
        found = {
            address: with_a_change(page, chance) if chance.random() < 0.5 else page for address, page in pages().items()
        }
        for given in (found[ID], signed(changed(SIGNED))):
            checked = check(given, found, recipient=chance.choice([MARLA, "", "x", "\ud800", "+1 2"]))
            assert [step.id for step in checked.steps][-1] == "recipient"
            assert all(step.sentence for step in checked.steps)
