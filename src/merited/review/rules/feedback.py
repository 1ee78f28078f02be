"""Reading a reviewer's words: what was seen, the one next move, what need not be redone."""

import re
from collections.abc import Iterable
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


# Where in the work: a piece (a2, p1, a2-1.jpg), a time (05:10), a page or a question, or the earner's own words.
_PLACE = re.compile(
    r"\b[ap]\d+\b|\b\d{1,2}:\d{2}\b"
    r"|\b(?:page|slide|question|line|plan|minute|p[aá]gina|pregunta|l[ií]nea|minuto)s?\s+\d+"
    r"|[“\"«][^”\"»]{8,}[”\"»]",
    re.IGNORECASE,
)
_STAYS = re.compile(
    r"\b(?:keeps?|stays?|need(?:s)? not|need no|nothing else|as (?:it|they) (?:is|are)|(?:is|are) met"
    r"|conserva|se quedan?|no hace falta|como est[aá]n?)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{5,}")
ENOUGH_SHARED = 3  # longer words in common with the descriptors: fewer is chance


@dataclass(frozen=True, slots=True)
class Hints:
    """What words that teach have in them. They are hints for the writer, and hold nothing back."""

    place: bool  # names a piece of the work, a time or the earner's words
    descriptor: bool  # says what the criterion asks
    move: bool  # one next move
    keeps: bool  # what need not be redone


def hints_of(words: str, descriptors: Iterable[str]) -> Hints:
    """Look at words for one criterion, by its name and descriptors.

    >>> asks = ["For each learner the educator cites words or structures and names a next step in language."]
    >>> hints_of("In a2 your comments quote words; for C the next step in language is missing, the learner is not cited. "
    ...          "One next move: add it. The rest stays.", asks)
    Hints(place=True, descriptor=True, move=True, keeps=True)
    >>> hints_of("Nice work!", asks)
    Hints(place=False, descriptor=False, move=False, keeps=False)
    """
    asked = {_stem(one) for text in descriptors for one in _WORD.findall(text)}
    said = {_stem(one) for one in _WORD.findall(words)}
    parts = parts_of(words)
    return Hints(
        place=bool(_PLACE.search(words)),
        descriptor=len(asked & said) >= ENOUGH_SHARED,
        move=bool(parts.move),
        keeps=bool(_STAYS.search(words)),
    )


def _stem(word: str) -> str:
    """The first five letters: "learner" and "learners" are one word here."""
    return word.lower()[:5]
