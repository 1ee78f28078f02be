"""What is still missing before an attempt can be sent."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from merited.base.text import count_words
from merited.base.words import _
from merited.catalog.document import Criterion, Document

# The wording is versioned: a consent is to the words that were read.
STATEMENTS: dict[str, str] = {
    "ready": _("This is ready to be read. I know that it cannot be changed after it is sent."),
    "release": _(
        "I may share what is in here. Where learners can be seen or heard, a release is on file; names are removed."
    ),
    "own_work": _("This is my own work, from my own practice."),
}
STATEMENTS_VERSION = "2026-1"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing still missing: a code, the sentence for the earner with its facts, and the place in the page."""

    code: str
    template: str
    facts: Mapping[str, object]
    anchor: str

    @property
    def sentence(self) -> str:
        """The English sentence."""
        return self.template.format(**self.facts)


@dataclass(frozen=True, slots=True)
class Work:
    """What an attempt holds, as plain values."""

    answers: Mapping[str, str]  # by prompt
    exhibits: Mapping[str, int]  # how many, by artifact
    change_notes: Mapping[str, str]  # by criterion
    self_scores: Mapping[str, str]  # level by criterion


def scope_of(document: Document, met: Collection[str]) -> tuple[Criterion, ...]:
    """The criteria that this attempt is about: those not met yet."""
    return tuple(one for one in document.criteria if one.id not in met)


def prompts_in(document: Document, scope: Collection[Criterion]) -> set[str]:
    """Prompts that may be answered anew: those of a part whose answers are open."""
    parts = {one.part for one in scope if not one.artifact}
    return {prompt.id for prompt in document.prompts if prompt.part in parts}


def artifacts_in(scope: Collection[Criterion]) -> set[str]:
    """Pieces of work that may be changed: those of which a criterion is open."""
    return {one.artifact for one in scope if one.artifact}


def missing(document: Document, work: Work, *, met: Collection[str], number: int) -> list[Missing]:
    """Everything that stands between this attempt and sending, in page order. Empty means: it can be sent.

    Word ranges are guidance, not a gate: too short or too long is said beside the answer and does not hold it back.
    Self-assessment is for the earner and does not hold it back either.
    """
    scope = scope_of(document, met)
    prompts, artifacts = prompts_in(document, scope), artifacts_in(scope)
    found: list[Missing] = []
    for part in document.parts:
        for prompt in part.prompts:
            if prompt.id in prompts and not count_words(work.answers.get(prompt.id, "")):
                place = [one.id for one in part.prompts].index(prompt.id) + 1
                found.append(
                    Missing(
                        "answer",
                        _("An answer to question {n} of “{part}”"),
                        {"n": place, "part": part.title},
                        prompt.id,
                    )
                )
        for artifact in part.artifacts:
            if artifact.id in artifacts and not work.exhibits.get(artifact.id):
                found.append(
                    Missing("exhibit", _("A file or link for “{title}”"), {"title": artifact.title}, artifact.id)
                )
    if number > 1:
        found += [
            Missing("change-note", _("What you changed for “{criterion}”"), {"criterion": one.name}, f"note-{one.id}")
            for one in scope
            if not count_words(work.change_notes.get(one.id, ""))
        ]
    return found
