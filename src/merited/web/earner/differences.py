"""Two texts side by side: which words stand in only one of them. autosave.js marks them in the same way."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST = 1_000_000  # pairs of words; past that the whole middle is marked, and nobody waits


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `only_here` when the other text does not have it."""

    text: str
    only_here: bool


def apart(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces. Joined, the pieces are the text, to the last character.

    >>> [(piece.text, piece.only_here) for piece in apart("We check twice.", "We check.")[0]]
    [('We ', False), ('check twice.', True)]
    """
    a, b = _words(one), _words(other)
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    left, right = a[start : len(a) - end], b[start : len(b) - end]
    head, tail = "".join(a[:start]), "".join(a[len(a) - end :])
    both = ([Piece(head, False)], [Piece(head, False)])
    if len(left) * len(right) > MOST:
        both[0].append(Piece("".join(left), True))
        both[1].append(Piece("".join(right), True))
    else:
        for kind, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
            both[0].append(Piece("".join(left[i:j]), kind != "equal"))
            both[1].append(Piece("".join(right[k:m]), kind != "equal"))
    for pieces in both:
        pieces.append(Piece(tail, False))
    return _joined(both[0]), _joined(both[1])


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\S+", text)


def _joined(pieces: list[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for one in pieces:
        if found and found[-1].only_here == one.only_here:
            found[-1] = Piece(found[-1].text + one.text, one.only_here)
        elif one.text:
            found.append(one)
    return found
