"""A reviewer's own terms: how much, in which languages, cleared for what, and when not."""

from django.db import models

from merited.base.models import Dated
from merited.people.models import Person


class Reviewer(Dated):
    """How somebody reads. Without a row: three a week, in English and the language of their pages."""

    personal_data = "a person's terms of work; deleted with the person"

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    capacity = models.PositiveSmallIntegerField(default=3)  # readings a week
    languages = models.JSONField(default=list)  # codes, such as ["en", "es"]
    clearances = models.JSONField(default=list)  # kinds of learners' data, such as ["sensitive_notes"]
    external = models.BooleanField(default=False)  # a guest from a partner

    def __str__(self) -> str:
        return f"{self.person_id} {self.capacity} a week"


class Pause(Dated):
    """Somebody reads nothing for a while. No reason is asked or kept."""

    personal_data = "when a person does not work; deleted with the person"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    since = models.DateField()
    until = models.DateField()  # the last day of it
    ended_at = models.DateTimeField(null=True)  # back earlier

    class Meta:
        indexes = [models.Index(fields=["person", "until"], name="pause_now")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.since} to {self.until}"
