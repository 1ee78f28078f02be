"""Judgments as long rows for a many-facet Rasch analysis elsewhere (earner, reviewer, criterion), without anyone's name."""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

HEADER = ("earner", "reviewer", "criterion", "level", "attempt", "purpose")
LEAST_KEY = 16  # bytes


@dataclass(frozen=True, slots=True)
class Judgment:
    """One criterion as scored in one reading. `earner` and `reviewer` are the keys of people; none of them gets out."""

    earner: str
    reviewer: str
    criterion: str  # with its micro-credential and version, so that "a1.c1" of two of them stay apart
    level: int
    attempt: int  # 1 is the first
    purpose: str  # of the reading: first, second, adjudication, seed ...


def long_rows(judgments: Iterable[Judgment], *, key: bytes) -> Iterator[tuple[str, ...]]:
    """The rows below HEADER. The key is drawn at random for each export (`secrets.token_bytes(32)`) and kept nowhere:
    the same person has the same pseudonym throughout one export, another in the next, and there is no way back. Who
    both earns and reviews has two that do not show it. Rows come in the order of pseudonyms, so that no sequence tells.
    ValueError for a short key."""
    if len(key) < LEAST_KEY:
        raise ValueError("a pseudonym needs a key of at least 16 random bytes")
    yield from sorted(
        (
            _pseudonym(key, "e", one.earner),
            _pseudonym(key, "r", one.reviewer),
            one.criterion,
            str(one.level),
            str(one.attempt),
            one.purpose,
        )
        for one in judgments
    )


def _pseudonym(key: bytes, role: str, person: str) -> str:
    return f"{role}-{hmac.digest(key, f'{role}:{person}'.encode(), 'sha256').hex()[:16]}"
