"""How far two blind readers agree: by department, and one micro-credential in full. By name, never in an order of merit."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from merited.insight.agreeing import A_YEAR, OnScale, agreement_of, departments_of
from merited.insight.strictness import strictness_at
from merited.people.queries import may, offices_of, overseen_by
from merited.people.rules.places import MAY_CALIBRATE, MAY_REVOKE, MAY_TAKE_RATINGS
from merited.review.agreement import ENOUGH, LINES, MEANING, NAMES, Measure
from merited.review.agreement.intervals import wilson
from merited.web.access import PersonRequest, page
from merited.web.figures import Line, between_words, cells_of, line_of, percent, said, strictness_words
from merited.web.words import level

if TYPE_CHECKING:
    from merited.people.models import Organization


@dataclass(frozen=True)
class DepartmentShown:
    """One department: all together, and each micro-credential with its title and its line."""

    place: "Organization"
    n: int
    scale: str
    together: Line
    programs: list[tuple[object, Line]]


@page
@require_safe
def agreement(request: PersonRequest) -> HttpResponse:
    """By department."""
    found = departments_of(request.user)
    if not found:
        raise Http404
    offices = offices_of(request.user)
    departments = [
        DepartmentShown(
            one.place, one.attempts, scale_in_words(one.together) if one.together else "", line_of(one.together),
            [(program, line_of(program.main)) for program in one.programs],
        )
        for one in found
    ]  # fmt: skip
    context = {
        "area": "district",
        "departments": departments,
        "takes": bool(offices & MAY_TAKE_RATINGS),
        "leads": bool(offices & MAY_CALIBRATE),
        "n": sum(one.n for one in departments),
        "least": ENOUGH,
        "meanings": meanings(in_lists=True),
    }
    return render(request, "district/agreement.html", context)


@page
@require_safe
def agreement_in(request: PersonRequest, key: str) -> HttpResponse:
    """One micro-credential: every number, by scale and by criterion."""
    found = agreement_of(request.user, key)
    if found is None:
        raise Http404
    low, high = wilson(found.samples.share, found.samples.n) if found.samples.n else (0.0, 1.0)
    context = {
        "area": "district",
        "found": found,
        "version": found.program.version,
        "scales": [
            (scale_in_words(one), one.attempts, one.ratings.pairs, cells_of(one)) for one in found.program.scales
        ],
        "criteria": [(one, line_of(one.found)) for one in found.criteria],
        "several": len({one.version for one in found.criteria}) > 1,
        "hard": [(scale_in_words(one), line_of(one)) for one in found.at_the_line],
        "answers": may(request.user, MAY_REVOKE, found.program.version.microcredential.organization),
        "hard_n": len({row.attempt for one in found.at_the_line for row in one.rows}),
        "samples": found.samples,
        "samples_say": (percent(found.samples.share), between_words(percent(low), percent(high))),
        "least": ENOUGH,
        "days": A_YEAR.days,
        "meanings": meanings(),
        "in_lists": meanings(in_lists=True),
    }
    return render(request, "district/agreement_in.html", context)


@page
@require_safe
def strictness(request: PersonRequest) -> HttpResponse:
    """How strict each reader is beside a reference: for the lead of the department, and for nobody else."""
    if not overseen_by(request.user, MAY_CALIBRATE):
        raise Http404
    rows = [(one.person.name, *strictness_words(one.found)) for one in strictness_at(request.user)]
    return render(request, "district/strict.html", {"area": "district", "rows": rows, "least": ENOUGH})


def scale_in_words(found: OnScale) -> str:
    """The levels of a scale, from the lowest to the highest."""
    return " · ".join(level(one.label) for one in found.scale.levels)


def meanings(*, in_lists: bool = False) -> list[tuple[str, str, str]]:
    """Each measure with what it says, and the line to watch."""
    shown = [one for one in Measure if not in_lists or one in LINES]
    return [
        (gettext(NAMES[one]), gettext(MEANING[one]), said(one, LINES[one].least) if one in LINES else "")
        for one in shown
    ]
