"""How strict a reviewer is: by how many levels above or below the reference, drawn toward zero while it is little."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from merited.review.agreement.intervals import ENOUGH, Why, is_nothing, student
from merited.review.agreement.ratings import Ratings

PRIOR = 10  # so many comparisons with no difference at all are thought along: n / (n + 10)
NOTABLE = 0.3  # of a level


@dataclass(frozen=True, slots=True)
class Severity:
    """`value` in levels: below zero is stricter than the reference, above zero is milder. For people to talk about:
    reviewers are calibrated, results are never adjusted by it."""

    value: float | None  # drawn toward zero
    low: float | None
    high: float | None
    mean: float | None  # as found
    n: int
    why: Why | None = None

    @property
    def enough(self) -> bool:
        """False means "too few to judge"."""
        return self.n >= ENOUGH

    @property
    def flagged(self) -> bool:
        """Whether the lead should look: three tenths of a level or more, and enough of it."""
        return self.enough and self.value is not None and abs(self.value) >= NOTABLE - 1e-9


def severity(given_and_reference: Iterable[tuple[float, float]], *, levels: Sequence[float]) -> Severity:
    """From pairs of the level given and the level of the seed or of the adjudication. ValueError for what is no level.

    >>> found = severity([(2, 3), (2, 2)] * 30, levels=(1, 2, 3))
    >>> round(found.mean, 3), round(found.value, 3), found.flagged
    (-0.5, -0.429, True)
    """
    rank = {level: place for place, level in enumerate(levels)}
    pairs = list(given_and_reference)
    if strange := {one for pair in pairs for one in pair} - rank.keys():
        raise ValueError(f"{sorted(strange)} are none of the levels {tuple(levels)}")
    return _shrunk([float(rank[given] - rank[reference]) for given, reference in pairs])


def severities(ratings: Ratings, *, reference: str | None = None) -> dict[str, Severity]:
    """Of each rater, against the rater who is the reference. Without one, against the mean of the others on the same
    item: that says who differs and not who is right, so look at no flag of it."""
    found: dict[str, list[float]] = {rater: [] for rater in ratings.raters if rater != reference}
    for item in ratings.shared:
        given = dict(item)
        for rater in given.keys() & found.keys():
            others = [rank for who, rank in item if (who == reference if reference is not None else who != rater)]
            if others:
                found[rater].append(given[rater] - sum(others) / len(others))
    return {rater: _shrunk(differences) for rater, differences in found.items()}


def _shrunk(differences: Sequence[float]) -> Severity:
    n = len(differences)
    if not n:
        return Severity(None, None, None, None, 0, Why.NO_PAIRS)
    mean, factor = fsum(differences) / n, n / (n + PRIOR)
    if n == 1:
        return Severity(mean * factor, None, None, mean, n, Why.ONE_ITEM)
    error = sqrt(fsum((one - mean) ** 2 for one in differences) / (n - 1) / n)
    if is_nothing(error):
        return Severity(mean * factor, None, None, mean, n, Why.NO_SPREAD)
    half = student(n - 1) * error
    return Severity(mean * factor, (mean - half) * factor, (mean + half) * factor, mean, n)
