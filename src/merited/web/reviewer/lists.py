"""The lists of the queue page: what one holds, and what waits. Nothing in them says whose work it is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from merited.base import clock
from merited.review.queries import met_before
from merited.submissions.rules.completeness import scope_of
from merited.submissions.rules.states import AttemptState
from merited.web.reviewer.showing import kinds_in_words, try_in_words

if TYPE_CHECKING:
    from merited.review.models import Reading
    from merited.submissions.models import Attempt


@dataclass(frozen=True)
class Held:
    """One reading on one's desk."""

    reading: "Reading"
    state: str  # going, expired, withdrawn
    which_try: str


def held(reading: "Reading") -> Held:
    """How a reading on the desk stands."""
    if reading.attempt.state == AttemptState.WITHDRAWN:
        state = "withdrawn"
    else:
        state = "going" if reading.expires_at > clock.now() else "expired"
    return Held(reading, state, try_in_words(reading.attempt.number))


@dataclass(frozen=True)
class Waiting:
    """One attempt that can be claimed."""

    attempt: "Attempt"
    which_try: str
    open_ones: tuple[str, ...]  # from the second try on: what alone is scored
    kinds: str
    late: bool


def waiting(attempts: Collection["Attempt"], today: date) -> list[Waiting]:
    """What waits, as the page tells it."""
    met = met_before([one.submission_id for one in attempts if one.number > 1])
    return [
        Waiting(
            one,
            try_in_words(one.number),
            tuple(c.id for c in scope_of(one.submission.version.document, met[one.submission_id]))
            if one.submission_id in met
            else (),
            kinds_in_words(one),
            one.hear_by is not None and one.hear_by < today,
        )
        for one in attempts
    ]
