"""Flags of a reader: what may be wrong, how it ends, and what a flag must say."""

from enum import StrEnum

from merited.base.errors import Refused
from merited.base.text import count_words
from merited.base.words import _


class Kind(StrEnum):
    """What is wrong. A question of integrity holds nothing: it is passed on, and the reading goes on (rules.integrity)."""

    CONFLICT = "conflict"
    CANNOT_OPEN = "cannot_open"
    PRIVACY = "privacy"
    INTEGRITY = "integrity"


class Ending(StrEnum):
    """How a flag ended."""

    HANDED_ON = "handed_on"  # a conflict: somebody else reads
    ANSWERED = "answered"  # the earner mended it
    SHOWN = "shown"  # the program: it may be read as it is
    LEFT_OUT = "left_out"  # the program: the rest is read without it
    TAKEN_BACK = "taken_back"  # the earner took the whole work back


CHOICES = (Ending.SHOWN, Ending.LEFT_OUT)  # of whoever answers for the program


def must_say_enough(kind: Kind, *, names_something: bool, words: str) -> None:
    """Refuse a flag that nobody could act on. A conflict needs no words: why is nobody's business.

    >>> must_say_enough(Kind.CONFLICT, names_something=False, words="")
    """
    if kind is Kind.CONFLICT:
        return
    if not names_something:
        if kind is Kind.INTEGRITY:
            raise Refused("names-nothing", _("Choose what it is about, so that somebody can look at the same place."))
        raise Refused("names-nothing", _("Choose what it is about, so that the earner knows what to mend."))
    if count_words(words):
        return
    if kind is Kind.CANNOT_OPEN:
        raise Refused(
            "no-words", _("Say what happened when you tried to open it. The earner reads it and can mend it.")
        )
    if kind is Kind.INTEGRITY:
        raise Refused(
            "no-words", _("Say what you have seen and where. Say not what it means: somebody else looks into it.")
        )
    raise Refused(
        "no-words", _("Say where a learner can be recognized, without the name. The earner reads it and can mask it.")
    )
