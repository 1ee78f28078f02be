"""Evidence: files and links of a person, private for ever."""

from django.db import models

from merited.base.models import Dated
from merited.people.models import Person


class Evidence(Dated):
    """One file or link. The name that the person's device gave it is not kept: it often holds names."""

    personal_data = "a person's work, maybe of learners too; deleted with its retention, the digest stays"

    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)  # pdf, image, document, spreadsheet, video, audio, link
    media_type = models.CharField(max_length=120, default="")
    path = models.CharField(max_length=200, default="")  # in private storage; empty for a link
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")  # SHA-256 of the bytes as stored
    url = models.URLField(max_length=2000, default="")
    about = models.CharField(max_length=500, default="")  # the person's own words for it
    metadata_removed = models.BooleanField(default=False)
    pages = models.PositiveSmallIntegerField(default=0)  # of a PDF

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def extension(self) -> str:
        """The extension of the stored file, without a dot."""
        return self.path.rpartition(".")[2]

    @property
    def is_text(self) -> bool:
        """Whether it opens in the page as plain text."""
        return self.media_type == "text/plain"
