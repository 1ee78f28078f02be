"""Reading ratings out of a CSV file: as people write it, as a spreadsheet saves it, or as Merited itself exported it."""

import argparse
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, isfinite

from merited.review.agreement import DRAWN, Rating

NEEDED = ("item", "rater", "value")
# What `merited ratings export` writes has no `value`: there an item is a criterion, and `work` tells whose attempt it was of.
LONG = ("item", "rater", "level", "levels", "purpose", "work", "twice")
BLIND = ("first", "second")
LARGEST = 1e9
_NAMES = ", or name the levels in their order with --levels, such as developing,basic,proficient"
BYTES_OF_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Unreadable(Exception):  # noqa: N818 (an answer for whoever wrote the file)
    """What is wrong with the file, and in which line."""


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels of a scale, from the lowest to the highest: numbers, or names in their order."""

    values: tuple[float, ...]
    names: tuple[str, ...] = ()

    def value_of(self, text: str) -> float | None:
        """The value of what stands in a cell; None where it is none of them."""
        if self.names:
            return self.values[self.names.index(text)] if text in self.names else None
        try:
            found = number(text)
        except ValueError:
            return None
        return found if found in self.values else None

    @property
    def written(self) -> list[str | int | float]:
        """As people write them: 3, not 3.0."""
        if self.names:
            return list(self.names)
        return [int(one) if float(one).is_integer() else one for one in self.values]


def levels(text: str) -> Levels:
    """The levels of `--levels 1,2,3`, or of `--levels developing,basic,proficient` from the lowest to the highest."""
    parts = [one.strip() for one in text.split(",")]
    if len(parts) < 2 or not all(parts) or len(set(parts)) < len(parts):
        raise argparse.ArgumentTypeError(_wrong(text))
    try:
        found = [number(one) for one in parts]
    except ValueError:
        if any(_is_number(one) for one in parts):  # 1,2,high: neither numbers nor names
            raise argparse.ArgumentTypeError(_wrong(text)) from None
        return Levels(tuple(float(place) for place in range(1, len(parts) + 1)), tuple(parts))
    if len(set(found)) < len(found):
        raise argparse.ArgumentTypeError(_wrong(text))
    return Levels(tuple(sorted(found)))


def _wrong(text: str) -> str:
    return (
        f"{text!r}: name two levels or more, each once: numbers, such as 1,2,3, or names from the lowest to the highest, "
        "such as developing,basic,proficient"
    )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def number(text: str) -> float:
    """A number that a level can be, so that its square can still be counted with. ValueError for anything else."""
    found = float(text)
    if not isfinite(found) or abs(found) > LARGEST or "_" in text:
        raise ValueError(text)
    return found


def plain(value: float) -> str:
    """A level as people write it: 3, not 3.0."""
    return f"{value:.15g}"


def ratings_in(content: bytes, declared: Levels | None, *, only: str = "") -> tuple[list[Rating], Levels | None]:
    """The ratings of a CSV file in UTF-8, with commas, semicolons or tabs, and all levels of the scale, where they were
    declared or the file itself says it. `only`: of items that begin so. Raises `Unreadable`."""
    text = _text_of(content)
    rows = _rows_of(text)
    line, header = next(rows, (1, []))
    names = [name.strip().lower() for name in header]
    if not any(names):
        raise Unreadable(f"empty; the first line must name the columns {', '.join(NEEDED)}")
    if "value" not in names and all(names.count(name) == 1 for name in LONG):
        return _long(rows, names, declared, only)
    return list(_plain_form(rows, _places(names, line), declared, text, only)), declared


def _plain_form(
    rows: Iterator[tuple[int, list[str]]], places: Sequence[int], declared: Levels | None, text: str, only: str
) -> Iterator[Rating]:
    """Rows of item, rater, value."""
    comma = ";" in _head(text) or "\t" in _head(text)  # where commas do not part cells, they part digits
    first: dict[tuple[str, str], int] = {}
    for at, row in rows:
        item, rater, value = _cells(row, places, at)
        if not item.startswith(only):
            continue
        if not item or not rater:
            raise Unreadable(f"line {at}: the {'rater' if item else 'item'} is blank")
        if not value:
            yield Rating(item, rater, None)
            continue
        found = _value(value, declared, at, comma=comma)
        if (item, rater) in first:
            raise Unreadable(f"line {at}: {rater} has rated {item} already, in line {first[item, rater]}")
        first[item, rater] = at
        yield Rating(item, rater, found)


def _long(
    rows: Iterator[tuple[int, list[str]]], names: list[str], declared: Levels | None, only: str
) -> tuple[list[Rating], Levels | None]:
    """What Merited exported: two blind sheets of an attempt that was read twice by rule, each criterion of it an item."""
    places = [names.index(name) for name in LONG]
    scale: int | None = len(declared.values) if declared else None
    found: list[Rating] = []
    first: dict[tuple[str, str, str], int] = {}
    for at, row in rows:
        item, rater, level, size, purpose, work, twice = _cells(row, places, at)
        if not item.startswith(only) or purpose not in BLIND or twice != DRAWN:
            continue
        if not size.isdecimal():
            raise Unreadable(f"line {at}: {size!r} is no number of levels")
        if declared is not None and int(size) != scale:
            continue
        if int(size) != (scale := scale or int(size)):
            raise Unreadable(
                f"line {at}: the scales have {scale} and {size} levels, which cannot be compared; name those of one with "
                "--levels, such as 1,2,3"
            )
        if (item, rater, work) in first:
            raise Unreadable(
                f"line {at}: {rater} has rated {item} of {work} already, in line {first[item, rater, work]}"
            )
        first[item, rater, work] = at
        found.append(Rating(f"{work} {item}", rater, _value(level, declared, at), work))
    return found, declared or (Levels(tuple(float(one) for one in range(1, scale + 1))) if scale else None)


def _text_of(content: bytes) -> str:
    if content.startswith(BYTES_OF_UTF16):
        raise Unreadable("line 1: not in UTF-8; save the file as CSV in UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = content[: trouble.start].count(b"\n") + 1
        raise Unreadable(f"line {line}: not in UTF-8; save the file as CSV in UTF-8") from None


def _head(text: str) -> str:
    return next((line for line in text.split("\n", 2)[:2] if not line.lower().startswith("sep=")), "")


def _rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """The number and the cells of each line that holds anything; "sep=;" is for a spreadsheet alone."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=_head(text).count), strict=True)
    try:
        for row in reader:
            hint = reader.line_num == 1 and "".join(row).strip().lower().startswith("sep=")
            if any(cell.strip() for cell in row) and not hint:
                yield reader.line_num, row
    except csv.Error as trouble:
        raise Unreadable(f"line {reader.line_num}: no CSV ({trouble})") from None


