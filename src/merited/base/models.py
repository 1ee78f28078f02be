"""Two abstract models, and the log of deeds."""

from django.db import models

from merited.base import clock
from merited.base.ids import uuid7


class Row(models.Model):
    """A row with a time-ordered key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class Dated(Row):
    """A row that knows when it was made."""

    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


class LogEntry(Row):
    """One deed: who did what to which row. Ids and codes only, never names or text.

    Written unsealed in the deed's own transaction; the worker seals committed entries into a hash chain.
    """

    personal_data = "ids only; stays, so that the record of deeds is whole"

    at = models.DateTimeField(default=clock.now)
    actor = models.UUIDField(null=True)  # a person's key, without a constraint: erasing a person breaks nothing
    deed = models.CharField(max_length=64)
    subject = models.UUIDField()
    facts = models.JSONField(default=dict)
    number = models.PositiveBigIntegerField(null=True, unique=True)  # its place in the chain, once sealed
    seal = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [
            # The worker looks for what is not sealed yet, oldest first.
            models.Index(fields=["id"], condition=models.Q(number__isnull=True), name="log_unsealed"),
            models.Index(fields=["subject"], name="log_by_subject"),
            # When a kind of deed was last done: a backup.
            models.Index(fields=["deed", "at"], name="log_by_deed"),
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.subject}"


class LogHead(models.Model):
    """The end of the sealed chain: one row, locked by whoever seals, and the proof that nothing was cut off."""

    personal_data = "none"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.PositiveBigIntegerField(default=0)
    seal = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"sealed up to {self.number}"


class Told(models.Model):
    """How far somebody who tells of deeds (letters) has read the sealed log: one row each, locked while they read."""

    personal_data = "none"

    name = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    silent_until = models.DateTimeField(null=True)  # of what happened up to then nothing is told

    def __str__(self) -> str:
        return f"{self.name} up to {self.number}"
