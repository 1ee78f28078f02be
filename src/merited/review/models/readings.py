"""Judgment: who may read, what they found, and what followed."""

from django.db import models
from django.db.models import Q

from merited.awards.models import Award
from merited.base import clock
from merited.base.models import Dated, Row
from merited.catalog.models import Criterion, MicroCredential
from merited.people.models import Person
from merited.submissions.models import Attempt, Exhibit, Hold


class Qualification(Dated):
    """Somebody may read submissions of one micro-credential, learns to, or may not for a while."""

    personal_data = "a person's office; deleted with the person"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    microcredential = models.ForeignKey(MicroCredential, models.PROTECT, related_name="+")
    until = models.DateField(null=True)
    state = models.CharField(
        max_length=16, default="qualified"
    )  # learning, qualified, suspended; see rules.calibration
    since = models.DateTimeField(default=clock.now)  # in this state

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "microcredential"], name="one_qualification")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.microcredential_id}"


class Procedure(Dated):
    """How the work of one micro-credential is judged. Without a row it is as `rules.stages.Plan` says."""

    personal_data = "none"

    microcredential = models.OneToOneField(MicroCredential, models.PROTECT, related_name="+")
    plan = models.JSONField()  # rules.stages.Plan

    def __str__(self) -> str:
        return f"of {self.microcredential_id}"


class Course(Row):
    """How one attempt is judged: fixed when its reading began, so that a change of the plan moves nobody's work."""

    personal_data = "as the submission"

    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="+")
    plan = models.JSONField()  # rules.stages.Plan as it was then
    because = models.JSONField(default=list)  # why it is read twice, as far as known: rules.stages.Why
    # Which reading beside the first may be claimed now: second, third, or none. It follows from the sheets that are in.
    due = models.CharField(max_length=16, default="")

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.due}"


class Reading(Dated):
    """One reviewer's blind reading of one attempt. Many may belong to an attempt, one of each purpose is live."""

    personal_data = (
        "who judged, kept with the decision, for it must be answerable; the private note goes with the reviewer"
    )

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=16, default="first")  # rules.stages.Purpose, or seed
    look = models.ForeignKey("review.Look", models.PROTECT, null=True, related_name="readings")  # of another look
    state = models.CharField(
        max_length=16, default="claimed"
    )  # claimed, filed, released, expired, withdrawn, set_aside
    expires_at = models.DateTimeField()
    # Why it was given to this reader (rules.assignment.Because); empty where they took it themselves.
    because = models.JSONField(default=list)
    opened_at = models.DateTimeField(null=True)  # when the reader first looked at it
    filed_at = models.DateTimeField(null=True)
    set_aside_at = models.DateTimeField(null=True)  # filed, and it counts no more
    set_aside_because = models.CharField(max_length=16, default="")  # the kind of the tie that is known since
    keep = models.TextField(default="")  # words about the whole: what is strong and should stay
    private_note = models.TextField(default="")  # the reviewer's own; shown to nobody else, in no export and no log
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Two reviewers who claim at once: one gets it.
            models.UniqueConstraint(
                fields=["attempt", "purpose"], condition=Q(state__in=["claimed", "filed"]), name="one_live_reading"
            ),
            # Nobody reads the same attempt twice: two sheets are two people's.
            models.UniqueConstraint(
                fields=["attempt", "reviewer"], condition=Q(state__in=["claimed", "filed"]), name="one_sheet_each"
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "state"], name="reading_desk")]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.attempt_id}"


class Score(Row):
    """One criterion as judged in one reading. Jotted while the reading is claimed, fixed when it is filed."""

    personal_data = "judgment of a person's work; permanent, as the award"

    reading = models.ForeignKey(Reading, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    level = models.CharField(max_length=32, default="")
    words = models.TextField(default="")  # when it is filed: all that is said, see rules.feedback.together
    move = models.TextField(default="")  # the fields of their own, while it is written
    stays = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reading", "criterion"], name="one_score")]

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.level}"


class Flag(Dated):
    """Something is wrong, said by the reader at the desk. It leads somewhere: out of a conflict, or to a hold."""

    personal_data = "a reviewer's and an earner's words about a piece of work; as the reading"

    reading = models.ForeignKey(Reading, models.PROTECT, related_name="flags")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="+")
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, null=True, related_name="+")
    prompt = models.CharField(max_length=32, default="")  # where it is about an answer
    kind = models.CharField(max_length=16)  # review.rules.flags
    words = models.TextField(default="")  # the reader's; with a hold the earner reads them
    raised_at = models.DateTimeField()
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(default="")  # the earner's words
    asked_at = models.DateTimeField(null=True)  # when the earner asked the program to look
    outcome = models.CharField(max_length=16, default="")
    because = models.TextField(default="")  # the words of whoever answers for the program
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            # What is open, for those who answer for a program: the oldest first.
            models.Index(fields=["raised_at"], condition=Q(resolved_at__isnull=True), name="flag_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.attempt_id}"


class Decision(Row):
    """What followed from the filed scores of an attempt. It joins the work to the award; neither knows the other."""

    personal_data = "as the award"

    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=16)
    decided_at = models.DateTimeField()
    award = models.OneToOneField(Award, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.outcome
