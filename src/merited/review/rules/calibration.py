"""Calibration: who scores as the panel does, when that is looked at again, and what follows. Pure Python.

It is about readers, and never about the work of an earner: no decision asks anything here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from merited.base.errors import Refused
from merited.base.words import _
from merited.catalog.document import Criterion
from merited.review.rules.outcome import Judged, Outcome, needs_a_third, outcome

ENOUGH = 20  # fewer judgments say nothing about a person
LOOK_BACK = 10  # checks
NUDGE, PAUSE = 2, 3  # misses among them
ONE_SEED_IN = 15  # readings
SEED_WITHIN = timedelta(weeks=3)  # of activity
YEAR_ENDS = (8, 31)  # of the school year: qualifications are renewed together
LEAST = timedelta(days=60)  # a qualification that would end sooner lasts a year more


class Use(StrEnum):
    """What a sample is for. A seed is never shown in training, nor the other way round."""

    ANCHOR = "anchor"
    QUALIFICATION = "qualification"
    SEED = "seed"


class Standing(StrEnum):
    """How somebody stands for one micro-credential."""

    LEARNING = "learning"
    QUALIFIED = "qualified"
    LAPSED = "lapsed"  # the year is over: renew it
    SUSPENDED = "suspended"  # three misses: look at the anchors and take the set again


class Advice(StrEnum):
    """What the latest checks of a reader come to."""

    NONE = "none"
    NUDGE = "nudge"  # look at the anchors again
    PAUSE = "pause"  # read nothing until the set is passed again


@dataclass(frozen=True, slots=True)
class Rule:
    """When a qualification set is passed: the rule of the set, stored with it."""

    min_exact: float = 0.75
    min_near: float = 0.95  # exact or adjacent
    decisions: bool = True  # every decision as the panel's
    tries: int = 2  # before a lead talks it over


def rule_from(stored: Mapping[str, Any]) -> Rule:
    """The rule as it was stored; what it does not say is as by default."""
    known = {one.name for one in fields(Rule)}
    return Rule(**{key: value for key, value in stored.items() if key in known})


def as_stored(rule: Rule) -> dict[str, Any]:
    """The rule as plain values, to store."""
    return asdict(rule)


def must_be_a_rule(rule: Rule) -> None:
    """Refuse shares that are none, and a number of tries that is. Raises `Refused`."""
    if not (0 <= rule.min_exact <= rule.min_near <= 1):
        raise Refused("no-such-rule", _("The shares of a set lie from 0 to 1, and the second is not below the first."))
    if not 1 <= rule.tries <= 20:
        raise Refused("no-such-rule", _("The number of tries is a whole number from 1 to 20."))


@dataclass(frozen=True, slots=True)
class Panel:
    """One sample as the panel scored it."""

    key: str
    levels: Mapping[str, str]
    decision: Outcome


@dataclass(frozen=True, slots=True)
class Miss:
    """One criterion of one sample on which a sheet and the panel differ."""

    sample: str
    criterion: str
    own: str
    panel: str
    steps: int  # on the scale; above 0: higher than the panel


@dataclass(frozen=True, slots=True)
class Result:
    """What a set came to."""

    n: int
    exact: int
    near: int  # exact or adjacent
    decided_alike: tuple[str, ...]  # samples
    decided_otherwise: tuple[str, ...]
    misses: tuple[Miss, ...]
    passed: bool


def result(
    rule: Rule, criteria: Collection[Criterion], panel: Sequence[Panel], sheets: Mapping[str, Mapping[str, str]]
) -> Result:
    """Lay a person's sheets (levels by criterion, by sample) beside the panel's. The order of the samples never matters."""
    misses = tuple(miss for one in panel for miss in compare(criteria, one, sheets[one.key]))
    n = len(panel) * len(criteria)
    exact, near = n - len(misses), n - len([one for one in misses if abs(one.steps) > 1])
    alike = tuple(one.key for one in panel if decision_of(criteria, sheets[one.key]) is one.decision)
    otherwise = tuple(one.key for one in panel if one.key not in alike)
    passed = n > 0 and exact >= rule.min_exact * n and near >= rule.min_near * n and not (rule.decisions and otherwise)
    return Result(n, exact, near, alike, otherwise, misses, passed)


def compare(criteria: Collection[Criterion], panel: Panel, sheet: Mapping[str, str]) -> list[Miss]:
    """Where one sheet and the panel differ, in the order of the criteria."""
    found = []
    for one in criteria:
        own, theirs = sheet[one.id], panel.levels[one.id]
        if own != theirs:
            steps = [level.id for level in one.levels]  # best first
            found.append(Miss(panel.key, one.id, own, theirs, steps.index(theirs) - steps.index(own)))
    return found


def decision_of(criteria: Collection[Criterion], sheet: Mapping[str, str]) -> Outcome:
    """What a sheet would come to, by the rule that decides everywhere."""
    return outcome(criteria, {key: Judged(level) for key, level in sheet.items()})


def is_missed(criteria: Collection[Criterion], own: Mapping[str, str], right: Mapping[str, str]) -> bool:
    """Whether a reading was missed: it differs on whether a criterion is met, or by two levels on any.

    The same that sends two blind sheets to a lead reader. `right`: the panel's levels, or those that stood.
    """
    one, other = ({key: Judged(level) for key, level in sheet.items()} for sheet in (own, right))
    return needs_a_third(criteria, one, other)


def order_of(person: UUID, calibration_set: UUID, number: int, keys: Sequence[str]) -> tuple[str, ...]:
    """The order in which a try shows its samples: reproducible, and never the one of the try before.

    >>> order_of(UUID(int=1), UUID(int=2), 1, ["s2", "s4", "s6"])
    ('s4', 's6', 's2')
    >>> order_of(UUID(int=1), UUID(int=2), 2, ["s2", "s4", "s6"])
    ('s6', 's4', 's2')
    """

    def shuffled(n: int) -> tuple[str, ...]:
        return tuple(
            sorted(keys, key=lambda key: sha256(f"calibration {person} {calibration_set} {n} {key}".encode()).digest())
        )

    found = shuffled(1)
    for n in range(2, number + 1):
        before, found = found, shuffled(n)
        if found == before:
            found = (*found[1:], *found[:1])
    return found


def qualified_until(passed: date) -> date:
    """The last day of a qualification: the end of the school year; in its last weeks, that of the next one.

    >>> qualified_until(date(2026, 11, 30)), qualified_until(date(2027, 8, 20))
    (datetime.date(2027, 8, 31), datetime.date(2028, 8, 31))
    """
    end = date(passed.year, *YEAR_ENDS)
    while end - passed < LEAST:
        end = date(end.year + 1, *YEAR_ENDS)
    return end


def standing(stored: str, until: date | None, today: date) -> Standing:
    """How somebody stands: a qualification whose last day is over has lapsed."""
    if stored == Standing.QUALIFIED and until is not None and until < today:
        return Standing.LAPSED
    return Standing(stored)


def needs_coaching(rule: Rule, states: Sequence[str]) -> bool:
    """Whether a lead talks it over before the next try. `states`: of all tries, the first one first.

    >>> needs_coaching(Rule(), ["not_yet"]), needs_coaching(Rule(), ["not_yet", "not_yet"])
    (False, True)
    >>> needs_coaching(Rule(), ["not_yet", "coached"])
    False
    """
    since = 0
    for one in states:
        since = since + 1 if one == "not_yet" else 0
    return since >= rule.tries


def draws_a_seed(reading: UUID) -> bool:
    """Whether a filed reading brings a sample after it: about one in fifteen, by the reading's key."""
    return int.from_bytes(sha256(f"seed after {reading}".encode()).digest()[:8]) % ONE_SEED_IN == 0


