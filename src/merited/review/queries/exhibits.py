"""Whether somebody may open a piece of evidence, on whatever ground, in few questions."""

from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from merited.people.models import Person
from merited.review.queries.evidence import exhibits_before, exhibits_for_guest
from merited.review.queries.flags import withheld_shown_to
from merited.review.queries.grants import exhibits_by_office
from merited.review.queries.integrity import exhibits_for_integrity
from merited.review.queries.looks import exhibits_for_panel
from merited.submissions.models import Exhibit
from merited.submissions.queries import exhibits_of

GROUNDS = (
    exhibits_before,
    withheld_shown_to,
    exhibits_for_panel,
    exhibits_by_office,
    exhibits_for_guest,
    exhibits_for_integrity,
)


def exhibit_shown_to(person: Person, key: UUID) -> Exhibit | None:
    """The exhibit, where it is one's own or one of the grounds holds; its evidence is fetched along."""
    own = exhibits_of(person).filter(pk=key).first()
    if own is not None:
        return own
    on_a_ground = reduce(or_, (Q(pk__in=of(person).filter(pk=key).order_by().values("pk")) for of in GROUNDS))
    return Exhibit.objects.filter(on_a_ground, pk=key).select_related("evidence").first()
