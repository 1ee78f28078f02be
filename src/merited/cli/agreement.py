"""`merited agreement`: how far raters agree, from a CSV file alone. It needs no database, no settings and no data folder."""

import argparse
import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from merited.review.agreement import WORDS, Measure, Rating, Ratings, Report, Severity, Statistic, report, severities

NEEDED = ("item", "rater", "value")
TOO_FEW = "too few to judge"
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


class Unreadable(Exception):  # noqa: N818 (an answer for whoever wrote the file)
    """What is wrong with the file, and in which line."""


@dataclass(frozen=True, slots=True)
class Told:
    """All that there is to say about a file."""

    report: Report
    missing: int
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
            "Gwet's AC1 depends on the declared levels, also on those that nobody used: name them."
        ]


def levels(text: str) -> tuple[float, ...]:
    """The levels of `--levels 1,2,3`."""
    try:
        found = [number(one) for one in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: name the levels as numbers with commas, such as 1,2,3") from None
    if len(found) < 2 or len(set(found)) < len(found):
        raise argparse.ArgumentTypeError(f"{text!r}: name two levels or more, each once, such as 1,2,3")
    return tuple(sorted(found))


def number(text: str) -> float:
    """A finite number. ValueError for anything else."""
    found = float(text)
    if not isfinite(found) or "_" in text:
        raise ValueError(text)
    return found


def plain(value: float) -> str:
    """A level as people write it: 3, not 3.0."""
    return f"{value:.15g}"


def run(asked: argparse.Namespace) -> int:
    """Print every statistic. 2 when the file cannot be read as ratings."""
    try:
        told = tell(Path(asked.file), asked.levels, asked.reference)
    except Unreadable as trouble:
        print(f"{asked.file}: {trouble}", file=sys.stderr)
        return 2
    except OSError as trouble:
        print(f"{asked.file}: {trouble.strerror or trouble}", file=sys.stderr)
        return 2
    print(as_json(told) if asked.json else as_table(told))
    return 0


def tell(file: Path, declared: Sequence[float] | None, reference: str | None) -> Told:
    """Read a file and measure. Unreadable when it holds no ratings."""
    rows = list(ratings_in(file.read_bytes(), declared))
    observed = {row.value for row in rows if row.value is not None}
    if not observed:
        raise Unreadable("no row has a value")
    every = Ratings.of(rows, levels=declared or sorted(observed))
    if reference is not None and reference not in every.raters:
        raise Unreadable(f"no rater {reference!r} in it, who was to be the reference")
    others = every.among(set(every.raters) - {reference})
    missing = sum(row.value is None for row in rows)
    return Told(report(others), missing, declared is not None, reference, severities(every, reference=reference))


def ratings_in(content: bytes, declared: Sequence[float] | None) -> Iterator[Rating]:
    """The ratings of a CSV file in UTF-8, with commas, semicolons or tabs."""
    first: dict[tuple[str, str], int] = {}
    for line, (item, rater, text) in cells_in(content):
        if not item or not rater:
            raise Unreadable(f"line {line}: the {'rater' if item else 'item'} is blank")
        if not text:
            yield Rating(item, rater, None)
            continue
        try:
            value = number(text)
        except ValueError:
            raise Unreadable(f"line {line}: {text!r} is no number; leave a missing rating blank") from None
        if declared is not None and value not in declared:
            raise Unreadable(f"line {line}: {text} is none of the levels {', '.join(map(plain, declared))}")
        if (item, rater) in first:
            raise Unreadable(f"line {line}: {rater} has rated {item} already, in line {first[item, rater]}")
        first[item, rater] = line
        yield Rating(item, rater, value)


def cells_in(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The number of each line and its item, rater and value, wherever their columns stand; empty lines are left out."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = content[: trouble.start].count(b"\n") + 1
        raise Unreadable(f"line {line}: not in UTF-8; save the file as CSV in UTF-8") from None
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    try:
        columns = columns_of(next(reader, []))
        for row in reader:
            if any(cell.strip() for cell in row):
                if len(row) <= max(columns):
                    raise Unreadable(f"line {reader.line_num}: {len(row)} of {max(columns) + 1} columns")
                yield reader.line_num, tuple(row[place].strip() for place in columns)
    except csv.Error as trouble:
        raise Unreadable(f"line {reader.line_num}: no CSV ({trouble})") from None


def columns_of(header: Sequence[str]) -> list[int]:
    """Where item, rater and value stand."""
    names = [name.strip().lower() for name in header]
    if not any(names):
        raise Unreadable(f"empty; the first line must name the columns {', '.join(NEEDED)}")
    for name in NEEDED:
        if names.count(name) != 1:
            many = "twice" if name in names else "not there"
            raise Unreadable(f"line 1: the column {name!r} is {many}; needed are {', '.join(NEEDED)}")
    return [names.index(name) for name in NEEDED]


def as_json(told: Told) -> str:
    """For programs: nothing is left out, and nothing is NaN."""
    found = told.report
    return json.dumps(
        {
            "levels": [int(one) if one.is_integer() else one for one in map(float, found.levels)],
            "levels_declared": told.declared,
            "raters": found.raters,
            "items": found.items,
            "items_rated_by_two_or_more": found.shared,
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
    lines = [
        f"Raters: {found.raters}. Items: {found.items}, of which {found.shared} were rated by two or more. "
        f"Ratings: {found.ratings}, missing: {told.missing}. Levels: {', '.join(map(plain, found.levels))}.",
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
