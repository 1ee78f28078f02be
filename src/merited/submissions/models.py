"""One person's work on one version: attempts, answers, exhibits, and what is met."""

from django.db import models
from django.db.models import Q

from merited.base.models import Dated, Row
from merited.catalog.models import Version
from merited.people.models import Person
from merited.portfolio.models import Evidence
from merited.submissions.rules.states import OPEN_STATES, AttemptState, State


class Submission(Dated):
    """One person's work on one version, from first draft to badge.

    A returned submission is the same row with a further Attempt: feedback belongs
    to the attempt on which it was given, so that growth stays visible.
    """

    personal_data = "who works at what; stays with the award, deleted with a withdrawn draft"

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, default=State.DRAFT)
    language = models.CharField(max_length=8, default="en")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Nobody works at the same version twice at once.
            models.UniqueConstraint(
                fields=["person", "version"],
                condition=Q(state__in=[str(one) for one in OPEN_STATES]),
                name="one_open_submission",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="submission_my_work")]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class Attempt(Dated):
    """One try. Immutable after it is sent."""

    personal_data = "dates of a person's work; as the submission"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, default=AttemptState.OPEN)
    sent_at = models.DateTimeField(null=True)
    hear_by = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="one_attempt_of_a_number"),
            models.UniqueConstraint(fields=["submission"], condition=Q(state="open"), name="one_open_attempt"),
        ]
        indexes = [
            # The queue: what waits, by the day that was promised.
            models.Index(fields=["state", "hear_by"], name="attempt_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} attempt {self.number}"


class Answer(Row):
    """The answer to one prompt in one attempt. `revision` counts its savings, so that a stale page is noticed."""

    personal_data = "a person's words; as the submission"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="answers")
    prompt = models.CharField(max_length=32)
    text = models.TextField(default="")
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "prompt"], name="one_answer")]

    def __str__(self) -> str:
        return self.prompt


class Exhibit(Dated):
    """Evidence placed under one artifact of one attempt."""

    personal_data = "as the evidence"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="exhibits")
    artifact = models.CharField(max_length=32)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "artifact", "position"], name="one_exhibit_of_a_place")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name we give it, such as "a2-1.jpg"."""
        extension = f".{self.evidence.extension}" if self.evidence.path else ""
        return f"{self.artifact}-{self.position}{extension}"


class SelfScore(Row):
    """The earner's own level for one criterion, by the same rubric."""

    personal_data = "a person's view of their own work; as the submission"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="self_scores")
    criterion = models.CharField(max_length=32)
    level = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "criterion"], name="one_self_score")]

    def __str__(self) -> str:
        return f"{self.criterion} {self.level}"


class ChangeNote(Row):
    """What the earner changed for one open criterion since the last attempt."""

    personal_data = "a person's words; as the submission"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="change_notes")
    criterion = models.CharField(max_length=32)
    text = models.TextField()
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "criterion"], name="one_change_note")]

    def __str__(self) -> str:
        return self.criterion


class Statement(Row):
    """One of the three statements that go with sending, with the version of its wording."""

    personal_data = "a person's consent; kept as long as the evidence and the window for an appeal"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=16)
    wording = models.CharField(max_length=16)
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "kind"], name="one_statement")]

    def __str__(self) -> str:
        return self.kind


class Standing(Row):
    """A criterion that is met, and by which attempt. No row means open. Met stays met."""

    personal_data = "as the award"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="standings")
    criterion = models.CharField(max_length=32)
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="+")
    level = models.CharField(max_length=32)
    met_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "criterion"], name="one_standing")]

    def __str__(self) -> str:
        return f"{self.criterion} met"
