"""Look at work in progress under its private link. Locks: the submission, so that nobody is chosen to read it meanwhile."""

from django.db import transaction

from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.words import _
from merited.coaching.models import Onlooker
from merited.people.models import Person
from merited.submissions.models import Showing, Submission
from merited.submissions.queries import is_shown, showing_at


@transaction.atomic
def look_on(showing: Showing, *, by: Person) -> None:
    """Look: from now on this person reads no work of its earner as a reviewer. Twice is as good as once.

    Whoever could be asked to judge it was told so first. Whom something else keeps from it is noted all the same: it may end.

    A claim that they hold ends without blame at their next deed on it. Raises `Refused` when the link has ended.
    """
    Submission.objects.select_for_update().get(pk=showing.submission_id)
    showing = showing_at(showing.token).get()
    if not is_shown(showing):
        raise Refused("shown-no-more", _("This work is no longer shown. Nothing was noted."))
    if showing.submission.person_id == by.pk:
        return
    _row, new = Onlooker.objects.get_or_create(showing=showing, person=by)
    if new:
        halt("onlooker.written")
        note("submission.looked_on", showing.submission_id, by=by.id, showing=str(showing.id))
