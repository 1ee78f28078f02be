"""The catalog: a shelf by department, and each micro-credential as the whole truth on one page."""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from merited.awards.pictures import SIZES
from merited.awards.pictures import mark_png as png_of
from merited.awards.pictures import mark_svg as svg_of
from merited.catalog import queries
from merited.catalog.document import Artifact, Part
from merited.catalog.queries import PUBLISHED, framework_path
from merited.people.queries import district_of
from merited.submissions.queries import open_submissions_of
from merited.web import words

if TYPE_CHECKING:
    from merited.catalog.models import Version
    from merited.submissions.models import Submission

FOR_EVER = "public, max-age=31536000, immutable"  # a version's drawing never changes


@dataclass(frozen=True, slots=True)
class WorkShown:
    """A piece of work as the page shows it."""

    artifact: Artifact
    accepted: str
    student_data: str


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part as the page shows it: "Part 2" in the margin, "Work examples and artifacts" as its heading."""

    label: str
    heading: str
    part: Part
    works: tuple[WorkShown, ...]
    has_rubric: bool  # the first part with a rubric: badges point to #rubric

    @classmethod
    def of(cls, part: Part, *, has_rubric: bool) -> "PartShown":
        """Split the title where the program writes "Part 1. Overview questions"."""
        label, dot, heading = part.title.partition(". ")
        works = tuple(WorkShown(one, words.accepted(one), words.student_data(one)) for one in part.artifacts)
        return cls(label if dot else "", heading if dot else part.title, part, works, has_rubric)


@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    """Every published micro-credential, by department."""
    versions = list(queries.shelf())
    shelves = [
        (organization, list(group))
        for organization, group in groupby(versions, key=lambda one: one.microcredential.organization)
    ]
    return render(request, "public/catalog.html", {"area": "catalog", "shelves": shelves, "count": len(versions)})


@require_safe
def current(request: HttpRequest, key: str) -> HttpResponse:
    """The micro-credential as it stands today."""
    found = queries.current_of(key).first()
    if found is None:
        raise Http404
    return _page(request, found, newer=None)


@require_safe
def version(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """One version for ever: what an award refers to. Says so when a newer one exists."""
    found = get_object_or_404(queries.version_of(key, number))
    newer = None if found.state == PUBLISHED else queries.current_of(key).first()
    return _page(request, found, newer=newer)


def _page(request: HttpRequest, found: "Version", *, newer: "Version | None") -> HttpResponse:
    document = found.document
    rubric = next((one for one in document.parts if one.artifacts), None)
    return render(
        request,
        "public/microcredential.html",
        {
            "area": "catalog",
            "version": found,
            "document": document,
            "department": found.microcredential.organization,
            "program": district_of(found.microcredential.organization),
            "newer": newer,
            "offered": found.state == PUBLISHED,
            "in_hand": _in_hand(request, found),
            "parts": [PartShown.of(one, has_rubric=one is rubric) for one in document.parts],
            "handed_in": words.handed_in(document),
            "languages": words.languages(document.source.get("submission_languages", ["en"])),
            "alignments": [(one, framework_path(one.framework, one.identifier)) for one in document.alignments],
        },
    )


def _in_hand(request: HttpRequest, found: "Version") -> "Submission | None":
    """The reader's own open work at it, so that the page offers to go on."""
    if not request.user.is_authenticated:
        return None
    return open_submissions_of(request.user).filter(version__microcredential=found.microcredential_id).first()


@require_safe
def mark_svg(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """The badge mark of a version as a drawing."""
    found = get_object_or_404(queries.version_of(key, number))
    return HttpResponse(svg_of(found), content_type="image/svg+xml", headers={"Cache-Control": FOR_EVER})


@require_safe
def mark_png(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """The badge mark of a version as a picture, in one of the sizes on offer."""
    found = get_object_or_404(queries.version_of(key, number))
    size = request.GET.get("size", "600")
    if size not in {str(one) for one in SIZES}:
        raise Http404
    return HttpResponse(png_of(found, int(size)), content_type="image/png", headers={"Cache-Control": FOR_EVER})
