"""Judgments as long rows for a many-facet Rasch analysis elsewhere (person, rater, item), without anyone's name."""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

HEADER = ("person", "item", "rater", "level", "levels", "purpose", "attempt", "month", "work", "twice")
LEAST_KEY = 16  # bytes
# Why an attempt was read twice, in the column `twice`; blank where one person read it.
DRAWN, AT_THE_LINE = "drawn", "line"

Key = TypeVar("Key", bound=UUID)


@dataclass(frozen=True, slots=True)
class Judgment:
    """One criterion as scored in one reading. `person`, `rater` and `work` are keys of the installation; none gets out."""

    person: str  # the earner
    item: str  # the criterion with its micro-credential and version, so that "a1.c1" of two of them stay apart
    rater: str
    level: int  # 1 is the lowest
    levels: int  # how many the scale has
    purpose: str  # of the reading: first, second, third, seed
    attempt: int  # 1 is the first
    month: str  # in which it was decided, such as 2026-03
    work: str  # the attempt: what two readers of the same work share
    twice: str = ""


def long_rows(judgments: Iterable[Judgment], *, key: bytes) -> Iterator[tuple[str, ...]]:
    """The rows below HEADER, one after the other, as they come (`shuffled` says in which order they should).

    The key is drawn at random for each export (`secrets.token_bytes(32)`) and kept nowhere, unless somebody asks for
    pseudonyms that hold from one export to the next: the same person has the same pseudonym throughout one export,
    another in the next, and there is no way back. Who both earns and reviews has two that do not show it. No cell
    begins like a formula. ValueError for a short key.
    """
    if len(key) < LEAST_KEY:
        raise ValueError("a pseudonym needs a key of at least 16 random bytes")
    for one in judgments:
        yield (
            _pseudonym(key, "p", one.person),
            f"'{one.item}" if one.item[:1] in "=+-@\t\r" else one.item,
            _pseudonym(key, "r", one.rater),
            str(one.level),
            str(one.levels),
            one.purpose,
            str(one.attempt),
            one.month,
            _pseudonym(key, "w", one.work),
            one.twice,
        )


def shuffled(readings: Iterable[Key], *, key: bytes) -> list[Key]:
    """Readings in an order that tells nothing of when they were filed, nor by whom; with the same key the same order."""
    return sorted(readings, key=lambda one: hmac.digest(key, b"order" + one.bytes, "sha256"))


def _pseudonym(key: bytes, role: str, person: str) -> str:
    return f"{role}-{hmac.digest(key, f'{role}:{person}'.encode(), 'sha256').hex()[:16]}"
