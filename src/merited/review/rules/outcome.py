"""What follows from a reviewer's scores. Nothing here adds or averages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from merited.base.errors import Refused
from merited.base.text import count_words
from merited.base.words import _
from merited.catalog.document import Criterion
from merited.review.rules.feedback import gaps_in, has_move, together


class Outcome(StrEnum):
    """What an attempt comes to. It is derived, never chosen."""

    EARNED = "earned"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion as judged: the level, and the words that teach.

    `also`: what a second reader said of it, where both chose the same level. `move` and `stays`: what stands in fields
    of their own while the sheet is written; when it is filed, `words` holds it all.
    """

    level: str
    words: str = ""
    also: str = ""
    move: str = ""
    stays: str = ""

    def whole(self, language: str = "en") -> str:
        """All that is said, in one text."""
        return together(self.words, self.move, self.stays, language)


Sheet = Mapping[str, Judged]
TWO_LEVELS = 2


def must_be_complete(scope: Collection[Criterion], sheet: Sheet) -> None:
    """Refuse a sheet that leaves a criterion unscored, scores another, leaves an open one without words or without a
    next move, or leaves a gap of a phrase unfilled.

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
        words = judged.whole()
        if not criterion.level(judged.level).meets:
            _must_teach(criterion, words)
        must_have_no_gaps(words, criterion.id)


def _must_teach(criterion: Criterion, words: str) -> None:
    """What is open needs words, and among them one next move."""
    if not count_words(words):
        raise Refused(
            "no-words",
            _("{criterion} is open, so it needs words: where in the work, what the criterion asks, and one next move."),
            criterion=criterion.id,
        )
    if not has_move(words):
        raise Refused(
            "no-move",
            _(
                "{criterion} is open and has no next move yet. Write one thing that this person can do within two weeks, and it can be filed."
            ),
            criterion=criterion.id,
        )


def must_have_no_gaps(words: str, criterion: str = "") -> None:
    """Refuse words in which a gap of a phrase is still to be filled. Raises `Refused`."""
    for gap in gaps_in(words):
        raise Refused(
            "gap-left",
            _("A gap is still to be filled: {gap}. Write what belongs there, or take it out with its brackets."),
            gap=gap,
            criterion=criterion,
        )


def put_together(sheet: Sheet, language: str) -> dict[str, Judged]:
    """The sheet as it is filed: what stood in fields of its own is in the words, in the language of the work."""
    return {key: Judged(one.level, one.whole(language), one.also) for key, one in sheet.items()}


def needs_a_third(scope: Collection[Criterion], one: Sheet, other: Sheet) -> bool:
    """Whether two blind sheets are too far apart: on whether any criterion is met, or by two levels on any.

    Levels are counted as steps of the scale, whatever their values.
    """
    return any(_apart(criterion, one[criterion.id].level, other[criterion.id].level) for criterion in scope)


def _apart(criterion: Criterion, one: str, other: str) -> bool:
    steps = [level.id for level in criterion.levels]
    differ = criterion.level(one).meets != criterion.level(other).meets
    return differ or abs(steps.index(one) - steps.index(other)) >= TWO_LEVELS


def settled(scope: Collection[Criterion], sheets: Collection[Sheet], third: Sheet | None = None) -> dict[str, Judged]:
    """What is recorded for each criterion, from every sheet that is in. The order of the readers never matters.

    A third, senior sheet stands as it is. Otherwise the readers agree on what is met, and the lower of their levels is
    recorded, with the words of whoever chose it; where both chose it, with the words of both. Never a mean.
    """
    if third is not None:
        return {one.id: third[one.id] for one in scope}
    return {one.id: _lowest(one, [sheet[one.id] for sheet in sheets]) for one in scope}


def _lowest(criterion: Criterion, judged: Collection[Judged]) -> Judged:
    steps = [level.id for level in criterion.levels]  # best first
    level = max((one.level for one in judged), key=steps.index)
    said = {one.words for one in judged if one.level == level and count_words(one.words)}
    fullest_first = sorted(said, key=lambda words: (-count_words(words), words))
    return Judged(level, *fullest_first[:2])


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
