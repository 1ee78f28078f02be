"""What lies with somebody in a pause, or with somebody who has left, goes back to the queue. The worker asks each morning."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from merited.base import clock
from merited.base.log import note
from merited.people.models import Employment, Organization
from merited.people.queries import places_below
from merited.review.actions.claiming import locked
from merited.review.models import Pause, Reading


def begin_pauses(district: Organization) -> int:
    """Give back the claims of whoever is in a pause, taken before it began. What they wrote is kept. How many."""
    zone = ZoneInfo(district.timezone or "UTC")
    today, given = clock.now().astimezone(zone).date(), 0
    for one in Pause.objects.filter(since__lte=today, until__gte=today, ended_at__isnull=True):
        begun = datetime.combine(one.since, time(), zone)
        held = Reading.objects.filter(
            reviewer=one.person_id, state="claimed", created_at__lt=begun,
            attempt__submission__version__microcredential__organization__in=places_below(district),
        )  # fmt: skip
        given += sum(_give_back(reading, "pause") for reading in held.order_by("attempt_id"))
    return given


def give_back_left(district: Organization) -> int:
    """Give back the claims of whoever works in the district no more, who could not file them. How many."""
    left = Employment.objects.filter(district=district, until__isnull=False).values("person")
    held = Reading.objects.filter(
        Q(reviewer__in=left) | Q(reviewer__is_active=False), state="claimed",
        attempt__submission__version__microcredential__organization__in=places_below(district),
    )  # fmt: skip
    return sum(_give_back(reading, "left") for reading in held.order_by("attempt_id"))


@transaction.atomic
def _give_back(reading: Reading, reason: str) -> bool:
    locked(reading.attempt_id)
    done = Reading.objects.filter(pk=reading.pk, state="claimed").update(state="released")
    if done:
        note("reading.released", reading.id, by=reading.reviewer_id, reason=reason)
    return bool(done)
