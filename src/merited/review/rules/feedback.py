"""Reading a reviewer's words: what was seen, the one next move, what need not be redone."""

import re
from dataclasses import dataclass

_MOVE = re.compile(r"\bone next move:\s*|\bun siguiente paso:\s*", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Words:
    """A reviewer's words in the three parts that the page shows. A part may be empty; nothing is ever left out."""

    seen: str
    move: str
    keep: str


def parts_of(words: str) -> Words:
    """Split at "One next move:". What follows its first sentence is what need not be redone.

    >>> parts_of("In a2 you re-teach. One next move: check again. Your plan is met and stays.")
    Words(seen='In a2 you re-teach.', move='Check again.', keep='Your plan is met and stays.')
    """
    found = _MOVE.search(words)
    if not found:
        return Words(words.strip(), "", "")
    move, *rest = _SENTENCE.split(words[found.end() :].strip(), maxsplit=1)
    return Words(words[: found.start()].strip(), move[:1].upper() + move[1:], rest[0] if rest else "")
