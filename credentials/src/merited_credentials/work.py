"""How much one verification may cost in all, and what it need not do twice.

One document is bounded by itself (strict_json.py, rdfc.py); but a presentation carries fifty, each may be signed ten
times, may be read in two ways and may name eight lists. So all that belongs to one call of `Verifier.verify` draws on
one budget. It is an object that is handed down, and no variable of the thread: whoever verifies something else
meanwhile, in a resolver of their own or in another thread, has a budget of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .errors import CredentialError, WorkUsedUp

_T = TypeVar("_T")
# No honest presentation comes near any of these.
MAX_STEPS_IN_ALL = 100_000  # of RDFC-1.0 (rdfc.py): two documents that are as tangled as one may be
MAX_VALUES_IN_ALL = 45_000  # values that are hashed: half as many again as the largest document has (strict_json.py)
# What the guards do: each value that they walk over, each word that one vocabulary lays over others, each member of
# two places that are compared. The largest document is walked over three times, and four times in some cases.
MAX_LOOKS_IN_ALL = 150_000
USED_UP = "Checking everything in this file would take more work than any honest file needs, so this was not checked."


@dataclass(slots=True, eq=False)
class Kept:
    """What was found out once is not found out again; what could not be is refused again without another try."""

    outcomes: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """The outcome of `make`, which is asked only the first time. Raises what it raised then (CredentialError)."""
        if key not in self.outcomes:
            try:
                self.outcomes[key] = make()
            except CredentialError as error:
                self.outcomes[key] = error
        found = self.outcomes[key]
        if isinstance(found, CredentialError):
            raise found
        answer: _T = found
        return answer


@dataclass(slots=True, eq=False)
class Work(Kept):
    """The budget of one verification: what is left of it."""

    steps: int = MAX_STEPS_IN_ALL
    values: int = MAX_VALUES_IN_ALL
    looks: int = MAX_LOOKS_IN_ALL

    def parts(self, count: int) -> list[Work]:
        """All that is left, in equal parts, for as many ways to read one document: none uses up that of another.

        So whether a document is too large to be checked does not depend on the way in which it was signed.
        """
        left = (self.steps // count, self.values // count, self.looks // count)
        self.steps, self.values, self.looks = (
            whole - count * part for whole, part in zip((self.steps, self.values, self.looks), left, strict=True)
        )
        return [Work(self.outcomes, *left) for _ in range(count)]

    def give_back(self, part: Work) -> None:
        """What is left of a part, when it is done."""
        self.steps += max(part.steps, 0)
        self.values += part.values
        self.looks += part.looks

    def lists(self, known: object) -> Kept:
        """What was found out about status lists, for all documents that are read with these vocabularies."""
        kept: tuple[object, Kept] = self.once(("lists", id(known)), lambda: (known, Kept()))  # held, so the id stays
        return kept[1]

    def take_steps(self, count: int) -> None:
        """Steps of RDFC-1.0, before they are taken. Raises WorkUsedUp."""
        self.steps -= count
        if self.steps < 0:
            raise WorkUsedUp(USED_UP)

    def take_values(self, count: int) -> None:
        """Values of a document, before it is hashed. Raises WorkUsedUp; what is refused costs nothing."""
        if count > self.values:
            raise WorkUsedUp(USED_UP)
        self.values -= count

    def take_looks(self, count: int) -> None:
        """What a guard does next, before it does it. Raises WorkUsedUp; what is refused costs nothing."""
        if count > self.looks:
            raise WorkUsedUp(USED_UP)
        self.looks -= count
