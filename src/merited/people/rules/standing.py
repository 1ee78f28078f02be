"""How somebody stands with a program: has an account, is invited, has left."""

from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """One of these holds for everybody."""

    ACCOUNT = "account"
    INVITED = "invited"
    RAN_OUT = "ran_out"  # was invited, and the link is too old
    NONE = "none"  # on the roster, and not invited yet
    CLOSED = "closed"  # closed the account
    LEFT = "left"


def standing(*, left: bool, active: bool, verified: bool, invited_until: datetime | None, now: datetime) -> Standing:
    """The standing that says most: who has left has left, whatever else is true.

    >>> standing(left=False, active=True, verified=True, invited_until=None, now=datetime(2026, 11, 16))
    <Standing.ACCOUNT: 'account'>
    """
    if left:
        return Standing.LEFT
    if not active:
        return Standing.CLOSED
    if verified:
        return Standing.ACCOUNT
    if invited_until is None:
        return Standing.NONE
    return Standing.INVITED if invited_until > now else Standing.RAN_OUT
