"""What a reviewer offers, and what a reading is paid."""

from django.db import models

from merited.base.models import Dated
from merited.catalog.models import MicroCredential
from merited.people.models import Organization, Person
from merited.review.models.readings import Reading


class Willing(Dated):
    """Somebody would read submissions of a micro-credential for which they are not qualified yet."""

    personal_data = "what a person offers to do; deleted with the person"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    microcredential = models.ForeignKey(MicroCredential, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(null=True)  # when those who answer for it last asked them to calibrate

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "microcredential"], name="one_offer")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.microcredential_id}"


class Helpful(Dated):
    """A reviewer found the words of a colleague's reading helpful for their own."""

    personal_data = "a person's opinion of a colleague's words; deleted with the person"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "reading"], name="helpful_once")]

    def __str__(self) -> str:
        return f"{self.reading_id} to {self.person_id}"


class PayRate(Dated):
    """What a district pays for a filed reading, in whole units of its money. Without a row: 20, and 35 for a third one."""

    personal_data = "none"

    district = models.OneToOneField(Organization, models.PROTECT, related_name="+")
    reading = models.PositiveSmallIntegerField(default=20)
    adjudication = models.PositiveSmallIntegerField(default=35)

    def __str__(self) -> str:
        return f"{self.reading}, {self.adjudication}"
