"""A page of the catalog: a micro-credential, a stack or a requirement list, today's or one version for ever; its mark."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from merited.awards.pictures import GROUNDS, SIZES, words_of
from merited.awards.pictures import mark_png as png_of
from merited.awards.pictures import mark_svg as svg_of
from merited.catalog import queries, shelves
from merited.catalog.document import Artifact, Document, Part
from merited.catalog.queries import PUBLISHED, framework_path
from merited.catalog.rules.finding import student_data_in
from merited.insight.kept import kept_by
from merited.people.queries import belongs_to
from merited.review.queries import plan_for
from merited.submissions.queries import open_submissions_of
from merited.web import words
from merited.web.access import speak_for
from merited.web.localized import shown
from merited.web.public.described import describe_version
from merited.web.public.pathways import pathway_page
from merited.web.stages import after_reading, before_reading, same_promise

if TYPE_CHECKING:
    from merited.catalog.models import Pathway, Version
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
def current(request: HttpRequest, key: str) -> HttpResponse:
    """The micro-credential, stack or requirement list as it stands today."""
    found = queries.current_of(key).first()
    if found is not None:
        return _page(request, found, newer=None)
    return pathway_page(request, get_object_or_404(shelves.current_pathway(key)), newer=None)


@require_safe
def version(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """One version for ever: what an award refers to. Says so when a newer one exists."""
    found = queries.version_of(key, number).first()
    if found is not None:
        return _page(request, found, newer=None if found.state == PUBLISHED else queries.current_of(key).first())
    pathway = get_object_or_404(shelves.pathway_of(key, number))
    newer = None if pathway.state == PUBLISHED else shelves.current_pathway(key).first()
    return pathway_page(request, pathway, newer=newer)


def _published(key: str, number: str) -> "Version | Pathway":
    found = queries.version_of(key, number).first() or shelves.pathway_of(key, number).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: "Version", *, newer: "Version | None") -> HttpResponse:
    here = shown(found, original="original" in request.GET)
    document = here.document
    department = found.microcredential.organization
    program = speak_for(request, department)
    rubric = next((one for one in document.parts if one.artifacts), None)
    described = describe_version(found, program.name)
    student = document.source.get("audience") == "student"
    return render(
        request,
        "public/microcredential.html",
        {
            "area": "catalog",
            "described": described,
            "version": found,
            "spoken": here,
            "document": document,
            "department": department,
            "program": program,
            "stages": () if student else _stages(found),
            "kept": None if student else kept_by(program, found.microcredential),
            "may_start": not request.user.is_authenticated or belongs_to(request.user, program),
            "newer": newer,
            "offered": found.state == PUBLISHED,
            "for_students": student,
            "in_hand": _in_hand(request, found),
            "parts": [PartShown.of(one, has_rubric=one is rubric) for one in document.parts],
            "handed_in": words.handed_in(document),
            "data_asked": words.facet("data", student_data_in(document.source)),
            "off_camera": _all_off_camera(document),
            "answer_in": words.languages(document.source.get("submission_languages") or ["en"]),
            "alignments": [(one, framework_path(one.framework, one.identifier)) for one in document.alignments],
            "stacks": shelves.stacks_with(found),
            "address": (described.facts or {})["@id"],
            "mark_about": words_of(found, program.name),
        },
    )


def _stages(found: "Version") -> list[str]:
    """What comes before and after the reading, in plain words."""
    plan = plan_for(found.microcredential)
    return [one for one in (before_reading(plan), after_reading(plan), same_promise(plan)) if one]


def _all_off_camera(document: Document) -> bool:
    """Whether everything that would show learners can be done without them on camera."""
    filmed = [one for one in document.artifacts if one.student_data == "image_or_voice"]
    return bool(filmed) and all(one.off_camera for one in filmed)


def _in_hand(request: HttpRequest, found: "Version") -> "Submission | None":
    """The reader's own open work at it, so that the page offers to go on."""
    if not request.user.is_authenticated:
        return None
    return open_submissions_of(request.user).filter(version__microcredential=found.microcredential_id).first()


@require_safe
def mark_svg(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """The badge mark of a version as a drawing: for any ground, for dark pages, or in one color."""
    found = _published(key, number)
    return HttpResponse(
        svg_of(found, _ground(request)), content_type="image/svg+xml", headers={"Cache-Control": FOR_EVER}
    )


@require_safe
def mark_png(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """The badge mark of a version as a picture, in one of the sizes on offer."""
    found = _published(key, number)
    size = request.GET.get("size", "600")
    if size not in {str(one) for one in SIZES}:
        raise Http404
    picture = png_of(found, int(size), _ground(request))
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": FOR_EVER})


def _ground(request: HttpRequest) -> str:
    ground = request.GET.get("ground", "any")
    if ground not in GROUNDS:
        raise Http404
    return ground
