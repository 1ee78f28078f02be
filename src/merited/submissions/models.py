"""One person's work on one version: attempts, answers, exhibits, and what is met."""

from django.db import models
from django.db.models import F, Q

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
    # From when its working days count: when it was sent, and later by as many of them as it was on hold.
    counts_from = models.DateTimeField(null=True)
    hear_by = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="one_attempt_of_a_number"),
            models.UniqueConstraint(fields=["submission"], condition=Q(state="open"), name="one_open_attempt"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, counts_from__isnull=True)
                | Q(sent_at__isnull=False, counts_from__isnull=False, counts_from__gte=F("sent_at")),
                name="counts_from_when_it_was_sent",
            ),
        ]
        indexes = [
            # The queue: what waits, by the day that was promised. It is read from its beginning, and only as far as needed.
            models.Index(fields=["hear_by", "sent_at"], condition=Q(state="sent"), name="attempt_queue"),
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
    # The person's words for it here, once they are changed: an earlier attempt keeps the words that were sent with it.
    about = models.TextField(default="")
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    # Kept, and no longer part of the attempt: another took its place while the attempt was on hold.
    set_aside_at = models.DateTimeField(null=True)
    hold = models.ForeignKey("Hold", models.PROTECT, null=True, related_name="added")  # under which it came in late

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

    @property
    def words(self) -> str:
        """The person's own words for it."""
        return self.about if self.saved_at else self.evidence.about


class SelfScore(Row):
    """The earner's own level for one criterion, by the same rubric."""

    personal_data = "a person's view of their own work; as the submission"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="self_scores")
    criterion = models.CharField(max_length=32)
    level = models.CharField(max_length=32)
    saved_at = models.DateTimeField(null=True)

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


class Showing(Dated):
    """A private link under which the earner shows work in progress. It is no award, and it ends by itself."""

    personal_data = "shows a person's work to whoever has the link; deleted with the submission"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="showings")
    token = models.CharField(max_length=64, unique=True)  # 128 bits: nobody guesses it
    with_answers = models.BooleanField(default=False)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # One link at a time, so that "end it" ends all there is.
            models.UniqueConstraint(fields=["submission"], condition=Q(ended_at__isnull=True), name="one_open_showing")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} until {self.until:%Y-%m-%d}"


class Hold(Dated):
    """One exhibit or one answer that must be mended before a sent attempt can go on. Nothing else opens with it.

    Several may be open at once; the clock stands still from the first to the end of the last.
    """

    personal_data = "as the submission; the words that were replaced are a person's"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="holds")
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, null=True, related_name="+")
    prompt = models.CharField(max_length=32, default="")  # where it is an answer and no exhibit
    before = models.TextField(default="")  # the answer as it was sent, once it is written anew
    must_change = models.BooleanField(default=False)  # whether it may go back as it is
    since = models.DateTimeField()  # when the clock stopped: the same for all that are open together
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Two tabs, or two words for one fault: it is asked once.
            models.UniqueConstraint(
                fields=["attempt", "exhibit"],
                condition=Q(ended_at__isnull=True, exhibit__isnull=False),
                name="one_open_hold_of_an_exhibit",
            ),
            models.UniqueConstraint(
                fields=["attempt", "prompt"],
                condition=Q(ended_at__isnull=True, exhibit__isnull=True),
                name="one_open_hold_of_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} on hold"
