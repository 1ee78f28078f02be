"""After a reading: what is met first, then the words for what is open; all attempts side by side; revising."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from merited.base.errors import Refused
from merited.catalog.document import Criterion, Descriptor
from merited.coaching.queries import with_comments
from merited.review.queries import judged_in, kept_words
from merited.review.rules.feedback import Words, parts_of
from merited.submissions import actions, queries
from merited.web.access import PersonRequest, page, told
from merited.web.earner.draft import frame
from merited.web.earner.evidence import tiles_of
from merited.web.earner.growth import Cell, beside, grid_of, lesson_of
from merited.web.earner.hand import standing_in_words
from merited.web.earner.looked_at import looked_at
from merited.web.earner.steps import Step, steps_of
from merited.web.earner.words import attempt_in_words
from merited.web.localized import spoken

if TYPE_CHECKING:
    from merited.review.rules.outcome import Judged
    from merited.submissions.models import Attempt, Standing, Submission


@dataclass(frozen=True, slots=True)
class Open:
    """A criterion that is open: the words for it, the level that meets, the level where it is now, one's own level."""

    criterion: Criterion
    step: Step
    words: Words
    also: str  # what a second reviewer wrote
    meets: Descriptor
    now: Descriptor | None
    own: str


def not_yet_page(request: PersonRequest, submission: "Submission") -> HttpResponse:
    """What is met, what is open and what was said of it, and the one next move."""
    attempts = list(queries.tries_of(submission))
    met, judged, own = queries.met_of(submission), judged_in(submission), queries.own_levels(submission)
    document, key = spoken(submission.version), attempts[-1].pk
    last, mine = judged.get(key, {}), own.get(key, {})
    compared = beside(document.criteria, last, mine)
    context = frame(submission) | {
        "attempt": attempts[-1],
        "attempt_words": attempt_in_words(attempts[-1].number),
        "met": [one for one in document.criteria if one.id in met],
        "opens": _opens(submission, met, last, mine),
        "standing": standing_in_words(len(met), len(document.criteria)),
        "kept": kept_words(submission).get(key, ""),
        "decided": looked_at(submission),
        "compared": compared,
        "lesson": lesson_of(compared),
        "grid": grid_of(submission, attempts, met, judged, own) if len(attempts) > 1 else None,
    }
    return render(request, "earner/not_yet.html", context)


def _opens(
    submission: "Submission", met: Mapping[str, "Standing"], judged: Mapping[str, "Judged"], own: Mapping[str, str]
) -> list[Open]:
    document = spoken(submission.version)
    steps = {criterion.id: step for step in steps_of(document) for criterion in step.criteria}
    return [
        _open(one, steps[one.id], judged.get(one.id), own.get(one.id, ""))
        for one in document.criteria
        if one.id not in met
    ]


def _open(criterion: Criterion, step: Step, judged: "Judged | None", own: str) -> Open:
    meets = next(one for one in criterion.descriptors if one.level == criterion.meeting)
    now = next((one for one in criterion.descriptors if judged and one.level.id == judged.level), None)
    seen = criterion.level(own).label if own else ""
    return Open(
        criterion, step, parts_of(judged.words if judged else ""), judged.also if judged else "", meets, now, seen
    )


def words_about_the_whole(submission: "Submission", attempts: Sequence["Attempt"]) -> list[tuple[str, str]]:
    """The reviewers' words about the whole: (which attempt, words). Never whose they are."""
    kept = kept_words(submission)
    return [(attempt_in_words(one.number), kept[one.pk]) for one in attempts if one.pk in kept]


@page
def revise(request: PersonRequest, submission_id: UUID) -> HttpResponse:
    """Open the next attempt (POST) and go to its first open part."""
    found = get_object_or_404(queries.submissions_of(request.user), pk=submission_id)
    if request.method == "POST":
        try:
            actions.revise(found, by=request.user)
        except Refused as no:
            messages.info(request, told(no))
    return redirect("earner:submission", submission_id)


@page
def attempt(request: PersonRequest, submission_id: UUID, number: int) -> HttpResponse:
    """One attempt as it was: answers, evidence, notes, levels and words. Read only."""
    shown = with_comments(queries.attempts_at(request.user, submission_id)).filter(number=number).first()
    if shown is None:
        raise Http404
    submission = shown.submission
    judged, own = judged_in(submission).get(shown.pk, {}), {one.criterion: one.level for one in shown.self_scores.all()}
    answers = {one.prompt: one.text for one in shown.answers.all()}
    notes = {one.criterion: one.text for one in shown.change_notes.all()}
    parts = [
        {
            "step": step,
            "answers": [(prompt, answers.get(prompt.id, "")) for prompt in step.prompts],
            "tiles": tiles_of(shown, step.artifact.id) if step.artifact else [],
            "judged": [
                (one, _cell(one, judged.get(one.id), own.get(one.id)), judged.get(one.id), notes.get(one.id, ""))
                for one in step.criteria
            ],
        }
        for step in steps_of(spoken(submission.version))
    ]
    compared = beside(spoken(submission.version).criteria, judged, own)
    context = frame(submission) | {
        "compared": compared, "lesson": lesson_of(compared), "has_remarks": getattr(shown, "has_comments", False),
        "attempt": shown, "attempt_words": attempt_in_words(number), "parts": parts, "kept": kept_words(submission).get(shown.pk, "")
    }  # fmt: skip
    return render(request, "earner/attempt.html", context)


def _cell(criterion: Criterion, judged: "Judged | None", own: str | None) -> Cell | None:
    if judged is None:
        return None
    level = criterion.level(judged.level)
    return Cell("met" if level.meets else "not-yet", level.label, criterion.level(own).label if own else "")
