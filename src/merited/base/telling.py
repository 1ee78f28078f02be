"""The log as an outbox: whoever tells of deeds reads the sealed entries once, in their order."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from merited.base import clock
from merited.base.halt import halt
from merited.base.models import LogEntry, Told


def tell_next(
    name: str, tell: Callable[[LogEntry], None], limit: int = 200, *, until: Callable[[LogEntry], bool] | None = None
) -> int:
    """Hand up to `limit` sealed entries to `tell`, in the transaction that moves the place in the log. Returns how many.

    `until`: after an entry of which this holds the transaction ends, so that what it locks is held for no other. Two workers never tell the same entry: both lock the place first. What `tell` writes is written once or not at all.
    """
    with transaction.atomic():
        Told.objects.get_or_create(name=name)
        told = Told.objects.select_for_update().get(name=name)
        found = list(LogEntry.objects.filter(number__gt=told.number).order_by("number")[:limit])
        if until:
            last = next((n for n, entry in enumerate(found, start=1) if until(entry)), limit)
            found = found[:last]
        for entry in found:
            if told.silent_until is None or entry.at > told.silent_until:
                tell(entry)
            told.number = entry.number or told.number
        halt("tell.entries-told")
        if found:
            told.save()
    return len(found)


def be_silent_about_the_past(name: str) -> None:
    """What happened up to now is told to nobody: a history that was loaded, or one from before there was telling."""
    Told.objects.update_or_create(name=name, defaults={"silent_until": clock.now()})


def untold_since(name: str) -> datetime | None:
    """The time of the oldest sealed entry that is not told yet; None when all are."""
    told = Told.objects.filter(name=name).values_list("number", flat=True).first() or 0
    return LogEntry.objects.filter(number__gt=told).order_by("number").values_list("at", flat=True).first()
