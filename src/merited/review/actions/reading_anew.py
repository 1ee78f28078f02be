"""Asking for a fresh reader where a sheet was set aside: of work that waits for its decision, and of looks at it."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from merited.people.models import Person
from merited.review.actions.deciding import another_is_due, locked_work
from merited.review.actions.panels import read_look_anew
from merited.review.actions.planning import course_for
from merited.review.actions.setting_aside import set_tied_aside
from merited.review.queries.sheets import filed_sheets, scope_for
from merited.review.queries.tied import undecided_between, undecided_with_ties


@transaction.atomic
def ask_anew(attempt_id: UUID) -> int:
    """Set aside what counts no more in one attempt, so that a fresh reader can take it. How many sheets."""
    submission, attempt = locked_work(attempt_id)
    gone = set_tied_aside(submission, attempt)
    if gone:
        another_is_due(attempt, course_for(attempt), scope_for(attempt), filed_sheets(attempt))
    return gone


def ask_anew_between(one: Person, other: Person) -> None:
    """The same in all that either has filed of the other's undecided work. Outside any transaction."""
    for found in undecided_between(one, other):
        _ask_anew(*found)


def ask_anew_at(places: Collection[UUID]) -> list[UUID]:
    """The same at these places, for ties that came some other way, such as with the roster: the keys of the attempts. For the worker."""
    return [found[0] for found in undecided_with_ties(places) if _ask_anew(*found)]


def _ask_anew(attempt: UUID, look: UUID | None) -> bool:
    return read_look_anew(look) if look else ask_anew(attempt) > 0
