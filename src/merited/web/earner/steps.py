"""The steps of an attempt: one part at a time, each with its address."""

from dataclasses import dataclass

from merited.catalog.document import Artifact, Criterion, Document, Prompt


@dataclass(frozen=True, slots=True)
class Step:
    """A part's questions, or one piece of work: what is asked, and by what it is judged."""

    id: str  # p1, a1, ...: the end of its address
    title: str
    prompts: tuple[Prompt, ...]
    artifact: Artifact | None
    criteria: tuple[Criterion, ...]

    def holds(self, anchor: str) -> bool:
        """Whether a place on the page (a question, a piece of work, the note on a criterion) belongs to this step."""
        places = {self.id, *(one.id for one in self.prompts), *(f"note-{one.id}" for one in self.criteria)}
        return anchor in places


def steps_of(document: Document) -> tuple[Step, ...]:
    """Every step in the order of the page."""
    found: list[Step] = []
    for part in document.parts:
        if part.prompts:
            judged = tuple(one for one in part.criteria if not one.artifact)
            found.append(Step(part.id, part.title, part.prompts, None, judged))
        found += [Step(one.id, one.title, (), one, one.criteria) for one in part.artifacts]
    return tuple(found)


def step_with(steps: tuple[Step, ...], anchor: str) -> Step:
    """The step that holds a place. Raises LookupError for a place that none holds."""
    for one in steps:
        if one.holds(anchor):
            return one
    raise LookupError(anchor)
