"""Calibration: samples that a panel scored, somebody's tries at them, and what later checks came to."""

from django.db import models
from django.db.models import Q

from merited.base.models import Dated, Row
from merited.catalog.models import MicroCredential, Version
from merited.people.models import Person
from merited.review.models.readings import Reading
from merited.submissions.models import Attempt


class CalibrationSet(Dated):
    """Samples for one micro-credential, scored by a panel by the criteria of one version. A newer one takes its place."""

    personal_data = "none"

    microcredential = models.ForeignKey(MicroCredential, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)  # of the file that it was read from
    rule = models.JSONField()  # rules.calibration.Rule
    nobody = models.ForeignKey(Person, models.PROTECT, related_name="+")  # whose work its seeds are: no person at all
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["microcredential"], condition=Q(retired_at__isnull=True), name="one_live_set"
            )
        ]

    def __str__(self) -> str:
        return f"for {self.microcredential_id}"


class Sample(Row):
    """One invented piece of work, with the panel's levels and reasons."""

    personal_data = "none"

    of = models.ForeignKey(CalibrationSet, models.PROTECT, related_name="samples")
    key = models.SlugField(max_length=32)
    use = models.CharField(max_length=16)  # rules.calibration.Use
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200, default="")
    texts = models.JSONField()  # by part or piece of work
    levels = models.JSONField()  # by criterion
    decision = models.CharField(max_length=16)
    rationale = models.JSONField(default=dict)  # by criterion
    errors = models.JSONField(default=list)  # what readers get wrong here
    watch_for = models.TextField(default="")
    model_feedback = models.TextField(default="")
    # Of a seed: the work as an earner would have sent it. What a reviewer reads is a copy. Of the others: their texts as
    # answers, laid out by the worker, so that what is sent is compared with them too.
    attempt = models.OneToOneField(Attempt, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "key"], name="one_sample")]

    def __str__(self) -> str:
        return self.key


class Trial(Dated):
    """One try of one person at the blind samples of a set."""

    personal_data = "how a person scored while learning; theirs and their lead's, deleted with the person"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    of = models.ForeignKey(CalibrationSet, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, default="open")  # open, passed, not_yet, coached
    order = models.JSONField()  # keys of the samples
    finished_at = models.DateTimeField(null=True)
    coached_at = models.DateTimeField(null=True)
    coaching = models.TextField(default="")  # the lead's words, for the person

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "of", "number"], name="one_try_of_a_number"),
            models.UniqueConstraint(fields=["person", "of"], condition=Q(state="open"), name="one_open_try"),
        ]

    def __str__(self) -> str:
        return f"try {self.number} {self.state}"


class TrialSheet(Row):
    """One sample as scored in a try. It may be changed until the whole try is handed in."""

    personal_data = "as the try"

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="sheets")
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="+")
    levels = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trial", "sample"], name="one_sheet_of_a_try")]

    def __str__(self) -> str:
        return f"{self.trial_id} {self.sample_id}"


class SeedReading(Row):
    """A sample among the live work of one reviewer. Each is shown to a person once, and never again."""

    personal_data = "how a person scored; theirs and their lead's, deleted with the person"

    reviewer = models.ForeignKey(Person, models.CASCADE, related_name="+")
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="+")
    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="+")  # the copy, theirs alone
    shown_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # flagged or declared: it counts for nothing
    levels = models.JSONField(default=dict)
    matched = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reviewer", "sample"], name="a_seed_once")]

    def __str__(self) -> str:
        return f"{self.sample_id} for {self.reviewer_id}"


class Check(Row):
    """How one reading compares with what is right: a seed with its panel, a blind sheet with the lead reader's."""

    personal_data = "how a person scored; theirs and their lead's, deleted with the person"

    reading = models.OneToOneField(Reading, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Person, models.CASCADE, related_name="+")
    microcredential = models.ForeignKey(MicroCredential, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_seed = models.BooleanField()
    missed = models.BooleanField()
    n = models.PositiveSmallIntegerField()
    exact = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["reviewer", "microcredential", "at"], name="check_trend")]

    def __str__(self) -> str:
        return f"{self.reading_id} {'missed' if self.missed else 'alike'}"
