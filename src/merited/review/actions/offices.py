"""End an office so that nothing stays behind: what its holder had begun goes to others in the same moment.

Locks: the district's row first, then each submission in the order of their keys, then what hangs on it.
"""

from django.db import transaction

from merited.base.halt import halt
from merited.base.log import note
from merited.people import offices
from merited.people.models import Person, Role
from merited.review.actions.assigning import assign
from merited.review.actions.claiming import locked
from merited.review.actions.hearing import fill_case_seats
from merited.review.actions.panels import fill_seats
from merited.review.models import Reading
from merited.review.queries.offices import appeals_unheard_by, cases_unheard_by, settles_beyond_office


@transaction.atomic
def end_office(role: Role, *, by: Person) -> bool:
    """End an office and hand on what was begun in it. Twice is as good as once. Whether it was held until now.

    What somebody reads because they are qualified stays theirs; so does what they have said. Raises `Refused`.
    """
    person = role.person
    if not offices.end_office(role, by=by):
        return False
    for reading in settles_beyond_office(person):
        _pass_on(reading, by)
    for case in cases_unheard_by(person):
        fill_case_seats(case, by=None)  # whoever may not sit there any more gives up the seat, and another takes it
    for look in appeals_unheard_by(person):
        fill_seats(look, by=None)
    return True


def _pass_on(reading: Reading, by: Person) -> None:
    """Another lead reader settles it. What was written stays with whoever wrote it, and is there if they come back."""
    locked(reading.attempt_id)
    if Reading.objects.filter(pk=reading.pk, state="claimed").update(state="released"):
        halt("office.reading-released")
        note("reading.released", reading.id, by=by.id, reason="office")
        assign(reading.attempt)
