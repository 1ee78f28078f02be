"""The fields of a step: answers, notes on what changed, one's own levels; what a form brought, and what came of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext

from merited.base.errors import Refused
from merited.catalog.document import Criterion
from merited.submissions import actions
from merited.web.access import PersonRequest, told
from merited.web.earner.differences import Piece, apart
from merited.web.earner.draft import Draft
from merited.web.earner.steps import Step
from merited.web.earner.words import words_of
from merited.web.templatetags.merited import saved

if TYPE_CHECKING:
    from merited.people.models import Person
    from merited.review.rules.outcome import Judged
    from merited.submissions.models import Answer, Attempt, ChangeNote, Exhibit, SelfScore


@dataclass
class Written:
    """What a form brought: the fields that were sent, and those that were refused, with the text as typed."""

    sent: set[str] = field(default_factory=set)
    refused: dict[str, tuple[Refused, str]] = field(default_factory=dict)


def write_down(request: PersonRequest, draft: Draft, step: Step) -> Written:
    """Save every field of a step that the form brought. One that is refused does not hold back the others."""
    found = Written()
    kept = {one.name: one for one in text_fields(draft, step, found)}

    def keep(name: str, act: Callable[[str], object]) -> None:
        text = request.POST.get(name)
        if text is None or request.POST.get("theirs") == name:  # of two texts, the person chose the one that is saved
            return
        found.sent.add(name)
        joined = request.POST.get("both") == name and name in kept and bool(kept[name].text)
        try:
            act(f"{kept[name].text}\n\n{text}" if joined else text)
        except Refused as no:
            found.refused[name] = (no, text)

    attempt, by = draft.attempt, request.user
    for name, act in _deeds(request, draft, step).items():
        keep(name, partial(act, revision=_revision(request, draft, name), by=by))
    for one in step.criteria:
        seen = request.POST.get(f"revision-level-{one.id}", "")
        if request.POST.get(f"level-{one.id}") != seen or not seen:  # untouched here: what is chosen elsewhere stays
            keep(f"level-{one.id}", partial(_level, attempt, one.id, by, seen))
    return found


def _deeds(request: PersonRequest, draft: Draft, step: Step) -> dict[str, Callable[..., object]]:
    """How each text of a step is saved, by the field's name."""
    attempt = draft.attempt
    found: dict[str, Callable[..., object]] = {}
    found |= {f"answer-{one.id}": partial(actions.write, attempt, one.id) for one in step.prompts}
    found |= {f"note-{one.id}": partial(actions.explain, attempt, one.id) for one in step.criteria}
    for name in request.POST if step.artifact else ():  # evidence that is gone meanwhile is among them
        if re.fullmatch(r"about-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", name):
            found[name] = partial(actions.describe, attempt, UUID(name.removeprefix("about-")))
    return found


def without_a_place(draft: Draft, step: Step, written: Written) -> list[tuple[str, str]]:
    """Words on evidence that is gone meanwhile: (sentence, words), to be shown so that they can be copied."""
    here = {f"about-{one.pk}" for one in exhibits_in(draft, step)}
    return [
        (told(no), text)
        for name, (no, text) in written.refused.items()
        if name.startswith("about-") and name not in here
    ]


def exhibits_in(draft: Draft, step: Step) -> "list[Exhibit]":
    """The evidence of a step, in order."""
    return [one for one in draft.attempt.exhibits.all() if step.artifact and one.artifact == step.artifact.id]


def _level(attempt: "Attempt", key: str, by: "Person", seen: str, level: str) -> None:
    actions.assess_self(attempt, {key: level}, seen={key: seen}, by=by)


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
    apart: tuple[list[Piece], list[Piece]] | None = None  # the two texts, what differs marked


