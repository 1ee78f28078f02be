"""Integrity as a procedure: who may look and who may hear, which step follows which and until when, what an outcome does. Pure Python."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from merited.base.errors import Refused
from merited.base.text import count_words
from merited.base.words import _
from merited.people.rules.calendar import add_working_days
from merited.review.rules.looks import SEATS, Member, panel_bars


class Kind(StrEnum):
    """Where a concern comes from. None of them says that anything is wrong."""

    FLAG = "flag"  # a reader has seen something
    LIKENESS = "likeness"  # the same words, file or picture stand in somebody else's work
    OWN = "own"  # in the person's own other work, and not declared: for information alone


class Triage(StrEnum):
    """Where a concern stands."""

    WAITING = "waiting"
    SET_ASIDE = "set_aside"
    CASE = "case"


class Step(StrEnum):
    """Where a case stands."""

    ANSWER = "answer"  # its earner has the notice
    PANEL = "panel"
    FOUND = "found"  # decided; it can be appealed
    APPEAL = "appeal"  # other persons decide
    CLOSED = "closed"


class Outcome(StrEnum):
    """What a panel can find, the mildest first."""

    NO_CASE = "no_case"
    TEACH = "teach"  # learn how, and send again; nothing falls
    NOT_MET = "not_met"  # the criteria that it is about fall
    REVOKE = "revoke"  # the badge


@dataclass(frozen=True, slots=True)
class Days:
    """How long each step may take: working days of the district, but for the appeal."""

    triage: int = 5
    answer: int = 10
    extension: int = 10  # once
    panel: int = 10
    appeal: int = 30  # calendar days, the last one included
    near: int = 2  # working days before the end somebody is reminded


DAYS = Days()
_MOVES: dict[Step, tuple[Step, ...]] = {
    Step.ANSWER: (Step.PANEL,),
    Step.PANEL: (Step.FOUND, Step.CLOSED),
    Step.FOUND: (Step.APPEAL, Step.CLOSED),
    Step.APPEAL: (Step.CLOSED,),
    Step.CLOSED: (),
}
OPEN = (Step.ANSWER, Step.PANEL, Step.FOUND, Step.APPEAL)
HEARS = (Step.PANEL, Step.APPEAL)
_BY_WEIGHT = tuple(Outcome)


def must_step(now: str, to: Step) -> None:
    """Refuse a step that does not follow: none is skipped, none is gone back. Raises `Refused`.

    >>> must_step("answer", Step.PANEL)
    """
    if to in _MOVES[Step(now)]:
        return
    raise Refused("case-moved-on", _("This case has moved on since. The page shows where it stands; nothing is lost."))


def due_on(start: date, days: int, days_off: Collection[date]) -> date:
    """The last day of a step that begins on `start`.

    >>> due_on(date(2026, 11, 16), DAYS.triage, set())
    datetime.date(2026, 11, 23)
    """
    return add_working_days(start, days, days_off)


def last_day_to_appeal(decided: date) -> date:
    """The last day on which an outcome can be appealed.

    >>> last_day_to_appeal(date(2026, 11, 16))
    datetime.date(2026, 12, 16)
    """
    return decided + timedelta(days=DAYS.appeal)


def must_be_a_concern(kind: str, state: str) -> None:
    """Refuse to open a case twice, or over somebody's own work used again. Raises `Refused`."""
    if state != Triage.WAITING:
        raise Refused("settled", _("This has been looked at already. The page says what came of it."))
    if kind == Kind.OWN:
        raise Refused(
            "own-work-again",
            _("To use one’s own work again is no case. Set it aside; its earner is asked to say so next time."),
        )


def must_say_why(words: str) -> None:
    """Whoever settles something gives the reason in writing. Raises `Refused`."""
    if not count_words(words):
        raise Refused(
            "no-words", _("Say in a sentence or two why. It is kept with the case, and nobody else reads it.")
        )


