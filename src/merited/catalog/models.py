"""What can be earned. A published version is a document with its digest, and never changes."""

from django.db import models

from merited.base.models import Dated, Row
from merited.catalog.document import Document, read
from merited.people.models import Organization


class MicroCredential(Dated):
    """Something that can be earned, through all its versions."""

    personal_data = "none"

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+"
    )  # the department that answers for it
    key = models.SlugField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.key.upper()


class Version(Dated):
    """One version: canonical JSON, its digest, and the drawing of its badge mark, all frozen at publication."""

    personal_data = "none"

    microcredential = models.ForeignKey(MicroCredential, models.PROTECT, related_name="+")
    number = models.CharField(max_length=16)
    state = models.CharField(max_length=16)  # published, retired
    title = models.CharField(max_length=300)  # out of the document, so that lists need not read it
    text = models.TextField()
    digest = models.CharField(max_length=64)
    mark = models.JSONField()  # the fields of catalog.mark.Mark: the same version, the same drawing, for ever
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["microcredential", "number"], name="one_version_of_a_number")]

    def __str__(self) -> str:
        return f"{self.microcredential} {self.number}"

    @property
    def document(self) -> Document:
        """The document, read once for each row object."""
        found: Document | None = self.__dict__.get("_document")
        if found is None:
            found = self.__dict__["_document"] = read(self.text)
        return found


class Criterion(Row):
    """A thin row for each criterion of a version, for foreign keys; its words stand in the document."""

    personal_data = "none"

    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    key = models.CharField(max_length=32)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="one_criterion_of_a_key")]

    def __str__(self) -> str:
        return self.key


class FrameworkItem(Row):
    """An item of a published framework, and our own page for it: content gives no addresses, and none is invented."""

    personal_data = "none"

    framework = models.CharField(max_length=200)
    framework_slug = models.SlugField(max_length=200)
    identifier = models.CharField(max_length=64)
    identifier_slug = models.SlugField(max_length=64)
    name = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["framework_slug", "identifier_slug"], name="one_framework_item")]

    def __str__(self) -> str:
        return f"{self.framework} {self.identifier}"
