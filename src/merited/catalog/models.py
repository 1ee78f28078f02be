"""What can be earned. A published version is a document with its digest, and never changes."""

from typing import Any

from django.db import models

from merited.base.models import Dated, Row
from merited.catalog.document import Document, read
from merited.catalog.pathway import STACK, RequirementList, Stack, read_requirements, read_stack
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


class Translation(Dated):
    """A version in another language: an overlay of its passages. It may be improved; the version stays what is scored."""

    personal_data = "none"

    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    status = models.CharField(max_length=24)  # draft_for_review, reviewed
    title = models.CharField(max_length=300)  # out of the overlay, so that lists need not read it
    text = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="one_translation")]

    def __str__(self) -> str:
        return f"{self.version} {self.language}"


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


class Pathway(Dated):
    """One version of a stack or of a requirement list: canonical JSON, digest and mark, frozen like a version's."""

    personal_data = "none"

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)  # catalog.pathway: stack, requirements
    key = models.SlugField(max_length=64)
    number = models.CharField(max_length=16)
    state = models.CharField(max_length=16)  # published, retired
    title = models.CharField(max_length=300)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    mark = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "number"], name="one_pathway_of_a_number")]

    def __str__(self) -> str:
        return f"{self.key.upper()} {self.number}"

    @property
    def document(self) -> Stack | RequirementList:
        """The document, read once for each row object."""
        found: Stack | RequirementList | None = self.__dict__.get("_document")
        if found is None:
            found = read_stack(self.text) if self.kind == STACK else read_requirements(self.text)
            self.__dict__["_document"] = found
        return found


class PracticeArea(Row):
    """An area of practice as a district sorts it: its skills, and what belongs to it by the district's own word."""

    personal_data = "none"

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")  # the district
    key = models.SlugField(max_length=64)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, default="")
    skills = models.JSONField(default=list)
    members = models.JSONField(default=list)  # keys of micro-credentials, student credentials and stacks
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="one_area_of_a_key")]

    def __str__(self) -> str:
        return self.name


class Listing(Row):
    """What stands on the shelves today, as a card: written at publication, so that no page reads a document for it.

    Everything here can be written again from the documents (`catalog.listing`).
    """

    personal_data = "none"

    key = models.SlugField(max_length=64, unique=True)
    number = models.CharField(max_length=16)
    kind = models.CharField(max_length=16)  # microcredential, stack, requirements
    shelf = models.PositiveSmallIntegerField()  # educators' first, then stacks, then students': catalog.listing
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")  # who answers for it
    district = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    version = models.OneToOneField(Version, models.PROTECT, null=True, related_name="+")
    pathway = models.OneToOneField(Pathway, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=300)
    about = models.TextField(default="")
    hours = models.PositiveSmallIntegerField(null=True)
    grades = models.JSONField(default=list)
    audience = models.CharField(max_length=32)
    criteria = models.PositiveSmallIntegerField(default=0)
    timed = models.JSONField(default=list)  # criteria that count time or points (rules.seat_time): none should
    published_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["district", "shelf", "key"], name="listing_in_order")]

    def __str__(self) -> str:
        return self.key.upper()


class Word(Row):
    """A word that finds a listing, and where it stands in it. Searching is a question to an index, not to texts."""

    personal_data = "none"

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="+")
    word = models.CharField(max_length=64, db_index=True)
    place = models.PositiveSmallIntegerField()  # catalog.rules.finding: title, about, rest

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "word"], name="one_word_of_a_listing")]

    def __str__(self) -> str:
        return self.word


class Facet(Row):
    """By what a listing can be narrowed: a kind (department, area, skill, effort...) and a code, with a name if it is data."""

    personal_data = "none"

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    code = models.CharField(max_length=200)
    name = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "kind", "code"], name="one_facet_of_a_listing")]
        # Counts for all kinds are read from this index alone.
        indexes = [models.Index(fields=["kind", "code", "name", "listing"], name="facet_counts")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.code}"


@models.CharField.register_lookup
class Begins(models.Lookup):
    """`word__begins="feedb"`: by the index on both databases, for plain words (catalog.rules.finding.plain_words)."""

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A range, which SQLite's index answers."""
        left, found = self.process_lhs(compiler, connection)
        begins = str(self.rhs)
        return f"({left} >= %s AND {left} < %s)", [*found, begins, *found, f"{begins}\U0010ffff"]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """LIKE, which PostgreSQL's pattern index answers whatever the collation."""
        left, found = self.process_lhs(compiler, connection)
        return f"{left} LIKE %s", [*found, f"{self.rhs}%"]
