"""Panels and other looks, by the log: a seat whose holder has gone is filled, and what nobody can close ends, in the same turn.

Each morning it is looked at once more (`worker.integrity`, `worker.looks`), should a turn have been lost.
"""

from typing import TYPE_CHECKING

from merited.base.telling import tell_next
from merited.people.queries import districts, places_below
from merited.review.actions.ending import end_looks, end_looks_over
from merited.review.actions.hearing import fill_case_seats
from merited.review.actions.panels import fill_seats
from merited.review.queries.panels import appeals_in_hearing, cases_in_hearing

if TYPE_CHECKING:
    from uuid import UUID

    from merited.base.models import LogEntry

LOG = "panels"
# After these somebody may sit no more, or may sit now; and whoever was asked may be there no more.
MOVES = frozenset(
    {
        "account.closed", "account.reopened", "person.left", "person.employed", "person.employment_changed",
        "roster.applied", "role.given", "group.joined", "draft.opened",
    }
)  # fmt: skip
ENDS = frozenset(
    {"submission.withdrawn", "attempt.decided", "look.decided"}
)  # after these nothing may be open any more


def keep_panels() -> bool:
    """Read what happened, and mind the seats and the looks that it concerns. Whether anything had happened."""
    seen: list[LogEntry] = []
    many = tell_next(LOG, seen.append)
    works = [one.subject for one in seen if one.deed in ENDS]
    if works:
        end_looks_over(works)
    if any(_moves(one) for one in seen):
        for one in districts():
            fill_all(places_below(one))
    return many > 0


def _moves(entry: "LogEntry") -> bool:
    return entry.deed in MOVES or (entry.deed == "work.declared" and bool(entry.facts["with_whom"]))


def fill_all(places: "set[UUID]") -> None:
    """Fill every free seat at these places, and end what nobody can close any more."""
    for case in cases_in_hearing(places):
        fill_case_seats(case, by=None)
    for look in appeals_in_hearing(places):
        fill_seats(look, by=None)
    end_looks(places)
