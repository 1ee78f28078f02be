"""What guests wrote beside one's drafts: place by place, to answer or to tick off. No reviewer sees any of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from merited.base.errors import Refused
from merited.coaching import actions
from merited.coaching.queries import comments_on
from merited.submissions import queries
from merited.web.access import PersonRequest, page, told
from merited.web.earner.draft import frame
from merited.web.earner.steps import Step, steps_of
from merited.web.earner.words import attempt_in_words
from merited.web.localized import spoken

if TYPE_CHECKING:
    from merited.catalog.document import Document
    from merited.coaching.models import Comment
    from merited.submissions.models import Submission

FIELD = "answer-"


@dataclass(frozen=True, slots=True)
class Said:
    """One comment with the name of the place beside which it stands."""

    comment: "Comment"
    about: str
    typed: str | None = None  # an answer that was refused, as typed

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer or a tick."""
        return self.comment.done_at is None and self.comment.answered_at is None


@dataclass(frozen=True, slots=True)
class Beside:
    """A step with what was said there, in one attempt."""

    attempt: str
    step: Step
    said: list[Said]


def said_in(document: "Document", step: Step, comments: "Iterable[Comment]") -> list[Said]:
    """The comments that stand beside a step, in the order of its places."""
    order = [
        *(one.id for one in step.prompts), *([step.artifact.id] if step.artifact else []), *(one.id for one in step.criteria)
    ]  # fmt: skip
    here = [one for one in comments if one.place in order]
    return [Said(one, name_of(document, one)) for one in sorted(here, key=lambda one: order.index(one.place))]


def name_of(document: "Document", comment: "Comment") -> str:
    """What the place of a comment is called: the question, the file, the criterion."""
    if comment.exhibit:
        return comment.exhibit.name
    names = {one.id: one.text for one in document.prompts}
    names |= {one.id: one.title for one in document.artifacts} | {one.id: one.name for one in document.criteria}
    return names.get(comment.place, comment.place)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: PersonRequest, submission_id: UUID) -> HttpResponse:
    """Every comment on one's work. POST keeps the answers that were typed, and ticks off what was ticked."""
    found = get_object_or_404(queries.submissions_of(request.user), pk=submission_id)
    every = list(comments_on(found))
    typed: dict[str, str] = {}
    refusal = ""
    if request.method == "POST":
        refusal, typed = _kept(request, every)
        if not refusal:
            deed = request.POST.get("deed", "")
            return redirect(f"{request.path}#{deed.partition('/')[2]}" if "/" in deed else request.path)
        every = list(comments_on(found))
    context = frame(found) | {"steps": _beside(found, every, typed), "every": every, "refusal": refusal}
    return render(request, "earner/comments.html", context)


def _kept(request: PersonRequest, every: "Sequence[Comment]") -> tuple[str, dict[str, str]]:
    """Keep what was typed beside each comment. The sentence of a refusal, with the texts that were refused."""
    deed, _slash, key = request.POST.get("deed", "").partition("/")
    refused: dict[str, str] = {}
    sentence = ""
    for one in every:
        text = request.POST.get(f"{FIELD}{one.pk}", "")
        try:
            if text.strip() and text.strip() != one.answer.strip():
                actions.answer(one, text, by=request.user)
            elif deed == "answer" and key == str(one.pk) and not text.strip():
                actions.answer(one, text, by=request.user)  # refused, in a sentence
            if deed in ("done", "undone") and key == str(one.pk):
                actions.mark_done(one, done=deed == "done", by=request.user)
        except Refused as no:
            sentence, refused[str(one.pk)] = told(no), text
    if not sentence:
        messages.success(request, gettext("Saved."), extra_tags="pine")
    return sentence, refused


def _beside(found: "Submission", every: "Sequence[Comment]", typed: dict[str, str]) -> list[Beside]:
    document = spoken(found.version)
    steps: list[Beside] = []
    for number in sorted({one.guest.attempt.number for one in every}, reverse=True):
        of_this = [one for one in every if one.guest.attempt.number == number]
        for step in steps_of(document):
            said = [
                Said(one.comment, one.about, typed.get(str(one.comment.pk))) for one in said_in(document, step, of_this)
            ]
            steps += [Beside(attempt_in_words(number), step, said)] if said else []
    return steps
