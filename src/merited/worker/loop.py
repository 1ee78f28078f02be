"""The loop: looks for rows that are not finished, and finishes them. Losing a turn loses nothing: the row stays due."""

import logging
import threading
import time
from collections.abc import Callable
from uuid import UUID

from django.db import OperationalError, close_old_connections

from merited.awards.actions import Unsignable, plan_next, publish_next, sign_next
from merited.base.log import seal_next
from merited.review.actions import look_into_next, settle_left
from merited.worker.calibration import keep_calibrated
from merited.worker.integrity import compare_some, keep_holding, keep_samples_marked
from merited.worker.invitations import post_next
from merited.worker.mail import post_due
from merited.worker.panels import keep_panels
from merited.worker.telling import look_ahead, tell_some

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between looks when nothing was due
AFTER_TROUBLE = 10.0

# In this order: a badge refers to a status list, so lists are signed first; the log is sealed when all is done, and
# letters tell of what is sealed. They come last: a mail server that does not answer keeps no badge waiting.
STEPS: tuple[Callable[[], bool], ...] = (
    lambda: _while(publish_next),
    lambda: _while(plan_next),
    lambda: _sign(),
    lambda: _while(post_next),
    look_into_next,  # one in a turn: a link may take seconds
    keep_calibrated,
    settle_left,
    lambda: _while(lambda: seal_next() > 0),
    lambda: _while(keep_samples_marked),
    lambda: _while(compare_some),
    keep_holding,
    lambda: _while(keep_panels),
    lambda: _while(tell_some),
    look_ahead,
    post_due,
)


def _while(step: Callable[[], bool]) -> bool:
    """Do a step until nothing is left to do. Whether there was anything."""
    busy = False
    while step():
        busy = True
    return busy


def _sign() -> bool:
    """Sign all that can be signed; one badge that cannot be is passed over, and raised at the end."""
    busy, trouble = False, None
    passing: list[UUID] = []
    while True:
        try:
            if not sign_next(passing):
                break
            busy = True
        except Unsignable as found:
            passing.append(found.award)
            trouble = trouble or found
    if trouble:
        raise trouble
    return busy


def turn() -> bool:
    """Do everything that is due now. Whether anything was.

    A step that fails keeps none of the others from their work: one badge that cannot be signed must not stop the
    log from being sealed. The first trouble is raised when all have had their turn.
    """
    busy, troubles = False, []
    for step in STEPS:
        try:
            busy |= step()
        except Exception as trouble:
            troubles.append(trouble)
    if troubles:
        raise troubles[0]
    return busy


def run(stop: threading.Event) -> None:
    """Look again and again until `stop` is set. Trouble with the database or a key is logged, and tried again."""
    while not stop.is_set():
        close_old_connections()
        started = time.monotonic()
        try:
            busy = turn()
        except OperationalError:
            log.warning("The database did not answer; trying again.", exc_info=True)
            stop.wait(AFTER_TROUBLE)
        except Exception:
            log.exception("A due row could not be finished; trying again.")
            stop.wait(AFTER_TROUBLE)
        else:
            if not busy:
                stop.wait(max(0.0, PAUSE - (time.monotonic() - started)))
