"""After a reading: what is met first, then the words for what is open; all attempts side by side; revising."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from merited.base.errors import Refused
from merited.catalog.document import Criterion, Descriptor
from merited.review.queries import judged_in, kept_words
from merited.review.rules.feedback import Words, parts_of
from merited.submissions import actions, queries
from merited.submissions.rules.states import AttemptState
from merited.web.access import PersonRequest, page, told
from merited.web.earner.draft import frame
from merited.web.earner.evidence import tiles_of
from merited.web.earner.hand import standing_in_words
from merited.web.earner.steps import steps_of
from merited.web.earner.words import attempt_in_words

if TYPE_CHECKING:
    from merited.review.rules.outcome import Judged
    from merited.submissions.models import Attempt, Standing, Submission


@dataclass(frozen=True, slots=True)
class Open:
    """A criterion that is open: the reviewer's words, the level that meets, the level where it is now."""

    criterion: Criterion
    words: Words
    meets: Descriptor
    now: Descriptor | None


@dataclass(frozen=True, slots=True)
class Cell:
    """How one criterion stood in one attempt, in words. kind is that of a state, or empty where nothing is said yet."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion through all attempts."""

    criterion: Criterion
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Criteria by attempts. Each attempt stays readable at its own address."""

    heads: tuple[tuple["Attempt", str], ...]
    rows: tuple[Row, ...]


def not_yet_page(request: PersonRequest, submission: "Submission") -> HttpResponse:
    """What is met, what is open and what was said of it, and the one next move."""
    attempts = list(queries.tries_of(submission))
    met, judged = queries.met_of(submission), judged_in(submission)
    document = submission.version.document
    last = judged.get(attempts[-1].pk, {})
    context = frame(submission) | {
        "attempt": attempts[-1],
        "attempt_words": attempt_in_words(attempts[-1].number),
        "met": [one for one in document.criteria if one.id in met],
        "opens": [_open(one, last.get(one.id)) for one in document.criteria if one.id not in met],
        "standing": standing_in_words(len(met), len(document.criteria)),
        "kept": kept_words(submission).get(attempts[-1].pk, ""),
        "grid": _grid(submission, attempts, met, judged) if len(attempts) > 1 else None,
    }
    return render(request, "earner/not_yet.html", context)


def _open(criterion: Criterion, judged: "Judged | None") -> Open:
    meets = next(one for one in criterion.descriptors if one.level == criterion.meeting)
    now = next((one for one in criterion.descriptors if judged and one.level.id == judged.level), None)
    return Open(criterion, parts_of(judged.words if judged else ""), meets, now)


def words_about_the_whole(submission: "Submission", attempts: Sequence["Attempt"]) -> list[tuple[str, str]]:
    """The reviewers' words about the whole: (which attempt, words). Never whose they are."""
    kept = kept_words(submission)
    return [(attempt_in_words(one.number), kept[one.pk]) for one in attempts if one.pk in kept]


def grid(submission: "Submission", attempts: Sequence["Attempt"]) -> Grid:
    """Criteria by attempts."""
    return _grid(submission, attempts, queries.met_of(submission), judged_in(submission))


def _grid(
    submission: "Submission",
    attempts: Sequence["Attempt"],
    met: Mapping[str, "Standing"],
    judged: Mapping[UUID, Mapping[str, "Judged"]],
) -> Grid:
    rows = tuple(
        Row(one, tuple(_cell(one, attempt, met, judged.get(attempt.pk, {})) for attempt in attempts))
        for one in submission.version.document.criteria
    )
    return Grid(tuple((one, attempt_in_words(one.number)) for one in attempts), rows)


def _cell(
    criterion: Criterion, attempt: "Attempt", met: Mapping[str, "Standing"], judged: Mapping[str, "Judged"]
) -> Cell:
    found = judged.get(criterion.id)
    if found:
        level = criterion.level(found.level)
        return Cell("met" if level.meets else "not-yet", level.label)
    standing = met.get(criterion.id)
    if standing and standing.attempt.number < attempt.number:
        return Cell("met", gettext("Stays met"))
    if attempt.state == AttemptState.SENT:
        return Cell("waiting", gettext("Sent"))
    return Cell("draft", gettext("Withdrawn") if attempt.state == AttemptState.WITHDRAWN else gettext("Draft"))


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
    submission = get_object_or_404(queries.submissions_of(request.user), pk=submission_id)
    attempts = list(queries.attempts_of(submission).filter(number=number))
    if not attempts:
        raise Http404
    shown = attempts[0]
    judged = judged_in(submission).get(shown.pk, {})
    answers = {one.prompt: one.text for one in shown.answers.all()}
    notes = {one.criterion: one.text for one in shown.change_notes.all()}
    parts = [
        {
            "step": step,
            "answers": [(prompt, answers.get(prompt.id, "")) for prompt in step.prompts],
            "tiles": tiles_of(shown, step.artifact.id) if step.artifact else [],
            "judged": [
                (one, _level_in_words(one, judged.get(one.id)), judged.get(one.id), notes.get(one.id, ""))
                for one in step.criteria
            ],
        }
        for step in steps_of(submission.version.document)
    ]
    context = frame(submission) | {
        "attempt": shown, "attempt_words": attempt_in_words(number), "parts": parts, "kept": kept_words(submission).get(shown.pk, "")
    }  # fmt: skip
    return render(request, "earner/attempt.html", context)


def _level_in_words(criterion: Criterion, judged: "Judged | None") -> Cell | None:
    if judged is None:
        return None
    level = criterion.level(judged.level)
    return Cell("met" if level.meets else "not-yet", level.label)