@dataclass(frozen=True, slots=True)
class Judging:
    """A criterion beside the work: the rubric, one's own level, and on a further attempt the reviewer's words and one's note."""

    criterion: Criterion
    own: str  # the level that is chosen on the page
    kept: str  # the level that is saved
    saved: str
    trouble: str
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
    own = {one.criterion: one for one in draft.attempt.self_scores.all()}
    notes = {one.name: one for one in _notes(draft, step, written)}
    before = last_words(draft)
    return [
        _judging(draft, one, own.get(one.id), written, before.get(one.id), notes.get(f"note-{one.id}"))
        for one in step.criteria
    ]


def _judging(
    draft: Draft, one: Criterion, row: "SelfScore | None", written: Written, before: "Judged | None", note: Field | None
) -> Judging:
    kept, trouble = row.level if row else "", ""
    chosen = kept
    if f"level-{one.id}" in written.refused:
        no, chosen = written.refused[f"level-{one.id}"]
        trouble = told(no)
        if no.code == "stale":
            two = {"here": one.level(chosen).label, "there": one.level(kept).label}
            trouble += " " + gettext("Here it is %(here)s; there it is %(there)s.") % two
    told_when = saved(row.saved_at) if row and row.saved_at else ""
    return Judging(one, chosen, kept, told_when, trouble, one.id in draft.met, before, note)


def _notes(draft: Draft, step: Step, written: Written) -> list[Field]:
    rows = {one.criterion: one for one in draft.attempt.change_notes.all()}
    return [
        _field(f"note-{one.id}", f"note-{one.id}", one.name, rows.get(one.id), written)
        for one in step.criteria
        if _wants_note(draft, one)
    ]


def captions(draft: Draft, step: Step, written: Written) -> dict[str, Field]:
    """The field for one's words on each piece of evidence, by the exhibit's key."""
    label = gettext("In your words: what is it?")
    return {
        str(one.pk): _field(f"about-{one.pk}", f"about-{one.pk}", label, one, written)
        for one in exhibits_in(draft, step)
    }


def text_fields(draft: Draft, step: Step, written: Written) -> list[Field]:
    """Every text field of a step."""
    return [
        *answers(draft, step, written),
        *_notes(draft, step, written),
        *captions(draft, step, written).values(),
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
    row: "Answer | ChangeNote | Exhibit | None",
    written: Written,
    count: Callable[[str], str] = lambda _text: "",
) -> Field:
    text, revision = _text_of(row), row.revision if row else 0
    when = saved(row.saved_at) if row and (row.revision or name.startswith("about-")) else ""
    found = Field(name, anchor, label, text, revision, when, count(text))
    if name not in written.refused:
        return found
    no, typed = written.refused[name]
    found = replace(found, text=typed, trouble=told(no), count=count(typed))
    return replace(found, theirs=text, apart=apart(typed, text)) if no.code == "stale" else found


def _text_of(row: "Answer | ChangeNote | Exhibit | None") -> str:
    if row is None:
        return ""
    return row.text if hasattr(row, "text") else row.words


def fresh_for_script(draft: Draft, step: Step) -> dict[str, object]:
    """Every field of a step as it is saved now: for a page that comes to the front again."""
    found: dict[str, object] = {
        one.name: {"text": one.text, "revision": one.revision, "saved": one.saved, "count": one.count}
        for one in text_fields(draft, step, Written())
    }
    for one in judgings(draft, step, Written()):
        found[f"level-{one.criterion.id}"] = {"text": one.kept, "revision": one.kept, "saved": one.saved}
    return found


def answer_for_script(draft: Draft, step: Step, written: Written) -> dict[str, object]:
    """What autosave.js is told of each field that it sent: the contract stands there."""
    now = fresh_for_script(draft, step)
    return {name: _told_of(name, now.get(name), written) for name in written.sent}


def _told_of(name: str, now: object, written: Written) -> dict[str, object]:
    shown = dict(now) if isinstance(now, dict) else {}
    text = shown.pop("text", None)
    if name not in written.refused:
        return shown
    no, _typed = written.refused[name]
    found: dict[str, object] = {"refused": no.code, "sentence": told(no)}
    return found | shown | {"theirs": text} if shown and no.code == "stale" else found
