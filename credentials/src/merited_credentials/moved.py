"""A node that stands at several places is one node to a signature by words: members could be moved between the places.

So a member may stand at one place and not at another only where its home is plain: the one kind of node has it in its
class, and the other has not. Each place is written down once, places that say the same count as one, and what is
compared is counted before (work.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from .shapes import FREE_TYPE, WHOLE, class_of_member, members_of
from .strict_json import Json, count_values
from .work import Work

MAX_PLACES = 40
# Open Badges asks for its vocabulary at the second place, in badges and endorsements (5.1).
BADGES = frozenset({"OpenBadgeCredential", "AchievementCredential", "EndorsementCredential"})


class Place(NamedTuple):
    """Where an object stands, the object, and the member that led to it."""

    where: str
    node: dict[str, Json]
    through: str


@dataclass(frozen=True, slots=True)
class _Said:
    """What one place says: the text of each member, its types, and the members of its class."""

    through: str
    texts: dict[str, str]
    types: frozenset[str]
    home: frozenset[str]
    endorsed: bool


def types_of(node: dict[str, Json]) -> list[str]:
    """The names in `type`, whatever else stands there."""
    value = node.get("type")
    names = value if isinstance(value, list) else [value]
    return [name for name in names if isinstance(name, str)]


def is_described_twice(places: list[Place], work: Work) -> bool:
    """Whether the places of one node could have been different ones when it was signed. Raises WorkUsedUp."""
    if len(places) > MAX_PLACES:
        return True
    different: dict[tuple[str, frozenset[tuple[str, str]]], _Said] = {}
    for place in places:
        work.take_looks(count_values(place.node))
        said = _said(place)
        different[said.through, frozenset(said.texts.items())] = said
    return _is_any_movable(different.values(), work)


def deciding(document: dict[str, Json]) -> frozenset[int]:
    """The objects by which the verdict is found, each by its `id()`: the document, its subjects and its status."""
    found = [document]
    for name in ("credentialSubject", "credentialStatus"):
        value = document.get(name)
        found += [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]
    return frozenset(map(id, found))


def _said(place: Place) -> _Said:
    # `1`, `1.0` and `true` are equal to Python, and not to whoever reads the badge: so texts are compared.
    texts = {name: json.dumps(value, sort_keys=True) for name, value in place.node.items()}
    types = frozenset(types_of(place.node))
    endorsed = place.through == "credentialSubject" and "EndorsementSubject" in types
    return _Said(place.through, texts, types, members_of(types, place.through), endorsed)


def _is_any_movable(places: Iterable[_Said], work: Work) -> bool:
    listed = [*places]
    for one in listed:
        for other in listed:
            if one is not other:
                work.take_looks(1 + len(one.texts))
                if _movable(one, other):
                    return True
    return False


def _movable(one: _Said, other: _Said) -> bool:
    here, there = one.texts, other.texts
    if one.endorsed != other.endorsed:
        return not (_says_no_more(one, other) if one.endorsed else _says_no_more(other, one))
    if "type" in here and "type" in there and _types_movable(one, other):
        return True
    if any(here[name] != there[name] for name in (here.keys() & there.keys()) - {"type", "@context"}):
        return True
    return any(name not in one.home or name in other.home for name in here.keys() - there.keys() - {"@context"})


def _types_movable(one: _Said, other: _Said) -> bool:
    """Whether a type could have stood at the other place when this was signed: to the signature the node has them all.

    It could not where both places are of one class and say the same, nor where each says its own class and no more.
    """
    names, others = one.types, other.types
    classes = class_of_member(one.through), class_of_member(other.through)
    if names == others:
        return len(names) > 1 and classes[0] != classes[1]
    if names & others or FREE_TYPE.issuperset(classes):
        return True
    return not (_is_its_class(names, one.through) and _is_its_class(others, other.through))


def _is_its_class(names: frozenset[str], through: str) -> bool:
    """Whether these types are the class that belongs to a place, and nothing besides."""
    expected = class_of_member(through)
    if not through or expected in WHOLE:  # the document itself, or an endorsement
        return names <= {"VerifiableCredential", *BADGES}
    return len(names) == 1 if expected in FREE_TYPE else names == {expected}


def _says_no_more(endorsed: _Said, thing: _Said) -> bool:
    """Whether every member and type of the two has one home: an endorsement names the thing and comments on it.

    A comment or a type moved to the thing, or anything of the thing moved into the endorsement, breaks this.
    """
    plain = endorsed.texts.keys() <= {"id", "type", "endorsementComment"} and endorsed.types == {"EndorsementSubject"}
    return plain and "endorsementComment" not in thing.texts and "EndorsementSubject" not in thing.types
