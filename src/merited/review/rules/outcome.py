"""What follows from a reviewer's scores. Nothing here adds or averages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from merited.base.errors import Refused
from merited.base.text import count_words
from merited.base.words import _
from merited.catalog.document import Criterion


class Outcome(StrEnum):
    """What an attempt comes to. It is derived, never chosen."""

    EARNED = "earned"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion as a reviewer judged it: the level, and the words that teach."""

    level: str
    words: str = ""


Sheet = Mapping[str, Judged]


def must_be_complete(scope: Collection[Criterion], sheet: Sheet) -> None:
    """Refuse a sheet that leaves a criterion unscored, scores another, or leaves an open one without words.

    Raises `Refused` with the first fault; the code's facts name the criterion.
    """
    asked = {one.id: one for one in scope}
    for key in sheet:
        if key not in asked:
            raise Refused("not-in-scope", _("{criterion} is met already and is not scored again."), criterion=key)
    for criterion in scope:
        judged = sheet.get(criterion.id)
        if judged is None or not judged.level:
            raise Refused("unscored", _("{criterion} has no score yet."), criterion=criterion.id)
        if judged.level not in {level.id for level in criterion.levels}:
            raise Refused("no-such-level", _("Choose one of the levels on the page."), criterion=criterion.id)
        if not criterion.level(judged.level).meets and not count_words(judged.words):
            raise Refused(
                "no-words",
                _(
                    "{criterion} is open, so it needs words: where in the work, what the criterion asks, and one next move."
                ),
                criterion=criterion.id,
            )


def met_by(scope: Collection[Criterion], sheet: Sheet) -> dict[str, str]:
    """The criteria that the sheet finds met, each with its level."""
    return {one.id: sheet[one.id].level for one in scope if one.level(sheet[one.id].level).meets}


def outcome(scope: Collection[Criterion], sheet: Sheet) -> Outcome:
    """Decide from a complete sheet over the criteria that were open.

    A badge is earned only when every criterion is met: a strong one never makes up for a missing one.

    >>> from merited.catalog.document import Criterion, Descriptor, Level
    >>> yes, no = Level("proficient", "Proficient", 3, True), Level("basic", "Basic", 2, False)
    >>> two = [Criterion(key, key, "p2", "a1", (Descriptor(yes, "x"), Descriptor(no, "y"))) for key in ("a1.c1", "a1.c2")]
    >>> outcome(two, {"a1.c1": Judged("proficient"), "a1.c2": Judged("basic", "One next move: ...")})
    <Outcome.NOT_YET: 'not_yet'>
    >>> outcome(two, {"a1.c1": Judged("proficient"), "a1.c2": Judged("proficient")})
    <Outcome.EARNED: 'earned'>
    """
    return Outcome.EARNED if len(met_by(scope, sheet)) == len(list(scope)) else Outcome.NOT_YET
