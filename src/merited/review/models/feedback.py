"""Words at hand: phrases that a place shares among its reviewers, and those that a reviewer keeps for themselves."""

from django.db import models
from django.db.models import Q

from merited.base.models import Dated
from merited.catalog.models import MicroCredential
from merited.people.models import Organization, Person


class FeedbackPhrase(Dated):
    """One phrase, with gaps to fill such as "[what you saw]". It belongs to a place, or to one reviewer."""

    personal_data = "a reviewer's own phrases; deleted with the person. Shared ones hold nothing personal"

    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")  # shared by it
    owner = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")  # or one reviewer's own
    microcredential = models.ForeignKey(MicroCredential, models.PROTECT, null=True, related_name="+")  # for this alone
    part = models.CharField(max_length=8)  # rules.phrases.Part: which field it goes into
    kind = models.CharField(max_length=8, default="any")  # rules.phrases.Kind: at which criteria it is at hand
    language = models.CharField(max_length=8)
    text = models.TextField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=True, owner__isnull=False)
                | Q(organization__isnull=False, owner__isnull=True),
                name="phrase_of_a_place_or_a_person",
            ),
        ]
        indexes = [
            # The desk: what a place shares in one language.
            models.Index(
                fields=["organization", "language"],
                condition=Q(retired_at__isnull=True, organization__isnull=False),
                name="phrase_shared",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
