"""Another look at a decided attempt: a question to its reviewer, a second review, an appeal with its panel."""

from django.db import models
from django.db.models import Q

from merited.awards.models import Award
from merited.base.models import Dated, Row
from merited.catalog.models import Criterion
from merited.people.models import Person
from merited.submissions.models import Attempt, Submission


class Look(Dated):
    """What an earner asked for after Not yet, and what came of it. The attempt's own decision stays as it was."""

    personal_data = "a person's words about their own work, and what was answered; as the decision"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)  # rules.looks.Kind
    ground = models.CharField(max_length=16, default="")  # of an appeal: rules.looks.Ground
    words = models.TextField(default="")  # the earner's
    place = models.CharField(max_length=200, default="")  # where in the work, such as "a2, 05:10"
    asked_at = models.DateTimeField()
    asked_of = models.ForeignKey("review.Reading", models.PROTECT, null=True, related_name="+")  # a question
    due = models.DateField(null=True)  # by when its earner hears; a question has no clock
    state = models.CharField(max_length=16)  # rules.looks.State
    outcome = models.CharField(max_length=16, default="")  # rules.looks.Outcome; it follows from sheets and voices
    reasons = models.TextField(default="")  # the panel's, as its earner reads them
    decided_at = models.DateTimeField(null=True)
    award = models.OneToOneField(Award, models.PROTECT, null=True, related_name="+")  # where all is met by it

    class Meta:
        constraints = [
            # A double click, or two tabs: each of these is asked for once in an attempt.
            models.UniqueConstraint(
                fields=["attempt", "kind"], condition=Q(kind__in=["second", "appeal"]), name="one_look_of_a_kind"
            )
        ]
        indexes = [models.Index(fields=["state", "due"], name="look_queue")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.attempt_id}"


class LookCriterion(Row):
    """A criterion that a look is about, and the level at which it met it."""

    personal_data = "as the look"

    look = models.ForeignKey(Look, models.PROTECT, related_name="criteria")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    level = models.CharField(max_length=32, default="")  # empty: it is as it was
    marked_at = models.DateTimeField(null=True)  # its wording should be looked at, for readers were led astray
    minded_at = models.DateTimeField(null=True)  # whoever answers for it has looked
    minded_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["look", "criterion"], name="one_criterion_of_a_look")]

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.level}"


class PanelVoice(Dated):
    """A seat in the panel of an appeal, and what its holder says. Who holds it is told to nobody."""

    personal_data = "who decided about an appeal and why; kept with the decision, for it must be answerable"

    look = models.ForeignKey(Look, models.PROTECT, related_name="voices")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    voice = models.CharField(max_length=16, default="")  # rules.looks.Voice; empty: has not spoken
    reasons = models.TextField(default="")
    advice = models.TextField(default="")  # what to do next, where it stands as it was
    spoken_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)  # gave up the seat, or may not hold it any more

    class Meta:
        constraints = [models.UniqueConstraint(fields=["look", "person"], name="one_seat_each")]
        indexes = [models.Index(fields=["person", "left_at"], name="panel_seats")]

    def __str__(self) -> str:
        return f"{self.look_id} {self.voice}"


class LookAnswer(Dated):
    """The reviewer's answer to a question. Neither side learns the other's name."""

    personal_data = "a reviewer's words to somebody whose name they do not know; as the reading"

    look = models.OneToOneField(Look, models.PROTECT, related_name="answer")
    words = models.TextField()
    answered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"to {self.look_id}"
