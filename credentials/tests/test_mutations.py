"""Every leaf of a signed badge, changed in four ways: none of the results may pass."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from cast import BADGE, VERIFIER, signed, status_list, verifier

Path = tuple[Any, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if items is None:
        yield path
    else:
        for key, item in items:
            yield from leaves(item, (*path, key))


def objects(value: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, dict):
        yield path
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from objects(item, (*path, key))


def at(document: Any, path: Path) -> Any:
    for key in path:
        document = document[key]
    return document


def with_value(path: Path, value: Any) -> Any:
    document = copy.deepcopy(FULL)
    at(document, path[:-1])[path[-1]] = value
    return document


# One badge with native numbers too, so that changes of type are tried on them.
_unsigned = {name: value for name, value in copy.deepcopy(BADGE).items() if name != "proof"}
_unsigned["credentialSubject"] |= {"creditsEarned": 1.5, "narrative": "How it went.", "role": "teacher"}
_unsigned["credentialSubject"]["achievement"] |= {"creditsAvailable": 3}
_unsigned["issuer"]["address"] = {
    "type": ["Address"], "addressLocality": "Alder Bay",
    "geo": {"type": "GeoCoordinates", "latitude": 44.5, "longitude": -124},
}  # fmt: skip
_unsigned["credentialSubject"]["achievement"]["creator"] = copy.deepcopy(_unsigned["issuer"])
FULL = signed(_unsigned)
LEAVES = list(leaves(FULL))
OBJECTS = list(objects(FULL))
NAMES = [".".join(map(str, path)) for path in LEAVES]


def passes(document: Any) -> bool:
    return VERIFIER.verify(document).verdict == "PASS"


def test_the_badge_passes_before_it_is_changed():
    assert passes(FULL)
    assert len(LEAVES) > 100


@pytest.mark.parametrize("path", LEAVES, ids=NAMES)
def test_no_changed_value_passes(path):
    value = at(FULL, path)
    if isinstance(value, bool):
        changes = [not value]
    elif isinstance(value, str):
        changes = [f"{value}x", f" {value}", f"{value}\u200b", ""]
    else:
        changes = [value + 1, value + 0.25, -value]

    assert [change for change in changes if passes(with_value(path, change))] == []


@pytest.mark.parametrize("path", LEAVES, ids=NAMES)
def test_no_changed_type_passes(path):
    value = at(FULL, path)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    others = [text, None, [value], [], {}, {"@value": value}, {"id": value}, {"en": value}, [[value]], True, 1, 0.5]
    # A type, an @context and a tag may be alone or in a list: the same said in another way, and read alike.
    others = [other for other in others if type(other) is not type(value) or other != value]
    if path[-1] in ("type", "statusPurpose"):
        others.remove([value])

    assert [other for other in others if passes(with_value(path, other))] == []


@pytest.mark.parametrize("path", LEAVES, ids=NAMES)
def test_no_removed_value_passes(path):
    document = copy.deepcopy(FULL)
    del at(document, path[:-1])[path[-1]]

    assert not passes(document)


ADDED = {
    "unheard": "of", "@id": "https://x.example/1", "@nest": {"name": "x"}, "@included": [{"id": "urn:x:1"}],
    "@reverse": {"https://x.example/p": {"id": "urn:x:1"}}, "@graph": [], "@index": "x", "@type": "x",
    "https://schema.org/name": "x", "schema:name": "x", "cred:validUntil": "2020-01-01T00:00:00Z", "": "x",
    "description": "An added word.", "narrative": "", "endorsement": [], "alignment": [], "inLanguage": None,
    "@context": BADGE["@context"], "image": {}, "url": "https://x.example/",
}  # fmt: skip


@pytest.mark.parametrize("path", OBJECTS, ids=[".".join(map(str, path)) or "badge" for path in OBJECTS])
@pytest.mark.parametrize("name", ADDED, ids=[name or "no name" for name in ADDED])
def test_no_added_member_passes(path, name):
    if (path, name) == (("proof",), "@context"):
        name = "@included"  # a proof may repeat the list of the badge: it is signed as if it did
    document = copy.deepcopy(FULL)
    place = at(document, path)
    place[name] = f"Not {place[name]}" if name in place else copy.deepcopy(ADDED[name])

    assert not passes(document)


def test_no_changed_status_list_clears_a_revoked_badge():
    listed = status_list(94_567)
    for path in leaves(listed):
        document = copy.deepcopy(listed)
        at(document, path[:-1])[path[-1]] = "x"

        assert verifier(status_lists={listed["id"]: document}).verify(BADGE).verdict != "PASS", path
