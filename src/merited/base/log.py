"""The log of deeds: written unsealed by actions, sealed into a hash chain by the worker, checked by a command."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from merited.base.halt import halt
from merited.base.models import LogEntry, LogHead

START = "0" * 64


def note(deed: str, subject: UUID, *, by: UUID | None, **facts: str | int | bool | list[str] | None) -> None:
    """Write one entry into the transaction of the deed itself. Facts are ids and codes, never names or text."""
    LogEntry.objects.create(deed=deed, subject=subject, actor=by, facts=facts)


def seal_of(entry: LogEntry, previous: str) -> str:
    """SHA-256 (hex) over the previous seal and the entry's own facts, in canonical JSON."""
    text = json.dumps(
        [
            previous,
            entry.number,
            str(entry.id),
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            str(entry.actor) if entry.actor else None,
            entry.deed,
            str(entry.subject),
            entry.facts,
        ],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def seal_next(limit: int = 500) -> int:
    """Seal up to `limit` committed entries. Returns how many.

    Two workers cannot fork the chain: both lock its head first. Entries are sealed in the order in which they
    are found: a slow transaction may commit an older entry late, and it is sealed late.
    """
    with transaction.atomic():
        LogHead.objects.get_or_create(pk=1)
        head = LogHead.objects.select_for_update().get(pk=1)
        found = list(LogEntry.objects.filter(number__isnull=True).order_by("id")[:limit])
        for entry in found:
            head.number += 1
            entry.number = head.number
            head.seal = entry.seal = seal_of(entry, head.seal)
        LogEntry.objects.bulk_update(found, ["number", "seal"])
        halt("seal.entries-sealed")
        head.save()
    return len(found)


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What `merited log check` found: how many entries are sealed, how many are not, and where the chain breaks."""

    sealed: int
    unsealed: int
    broken_at: int | None


def check() -> ChainReport:
    """Walk the whole chain. `broken_at` is the place of the first entry that is changed, missing or cut off."""
    previous, expected = START, 0
    broken_at: int | None = None
    for entry in LogEntry.objects.filter(number__isnull=False).order_by("number").iterator(chunk_size=1000):
        expected += 1
        if broken_at is None and (entry.number != expected or entry.seal != seal_of(entry, previous)):
            broken_at = expected
        previous = entry.seal
    head = LogHead.objects.filter(pk=1).first() or LogHead()
    if broken_at is None and (head.number, head.seal) != (expected, previous):
        broken_at = expected + 1
    return ChainReport(expected, LogEntry.objects.filter(number__isnull=True).count(), broken_at)


def last_deed_at() -> datetime | None:
    """The time of the latest deed: a clock that stands before it is wrong."""
    return LogEntry.objects.order_by("-at").values_list("at", flat=True).first()


def last_at(deed: str) -> datetime | None:
    """When a kind of deed was last done; None when it never was."""
    return LogEntry.objects.filter(deed=deed).order_by("-at").values_list("at", flat=True).first()
