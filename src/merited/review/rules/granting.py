"""The last stage, where a program wants it: an office confirms what the readers found earned. Pure Python.

Whoever grants judges nothing. They confirm, or they ask for one more reading; what follows is then again what the sheets say.
"""

from collections.abc import Collection
from enum import StrEnum

from merited.base.errors import Refused
from merited.base.text import count_words
from merited.base.words import _
from merited.review.rules.outcome import Outcome
from merited.review.rules.stages import Plan, Purpose, Why

LONGEST_WORDS = 1_000


class Ending(StrEnum):
    """How asking for a grant ends; until then it is open."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    PASSED_BACK = "passed_back"
    READ_ANEW = "read_anew"  # a sheet on which it rested counts no more, so somebody else reads it first


def is_due(plan: Plan, found: Outcome) -> bool:
    """Whether somebody confirms before it is decided. Not yet never waits for it: its earner can go on.

    >>> is_due(Plan(grant=True), Outcome.EARNED), is_due(Plan(grant=True), Outcome.NOT_YET), is_due(Plan(), Outcome.EARNED)
    (True, False, False)
    """
    return plan.grant and found is Outcome.EARNED


def passed_back(filed: Collection[Purpose]) -> Why:
    """Why there is one more reading, from those that are filed. Raises `Refused` after a lead reader's, which stands.

    >>> passed_back([Purpose.FIRST]), passed_back([Purpose.FIRST, Purpose.SECOND])
    (<Why.PASSED_BACK: 'passed_back'>, <Why.PASSED_BACK_AGAIN: 'passed_back_again'>)
    """
    if Purpose.THIRD in filed:
        raise Refused(
            "read-out",
            _(
                "Three people have read this, the last of them a lead reader, and that reading stands. It can be confirmed; if you cannot, leave it to a colleague with the same office."
            ),
        )
    return Why.PASSED_BACK_AGAIN if Purpose.SECOND in filed else Why.PASSED_BACK


def must_say_why(words: str) -> None:
    """Refuse to ask for one more reading without words for the readers. Raises `Refused`."""
    if not count_words(words):
        raise Refused(
            "no-words", _("Say in a sentence or two what made you pause. The lead and the readers see it, nobody else.")
        )
    if len(words) > LONGEST_WORDS:
        raise Refused("too-long", _("Please say it in up to {longest} characters."), longest=LONGEST_WORDS)
