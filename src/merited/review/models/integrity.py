"""Integrity as a procedure: what was noticed, the case that may follow, who hears it. It stays in this room; only an outcome leaves."""

from django.db import models
from django.db.models import Q

from merited.awards.models import Award
from merited.base.models import Dated, Row
from merited.people.models import Person
from merited.submissions.models import Attempt, Exhibit, Hold, Submission


class Concern(Dated):
    """Something that a person should look at: a reader's flag, or work that is alike. It says nothing of what it means."""

    personal_data = "what was noticed in a person's work; deleted with the submission, or a year after it was set aside"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)  # rules.integrity.Kind
    likeness = models.OneToOneField("review.Likeness", models.PROTECT, null=True, related_name="concern")
    flagged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, null=True, related_name="+")
    prompt = models.CharField(max_length=32, default="")
    words = models.TextField(default="")  # of whoever flagged it
    raised_at = models.DateTimeField()
    due = models.DateField(null=True)  # by when the lead has looked; none over somebody's own work
    state = models.CharField(max_length=16, default="waiting")  # rules.integrity.Triage
    because = models.TextField(default="")  # why it was set aside
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        # What waits for the lead, the earliest day first.
        indexes = [models.Index(fields=["due"], condition=Q(state="waiting"), name="concern_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.attempt_id}"


class Case(Dated):
    """One integrity case, from the written notice to its end. Each step has its day."""

    personal_data = "a person's answer and what a panel found; kept as long as the decision, shown to nobody outside"

    concern = models.OneToOneField(Concern, models.PROTECT, related_name="case")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="+")  # which the concern is about
    lead = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=16)  # rules.integrity.Step
    notice = models.TextField()  # the lead's words to the earner
    noticed_at = models.DateTimeField()
    answer_due = models.DateField()
    extended_at = models.DateTimeField(null=True)
    answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)  # empty though heard: no answer came in time
    heard_at = models.DateTimeField(null=True)  # when the panel began
    panel_due = models.DateField(null=True)
    outcome = models.CharField(max_length=16, default="")  # rules.integrity.Outcome; what the panel found
    reasons = models.TextField(default="")
    found_at = models.DateTimeField(null=True)
    appeal_until = models.DateField(null=True)
    appeal = models.TextField(default="")
    appealed_at = models.DateTimeField(null=True)
    appeal_reasons = models.TextField(default="")
    final = models.CharField(max_length=16, default="")  # what it came to in the end
    closed_at = models.DateTimeField(null=True)  # it has taken effect
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, related_name="+")  # the clock stands still under it
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="+")  # that was revoked by it

    class Meta:
        constraints = [
            # Two clicks, two concerns over one piece of work: one case at a time.
            models.UniqueConstraint(fields=["submission"], condition=~Q(state="closed"), name="one_open_case")
        ]
        indexes = [models.Index(fields=["state", "answer_due"], name="case_steps")]

    def __str__(self) -> str:
        return f"{self.state} {self.submission_id}"


class CaseCriterion(Row):
    """A criterion that a case is about, and what stood there before it fell, if it did."""

    personal_data = "as the case"

    case = models.ForeignKey(Case, models.PROTECT, related_name="criteria")
    criterion = models.CharField(max_length=32)
    level = models.CharField(max_length=32, default="")  # at which it was met; empty: it has not fallen
    met_by = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="+")
    met_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "criterion"], name="one_criterion_of_a_case")]

    def __str__(self) -> str:
        return self.criterion


class CaseVoice(Dated):
    """A seat in the panel of a case, or in that of its appeal, and what its holder says. Who holds it is told to nobody."""

    personal_data = "who found what and why; kept with the case, for it must be answerable"

    case = models.ForeignKey(Case, models.PROTECT, related_name="voices")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)  # 2: of the appeal
    voice = models.CharField(max_length=16, default="")  # rules.integrity.Outcome; empty: has not spoken
    reasons = models.TextField(default="")
    spoken_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Nobody sits twice in one case: an appeal goes to other persons.
            models.UniqueConstraint(fields=["case", "person"], name="one_seat_in_a_case")
        ]
        indexes = [models.Index(fields=["person", "left_at"], name="case_seats")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.voice}"
