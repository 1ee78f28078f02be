"""What good agreement is held to be: lines to watch, not grades. Data, with the words that a teacher reads."""

from dataclasses import dataclass
from enum import StrEnum

from merited.base.words import _
from merited.review.agreement.measures import Measure, Statistic


@dataclass(frozen=True, slots=True)
class Line:
    """From `least` on, a number gives no cause to look; `strong` is what it should grow to."""

    least: float
    strong: float | None = None


# Exact agreement on live work: the consensus standard of the PACT studies. The others are watch lines of good practice.
LINES = {
    Measure.EXACT: Line(0.70),
    Measure.ADJACENT: Line(0.95),
    Measure.KAPPA_QUADRATIC: Line(0.60),
    Measure.AC1: Line(0.60),
    Measure.ALPHA_ORDINAL: Line(0.667, 0.80),
}
THREE_LEVELS = 3  # with two levels everything is the same or a neighbor


class Where(StrEnum):
    """Where a number lies beside its line. The interval decides: a number that could be either says so."""

    ABOVE = "above"
    AROUND = "around"
    BELOW = "below"


WHERE = {
    Where.ABOVE: _("above the line"),
    Where.AROUND: _("the line lies within the interval"),
    Where.BELOW: _("below the line"),
}


def where(one: Statistic, levels: int = THREE_LEVELS) -> Where | None:
    """Where a number lies. None: no line is drawn for it, there is no number or no interval, or it is too few to judge.

    >>> from merited.review.agreement.ratings import Rating, Ratings
    >>> from merited.review.agreement.measures import exact
    >>> alike = [Rating(str(n), rater, 3) for n in range(40) for rater in "AB"]
    >>> where(exact(Ratings.of(alike, levels=(1, 2, 3))))
    <Where.ABOVE: 'above'>
    >>> where(exact(Ratings.of(alike[:20], levels=(1, 2, 3)))) is None  # ten items
    True
    """
    line = LINES.get(one.measure)
    if line is None or one.low is None or one.high is None or not one.enough:
        return None
    if one.measure is Measure.ADJACENT and levels < THREE_LEVELS:
        return None
    if one.low >= line.least:
        return Where.ABOVE
    return Where.BELOW if one.high < line.least else Where.AROUND


# What each number says, for somebody who has never met it.
MEANING = {
    Measure.EXACT: _("How often two people who could not see each other’s sheet chose the same level."),
    Measure.ADJACENT: _("How often they chose the same level or the next one. Two levels apart should be rare."),
    Measure.KAPPA: _(
        "How much they agree beyond what two people with their habits would by luck. 0 is luck, 1 is always. Each difference counts in full."
    ),
    Measure.KAPPA_LINEAR: _("The same, where one level apart counts half as much as two."),
    Measure.KAPPA_QUADRATIC: _("The same, where one level apart counts a quarter of what two do."),
    Measure.AC1: _(
        "Also beyond luck, with luck taken to act only where the work is hard to place. It stays steady when nearly all of the work is at one level."
    ),
    Measure.ALPHA_NOMINAL: _(
        "How much of the difference that random sheets would show is absent, for any number of readers and with gaps. Each difference counts in full."
    ),
    Measure.ALPHA_ORDINAL: _("The same, by the order of the levels. From 0.667 on it carries tentative conclusions, from 0.80 firm ones."),
    Measure.ALPHA_INTERVAL: _("The same, as if the steps between the levels were equally wide."),
}  # fmt: skip
NAMES = {
    Measure.EXACT: _("Exact agreement"),
    Measure.ADJACENT: _("Exact or next level"),
    Measure.KAPPA: _("Cohen’s kappa"),
    Measure.KAPPA_LINEAR: _("Kappa, linear weights"),
    Measure.KAPPA_QUADRATIC: _("Kappa, quadratic weights"),
    Measure.AC1: _("Gwet’s AC1"),
    Measure.ALPHA_NOMINAL: _("Krippendorff’s alpha, nominal"),
    Measure.ALPHA_ORDINAL: _("Krippendorff’s alpha, ordinal"),
    Measure.ALPHA_INTERVAL: _("Krippendorff’s alpha, interval"),
}
