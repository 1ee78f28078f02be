"""States of a submission and of an attempt, and the moves between them."""

from enum import StrEnum

from merited.base.errors import Refused
from merited.base.words import _


class State(StrEnum):
    """Where a submission stands. "In review" is no state of its own: a reading of the attempt is claimed."""

    DRAFT = "draft"
    PRECHECK = "precheck"  # sent; somebody sees whether everything opens, before anybody reads it
    WAITING = "waiting"
    ON_HOLD = "on_hold"  # sent, and the clock stands still until its earner has mended what could not be read
    NOT_YET = "not_yet"
    EARNED = "earned"
    WITHDRAWN = "withdrawn"
    SAMPLE = "sample"  # nobody's work: a piece of calibration, which nothing counts, lists or decides


class AttemptState(StrEnum):
    """Where one attempt stands. What is in it never changes after it is sent, but for what a hold names."""

    OPEN = "open"
    SENT = "sent"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    SAMPLE = "sample"


OPEN_STATES = (State.DRAFT, State.PRECHECK, State.WAITING, State.ON_HOLD, State.NOT_YET)

_MOVES: dict[State, tuple[State, ...]] = {
    State.DRAFT: (State.PRECHECK, State.WAITING, State.WITHDRAWN),
    State.PRECHECK: (State.WAITING, State.DRAFT, State.WITHDRAWN),
    State.WAITING: (State.ON_HOLD, State.NOT_YET, State.EARNED, State.WITHDRAWN),
    State.ON_HOLD: (State.WAITING, State.WITHDRAWN),
    State.NOT_YET: (State.DRAFT, State.WITHDRAWN),
    State.EARNED: (),
    State.WITHDRAWN: (),
    State.SAMPLE: (),
}


def must_move(now: str, to: State) -> None:
    """Refuse a move that the table does not have. Raises `Refused`."""
    if to in _MOVES[State(now)]:
        return
    if now == State.WITHDRAWN:
        raise Refused("withdrawn", _("You withdrew this one. You can start it again whenever you like."))
    if now == State.EARNED:
        raise Refused("earned", _("This one is earned. Nothing more is asked of you."))
    if now in (State.PRECHECK, State.WAITING):
        raise Refused("already-sent", _("This is already sent. You will hear by the day on the page; nothing is lost."))
    if now == State.ON_HOLD:
        raise Refused(
            "on-hold", _("This is on hold, and the clock stands still until it is sent back. Nothing is lost.")
        )
    raise Refused("not-now", _("This cannot be done now. Open My work to see where it stands."))


def must_be_ours_to_move(now: str, to: State) -> None:
    """The same for a deed of the earner. What is being checked moves by its check alone. Raises `Refused`.

    Without this a second click on Send would take work past its check, and a second click on Revise would use up an attempt.
    """
    must_move(State.WAITING if now == State.PRECHECK else now, to)


def must_show(now: str) -> None:
    """Only work in progress is shown by a private link. Raises `Refused`."""
    if now == State.WITHDRAWN:
        raise Refused("withdrawn", _("You withdrew this one. You can start it again whenever you like."))
    if now == State.EARNED:
        raise Refused("earned", _("This one is earned. Show the page of its badge instead."))
