"""Guests of a draft: who may be invited, and what a comment is. A comment is words; there is no level anywhere in it."""

from enum import StrEnum

from merited.base.errors import Refused
from merited.base.text import count_words
from merited.base.words import _
from merited.catalog.document import Artifact, Document


class Kind(StrEnum):
    """As what somebody is invited. Both read and comment, and neither reads the person's work as a reviewer afterward."""

    COACH = "coach"
    PEER = "peer"


MOST_GUESTS = 5  # asked to one draft at a time: help, and not a show
SENSITIVE = "sensitive_notes"  # the class of data about learners for which reviewers need clearance
LONGEST_COMMENT = 4_000  # characters
LONGEST_LINE = 300


def must_have_room(guests: int) -> None:
    """Raises `Refused` when enough people are asked already.

    >>> must_have_room(4)
    """
    if guests >= MOST_GUESTS:
        raise Refused(
            "enough-guests",
            _("Up to {most} people can be asked to one draft. End one invitation to make room for another."),
            most=MOST_GUESTS,
        )


def must_say_something(words: str, longest: int = LONGEST_COMMENT) -> None:
    """Raises `Refused` for a comment without words, or with too many."""
    if not count_words(words):
        raise Refused("no-words", _("Write a few words first."))
    must_not_be_longer(words, longest)


def must_not_be_longer(words: str, longest: int) -> None:
    """Raises `Refused` for a text that is too long."""
    if len(words) > longest:
        raise Refused(
            "too-long",
            _("This is longer than we can keep here ({longest} characters). Nothing of it is lost on this page."),
            longest=longest,
        )


def needs_choice(document: Document) -> tuple[Artifact, ...]:
    """The pieces of work that a guest sees only where the earner says so: they may hold sensitive notes about learners."""
    return tuple(one for one in document.artifacts if one.student_data == SENSITIVE)


def artifacts_shown(document: Document, *, with_notes: bool) -> frozenset[str]:
    """Keys of the pieces of work whose evidence a guest sees."""
    hidden = set() if with_notes else {one.id for one in needs_choice(document)}
    return frozenset(one.id for one in document.artifacts if one.id not in hidden)


def places_in(document: Document) -> frozenset[str]:
    """Where a comment can stand: a question, a piece of work, a criterion."""
    kinds = (document.prompts, document.artifacts, document.criteria)
    return frozenset(one.id for each in kinds for one in each)
