"""Which readings an attempt needs, and why: the stages of one program as data. Pure Python."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from merited.base.errors import Refused
from merited.base.words import _
from merited.catalog.document import Criterion
from merited.review.rules.outcome import Sheet, met_by, needs_a_third


class Purpose(StrEnum):
    """What a reading is for. Those of the work itself come first, second, third; each is blind to the others."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"  # adjudication: a senior reader scores blind, and that sheet stands

    # Another look, after the attempt is decided (rules.looks): its decision never follows from these.
    LOOK = "look"
    APPEAL = "appeal"


OF_THE_WORK = (Purpose.FIRST, Purpose.SECOND, Purpose.THIRD)


class Why(StrEnum):
    """Why a second reading is due."""

    NEW_VERSION = "new_version"
    DRAW = "draw"
    STAKES = "stakes"
    BORDERLINE = "borderline"
    PASSED_BACK = "passed_back"  # by whoever grants (rules.granting)
    PASSED_BACK_AGAIN = "passed_back_again"  # after two readers agreed: a third one reads


@dataclass(frozen=True, slots=True)
class Plan:
    """How the work of one micro-credential is judged. The defaults are what good practice asks; a program may change them."""

    first_of_version: int = 5  # so many first attempts of a new version are read twice
    share: int = 20  # of the rest, in percent, by a draw that anybody can repeat
    borderline: bool = True  # a first attempt with exactly one criterion unmet
    stakes: bool = False  # every attempt: money or a capstone hangs on it
    pool: bool = False  # qualified readers of other departments read it too
    pool_from: int = 6  # from this working day on
    precheck: bool = False  # before anybody reads, somebody sees whether everything opens (rules.prechecks)
    grant: bool = False  # what the readers found earned is confirmed by an office before the award (rules.granting)


SINGLE = Plan(first_of_version=0, share=0, borderline=False)  # one reader decides


def plan_from(stored: Mapping[str, Any]) -> Plan:
    """The plan as it was stored; what an older one does not say is as by default."""
    known = {one.name for one in fields(Plan)}
    return Plan(**{key: value for key, value in stored.items() if key in known})


def as_stored(plan: Plan) -> dict[str, Any]:
    """The plan as plain values, to store."""
    return asdict(plan)


def must_be_a_plan(plan: Plan) -> None:
    """Refuse a share that is none, or a number of first attempts that is. Raises `Refused`."""
    if not 0 <= plan.share <= 100:
        raise Refused("no-such-share", _("The share is a whole number from 0 to 100."))
    if not 0 <= plan.first_of_version <= 500:
        raise Refused("no-such-number", _("The number of first submissions is a whole number from 0 to 500."))
    if not 0 <= plan.pool_from <= 60:
        raise Refused("no-such-day", _("The working day is a whole number from 0 to 60."))


def drawn(attempt: UUID, share: int) -> bool:
    """Whether the draw takes this attempt: so many in a hundred, the same answer whoever asks and whenever.

    The first eight bytes of SHA-256 over "second reading " and the attempt's key, as a number from 0 to 99.

    >>> drawn(UUID("01945a3e-0000-7000-8000-000000000001"), 0), drawn(UUID("01945a3e-0000-7000-8000-000000000001"), 100)
    (False, True)
    """
    return int.from_bytes(sha256(f"second reading {attempt}".encode()).digest()[:8]) % 100 < share


def known_before(plan: Plan, attempt: UUID, *, number: int, place_in_version: int) -> tuple[Why, ...]:
    """Why an attempt is read twice, as far as it is known before anybody has read it.

    `number`: of the attempt, 1 where none before it was decided. `place_in_version`: which one it is among the first attempts of its version, from 1.
    """
    found = []
    if number == 1 and place_in_version <= plan.first_of_version:
        found.append(Why.NEW_VERSION)
    if plan.stakes:
        found.append(Why.STAKES)
    if drawn(attempt, plan.share):
        found.append(Why.DRAW)
    return tuple(found)


def is_borderline(plan: Plan, scope: Collection[Criterion], sheet: Sheet, *, number: int) -> bool:
    """Whether a first attempt stands at the line: exactly one criterion is not met."""
    met = met_by(scope, sheet)
    return plan.borderline and number == 1 and len([one for one in scope if one.id not in met]) == 1


def due(
    plan: Plan,
    because: Collection[Why],
    scope: Collection[Criterion],
    filed: Mapping[Purpose, Sheet],
    *,
    number: int,
) -> tuple[Purpose, ...]:
    """Which readings are due and not filed. None: it can be decided.

    `because`: what was known before (`known_before`). `filed`: the sheets that are in.
    """
    if Purpose.THIRD in filed:  # it stands, beside the two that it settled: one of them may be set aside since
        return tuple(one for one in (Purpose.FIRST, Purpose.SECOND) if one not in filed)
    twice = bool(because) or Purpose.SECOND in filed
    if not twice and Purpose.FIRST in filed:
        twice = is_borderline(plan, scope, filed[Purpose.FIRST], number=number)
    asked = (Purpose.FIRST, Purpose.SECOND) if twice else (Purpose.FIRST,)
    missing = tuple(one for one in asked if one not in filed)
    if missing or not twice:
        return missing
    third = Why.PASSED_BACK_AGAIN in because or needs_a_third(scope, filed[Purpose.FIRST], filed[Purpose.SECOND])
    return (Purpose.THIRD,) if third else ()
