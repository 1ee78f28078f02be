"""What work is alike: marks by which it is found without reading everything, pairs that were found, what earners declared."""

from django.db import models

from merited.base.models import Dated, Row
from merited.people.models import Organization, Person
from merited.submissions.models import Attempt, Submission


class Mark(Row):
    """One mark of an answer, a file or a picture. The same number in another's work is a reason to compare, and no more."""

    personal_data = "numbers that cannot be read back; deleted with the submission"

    district = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+")
    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)  # rules.likeness.Kind
    place = models.CharField(max_length=40)  # a question, or the key of an exhibit
    value = models.BigIntegerField()
    whole = models.CharField(max_length=64, default="")  # of a picture: all of its print, of which `value` is a band

    class Meta:
        # The one question that is asked of it: who else has this number?
        indexes = [
            models.Index(fields=["district", "kind", "value"], name="mark_value"),
            models.Index(fields=["attempt"], name="mark_attempt"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"


class Compared(Dated):
    """An attempt has been compared with what was there. Without a row the worker still has to."""

    personal_data = "as the submission"

    attempt = models.OneToOneField(Attempt, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.attempt_id)


class Likeness(Dated):
    """Two places that are alike, in the later and in the earlier work. No number says how much: a person looks."""

    personal_data = "as the submissions; shown to the integrity lead and the panel of a case alone"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="+")  # the later one
    other = models.ForeignKey(Attempt, models.PROTECT, related_name="+")
    found = (
        models.JSONField()
    )  # [{kind, here, there, parts: [[from, to, from, to], ...] in words}], the first the clearest

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "other"], name="one_likeness_of_two")]

    def __str__(self) -> str:
        return f"{self.attempt_id} and {self.other_id}"


class Declaration(Dated):
    """What an earner says of work that was used before, or made with others. To say so is no offense."""

    personal_data = "a person's words, and with whom they worked; as the submission"

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="+")
    reused = models.TextField(default="")  # what, and for what before; its reader sees it with the policy
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.submission_id)


class CoAuthor(Row):
    """Somebody with whom the work was made, says its earner. They do not read each other's work."""

    personal_data = "with whom a person worked; as the submission"

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="with_whom")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["declaration", "person"], name="one_co_author")]

    def __str__(self) -> str:
        return str(self.person_id)
