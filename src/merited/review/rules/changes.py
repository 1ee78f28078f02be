"""What changed from one attempt to the next: words that came and went, files that are the same, new or in another's place."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from merited.base.text import count_words

# How many equal pairs of pieces may be looked at in one go. Two thousand words against two thousand others stay below;
# past it whole sentences are compared, and past that the whole middle is marked, and nobody waits.
MOST_PAIRS = 150_000
FEW = 3  # words that stayed between two changes: fewer are marked with them, or a rewritten text would be confetti
_WORDS = re.compile(r"\s*\S+|\s+\Z")
_SENTENCES = re.compile(r".+?(?:[.!?]+(?=\s)|\n|\Z)|\s+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text; `changed` when the other text does not have it."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """Two texts side by side. Joined, the stretches of each are the text, to the last character."""

    before: tuple[Stretch, ...]
    now: tuple[Stretch, ...]

    @property
    def added(self) -> int:
        """How many words stand only in the later text."""
        return _count(self.now)

    @property
    def removed(self) -> int:
        """How many words stand only in the earlier text."""
        return _count(self.before)

    @property
    def any(self) -> bool:
        """Whether anything changed that a reader would notice."""
        return bool(self.added or self.removed)


def _count(stretches: Sequence[Stretch]) -> int:
    return len([one for part in stretches if part.changed for one in part.text.split() if count_words(one)])


def changes(before: str, now: str) -> Changes:
    """Which words came and which went.

    >>> found = changes("I checked once. It helped.", "I checked twice. It helped.")
    >>> [one.text for one in found.before if one.changed], [one.text for one in found.now if one.changed]
    ([' once.'], [' twice.'])
    >>> found.removed, found.added
    (1, 1)
    """
    a, b = _WORDS.findall(before), _WORDS.findall(now)
    start = _alike(a, b)
    end = _alike(a[start:][::-1], b[start:][::-1])
    left, right = a[start : len(a) - end], b[start : len(b) - end]
    head, tail = "".join(a[:start]), "".join(a[len(a) - end :])
    one, other = _apart(left, right)
    return Changes(_joined([(head, False), *one, (tail, False)]), _joined([(head, False), *other, (tail, False)]))


def _alike(a: Sequence[str], b: Sequence[str]) -> int:
    """How many pieces at the beginning are the same."""
    return next((n for n, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))


Marked = list[tuple[str, bool]]


def _apart(left: list[str], right: list[str]) -> tuple[Marked, Marked]:
    few = FEW
    if _pairs(left, right) > MOST_PAIRS:
        few = 1
        left, right = _SENTENCES.findall("".join(left)), _SENTENCES.findall("".join(right))
        if _pairs(left, right) > MOST_PAIRS:
            return [("".join(left), True)], [("".join(right), True)]
    one: Marked = []
    other: Marked = []
    for kind, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        changed = kind != "equal" or j - i < few
        one.append(("".join(left[i:j]), changed))
        other.append(("".join(right[k:m]), changed))
    return one, other


def _pairs(left: list[str], right: list[str]) -> int:
    """What one pass of the comparison costs: every piece with each of its equals on the other side."""
    there = Counter(right)
    return len(left) + len(right) + sum(n * there[piece] for piece, n in Counter(left).items())


def _joined(marked: Marked) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for text, changed in marked:
        if found and text and found[-1].changed == changed:
            found[-1] = Stretch(found[-1].text + text, changed)
        elif text:
            found.append(Stretch(text, changed))
    return tuple(found)


class Since(StrEnum):
    """How a file or link stands to the attempt before."""

    SAME = "same"
    NEW = "new"
    REPLACED = "replaced"  # another stands in its place
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Thing:
    """A file or a link in one place: what it is known by, and what kind it is. Equal keys are the same thing."""

    key: str
    kind: str


@dataclass(frozen=True, slots=True)
class Matched:
    """What stood there before beside what stands there now, by their numbers in the two lists."""

    since: Since
    before: int | None
    now: int | None


def matched(before: Sequence[Thing], now: Sequence[Thing]) -> list[Matched]:
    """Lay what was handed in before beside what is handed in now, in today's order; what is gone comes last.

    What is not the same takes the place of the first of its kind that went, so that both can be looked at together.

    >>> plan, photo, other = Thing("1", "pdf"), Thing("2", "image"), Thing("3", "image")
    >>> [(str(one.since), one.before, one.now) for one in matched([plan, photo], [plan, other])]
    [('same', 0, 0), ('replaced', 1, 1)]
    """
    left = list(range(len(before)))
    pairs: dict[int, tuple[Since, int | None]] = {}
    for n, thing in enumerate(now):
        same = next((i for i in left if before[i].key == thing.key), None)
        if same is not None:
            left.remove(same)
            pairs[n] = (Since.SAME, same)
    for n, thing in enumerate(now):
        if n not in pairs:
            went = next((i for i in left if before[i].kind == thing.kind), None)
            if went is not None:
                left.remove(went)
            pairs[n] = (Since.NEW if went is None else Since.REPLACED, went)
    found = [Matched(pairs[n][0], pairs[n][1], n) for n in range(len(now))]
    return [*found, *(Matched(Since.GONE, i, None) for i in left)]
