"""The lists of the queue page: what one holds, and what waits. Nothing in them says whose work it is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext

from merited.base import clock
from merited.review.queries import met_before
from merited.submissions.rules.completeness import scope_of
from merited.submissions.rules.states import AttemptState, State
from merited.web.reviewer.due import working_days_to
from merited.web.reviewer.showing import kinds_in_words, try_in_words

if TYPE_CHECKING:
    from uuid import UUID

    from merited.catalog.models import MicroCredential
    from merited.people.models import Organization
    from merited.review.models import Reading
    from merited.submissions.models import Attempt


@dataclass(frozen=True)
class Held:
    """One reading on one's desk."""

    reading: "Reading"
    state: str  # going, on_hold, expired, gone (run out, and may not be claimed again), interest, withdrawn
    which_try: str
    hear_by: date | None
    due: str  # how far the promised day is

    @property
    def can_go_on(self) -> bool:
        """Whether there is something to do with it."""
        return self.state in ("going", "expired")


def held(reading: "Reading", barred: Collection["UUID"]) -> Held:
    """How a reading on the desk stands. `barred`: keys of those whose work its reader may not judge."""
    attempt = reading.attempt
    if attempt.state == AttemptState.WITHDRAWN:
        state = "withdrawn"
    elif attempt.submission.person_id in barred:
        state = "interest"
    elif attempt.submission.state == State.ON_HOLD:
        state = "on_hold"
    else:
        state = "going" if reading.expires_at > clock.now() else "expired"
    hear_by = reading.look.due if reading.look else attempt.hear_by
    which = gettext("Another look") if reading.look else try_in_words(attempt.number)
    return Held(reading, state, which, hear_by, working_days_to(hear_by, _place_of(attempt)))


@dataclass(frozen=True)
class Waiting:
    """One attempt that can be claimed."""

    attempt: "Attempt"
    which_try: str
    open_ones: tuple[str, ...]  # from the second try on: what alone is scored
    kinds: str
    due: str
    late: bool


def waiting(attempts: Collection["Attempt"]) -> list[Waiting]:
    """What waits, as the page tells it."""
    today = timezone.localdate(clock.now())
    met = met_before([one.submission_id for one in attempts if one.number > 1])
    return [
        Waiting(
            one,
            try_in_words(one.number),
            tuple(c.id for c in scope_of(one.submission.version.document, met[one.submission_id]))
            if one.submission_id in met
            else (),
            kinds_in_words(one),
            working_days_to(one.hear_by, _place_of(one)),
            one.hear_by is not None and one.hear_by < today,
        )
        for one in attempts
    ]


def _place_of(attempt: "Attempt") -> "Organization":
    return attempt.submission.version.microcredential.organization


def qualified_in_words(readable: Collection["MicroCredential"]) -> str:
    """What one may read, by code: "ML-101, ML-102 and PL-101"."""
    return get_text_list([one.key.upper() for one in readable], gettext("and"))
