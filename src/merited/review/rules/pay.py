"""What filed readings come to in a month. Pure Python; it counts readings and knows nothing of what they say."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from merited.review.rules.stages import Purpose


class Paid(StrEnum):
    """What is paid alike."""

    READING = "reading"  # a first or a second one
    ADJUDICATION = "adjudication"


def kind_paid(purpose: str) -> Paid:
    """How a reading is paid.

    >>> str(kind_paid("second")), str(kind_paid("third"))
    ('reading', 'adjudication')
    """
    return Paid.ADJUDICATION if purpose == Purpose.THIRD else Paid.READING


@dataclass(frozen=True, slots=True)
class Rates:
    """What one filed reading is paid, in whole units."""

    reading: int = 20
    adjudication: int = 35


@dataclass(frozen=True, slots=True)
class Filed:
    """So many readings of a kind, filed by somebody."""

    person: UUID
    name: str
    kind: Paid
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One reviewer's month."""

    name: str
    readings: int
    adjudications: int
    total: int


def pay_lines(filed: Iterable[Filed], rates: Rates) -> list[Line]:
    """One line for each reviewer, by name.

    >>> someone = UUID(int=1)
    >>> pay_lines([Filed(someone, "Petra", Paid.READING, 3), Filed(someone, "Petra", Paid.ADJUDICATION, 1)], Rates())
    [Line(name='Petra', readings=3, adjudications=1, total=95)]
    """
    counts: dict[UUID, dict[Paid, int]] = {}
    names: dict[UUID, str] = {}
    for one in filed:
        names[one.person] = one.name
        kinds = counts.setdefault(one.person, dict.fromkeys(Paid, 0))
        kinds[one.kind] += one.count
    found = []
    for person in sorted(names, key=lambda key: (names[key], key.bytes)):
        n = counts[person]
        total = n[Paid.READING] * rates.reading + n[Paid.ADJUDICATION] * rates.adjudication
        found.append(Line(names[person], n[Paid.READING], n[Paid.ADJUDICATION], total))
    return found
