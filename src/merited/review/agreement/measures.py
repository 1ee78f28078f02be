"""The measures of agreement: exact, adjacent, kappa, AC1, alpha. Each with how many items and pairs, and an interval."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum

from merited.review.agreement.intervals import (
    ENOUGH,
    Contribution,
    Estimate,
    Formula,
    Why,
    is_nothing,
    jackknife,
    wilson,
)
from merited.review.agreement.ratings import Rated, Ratings

Matrix = tuple[tuple[float, ...], ...]


class Measure(StrEnum):
    """What is measured."""

    EXACT = "exact_agreement"
    ADJACENT = "exact_or_adjacent"
    KAPPA = "cohen_kappa"
    KAPPA_LINEAR = "kappa_linear"
    KAPPA_QUADRATIC = "kappa_quadratic"
    AC1 = "gwet_ac1"
    ALPHA_NOMINAL = "alpha_nominal"
    ALPHA_ORDINAL = "alpha_ordinal"
    ALPHA_INTERVAL = "alpha_interval"


class Weights(StrEnum):
    """How much of an agreement two levels are: none unless equal, or less the further apart their values are."""

    PLAIN = "cohen_kappa"
    LINEAR = "kappa_linear"
    QUADRATIC = "kappa_quadratic"


class Metric(StrEnum):
    """How far apart two levels are: different, by how many ratings lie between them, or by their values."""

    NOMINAL = "alpha_nominal"
    ORDINAL = "alpha_ordinal"
    INTERVAL = "alpha_interval"


@dataclass(frozen=True, slots=True)
class Statistic:
    """One measure of one set of ratings. `value` and the ends of the 95 % interval may be None; `why` says why."""

    measure: Measure
    method: str
    value: float | None
    low: float | None
    high: float | None
    items: int  # rated by two or more
    pairs: int
    why: Why | None = None
    groups: int = 0  # of these items: what the interval goes by

    @property
    def enough(self) -> bool:
        """False means "too few to judge": show no number by which anybody could be compared."""
        return self.groups >= ENOUGH


@dataclass(frozen=True, slots=True)
class Report:
    """Every measure of one set of ratings."""

    levels: tuple[float, ...]
    raters: int
    items: int
    shared: int
    ratings: int
    pairs: int
    statistics: tuple[Statistic, ...]
    groups: int = 0  # of items that two or more rated

    @property
    def enough(self) -> bool:
        """False means "too few to judge"."""
        return self.groups >= ENOUGH

    def __getitem__(self, measure: Measure) -> Statistic:
        return next(one for one in self.statistics if one.measure == measure)


def report(ratings: Ratings) -> Report:
    """Every measure at once."""
    kappas = (kappa(ratings, weights) for weights in Weights)
    alphas = (alpha(ratings, metric) for metric in Metric)
    return Report(
        ratings.levels,
        len(ratings.raters),
        len(ratings.items),
        len(ratings.shared),
        sum(map(len, ratings.items)),
        ratings.pairs,
        (exact(ratings), adjacent(ratings), *kappas, ac1(ratings), *alphas),
        ratings.independent,
    )


def exact(ratings: Ratings) -> Statistic:
    """The share of pairs of raters who gave an item the same level: averaged within an item first, then over items."""
    return _share(ratings, Measure.EXACT, 0)


def adjacent(ratings: Ratings) -> Statistic:
    """The same for equal or neighboring levels. Neighbors are those next to each other among the declared levels."""
    return _share(ratings, Measure.ADJACENT, 1)


def kappa(ratings: Ratings, weights: Weights = Weights.PLAIN) -> Statistic:
    """Cohen's kappa of two raters (1960; weighted 1968), over what both rated. With more, Conger's (1980), which is
    Cohen's for two: observed agreement as in `exact`, chance from each rater's own use of the levels, every pair of
    raters counting the same; a missing rating leaves out what it would have told (Gwet 2014, 4th ed.)."""
    matrix = _weights(ratings.levels, weights)
    two = len(ratings.raters) <= 2
    least = 2 if two else 1  # of two, what only one rated tells nothing
    size = len(ratings.levels)
    places = {rater: number for number, rater in enumerate(ratings.raters)}

    def added(item: Rated) -> Contribution:
        parts = [0.0] * (len(places) * size)
        for rater, rank in item:
            parts[places[rater] * size + rank] = 1.0
        return (*_observed(ratings.counts_of(item), matrix), *parts)

    def value(sums: Sequence[float]) -> float | None:
        rows = [sums[start : start + size] for start in range(2, len(sums), size)]
        return _corrected(sums, _chance_by_rater(rows, matrix))

    method = "Cohen 1960, 1968" if two else "Conger 1980"
    return _statistic(ratings, Measure(weights.value), method, _jackknife(ratings, added, value, least=least))


def ac1(ratings: Ratings) -> Statistic:
    """Gwet's AC1 (2008), for two raters and more, with missing ratings: chance agreement is the sum of pi * (1 - pi) over
    all declared levels, divided by their number less one, pi being the share of a level within an item, averaged."""
    size = len(ratings.levels)
    matrix = _weights(ratings.levels, Weights.PLAIN)

    def added(item: Rated) -> Contribution:
        counts = ratings.counts_of(item)
        return (*_observed(counts, matrix), 1.0, *(count / len(item) for count in counts))

    def value(sums: Sequence[float]) -> float | None:
        rated = sums[2]
        if is_nothing(rated) or size == 1:
            return None
        shares = [one / rated for one in sums[3:]]
        return _corrected(sums, fsum(one * (1 - one) for one in shares) / (size - 1))

    found = _jackknife(ratings, added, value)
    return _statistic(ratings, Measure.AC1, "Gwet 2008", found)


def alpha(ratings: Ratings, metric: Metric = Metric.ORDINAL) -> Statistic:
    """Krippendorff's alpha (2011), for any number of raters; an item with a single rating is left out."""
    size = len(ratings.levels)

    def added(item: Rated) -> Contribution:
        counts = ratings.counts_of(item)
        others = len(item) - 1
        return tuple(
            counts[c] * (counts[k] - (c == k)) / others for c in range(size) for k in range(size)
        )  # the item's coincidences

    def value(sums: Sequence[float]) -> float | None:
        rows = [sums[start : start + size] for start in range(0, len(sums), size)]
        margins = [fsum(row) for row in rows]
        apart = _distances(ratings.levels, margins, metric)
        cells = [(c, k) for c in range(size) for k in range(size)]
        expected = fsum(margins[c] * margins[k] * apart[c][k] for c, k in cells)
        if is_nothing(expected):
            return None
        return 1 - (fsum(margins) - 1) * fsum(rows[c][k] * apart[c][k] for c, k in cells) / expected

    found = _jackknife(ratings, added, value, least=2)
    return _statistic(ratings, Measure(metric.value), "Krippendorff 2011", found)


