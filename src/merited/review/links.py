"""Whether an address that an earner handed in shows something to a stranger: asked through the one guarded door."""

from urllib.parse import urlsplit

from django.conf import settings
from merited_credentials import Door, DoorRefused

from merited.review.rules.prechecks import Finding, asks_to_sign_in

ANSWERED = frozenset({"media-type", "page", "too-large", "encoded"})  # no badge, and something all the same
NOT_ASKED = frozenset({"scheme", "port", "number", "user", "malformed", "name"})  # of a kind that the door never opens
SECONDS = 5.0


def found_at(address: str) -> Finding:
    """What a stranger finds there. Where the operator keeps the door shut, nobody asks, and that is what is said."""
    if not settings.FETCH:
        return Finding.NOT_LOOKED
    door = Door(allow_loopback=settings.ALLOW_LOOPBACK, most_fetches=4, seconds=SECONDS, seconds_in_all=SECONDS)
    try:
        door.fetch(address)
        found = Finding.OPENS
    except DoorRefused as no:
        found = _of(no.code)
    last = urlsplit(door.asked[-1]) if door.asked else None
    if last and found in (Finding.OPENS, Finding.LOGIN) and asks_to_sign_in(last.hostname or "", last.path):
        return Finding.LOGIN
    return found


def _of(code: str) -> Finding:
    if code in ANSWERED:
        return Finding.OPENS
    if code == "closed":
        return Finding.LOGIN
    if code in ("gone", "missing"):
        return Finding.NOTHING_THERE
    return Finding.NOT_LOOKED if code in NOT_ASKED else Finding.NO_ANSWER
