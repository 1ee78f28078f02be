"""Criteria by attempts, and one's own levels beside the reader's: in words, and as a small picture with the same words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext, ngettext

from merited.catalog.document import Criterion, Level
from merited.review.queries import judged_in
from merited.submissions import queries
from merited.submissions.rules.states import AttemptState
from merited.web.earner.words import attempt_in_words
from merited.web.localized import spoken

if TYPE_CHECKING:
    from merited.review.rules.outcome import Judged
    from merited.submissions.models import Attempt, Standing, Submission

STEP, EDGE = 28, 14  # of the picture, in pixels


@dataclass(frozen=True, slots=True)
class Cell:
    """How one criterion stood in one attempt, in words. kind is that of a state, or empty where nothing is said yet."""

    kind: str
    words: str
    own: str = ""  # the level that the earner marked


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


@dataclass(frozen=True, slots=True)
class Scale:
    """The picture: a stop for each level from low to high, a ring where one saw oneself, a dot where the reader did."""

    width: int
    stops: tuple[int, ...]
    own: int
    theirs: int


@dataclass(frozen=True, slots=True)
class Beside:
    """One's own level beside the reader's, for one criterion."""

    criterion: Criterion
    own: Level
    theirs: Level
    words: str
    scale: Scale


def grid(submission: "Submission", attempts: Sequence["Attempt"]) -> Grid:
    """Criteria by attempts."""
    return grid_of(
        submission, attempts, queries.met_of(submission), judged_in(submission), queries.own_levels(submission)
    )


def grid_of(
    submission: "Submission",
    attempts: Sequence["Attempt"],
    met: Mapping[str, "Standing"],
    judged: Mapping[UUID, Mapping[str, "Judged"]],
    own: Mapping[UUID, Mapping[str, str]],
) -> Grid:
    """The same, of what was asked for already."""
    rows = tuple(
        Row(one, tuple(_cell(one, each, met, judged.get(each.pk, {}), own.get(each.pk, {})) for each in attempts))
        for one in spoken(submission.version).criteria
    )
    return Grid(tuple((one, attempt_in_words(one.number)) for one in attempts), rows)


def _cell(
    criterion: Criterion,
    attempt: "Attempt",
    met: Mapping[str, "Standing"],
    judged: Mapping[str, "Judged"],
    own: Mapping[str, str],
) -> Cell:
    seen = criterion.level(own[criterion.id]).label if criterion.id in own else ""
    found = judged.get(criterion.id)
    if found:
        level, later = criterion.level(found.level), met.get(criterion.id)
        if later and later.attempt_id == attempt.pk and not level.meets:
            again = gettext("%(level)s, after another look")
            return Cell("met", again % {"level": criterion.level(later.level).label}, seen)
        return Cell("met" if level.meets else "not-yet", level.label, seen)
    standing = met.get(criterion.id)
    if standing and standing.attempt.number < attempt.number:
        return Cell("met", gettext("Stays met"))
    if attempt.state == AttemptState.SENT:
        return Cell("waiting", gettext("Sent"), seen)
    return Cell("draft", gettext("Withdrawn") if attempt.state == AttemptState.WITHDRAWN else gettext("Draft"), seen)


def beside(criteria: Sequence[Criterion], judged: Mapping[str, "Judged"], own: Mapping[str, str]) -> list[Beside]:
    """Where both marked a level of one attempt: how one saw oneself, how the reader did, and what lies between."""
    found = []
    for one in criteria:
        if one.id not in judged or one.id not in own:
            continue
        mine, theirs = one.level(own[one.id]), one.level(judged[one.id].level)
        found.append(Beside(one, mine, theirs, _between(mine, theirs), _scale(one, mine, theirs)))
    return found


def _between(mine: Level, theirs: Level) -> str:
    if mine.value == theirs.value:
        return gettext("You saw it alike.")
    levels = {"own": mine.label, "theirs": theirs.label}
    if mine.value < theirs.value:
        return gettext("You saw this lower than your reader: %(own)s, where your reader found %(theirs)s.") % levels
    return gettext("You saw this higher than your reader: %(own)s, where your reader found %(theirs)s.") % levels


def _scale(criterion: Criterion, mine: Level, theirs: Level) -> Scale:
    low_to_high = sorted(criterion.levels, key=lambda one: one.value)
    place = {one.id: EDGE + STEP * n for n, one in enumerate(low_to_high)}
    return Scale(2 * EDGE + STEP * (len(place) - 1), tuple(place.values()), place[mine.id], place[theirs.id])


def lesson_of(found: Sequence[Beside]) -> str:
    """What the comparison teaches, in a sentence or two."""
    apart = [one for one in found if one.own.value != one.theirs.value]
    if not apart:
        return gettext("You and your reader saw every criterion alike: you read the rubric as it is meant.")
    first = ngettext(
        "You and your reader saw one criterion differently.", "You and your reader saw %(n)s criteria differently.", len(apart)
    ) % {"n": len(apart)}  # fmt: skip
    return f"{first} " + gettext(
        "There, read the words of both levels beside your work: the word that made the difference is the one to work with."
    )
