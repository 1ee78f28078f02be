"""Departments side by side, as a page and as a file; and every rating as a file for an analysis elsewhere."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import cast

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from merited.insight.comparing import Comparison, Load, Row, Share, comparison
from merited.insight.long_ratings import last_twelve_months, take_ratings
from merited.insight.rules.columns import Column, Window
from merited.insight.rules.small_numbers import LEAST
from merited.people.queries import offices_of
from merited.people.rules.places import MAY_TAKE_RATINGS
from merited.review.agreement import ENOUGH, Measure, Statistic
from merited.web.access import PersonRequest, page
from merited.web.figures import Cell, Line, between_words, line_of, percent, plain


@dataclass(frozen=True)
class ShareShown:
    """A share in words."""

    words: str
    interval: str
    hits: int
    n: int
    drawn: tuple[float, float, float]

    @classmethod
    def of(cls, found: Share | None) -> "ShareShown | None":
        """None: there is nothing to say."""
        if found is None:
            return None
        low, high = found.interval
        between = between_words(percent(low), percent(high))
        return cls(percent(found.value), between, found.hits, found.n, (found.value, low, high))


@dataclass(frozen=True)
class RowShown:
    """One row of the table."""

    name: str
    row: Row
    first: ShareShown | None
    every: ShareShown | None
    line: Line
    artifacts: str
    hours: str
    words: str

    @property
    def agreement(self) -> list[Cell]:
        """The two that are compared: exact and AC1."""
        return [self.line.cells[0], self.line.cells[3]] if self.line.enough else []

    @classmethod
    def of(cls, row: Row) -> "RowShown":
        """In words."""
        loads, figures = row.loads, row.figures
        hours = [one.hours for one in loads if one.hours is not None]
        return cls(
            row.department.name if row.department else gettext("All together"), row, ShareShown.of(figures.first),
            ShareShown.of(figures.every), line_of(figures.agreement), spread([one.artifacts for one in loads]),
            spread(hours), spread([one.most for one in loads]),
        )  # fmt: skip


def spread(found: list[int] | list[float]) -> str:
    """The middle of some numbers, with the least and the most where they differ."""
    if not found:
        return ""
    low, middle, high = (_short(one) for one in (min(found), median(found), max(found)))
    if low == high:
        return low
    return gettext("%(middle)s (%(low)s to %(high)s)") % {"middle": middle, "low": low, "high": high}


def _short(value: float) -> str:
    return number_format(round(value, 1), 0 if round(value, 1) == int(value) else 1)


def _asked(request: PersonRequest) -> Comparison:
    window = Window.SCHOOL_YEAR if request.GET.get("window") == Window.SCHOOL_YEAR else Window.TWELVE_MONTHS
    found = comparison(request.user, window)
    if found is None:
        raise Http404
    return found


@page
@require_safe
def comparability(request: PersonRequest) -> HttpResponse:
    """What departments ask, how often work is met, how far readers agree, how long it takes."""
    found = _asked(request)
    loads = [(row.department, sorted(row.loads, key=lambda one: one.version.microcredential.key)) for row in found.rows]
    context = {
        "area": "district",
        "found": found,
        "rows": [RowShown.of(one) for one in (*found.rows, found.total)] if len(found.rows) > 1 else [RowShown.of(one) for one in found.rows],
        "loads": [(place, [(one, words_asked(one)) for one in some]) for place, some in loads],
        "windows": [
            (Window.TWELVE_MONTHS, gettext("The last twelve months")), (Window.SCHOOL_YEAR, gettext("This school year")),
        ],
        "held": any(row.figures.held for row in (*found.rows, found.total)),
        "promise": found.district.promise_days,
        "least": LEAST,
        "enough": ENOUGH,
        "takes": bool(offices_of(request.user) & MAY_TAKE_RATINGS),
    }  # fmt: skip
    return render(request, "district/comparability.html", context)


def words_asked(one: Load) -> str:
    """How many words the questions ask for."""
    return between_words(number_format(one.fewest), number_format(one.most)) if one.most else "0"


HELD = "held back"
FEW = "too few to judge"
COLUMNS = (
    "department", "micro-credentials", "pieces of work, median", "hours estimated, median", "words asked at most, median",
    "first attempts", "first attempts earned", "share", "share from", "share to",
    "attempts", "attempts earned", "share of attempts", "share of attempts from", "share of attempts to",
    "median working days", "90th percentile", "later than promised",
    "attempts read twice", "exact agreement", "exact from", "exact to", "Gwet's AC1", "AC1 from", "AC1 to",
)  # fmt: skip


@page
@require_safe
def as_csv(request: PersonRequest) -> HttpResponse:
    """The same table as a file for a spreadsheet: what is held back on the page is held back here."""
    found = _asked(request)
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(COLUMNS)
    for row in (*found.rows, found.total) if len(found.rows) > 1 else found.rows:
        out.writerow(line_for_csv(row))
    answer = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="departments-{found.window}-since-{found.since}.csv"'
    return answer


def line_for_csv(row: Row) -> list[str]:
    """One department: plain numbers with a point, whatever the reader's language."""
    loads, figures = row.loads, row.figures
    hours = [one.hours for one in loads if one.hours is not None]
    middles = [median(some) if some else "" for some in ([x.artifacts for x in loads], hours, [x.most for x in loads])]
    turned = figures.turnaround
    days = [turned.half, turned.nine_in_ten, turned.late] if turned else [""] * 3
    cells = [
        plain(row.department.name if row.department else "all together"), len(loads), *middles,
        *_share_cells(figures.first, Column.FIRST in figures.held), *_share_cells(figures.every, Column.EVERY in figures.held),
        *([HELD] * 3 if Column.EVERY in figures.held else days), *_agreement_cells(row),
    ]  # fmt: skip
    return [str(one) for one in cells]


def _share_cells(found: Share | None, held: bool) -> list[object]:
    if held:
        return [HELD] * 5
    if found is None:
        return [0, 0, "", "", ""]
    return [found.n, found.hits, *(round(one, 4) for one in (found.value, *found.interval))]


def _agreement_cells(row: Row) -> list[object]:
    found = row.figures.agreement
    if Column.TWICE in row.figures.held:
        return [HELD] * 7
    if found is None or not found.enough:
        return [found.attempts if found else 0, *[FEW if found else ""] * 6]
    listed = {one.measure: one for one in found.listed}
    return [found.attempts, *_ends(listed[Measure.EXACT]), *_ends(listed[Measure.AC1])]


def _ends(one: Statistic) -> list[object]:
    return ["" if number is None else round(number, 6) for number in (one.value, one.low, one.high)]


class _Line:
    """What csv.writer writes to: it hands each row back."""

    def write(self, line: str) -> str:
        return line


@page
@require_POST
def ratings(request: PersonRequest) -> HttpResponse:
    """Every rating of twelve months with pseudonyms, row by row. That it was taken is in the log."""
    rows = take_ratings(by=request.user, since=last_twelve_months())
    if rows is None:
        raise Http404
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        for row in rows:
            yield writer.writerow(row)

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="ratings.csv"'
    return cast(HttpResponse, answer)  # what a browser is given, row by row
