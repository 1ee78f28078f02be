"""The fields of a step: answers, notes on what changed, one's own levels; what a form brought, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from merited.base.errors import Refused
from merited.catalog.document import Criterion
from merited.submissions import actions
from merited.web.access import PersonRequest, told
from merited.web.earner.draft import Draft
from merited.web.earner.steps import Step
from merited.web.earner.words import words_of
from merited.web.templatetags.merited import saved

if TYPE_CHECKING:
    from merited.people.models import Person
    from merited.review.rules.outcome import Judged
    from merited.submissions.models import Answer, Attempt, ChangeNote


@dataclass
class Written:
    """What a form brought: the fields that were sent, and those that were refused, with the text as typed."""

    sent: set[str] = field(default_factory=set)
    refused: dict[str, tuple[Refused, str]] = field(default_factory=dict)


def write_down(request: PersonRequest, draft: Draft, step: Step) -> Written:
    """Save every field of a step that the form brought. One that is refused does not hold back the others."""
    found = Written()
    dropped = request.POST.get("theirs")  # of two texts, the person chose the one that is saved

    def keep(name: str, act: Callable[[str, int], object]) -> None:
        text = request.POST.get(name)
        if text is None or name == dropped:
            return
        found.sent.add(name)
        try:
            act(text, _revision(request, draft, name))
        except Refused as no:
            found.refused[name] = (no, text)

    attempt, by = draft.attempt, request.user
    for prompt in step.prompts:
        keep(f"answer-{prompt.id}", partial(_answer, attempt, prompt.id, by))
    for criterion in step.criteria:
        keep(f"note-{criterion.id}", partial(_note, attempt, criterion.id, by))
        keep(f"level-{criterion.id}", partial(_level, attempt, criterion.id, by))
    return found


def _answer(attempt: "Attempt", key: str, by: "Person", text: str, revision: int) -> None:
    actions.write(attempt, key, text, revision=revision, by=by)


def _note(attempt: "Attempt", key: str, by: "Person", text: str, revision: int) -> None:
    actions.explain(attempt, key, text, revision=revision, by=by)


def _level(attempt: "Attempt", key: str, by: "Person", level: str, _revision: int) -> None:
    actions.assess_self(attempt, {key: level}, by=by)


def _revision(request: PersonRequest, draft: Draft, name: str) -> int:
    """The revision that the page showed; -1, which never fits, when the page showed another attempt or says nothing."""
    stated = request.POST.get(f"revision-{name}", "")
    if request.POST.get("attempt") != str(draft.attempt.pk) or not stated.isascii() or not stated.isdigit():
        return -1
    return int(stated[:9])


@dataclass(frozen=True, slots=True)
class Field:
    """A text field as the page shows it."""

    name: str
    anchor: str
    label: str
    text: str
    revision: int
    saved: str
    count: str = ""
    trouble: str = ""
    theirs: str | None = None  # the saved text, where it is another one than was typed


@dataclass(frozen=True, slots=True)
class Judging:
    """A criterion beside the work: the rubric, one's own level, and on a further attempt the reviewer's words and one's note."""

    criterion: Criterion
    own: str
    met: bool
    before: "Judged | None"
    note: Field | None


def answers(draft: Draft, step: Step, written: Written) -> list[Field]:
    """The answers of a step."""
    rows = {one.prompt: one for one in draft.attempt.answers.all()}
    return [
        _field(f"answer-{one.id}", one.id, one.text, rows.get(one.id), written, partial(words_of, one))
        for one in step.prompts
    ]


def judgings(draft: Draft, step: Step, written: Written) -> list[Judging]:
    """The criteria of a step."""
    own = {one.criterion: one.level for one in draft.attempt.self_scores.all()}
    notes = {one.criterion: one for one in draft.attempt.change_notes.all()}
    before = last_words(draft)
    return [
        Judging(
            one,
            own.get(one.id, ""),
            one.id in draft.met,
            before.get(one.id),
            _field(f"note-{one.id}", f"note-{one.id}", one.name, notes.get(one.id), written)
            if _wants_note(draft, one)
            else None,
        )
        for one in step.criteria
    ]


def _wants_note(draft: Draft, criterion: Criterion) -> bool:
    return draft.attempt.number > 1 and criterion.id not in draft.met


def last_words(draft: Draft) -> dict[str, "Judged"]:
    """What was last said of each criterion."""
    found: dict[str, Judged] = {}
    for key in sorted(draft.judged):  # keys are made in the order of time
        found |= draft.judged[key]
    return found


def _field(
    name: str,
    anchor: str,
    label: str,
    row: "Answer | ChangeNote | None",
    written: Written,
    count: Callable[[str], str] = lambda _text: "",
) -> Field:
    kept, revision = (row.text, row.revision) if row else ("", 0)
    text, trouble, theirs = kept, "", None
    if name in written.refused:
        no, text = written.refused[name]
        trouble, theirs = told(no), kept if no.code == "stale" else None
    return Field(
        name,
        anchor,
        label,
        text,
        revision,
        saved(row.saved_at) if row and row.revision else "",
        count(text),
        trouble,
        theirs,
    )


def answer_for_script(draft: Draft, step: Step, written: Written) -> dict[str, object]:
    """What autosave.js is told of each field that it sent: the contract stands there."""
    shown = {one.name: one for one in answers(draft, step, written)}
    shown |= {one.note.name: one.note for one in judgings(draft, step, written) if one.note}
    return {name: _told_of(name, shown.get(name), written) for name in written.sent}


def _told_of(name: str, shown: Field | None, written: Written) -> dict[str, object]:
    if name in written.refused:
        no, _text = written.refused[name]
        told_so: dict[str, object] = {"refused": no.code, "sentence": told(no)}
        return (
            told_so | {"theirs": shown.theirs, "revision": shown.revision} if shown and no.code == "stale" else told_so
        )
    return {"revision": shown.revision, "saved": shown.saved, "count": shown.count} if shown else {}