def _places(names: Sequence[str], line: int) -> list[int]:
    """Where item, rater and value stand."""
    for name in NEEDED:
        if names.count(name) != 1:
            many = "twice" if name in names else "not there"
            raise Unreadable(f"line {line}: the column {name!r} is {many}; needed are {', '.join(NEEDED)}")
    return [names.index(name) for name in NEEDED]


def _cells(row: Sequence[str], places: Sequence[int], line: int) -> list[str]:
    if len(row) <= max(places):
        raise Unreadable(f"line {line}: {len(row)} of {max(places) + 1} columns")
    return [row[place].strip() for place in places]


def _value(text: str, declared: Levels | None, line: int, *, comma: bool = False) -> float:
    if comma and not (declared and declared.names):
        text = text.replace(",", ".", 1)
    if declared is None or not declared.names:
        try:
            plainly = number(text)
        except ValueError:
            hint = "" if declared else _NAMES
            if _is_number(text) and LARGEST < abs(float(text)) < inf:
                raise Unreadable(f"line {line}: {text} is too large for a level") from None
            raise Unreadable(f"line {line}: {text!r} is no number; leave a missing rating blank{hint}") from None
        if declared is None:
            return plainly
    found = declared.value_of(text)
    if found is None:
        raise Unreadable(f"line {line}: {text} is none of the levels {', '.join(map(str, declared.written))}")
    return found