def must_give_notice(words: str, criteria: Collection[str], known: Collection[str]) -> None:
    """Refuse a notice that its earner could not answer. Raises `Refused`."""
    if not criteria or not set(criteria) <= set(known):
        raise Refused(
            "no-criteria", _("Choose which criteria it is about. Nothing else is touched, whatever comes of it.")
        )
    if not count_words(words):
        raise Refused("no-notice", _("Write what you ask the earner. They read it beside their own words."))


def outcomes(*, has_badge: bool) -> tuple[Outcome, ...]:
    """What a panel can choose from: a badge is revoked only where there is one.

    >>> [str(one) for one in outcomes(has_badge=False)]
    ['no_case', 'teach', 'not_met']
    """
    return tuple(one for one in Outcome if has_badge or one is not Outcome.REVOKE)


def must_be_reasoned(said: str, reasons: str, choices: Collection[Outcome]) -> None:
    """Refuse a voice that is none of the choices, or that has no reasons. Raises `Refused`."""
    if said not in {str(one) for one in choices}:
        raise Refused("no-outcome", _("Choose one of the outcomes on the page."))
    if not count_words(reasons):
        raise Refused(
            "no-reasons", _("Give your reasons in writing: the earner reads those of the majority, without a name.")
        )


def found_by(voices: Collection[str]) -> Outcome | None:
    """What the three say: the outcome that at least two of them would go as far as. None until all have spoken.

    Where two agree it is theirs. Who spoke first never matters.

    >>> found_by(["revoke", "no_case", "teach"])
    <Outcome.TEACH: 'teach'>
    >>> found_by(["no_case", "no_case"]) is None
    True
    """
    if len(voices) != SEATS or not all(one in set(Outcome) for one in voices):
        return None
    return sorted((Outcome(one) for one in voices), key=_BY_WEIGHT.index)[SEATS // 2]


def after_appeal(first: str, second: Outcome) -> Outcome:
    """What an appeal comes to: what the other persons say, and never more than was found before.

    >>> after_appeal("teach", Outcome.REVOKE), after_appeal("revoke", Outcome.NO_CASE)
    (<Outcome.TEACH: 'teach'>, <Outcome.NO_CASE: 'no_case'>)
    """
    return min(Outcome(first), second, key=_BY_WEIGHT.index)


def waits_for_appeal(outcome: str) -> bool:
    """Whether an outcome takes something away, and so has no effect while it can be appealed."""
    return outcome in (Outcome.NOT_MET, Outcome.REVOKE)


def can_be_appealed(outcome: str) -> bool:
    """Whether anything was found."""
    return outcome != Outcome.NO_CASE


def must_be_in_time(today: date, until: date | None) -> None:
    """Raises `Refused` when the days to appeal are over."""
    if until is None or today > until:
        raise Refused(
            "too-late-to-appeal", _("The {days} days in which this could be appealed are over."), days=DAYS.appeal
        )


def seated(case: UUID, round_: int, members: Collection[Member], sitting: Collection[UUID] = ()) -> tuple[UUID, ...]:
    """Who takes the free seats: whoever sits in fewest panels, then a lot. The order of the members never matters."""
    free = [one for one in members if not panel_bars(one) and one.person not in sitting]
    lot = case.bytes + bytes([round_])
    ranked = sorted(free, key=lambda one: (one.seats, sha256(lot + one.person.bytes).digest()))
    return tuple(one.person for one in ranked[: max(0, SEATS - len(sitting))])


def standing_after(met: Collection[str], outcome: str, criteria: Collection[str]) -> set[str]:
    """What is met once an outcome has taken effect: only NOT_MET takes anything away, and only what the case is about.

    >>> sorted(standing_after({"a1", "a2"}, "not_met", {"a2"})), sorted(standing_after({"a1"}, "teach", {"a1"}))
    (['a1'], ['a1'])
    """
    return set(met) - set(criteria) if outcome == Outcome.NOT_MET else set(met)
