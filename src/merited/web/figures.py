"""A number of agreement as a page says it: value, interval, how many, where it lies beside its line. Or too few to judge."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext

from merited.insight.agreeing import OnScale
from merited.review.agreement import LINES, NAMES, WHERE, WORDS, Measure, Severity, Statistic, Where, where

OF_TWO_LEVELS = (Measure.EXACT, Measure.KAPPA, Measure.AC1, Measure.ALPHA_NOMINAL)
SHARES = (Measure.EXACT, Measure.ADJACENT)  # said in percent; the others as numbers up to 1


@dataclass(frozen=True)
class Cell:
    """One number in words. `words` is empty where there is none, and `why` says why."""

    name: str
    words: str = ""
    interval: str = ""
    why: str = ""
    beside: str = ""  # where it lies beside the line
    is_below: bool = False
    line: str = ""
    drawn: tuple[float, float, float, float | None] | None = None  # value, low, high, line


@dataclass(frozen=True)
class Line:
    """One row: what was read twice, and its numbers; none of them where it is too few."""

    n: int
    enough: bool
    cells: list[Cell]

    @property
    def few(self) -> bool:
        """Whether there is something, and it is too few to judge."""
        return bool(self.n) and not self.enough


def line_of(found: OnScale | None) -> Line:
    """The few numbers of a list."""
    if found is None:
        return Line(0, False, [])
    return Line(found.attempts, found.enough, [cell_of(one, found) for one in found.listed])


def cells_of(found: OnScale) -> list[Cell]:
    """Every number; none where it is too few. With two levels no weight changes anything, so each stands once."""
    if not found.enough:
        return []
    twice = found.scale.levels[2:] == ()
    return [cell_of(one, found) for one in found.report.statistics if not (twice and one.measure not in OF_TWO_LEVELS)]


def cell_of(one: Statistic, found: OnScale) -> Cell:
    """One number."""
    name, line = gettext(NAMES[one.measure]), LINES.get(one.measure)
    least = line.least if line else None
    if one.value is None:
        return Cell(name, why=gettext(WORDS[one.why]) if one.why else "")
    beside = where(one, len(found.scale.levels))
    between = ""
    if one.low is not None and one.high is not None:
        between = between_words(said(one.measure, one.low), said(one.measure, one.high))
    ends = (one.value if one.low is None else one.low, one.value if one.high is None else one.high)
    shown = None if beside is None and one.measure is Measure.ADJACENT else least
    return Cell(
        name, said(one.measure, one.value), between, gettext(WORDS[one.why]) if one.why else "",
        gettext(WHERE[beside]) if beside else "", beside is Where.BELOW, said(one.measure, shown) if shown else "",
        (one.value, *ends, shown),
    )  # fmt: skip


def said(measure: Measure, value: float) -> str:
    """A share in percent, anything else with two digits (the reader's decimal sign)."""
    return percent(value) if measure in SHARES else number_format(round(value, 2), 2).replace("-", "−")


def percent(value: float) -> str:
    """A share in whole percents."""
    return gettext("%(n)s%%") % {"n": round(value * 100)}


def between_words(low: str, high: str) -> str:
    """An interval."""
    return gettext("%(low)s to %(high)s") % {"low": low, "high": high}


def plain(text: str) -> str:
    """A spreadsheet takes what begins like a formula for one."""
    return f"'{text}" if text.startswith(tuple("=+-@\t\r")) else text


def strictness_words(found: Severity) -> tuple[str, str, int, bool, bool]:
    """The value, the interval, how many comparisons, whether it is enough, whether to talk about it."""
    if not found.enough or found.value is None:
        return "", "", found.n, False, False
    between = "" if found.low is None or found.high is None else between_words(_signed(found.low), _signed(found.high))
    return _signed(found.value), between, found.n, True, found.flagged


def _signed(value: float) -> str:
    text = number_format(abs(round(value, 2)), 2)
    return f"{'−' if round(value, 2) < 0 else '+' if round(value, 2) > 0 else ''}{text}"
