"""What reviewers offer beyond what they are qualified for, and asking them; what a reading is paid."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from merited.base import clock
from merited.base.errors import Refused
from merited.base.log import note
from merited.base.words import _
from merited.catalog.models import MicroCredential
from merited.people.models import Organization, Person
from merited.review.models import PayRate, Willing
from merited.review.queries.offers import askable_for, offered_to

AGAIN = timedelta(days=14)  # nobody is asked the same thing twice within these
MOST = 500


@transaction.atomic
def offer(person: Person, wanted: Collection[UUID], *, by: Person | None) -> None:
    """Which micro-credentials somebody would read besides those they are qualified for: these, and no others."""
    known = set(offered_to(person).filter(pk__in=wanted).values_list("pk", flat=True))
    Person.objects.select_for_update().get(pk=person.pk)
    Willing.objects.filter(person=person).exclude(microcredential__in=known).delete()
    for key in known:
        Willing.objects.get_or_create(person=person, microcredential_id=key)
    note("reviewer.offered", person.id, by=by.id if by else None, microcredentials=sorted(map(str, known)))


@transaction.atomic
def ask_to_calibrate(microcredential: MicroCredential, *, by: Person) -> int:
    """Ask whoever offered to read a micro-credential to calibrate for it. How many. Raises `Refused` where nobody is left."""
    now = clock.now()
    asked = Willing.objects.select_for_update().filter(
        Q(asked_at__isnull=True) | Q(asked_at__lt=now - AGAIN), pk__in=askable_for(microcredential).values("pk")
    )
    found = {one.pk: one.person_id for one in asked}
    if not found:
        raise Refused(
            "nobody-to-ask", _("Everybody who offered to read this one has been asked in the last two weeks.")
        )
    Willing.objects.filter(pk__in=found).update(asked_at=now)
    note("reviewer.asked", microcredential.id, by=by.id, people=sorted(map(str, found.values())))
    return len(found)


@transaction.atomic
def set_pay(district: Organization, *, reading: int, adjudication: int, by: Person) -> PayRate:
    """What a filed reading is paid from now on, in whole units of the district's money. Raises `Refused`."""
    if not (0 <= reading <= MOST and 0 <= adjudication <= MOST):
        raise Refused("no-such-rate", _("Write each rate as a whole number from 0 to {most}."), most=MOST)
    rates, _made = PayRate.objects.select_for_update().get_or_create(district=district)
    rates.reading, rates.adjudication = reading, adjudication
    rates.save()
    note("pay.rated", district.id, by=by.id, reading=reading, adjudication=adjudication)
    return rates
