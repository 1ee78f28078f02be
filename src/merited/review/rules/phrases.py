"""Phrases at hand: where one goes, at which criteria it is offered, and what makes one fit to keep."""

import re
from enum import StrEnum

from merited.base.errors import Refused
from merited.base.text import count_words
from merited.base.words import _
from merited.review.rules.feedback import WIDE_GAP

LONGEST = 400  # characters
# All of them stand at every criterion of a desk: more is a book that nobody opens, and a page that is slow on a phone.
MOST_OWN = 20  # phrases of one reviewer
MOST_SHARED = 20  # phrases of one place in one language


class Part(StrEnum):
    """Which field of a criterion a phrase goes into."""

    WORDS = "words"
    MOVE = "move"
    STAYS = "stays"


class Kind(StrEnum):
    """At which criteria a phrase is at hand."""

    ANY = "any"
    WORK = "work"  # those that judge a piece of work
    ANSWERS = "answers"  # those that judge the answers of a part


# What the desk fills in by itself, so that the rubric's own words are used.
_KNOWN = re.compile(r"\{(criterion|asks|place)\}")
_ONE_WORD_GAP = re.compile(r"\[[^\[\]\s]*\]")


def is_at_hand(kind: str, *, of_work: bool) -> bool:
    """Whether a phrase of this kind is offered at a criterion that judges a piece of work, or answers.

    >>> is_at_hand("answers", of_work=True), is_at_hand("any", of_work=True)
    (False, True)
    """
    return kind == Kind.ANY or kind == (Kind.WORK if of_work else Kind.ANSWERS)


def filled(text: str, *, criterion: str, asks: str, place: str) -> str:
    """A phrase with what is known filled in: the criterion's name, what it asks, and the place that it judges.

    >>> filled("{criterion} asks: “{asks}” In {place} I see [what you saw].", criterion="Cards", asks="Two sorts.", place="a2")
    'Cards asks: “Two sorts.” In a2 I see [what you saw].'
    """
    known = {"criterion": criterion, "asks": asks, "place": place}
    return _KNOWN.sub(lambda found: known[found[1]], text)


def must_be_a_phrase(text: str, part: str, kind: str) -> None:
    """Refuse what would not help anybody as a phrase. Raises `Refused`.

    >>> must_be_a_phrase("In [where in the work] you [what you did].", "words", "any")
    """
    if part not in set(Part) or kind not in set(Kind):
        raise Refused("no-such-place", _("Choose what the phrase is for."))
    if not count_words(text):
        raise Refused("no-phrase", _("Write the phrase first."))
    if len(text) > LONGEST:
        raise Refused(
            "phrase-too-long", _("A phrase has up to {longest} characters. Keep the sentence that you use most."), longest=LONGEST
        )  # fmt: skip
    if _ONE_WORD_GAP.search(text) and not WIDE_GAP.search(text):
        raise Refused(
            "one-word-gap",
            _("Name a gap in two words or more, such as [which page], so that it is noticed and filled."),
        )
