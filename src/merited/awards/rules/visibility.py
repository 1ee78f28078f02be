"""Who may see the page of an award: three choices, and its earner decides."""

from enum import StrEnum


class Visibility(StrEnum):
    """Exactly one holds. None of them touches the badge itself: a file that somebody presents verifies as before."""

    PRIVATE = "private"
    UNLISTED = "unlisted"
    SHARED = "shared"


def visibility(*, hidden: bool, shared: bool) -> Visibility:
    """What holds for an award.

    >>> visibility(hidden=False, shared=False)
    <Visibility.UNLISTED: 'unlisted'>
    """
    if hidden:
        return Visibility.PRIVATE
    return Visibility.SHARED if shared else Visibility.UNLISTED
