"""How somebody's work stands as their group's page tells it: as far as they agreed, and so that silence tells nothing."""

from enum import StrEnum


class Stand(StrEnum):
    """How a piece of work stands, in a word."""

    DRAFT = "draft"
    SENT = "sent"  # sent once, and not earned: it may be in review, not yet, or on the way again
    IN_REVIEW = "in_review"
    NOT_YET = "not_yet"
    EARNED = "earned"


def stand_of(state: str, *, was_sent: bool, shares_not_yet: bool) -> Stand:
    """How a submission in `state` is told. Without consent to Not yet it is "sent" from the first sending until it is earned.

    If it went from "in review" back to "draft", the page would say what its earner chose not to share.

    >>> [str(stand_of(one, was_sent=True, shares_not_yet=False)) for one in ("waiting", "not_yet", "draft", "earned")]
    ['sent', 'sent', 'sent', 'earned']
    >>> [str(stand_of(one, was_sent=True, shares_not_yet=True)) for one in ("waiting", "not_yet", "draft")]
    ['in_review', 'not_yet', 'draft']
    >>> str(stand_of("draft", was_sent=False, shares_not_yet=False))
    'draft'
    """
    if state == "earned":
        return Stand.EARNED
    if not was_sent:
        return Stand.DRAFT
    if not shares_not_yet:
        return Stand.SENT
    return {"draft": Stand.DRAFT, "not_yet": Stand.NOT_YET}.get(state, Stand.IN_REVIEW)
