"""The reviewer's sheet as a page knows it: what was typed, what follows from it, what is still asked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from merited.base.errors import Refused
from merited.base.text import count_words
from merited.catalog.document import Criterion, Level
from merited.review.rules.feedback import PARTS, Hints, Words, gaps_in, has_move, hints_of, parts_of
from merited.review.rules.outcome import Judged, Sheet, must_be_complete
from merited.web.access import told
from merited.web.reviewer.typed import BLANK, revision_of

if TYPE_CHECKING:
    from merited.review.queries import Before
    from merited.submissions.models import Standing
    from merited.web.reviewer.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a criterion from being filed, and the field in which it is mended."""

    sentence: str
    at: str  # level, or a part: words, move, stays

    def __str__(self) -> str:
        return self.sentence


def faults_of(scope: Collection[Criterion], sheet: Sheet) -> dict[str, Fault]:
    """For each criterion that keeps the sheet from being filed: why, in a sentence for its place in the page."""
    found = {}
    for one in scope:
        judged = sheet.get(one.id, BLANK)
        try:
            must_be_complete([one], {one.id: judged} if one.id in sheet else {})
        except Refused as no:
            found[one.id] = Fault(told(no), _mended_at(no.code, judged))
    return found


def _mended_at(code: str, judged: Judged) -> str:
    if code == "gap-left":
        return next((part for part in PARTS if gaps_in(getattr(judged, part))), "words")
    return {"no-words": "words", "no-move": "move"}.get(code, "level")


@dataclass(frozen=True)
class Prospect:
    """What would follow if the sheet were filed as it stands. It is derived as the decision is, and decides nothing."""

    scope: tuple[Criterion, ...]
    sheet: Sheet

    def _level(self, one: Criterion) -> Level | None:
        return next((level for level in one.levels if level.id == self.sheet.get(one.id, BLANK).level), None)

    @cached_property
    def unscored(self) -> list[str]:
        """Criteria without a score."""
        return [one.id for one in self.scope if self._level(one) is None]

    @cached_property
    def open(self) -> list[str]:
        """Criteria scored below the level that meets."""
        return [one.id for one in self.scope if (level := self._level(one)) and not level.meets]

    @cached_property
    def wordless(self) -> list[str]:
        """Open criteria that have no words yet."""
        return [key for key in self.open if not count_words(self.sheet[key].whole())]

    @cached_property
    def moveless(self) -> list[str]:
        """Open criteria that have words, and no next move yet."""
        return [key for key in self.open if key not in self.wordless and not has_move(self.sheet[key].whole())]

    @property
    def earned(self) -> bool:
        """Whether every criterion is met."""
        return not self.unscored and not self.open

    @property
    def next(self) -> str:
        """The criterion to go on with: without a score, else without words or next move, else the first."""
        return [*self.unscored, *self.wordless, *self.moveless, *(one.id for one in self.scope)][0]


@dataclass(frozen=True)
class Choice:
    """One level in a criterion's row of radios. Its rank is its number and its key."""

    level: Level
    text: str
    rank: int
    chosen: bool


@dataclass(frozen=True)
class Earlier:
    """What an earlier try found on a criterion."""

    number: int
    label: str
    words: Words
    also: str = ""  # a second reader's words


@dataclass(frozen=True)
class Box:
    """One of the three fields for words on a criterion."""

    part: str
    name: str
    text: str
    stored: str
    theirs: str | None  # the stored text, where another page has changed it meanwhile
    invalid: bool

    @property
    def revision(self) -> str:
        """Which text is stored: what the page answers with when it saves."""
        return revision_of(self.stored)


@dataclass
class Card:
    """One criterion on the desk."""

    criterion: Criterion
    judged: Judged
    place: int  # the place in the evidence, from 1, that it judges
    stored: Judged = BLANK
    fault: Fault | None = None
    torn: Mapping[str, str] = field(default_factory=dict)  # by part: the stored text, where another page has changed it
    language: str = ""  # of the work
    phrases: list["Phrase"] = field(default_factory=list)
    change: str = ""  # the earner's note of what changed
    earlier: list[Earlier] = field(default_factory=list)

    @property
    def level_name(self) -> str:
        """The name of its radios."""
        return f"level-{self.criterion.id}"

    @property
    def boxes(self) -> list[Box]:
        """Its fields for words."""
        return [
            Box(
                part, f"{part}-{self.criterion.id}", getattr(self.judged, part), getattr(self.stored, part),
                self.torn.get(part), self.fault is not None and self.fault.at == part,
            )
            for part in PARTS
        ]  # fmt: skip

    @property
    def said(self) -> str:
        """All that is said of it, in one text."""
        return self.judged.whole(self.language)

    @property
    def choices(self) -> list[Choice]:
        """Its levels, best first."""
        count = len(self.criterion.descriptors)
        return [
            Choice(one.level, one.text, count - n, one.level.id == self.judged.level)
            for n, one in enumerate(self.criterion.descriptors)
        ]

    @property
    def hints(self) -> Hints | None:
        """What the words have in them already: while there are words, or it is scored below the level that meets."""
        return hints_for(self.criterion, self.judged, self.language)

    @property
    def label(self) -> str:
        """The name of the level that is chosen."""
        return next((one.level.label for one in self.choices if one.chosen), "")

    @property
    def meets(self) -> bool:
        """Whether it is scored and met."""
        return any(one.chosen and one.level.meets for one in self.choices)

    @property
    def is_open(self) -> bool:
        """Whether it is scored and not met."""
        return any(one.chosen and not one.level.meets for one in self.choices)


def hints_for(criterion: Criterion, judged: Judged, language: str) -> Hints | None:
    """The hints beside words on a criterion; None where nothing is asked of them."""
    below = any(one.id == judged.level and not one.meets for one in criterion.levels)
    if not below:
        return None
    asks = [criterion.name, *(one.text for one in criterion.descriptors)]
    return hints_of(judged.whole(language), asks, language)


@dataclass(frozen=True)
class MetAlready:
    """A criterion that an earlier try met. It is shown, and not scored."""

    criterion: Criterion
    label: str
    number: int


def earlier_of(before: Collection["Before"], criteria: Collection[Criterion]) -> dict[str, list[Earlier]]:
    """What is recorded of earlier tries, by criterion."""
    found: dict[str, list[Earlier]] = {}
    for criterion in criteria:
        for one in before:
            judged = one.judged.get(criterion.id)
            if judged:
                label = criterion.level(judged.level).label
                words = parts_of(judged.words)
                found.setdefault(criterion.id, []).append(Earlier(one.number, label, words, judged.also))
    return found


def met_already(met: Mapping[str, "Standing"], criteria: Collection[Criterion]) -> list[MetAlready]:
    """What is met by an earlier try, in the order of the rubric."""
    return [
        MetAlready(one, one.level(met[one.id].level).label, met[one.id].attempt.number)
        for one in criteria
        if one.id in met
    ]
