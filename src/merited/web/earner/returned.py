"""What came back because it does not open: for the pages of the draft and for My work."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from merited.portfolio.opening import Opening, open_once
from merited.review.queries import returned_now
from merited.review.rules.prechecks import FOUND, HELPS, TROUBLE, Finding
from merited.web.earner.steps import Step, step_with

if TYPE_CHECKING:
    from uuid import UUID

    from merited.review.models import CheckedPiece, Precheck
    from merited.submissions.models import Attempt


@dataclass(frozen=True, slots=True)
class Named:
    """One piece that somebody could not open."""

    name: str
    helps: str  # what helps, in a sentence
    step: Step  # where it is mended
    is_gone: bool  # its earner has taken it out since


@dataclass(frozen=True, slots=True)
class Returned:
    """A check after which a draft came back."""

    check: "Precheck"
    pieces: tuple[Named, ...]

    @property
    def still(self) -> tuple[Named, ...]:
        """What stands in the work as it was when somebody could not open it."""
        return tuple(one for one in self.pieces if not one.is_gone)


def returned_to(submission: "UUID", steps: tuple[Step, ...]) -> Returned | None:
    """Why this draft came back; None for one that was never returned, or is sent again."""
    named = returned_now([submission]).get(submission)
    if not named:
        return None
    return Returned(named[0].check_of, tuple(_named(one, steps) for one in named))


def _named(piece: "CheckedPiece", steps: tuple[Step, ...]) -> Named:
    finding, exhibit = Finding(piece.finding), piece.exhibit
    if finding not in TROUBLE and exhibit and exhibit.evidence.kind == "link":
        finding = Finding.LOGIN  # what most often keeps a colleague out
    helps = gettext(HELPS[finding])
    return Named(piece.name, helps, step_with(steps, piece.place), piece.exhibit_id is None)


def trouble_in(attempt: "Attempt", steps: tuple[Step, ...]) -> list[tuple[str, str, str, str]]:
    """Files that do not open even for the software: (step, name, what was found, what helps). Links are not asked for here,
    for a site that dawdles would hold the page."""
    found = []
    for one in attempt.exhibits.all():
        opening = open_once(one.evidence) if one.evidence.path else Opening.NOT_LOOKED
        if opening in (Opening.GONE, Opening.DAMAGED):
            finding = Finding(opening.value)
            step = step_with(steps, one.artifact)
            found.append((step.id, one.name, gettext(FOUND[finding]), gettext(HELPS[finding])))
    return found
