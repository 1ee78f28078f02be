"""`merited agreement`: how far raters agree, from a CSV file alone. It needs no database, no settings and no data folder."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from merited.cli.ratings_file import Levels, Unreadable, plain, ratings_in
from merited.review.agreement import WORDS, Measure, Ratings, Report, Severity, Statistic, report, severities

TOO_FEW = "too few to judge"
MOST_LEVELS = 100  # a rubric has a handful; what measures agreement compares each with each
NAMES = {
    Measure.EXACT: "Exact agreement",
    Measure.ADJACENT: "Exact or adjacent",
    Measure.KAPPA: "Kappa, plain",
    Measure.KAPPA_LINEAR: "Kappa, linear",
    Measure.KAPPA_QUADRATIC: "Kappa, quadratic",
    Measure.AC1: "Gwet's AC1",
    Measure.ALPHA_NOMINAL: "Alpha, nominal",
    Measure.ALPHA_ORDINAL: "Alpha, ordinal",
    Measure.ALPHA_INTERVAL: "Alpha, interval",
}
INTERVALS = "95 %: Wilson for the two shares, else jackknife over items on Fisher's scale"


@dataclass(frozen=True, slots=True)
class Told:
    """All that there is to say about a file."""

    report: Report
    missing: int
    scale: Levels
    declared: bool
    reference: str | None
    severity: Mapping[str, Severity]

    @property
    def warnings(self) -> list[str]:
        """What a reader of the numbers should know."""
        if self.declared:
            return []
        used = ", ".join(map(plain, self.report.levels)) or "none"
        return [
            f"No --levels were given, so the values in the file were taken for all there are: {used}. "
            "Gwet's AC1, adjacent and the severity depend on the declared levels, also on those that nobody used: name them."
        ]


def run(asked: argparse.Namespace) -> int:
    """Print every statistic. 2 when the file cannot be read as ratings."""
    try:
        told = tell(Path(asked.file), asked.levels, asked.reference, only=asked.only)
    except Unreadable as trouble:
        print(f"{asked.file}: {trouble}", file=sys.stderr)
        return 2
    except OSError as trouble:
        print(f"{asked.file}: {trouble.strerror or trouble}", file=sys.stderr)
        return 2
    print(as_json(told) if asked.json else as_table(told))
    return 0


def tell(file: Path, declared: Levels | None, reference: str | None, *, only: str = "") -> Told:
    """Read a file and measure. Unreadable when it holds no ratings."""
    rows, declared = ratings_in(file.read_bytes(), declared, only=only)
    observed = {row.value for row in rows if row.value is not None}
    if not observed:
        raise Unreadable(
            "no row has a value" if not only else f"no row of an item that begins with {only!r} has a value"
        )
    if (many := len(declared.values if declared else observed)) > MOST_LEVELS:
        raise Unreadable(
            f"{many} different values, more than {MOST_LEVELS}: these are measurements and no levels. Round them to the levels "
            "of a scale, and name those with --levels"
        )
    every = Ratings.of(rows, levels=declared.values if declared else sorted(observed))
    if reference is not None and reference not in every.raters:
        raise Unreadable(f"no rater {reference!r} in it, who was to be the reference")
    others = every.among(set(every.raters) - {reference})
    missing = sum(row.value is None for row in rows)
    scale = declared or Levels(every.levels)
    return Told(report(others), missing, scale, declared is not None, reference, severities(every, reference=reference))


def as_json(told: Told) -> str:
    """For programs: nothing is left out, and nothing is NaN."""
    found = told.report
    return json.dumps(
        {
            "levels": told.scale.written,
            "levels_declared": told.declared,
            "raters": found.raters,
            "items": found.items,
            "items_rated_by_two_or_more": found.shared,
            "groups": found.groups,
            "ratings": found.ratings,
            "missing": told.missing,
            "pairs": found.pairs,
            **verdict(found),
            "intervals": INTERVALS,
            "statistics": {one.measure.value: statistic(one) for one in found.statistics},
            "severity": {
                "against": told.reference if told.reference is not None else "the mean of the others on the same item",
                "raters": {rater: _severity(one, told.reference) for rater, one in told.severity.items()},
            },
            "warnings": told.warnings,
        },
        indent=2,
        allow_nan=False,
    )


def verdict(one: Report | Statistic | Severity) -> dict[str, object]:
    """Whether there is enough to judge by."""
    return {"enough": one.enough, "verdict": None if one.enough else TOO_FEW}


def statistic(one: Statistic) -> dict[str, object]:
    """One measure for programs."""
    return {
        "value": one.value,
        "interval": None if one.low is None else [one.low, one.high],
        "n": one.items,
        "groups": one.groups,
        "pairs": one.pairs,
        **verdict(one),
        "method": one.method,
        "reason": one.why and WORDS[one.why],
    }


def _severity(one: Severity, reference: str | None) -> dict[str, object]:
    return {
        "value": one.value,
        "interval": None if one.low is None else [one.low, one.high],
        "mean": one.mean,
        "n": one.n,
        **verdict(one),
        # Against the others nobody is flagged: who differs from them may be the one who is right.
        "flagged": one.flagged if reference is not None else None,
        "reason": one.why and WORDS[one.why],
    }


def as_table(told: Told) -> str:
    """For people."""
    found = told.report
    grouped = found.groups < found.shared
    lines = [
        f"Raters: {found.raters}. Items: {found.items}, of which {found.shared} were rated by two or more. "
        f"Ratings: {found.ratings}, missing: {told.missing}. Levels: {', '.join(map(str, told.scale.written))}.",
        *(
            [f"They are in {found.groups} groups, such as the criteria of one attempt; intervals go by groups."]
            if grouped
            else []
        ),
        "",
        *_aligned("", [(NAMES[one.measure], one, one.items) for one in found.statistics]),
        "",
        *_aligned("Severity, in levels", [(rater, one, one.n) for rater, one in told.severity.items()]),
        "",
        f"Intervals are {INTERVALS}.",
        f"Severity is drawn toward zero, n / (n + 10); below zero is stricter than {told.reference or 'the others'}.",
    ]
    missing = [*(one.why for one in found.statistics), *(one.why for one in told.severity.values())]
    reasons = [WORDS[why] for why in dict.fromkeys(missing) if why]
    return "\n".join([*lines, *reasons, *(f"Warning: {one}" for one in told.warnings)])


def _aligned(title: str, rows: Sequence[tuple[str, Statistic | Severity, int]]) -> list[str]:
    wide = max([len(title), *(len(name) for name, *_rest in rows)])
    lines = [f"{title:<{wide}}   value   95 % interval        n"]
    for name, one, n in rows:
        value = "none" if one.value is None else f"{one.value:.3f}"
        between = "none" if one.low is None or one.high is None else f"{one.low:.3f} to {one.high:.3f}"
        lines.append(f"{name:<{wide}}  {value:>6}   {between:<16} {n:>5}{'' if one.enough else f'   {TOO_FEW}'}")
    return lines
