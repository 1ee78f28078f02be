"""Another look, for its reader: claim it, lay out its desk without a score or a word of before; answer a question; learn."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from merited.base import clock
from merited.base.errors import Refused
from merited.catalog.document import Criterion
from merited.review import actions, queries
from merited.review.rules.feedback import Words, parts_of
from merited.review.rules.looks import State
from merited.web.access import PersonRequest, page, told
from merited.web.reviewer.due import working_days_to
from merited.web.reviewer.showing import kinds_in_words

if TYPE_CHECKING:
    from merited.people.models import Person
    from merited.review.models import Look, LookCriterion, Reviewer


@dataclass(frozen=True)
class LookWaiting:
    """A look that can be claimed."""

    look: "Look"
    about: tuple[str, ...]
    kinds: str
    due: str
    late: bool


@dataclass(frozen=True)
class Question:
    """A question to this reviewer, with what it is about."""

    look: "Look"
    criterion: Criterion

    @property
    def is_open(self) -> bool:
        """Whether it has no answer yet."""
        return self.look.state == State.ASKED


def looks_waiting(person: "Person") -> list[LookWaiting]:
    """What waits for fresh eyes, as its page tells it."""
    return [
        _waiting(one, tuple(each.criterion.key for each in one.criteria.all()), kinds_in_words(one.attempt))
        for one in queries.looks_to_read(person)
    ]


def first_looks(person: "Person", terms: "Reviewer", most: int = 3) -> list[LookWaiting]:
    """The earliest promises among them, in one question: for the queue, where a reader looks for work."""
    found = queries.looks_to_read(person, terms).prefetch_related(None)[:most]
    return [_waiting(one, (), "") for one in found]


def _waiting(one: "Look", about: tuple[str, ...], kinds: str) -> LookWaiting:
    late = one.due is not None and one.due < timezone.localdate(clock.now())
    due = working_days_to(one.due, one.submission.version.microcredential.organization)
    return LookWaiting(one, about, kinds, due, late)


def questions_for(person: "Person", *, most: int = 20) -> list[Question]:
    """Questions to this reviewer, those without an answer first."""
    return [_question(one) for one in queries.questions_to(person)[:most]]


def _question(look: "Look") -> Question:
    key = next(one.criterion.key for one in look.criteria.all())
    return Question(look, next(one for one in look.submission.version.document.criteria if one.id == key))


@page
@require_safe
def looks(request: PersonRequest) -> HttpResponse:
    """What waits for fresh eyes, questions about one's own words, and panels. Whoever reads nothing finds no page."""
    waits, questions = looks_waiting(request.user), questions_for(request.user)
    panels = queries.seats_of(request.user)
    if not (waits or questions or panels or queries.qualified_for(request.user)):
        raise Http404
    context = {"area": "review", "reviews": True, "looks": waits, "questions": questions, "panels": panels}
    return render(request, "reviewer/looks.html", context)


@page
@require_POST
def claim(request: PersonRequest, look_id: UUID) -> HttpResponse:
    """Take another look."""
    look = get_object_or_404(queries.known_looks(request.user), pk=look_id)
    try:
        reading = actions.claim_look(look, by=request.user)
    except Refused as no:
        messages.info(request, told(no), extra_tags="ochre")
        return redirect("reviewer:queue")
    return redirect("reviewer:desk", reading_id=reading.pk)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: PersonRequest, look_id: UUID) -> HttpResponse:
    """One question, beside one's own words; POST answers it. A refusal keeps what was typed."""
    look = get_object_or_404(queries.questions_to(request.user), pk=look_id)
    if look.asked_of is None:
        raise Http404
    asked = _question(look)
    own = queries.sheet_of(look.asked_of).get(asked.criterion.id)
    context = {
        "area": "review",
        "reviews": True,
        "asked": asked,
        "own": own,
        "label": asked.criterion.level(own.level).label if own else "",
    }
    if request.method == "POST":
        words = request.POST.get("words", "")
        try:
            actions.answer_question(look, words=words, by=request.user)
        except Refused as no:
            return render(request, "reviewer/question.html", context | {"refusal": told(no), "words": words})
        messages.success(
            request, gettext("Your answer is on its way, without your name. Thank you."), extra_tags="pine"
        )
        return redirect("reviewer:question", look_id)
    return render(request, "reviewer/question.html", context)


@dataclass(frozen=True)
class Lesson:
    """What an appeal found in work that one had read: to learn from, without blame."""

    found: "LookCriterion"
    criterion: Criterion
    level: str
    words: Words


def lessons_for(person: "Person") -> list[Lesson]:
    """The latest first."""
    return [_lesson(one) for one in queries.notes_for(person)[:10]]


def _lesson(found: "LookCriterion") -> Lesson:
    criterion = next(one for one in found.look.submission.version.document.criteria if one.id == found.criterion.key)
    sheet = queries.fresh_sheet(found.look)
    words = sheet[criterion.id].words if criterion.id in sheet else ""
    return Lesson(found, criterion, criterion.level(found.level).label, parts_of(words))
