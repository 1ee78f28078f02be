"""What comes before the first reading and after the last one: the check whether everything opens, and the grant."""

from django.db import models
from django.db.models import Q

from merited.base.models import Dated, Row
from merited.people.models import Person
from merited.submissions.models import Attempt, Exhibit


class Precheck(Dated):
    """Whether everything opens that was sent in an attempt. One for each sending, so that what was said before stays."""

    personal_data = "who looked whether work opens, and their words to its earner; as the submission"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    due = models.DateField()  # the last day of it, by the district's calendar
    state = models.CharField(max_length=16, default="open")  # rules.prechecks.Ending
    looked_at = models.DateTimeField(null=True)  # when the software had looked into every piece
    checker = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    words = models.TextField(default="")  # the checker's; its earner reads them
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt"], condition=Q(state="open"), name="one_open_check"),
        ]
        indexes = [models.Index(fields=["state", "due"], name="precheck_queue")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.state}"


class CheckedPiece(Row):
    """One exhibit, one empty place, in a check: what the software found, and whether the checker named it."""

    personal_data = "as the check"

    check_of = models.ForeignKey(Precheck, models.PROTECT, related_name="pieces")
    # Its earner may take the named piece out; what was said of it stays.
    exhibit = models.ForeignKey(Exhibit, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=40)  # of the exhibit, such as "a2-1.jpg"; or the place that is empty
    place = models.CharField(max_length=32)  # the artifact or the prompt
    finding = models.CharField(max_length=16)  # rules.prechecks.Finding
    named = models.BooleanField(default=False)  # cannot be opened, says the checker

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_of", "name"], name="one_finding_of_a_piece")]

    def __str__(self) -> str:
        return f"{self.name} {self.finding}"


class Granting(Dated):
    """An office is asked to confirm what the readers of an attempt found earned."""

    personal_data = "who confirmed an award, kept with it, for it must be answerable; the words are for the readers"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=16, default="open")  # rules.granting.Ending
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    words = models.TextField(default="")  # private: the lead and the readers see them
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt"], condition=Q(state="open"), name="one_open_grant"),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="granting_queue")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.state}"
