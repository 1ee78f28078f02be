"""Links that open an account: how long they work, and what is said when one does not."""

from datetime import datetime, timedelta
from enum import StrEnum

from merited.base.errors import Refused
from merited.base.words import _

DAYS = 14
DAYS_TO_COME_BACK = 60


class Kind(StrEnum):
    """What a link is for."""

    CLAIM = "claim"  # an account that the district made
    RETURN = "return"  # an account that its owner closed


def ends(made_at: datetime) -> datetime:
    """When a link that is made now stops working."""
    return made_at + timedelta(days=DAYS)


def may_come_back(closed_at: datetime | None, now: datetime) -> bool:
    """Whether a link may open an account that its owner closed."""
    return closed_at is not None and now <= closed_at + timedelta(days=DAYS_TO_COME_BACK)


def must_work(*, used: bool, ended: bool, until: datetime, now: datetime) -> None:
    """Raises `Refused` when a link was used, was replaced by a newer one, or is too old."""
    if used:
        raise Refused("used", _("This link has done its work: the account is open. Sign in with what you chose."))
    if ended:
        raise Refused(
            "replaced", _("A newer link took the place of this one. Look for the latest letter, or ask again.")
        )
    if until <= now:
        raise Refused(
            "ran-out", _("This link has run out; each works for 14 days. Nothing is lost: ask for a fresh one.")
        )