def seed_is_due(filed: Mapping[UUID, datetime], last: datetime, now: datetime) -> bool:
    """Whether a sample should be among somebody's work now.

    `filed`: their readings of live work, by key, with the time. `last`: when a sample was last put before them, or since
    when they are qualified.
    """
    since = {key: at for key, at in filed.items() if at > last}
    if not since:
        return False
    return any(draws_a_seed(key) for key in since) or now - last >= SEED_WITHIN


def next_seed(reviewer: UUID, seeds: Collection[UUID], seen: Collection[UUID]) -> UUID | None:
    """Which sample: one that the reviewer has never been shown, by lot. None when there is none left."""
    left = [one for one in seeds if one not in seen]
    return min(left, key=lambda one: sha256(reviewer.bytes + one.bytes).digest(), default=None)


def advice(missed: Sequence[bool]) -> Advice:
    """What a reader's checks come to, the latest last.

    >>> [str(advice([True] * n)) for n in range(4)]
    ['none', 'none', 'nudge', 'pause']
    >>> str(advice([True, True] + [False] * 9 + [True]))
    'none'
    """
    misses = list(missed[-LOOK_BACK:]).count(True)
    if misses >= PAUSE:
        return Advice.PAUSE
    return Advice.NUDGE if misses >= NUDGE else Advice.NONE


@dataclass(frozen=True, slots=True)
class Trend:
    """How often somebody scored as the panel or the lead reader did."""

    n: int
    exact: int

    @property
    def is_enough(self) -> bool:
        """Whether it says anything."""
        return self.n >= ENOUGH

    @property
    def share(self) -> float:
        """The share that was exact."""
        return self.exact / self.n if self.n else 0.0


def earns(asked: Collection[str], choices: Collection[tuple[int, Collection[str]]], held: Collection[str]) -> bool:
    """Whether these badges fill a stack's places: one badge fills one place.

    >>> earns(["a"], [(1, ["a", "b"])], ["a"]), earns(["a"], [(1, ["a", "b"])], ["a", "b"])
    (False, True)
    """
    left = set(held)
    if not set(asked) <= left:
        return False
    return _fills([set(keys) for count, keys in choices for _n in range(count)], left - set(asked))


def _fills(places: Sequence[set[str]], left: set[str]) -> bool:
    if not places:
        return True
    return any(_fills(places[1:], left - {one}) for one in sorted(places[0] & left))
