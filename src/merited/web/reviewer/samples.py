"""Samples as pages show them: their passages, and what was scored beside what the panel said."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from merited.catalog.document import Criterion, Descriptor, Document
from merited.review.rules.outcome import Judged
from merited.web.reviewer.sheet import Card

if TYPE_CHECKING:
    from merited.review.models import Sample


@dataclass
class Passage:
    """One place of a sample: its text, and the criteria that look there."""

    id: str
    title: str
    text: str
    criteria: list["Compared"] = field(default_factory=list)


@dataclass(frozen=True)
class Compared:
    """One criterion of a sample: what somebody chose, what the panel chose, and why."""

    criterion: Criterion
    own: Descriptor | None
    panel: Descriptor | None  # None while it is not told
    reason: str = ""
    errors: tuple[str, ...] = ()
    words: str = ""
    passage: str = ""

    @property
    def alike(self) -> bool:
        """Whether they chose the same."""
        return self.own is not None and self.panel is not None and self.own.level.id == self.panel.level.id

    @property
    def card(self) -> Card:
        """The criterion with its row of levels."""
        return Card(self.criterion, Judged(self.own.level.id if self.own else "", self.words), 0)


def _at(criterion: Criterion, level: str | None) -> Descriptor | None:
    return next((one for one in criterion.descriptors if one.level.id == level), None)


def place_of(criterion: Criterion) -> str:
    """Where a criterion looks."""
    return criterion.artifact or criterion.part


def passages_of(
    sample: "Sample", document: Document, own: Mapping[str, str], *, words: Mapping[str, str] | None = None,
    told: Collection[str] = (),
) -> list[Passage]:  # fmt: skip
    """A sample, place by place. `own`: levels that somebody chose; `told`: criteria of which the panel's word is told."""
    found = []
    for part in document.parts:
        places = [Passage(part.id, part.title, sample.texts[part.id])] if part.prompts else []
        places += [Passage(one.id, f"{one.id}. {one.title}", sample.texts[one.id]) for one in part.artifacts]
        found += places
    for place in found:
        place.criteria = [
            Compared(
                one, _at(one, own.get(one.id)), _at(one, sample.levels[one.id]) if one.id in told else None,
                sample.rationale.get(one.id, ""), tuple(said for said in sample.errors if one.id in said),
                (words or {}).get(one.id, ""), place.text,
            )
            for one in document.criteria
            if place_of(one) == place.id
        ]  # fmt: skip
    return found


def everything(document: Document) -> set[str]:
    """The keys of all its criteria."""
    return {one.id for one in document.criteria}


def errors_of_all(sample: "Sample", document: Document) -> list[str]:
    """What readers get wrong in a sample as a whole: what names none of its criteria."""
    return [said for said in sample.errors if not any(key in said for key in everything(document))]