def _share(ratings: Ratings, measure: Measure, reach: int) -> Statistic:
    places = range(len(ratings.levels))
    matrix = tuple(tuple(float(abs(a - b) <= reach) for b in places) for a in places)
    method = "pairs within an item, averaged over items; Wilson 1927"
    if not ratings.shared:
        return _statistic(ratings, measure, method, Estimate(None, why=Why.NO_PAIRS))
    kinds = Counter(ratings.shared).items()
    agreed = fsum(_observed(ratings.counts_of(item), matrix)[0] * count for item, count in kinds)
    found = min(1.0, agreed / len(ratings.shared))
    # With more than two raters an item is no coin: what it adds lies between 0 and 1, so the interval is wide enough.
    # The same holds for a group of items: it is one fact, and no more.
    return _statistic(ratings, measure, method, Estimate(found, *wilson(found, ratings.independent)))


def _jackknife(
    ratings: Ratings, added: Callable[[Rated], Contribution], formula: Formula, *, least: int = 1
) -> Estimate:
    """Over groups of items that `least` people rated; the same ratings by the same people are looked at once."""
    kinds = Counter(tuple(item for item in items if len(item) >= least) for items in ratings.clusters)
    kinds.pop((), None)
    once = {item: added(item) for items in kinds for item in items}
    return jackknife([(_together([once[item] for item in items]), count) for items, count in kinds.items()], formula)


def _together(parts: Sequence[Contribution]) -> Contribution:
    return parts[0] if len(parts) == 1 else tuple(map(fsum, zip(*parts, strict=True)))


def _statistic(ratings: Ratings, measure: Measure, method: str, found: Estimate) -> Statistic:
    why = found.why
    if found.value is None:
        why = Why.NO_PAIRS if not ratings.shared else Why.ONE_LEVEL if len(ratings.levels) == 1 else why
    items, pairs, groups = len(ratings.shared), ratings.pairs, ratings.independent
    return Statistic(measure, method, found.value, found.low, found.high, items, pairs, why, groups)


def _weights(levels: Sequence[float], weights: Weights) -> Matrix:
    """1 for equal levels; for others what their values leave of it."""
    power = {Weights.PLAIN: 0, Weights.LINEAR: 1, Weights.QUADRATIC: 2}[weights]
    most = levels[-1] - levels[0] or 1.0
    return tuple(tuple(1.0 if a == b else 1 - (abs(a - b) / most) ** power for b in levels) for a in levels)


def _observed(counts: Sequence[int], weights: Matrix) -> tuple[float, float]:
    """What an item adds to the sum of observed agreement, and to the number of items that two rated."""
    raters = sum(counts)
    if raters < 2:
        return 0.0, 0.0
    places = range(len(counts))
    agreeing = sum(counts[a] * (sum(weights[a][b] * counts[b] for b in places) - 1) for a in places)
    return agreeing / (raters * (raters - 1)), 1.0


def _chance_by_rater(rows: Sequence[Sequence[float]], weights: Matrix) -> float | None:
    """Agreement by chance of two different raters, each with the own use of the levels, averaged over pairs."""
    totals = [sum(row) for row in rows]
    shares = [[one / total for one in row] for row, total in zip(rows, totals, strict=True) if not is_nothing(total)]
    if len(shares) < 2:
        return None
    places = range(len(weights))
    together = [fsum(column) for column in zip(*shares, strict=True)]

    def met(row: Sequence[float]) -> float:
        return fsum(weights[a][b] * row[a] * row[b] for a in places for b in places)

    # All pairs at once: everyone with everyone, less everyone with themselves.
    return (met(together) - fsum(met(row) for row in shares)) / (len(shares) * (len(shares) - 1))


def _corrected(sums: Sequence[float], chance: float | None) -> float | None:
    """Agreement beyond chance; None without a pair, and where chance alone explains everything."""
    if chance is None or is_nothing(sums[1]) or is_nothing(1 - chance):
        return None
    return (sums[0] / sums[1] - chance) / (1 - chance)


def _distances(levels: Sequence[float], margins: Sequence[float], metric: Metric) -> Matrix:
    """The squared differences of alpha."""
    most = levels[-1] - levels[0] or 1.0

    def between(a: int, b: int) -> float:
        low, high = min(a, b), max(a, b)
        if metric is Metric.NOMINAL:
            return float(a != b)
        if metric is Metric.INTERVAL:
            return ((levels[a] - levels[b]) / most) ** 2
        return (sum(margins[low : high + 1]) - (margins[a] + margins[b]) / 2) ** 2

    places = range(len(levels))
    return tuple(tuple(between(a, b) for b in places) for a in places)
