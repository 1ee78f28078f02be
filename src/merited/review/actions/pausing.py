"""When a pause begins, what its owner still holds goes back to the queue. The worker asks each morning."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction

from merited.base import clock
from merited.base.log import note
from merited.people.models import Organization
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
        given += sum(_give_back(reading) for reading in held.order_by("attempt_id"))
    return given


@transaction.atomic
def _give_back(reading: Reading) -> bool:
    locked(reading.attempt_id)
    done = Reading.objects.filter(pk=reading.pk, state="claimed").update(state="released")
    if done:
        note("reading.released", reading.id, by=reading.reviewer_id, reason="pause")
    return bool(done)
