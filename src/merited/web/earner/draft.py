"""A draft as the pages show it: the work, what is met, what is missing, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from merited.catalog.document import Criterion, Document
from merited.coaching.queries import with_comments
from merited.people.queries import district_of
from merited.review.queries import judged_in, with_stages
from merited.review.queries.likeness import with_declared
from merited.submissions import queries
from merited.submissions.rules.completeness import Missing, missing, scope_of
from merited.submissions.rules.states import AttemptState
from merited.web.earner.returned import Named, Returned, returned_to
from merited.web.earner.steps import Step, step_with, steps_of
from merited.web.localized import Shown, sentence_with, shown

if TYPE_CHECKING:
    from merited.people.models import Person
    from merited.review.rules.outcome import Judged
    from merited.submissions.models import Attempt, Standing, Submission


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing: its sentence, and the step and place where it is mended."""

    sentence: SafeString
    step: Step
    anchor: str


@dataclass(frozen=True, slots=True)
class Place:
    """A step in the list of parts: whether its criteria are met already, and whether it is complete in this attempt."""

    step: Step
    met: bool
    complete: bool


@dataclass(frozen=True)
class Draft:
    """A submission with its last attempt. Built by `draft_of`."""

    submission: "Submission"
    attempt: "Attempt"
    met: Mapping[str, "Standing"]
    judged: Mapping[UUID, Mapping[str, "Judged"]]

    @cached_property
    def document(self) -> Document:
        """The version that this work is pinned to, in the reader's language. Identifiers are those of the original."""
        return shown(self.submission.version).document

    @property
    def is_open(self) -> bool:
        """Whether it can be worked at."""
        return self.attempt.state == AttemptState.OPEN

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps in order."""
        return steps_of(self.document)

    @cached_property
    def scope(self) -> tuple[Criterion, ...]:
        """The criteria that are open."""
        return scope_of(self.document, self.met)

    @cached_property
    def missing(self) -> list[Missing]:
        """What stands between this attempt and sending."""
        return missing(self.document, queries.work_of(self.attempt), met=self.met.keys(), number=self.attempt.number)

    @property
    def lacks(self) -> list[Lack]:
        """The same, in the reader's language, each with its place."""
        return [lack_of(self.steps, one, shown(self.submission.version)) for one in self.missing]

    @cached_property
    def returned(self) -> Returned | None:
        """Why it came back before anybody read it, if it did."""
        if not self.is_open or not getattr(self.submission, "came_back", False):
            return None
        return returned_to(self.submission.pk, self.steps)

    @cached_property
    def unopened(self) -> tuple[Named, ...]:
        """What somebody could not open, until other pieces take its place. A link may be mended where it is, so it holds nothing back."""
        return self.returned.still if self.returned else ()

    def is_editable(self, step: Step) -> bool:
        """Whether a criterion of the step is open."""
        return any(one.id not in self.met for one in step.criteria)

    @property
    def places(self) -> list[Place]:
        """The steps with how they stand."""
        anchors = [*(one.anchor for one in self.missing), *(one.step.id for one in self.unopened)]
        return [
            Place(one, not self.is_editable(one), not any(one.holds(anchor) for anchor in anchors))
            for one in self.steps
        ]

    def step(self, key: str) -> Step:
        """The step of that key. Raises Http404."""
        for one in self.steps:
            if one.id == key:
                return one
        raise Http404

    def after(self, step: Step) -> str:
        """The key of the next step that can be worked at; "send" after the last."""
        rest = self.steps[self.steps.index(step) + 1 :]
        return next((one.id for one in rest if self.is_editable(one)), "send")

    def next_step(self) -> str:
        """Where to go on: the first step in which something is missing, else "send", which also says what does not open."""
        return step_with(self.steps, self.missing[0].anchor).id if self.missing else "send"


def lack_of(steps: tuple[Step, ...], one: Missing, here: Shown) -> Lack:
    """A missing thing as the page says it."""
    return Lack(sentence_with(here, gettext(one.template), **one.facts), step_with(steps, one.anchor), one.anchor)


def draft_of(person: "Person", submission_id: UUID) -> Draft:
    """One's own submission with its last attempt and everything in it. Raises Http404 for a stranger."""
    submission = get_object_or_404(with_declared(with_stages(queries.submissions_of(person))), pk=submission_id)
    attempt = with_comments(queries.attempts_of(submission)).order_by("-number")[0]
    attempt.submission = submission
    again = attempt.number > 1  # nothing can be met before the first reading
    return Draft(
        submission, attempt, queries.met_of(submission) if again else {}, judged_in(submission) if again else {}
    )


def frame(submission: "Submission") -> dict[str, object]:
    """What every page about a submission passes to its template."""
    here = shown(submission.version)
    return {
        "area": "work",
        "submission": submission,
        "spoken": here,
        "document": here.document,
        "district": district_of(submission.version.microcredential.organization),
    }
