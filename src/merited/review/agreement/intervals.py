"""How sure a number is: Wilson's interval for a proportion, the jackknife over items for everything else.

Nothing here is drawn at random, so the same ratings give the same interval.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import atanh, fsum, sqrt, tanh

from merited.base.words import _

ENOUGH = 20  # below so many items nobody is judged by the number: half of an interval is a sixth of the scale and more
Z = 1.959963984540054  # the 97.5th percentile of the normal distribution
# The same of Student's distribution, for 1 to 10 degrees of freedom; beyond, the series of `student` is exact enough.
_FEW = (12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139)
_NOTHING = 1e-9  # what rounding leaves where there is nothing

Contribution = tuple[float, ...]  # what one item adds to the sums that a formula needs
Formula = Callable[[Sequence[float]], float | None]  # from these sums to a value, or None where there is none


class Why(StrEnum):
    """Why a number or its interval is not there."""

    NO_PAIRS = "no-pairs"
    ONE_LEVEL = "one-level"
    NO_VARIATION = "no-variation"
    ONE_ITEM = "one-item"
    NO_SPREAD = "no-spread"


WORDS = {
    Why.NO_PAIRS: _("No item was rated by two people, so nothing can be compared."),
    Why.ONE_LEVEL: _("There is only one level, so nobody could have differed."),
    Why.NO_VARIATION: _("Everyone gave the same level everywhere, so agreement by chance cannot be told from agreement."),
    Why.ONE_ITEM: _("It rests on a single item, so there is no telling how sure it is."),
    Why.NO_SPREAD: _("Every item says the same, so there is no spread to take an interval from; read that of exact agreement."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval, and why one of them is missing."""

    value: float | None
    low: float | None = None
    high: float | None = None
    why: Why | None = None


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a proportion of n (Wilson 1927, without continuity correction).

    >>> [round(end, 3) for end in wilson(0.8, 20)]
    [0.584, 0.919]
    >>> [round(end, 3) for end in wilson(1.0, 20)]
    [0.839, 1.0]
    """
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))


def student(degrees: int) -> float:
    """The 97.5th percentile of Student's t (Abramowitz and Stegun 26.7.5; tabled up to ten degrees of freedom).

    >>> round(student(2), 3), round(student(19), 3), round(student(1000), 3)
    (4.303, 2.093, 1.962)
    """
    if degrees <= len(_FEW):
        return _FEW[degrees - 1]
    z2, v = Z * Z, degrees
    first = (z2 + 1) / 4
    second = ((5 * z2 + 16) * z2 + 3) / 96
    third = (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384
    fourth = ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160
    return Z * (1 + first / v + second / v**2 + third / v**3 + fourth / v**4)


def jackknife(kinds: Sequence[tuple[Contribution, int]], formula: Formula) -> Estimate:
    """A value and its 95 % interval: what the value would be without each item in turn tells how sure it is.

    `kinds` are what items add to the sums, each with how many items add it. The error is that of the delete-one jackknife
    (Fleiss and Davies 1982, for functions of counts such as kappa). The interval is made on Fisher's scale, as Moss (2024)
    recommends for measures of agreement, with Student's t on one degree of freedom less than there are items: so it stays
    between -1 and 1, and holds the truth about as often as it says also for 20 items, where the symmetric one does not
    (docs/rules/agreement.md has the figures). Sums are exact, so no order shows in a digit.
    """
    n = sum(count for _parts, count in kinds)
    totals = [
        fsum(column) for column in zip(*([part * count for part in parts] for parts, count in kinds), strict=True)
    ]
    value = formula(totals) if n else None
    if value is None:
        return Estimate(None, why=Why.NO_VARIATION)
    left = [(_less(totals, parts, formula), count) for parts, count in kinds]
    without = [(one, count) for one, count in left if one is not None]
    if n < 2 or len(without) < len(left):
        return Estimate(value, why=Why.ONE_ITEM)
    mean = fsum(one * count for one, count in without) / n
    error = sqrt((n - 1) / n * fsum((one - mean) ** 2 * count for one, count in without))
    if is_nothing(error) or is_nothing(1 - value):
        return Estimate(value, why=Why.NO_SPREAD)
    inside = max(value, _NOTHING - 1)  # -1 itself has no place on the scale
    half = student(n - 1) * error / (1 - inside * inside)
    low, high = tanh(atanh(inside) - half), tanh(atanh(inside) + half)
    return Estimate(value, min(value, low), max(value, high))


def _less(totals: Sequence[float], parts: Contribution, formula: Formula) -> float | None:
    return formula([total - part for total, part in zip(totals, parts, strict=True)])


def is_nothing(number: float) -> bool:
    """Whether it is zero but for rounding."""
    return abs(number) < _NOTHING
