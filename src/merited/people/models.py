"""People, the one tree of organizations, and who may do what where."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from merited.base.models import Dated, Row


class Installation(models.Model):
    """Where this Merited lives: stored at the first start, because every badge is signed under it."""

    personal_data = "none"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    public_url = models.URLField(max_length=300)
    stored_at = models.DateTimeField()
    demo = models.BooleanField(default=False)  # invented people with a known password live here

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_installation")]

    def __str__(self) -> str:
        return self.public_url


class Organization(Row):
    """A place in the one tree: district, department, school. A role here holds for everything below."""

    personal_data = "none"

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=16)  # people.rules.places
    key = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=16, default="")
    timezone = models.CharField(max_length=64, default="")  # of a district; empty means the parent's
    days_off = models.JSONField(default=list)  # ISO dates, of a district
    promise_days = models.PositiveSmallIntegerField(default=10)  # working days until an earner hears
    house = models.JSONField(null=True)  # outline and color of the badge marks: stored, so that they never move

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    """Makes persons; nothing is asked of them but a name."""

    def create_user(
        self, name: str, password: str | None = None, language: str = "en", *, hashed: str = ""
    ) -> "Person":
        """A person, with or without a password; `hashed`: one that is hashed already."""
        person = self.model(name=name, language=language, password=hashed)
        if not hashed:
            person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Persons have no user name: the key stands in."""
        return self.get(pk=str(username))


class Person(AbstractBaseUser, Dated):
    """Anyone. One name field as people write it; any number of verified e-mails; neither e-mail nor password required."""

    personal_data = "name; erased by replacing it, the row and its key stay"

    name = models.CharField(max_length=200)
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    letters = models.CharField(max_length=8, default="each")  # people.rules.letters.Wish
    closed_at = models.DateTimeField(null=True)  # closed by the person; open again by a link for some weeks

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[People] = People()

    def __str__(self) -> str:
        return self.name


class Membership(Row):
    """Someone works (or learns) at a place. A reader never shares a school with the earner."""

    personal_data = "a person's place of work; deleted with the person"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    job = models.CharField(max_length=120, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "organization"], name="one_membership")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.organization_id}"


class Role(Row):
    """What a person may do at a place and below it."""

    personal_data = "a person's office; deleted with the person"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32)  # people.rules.places
    given_at = models.DateTimeField(null=True)  # null: before this was kept

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "organization", "kind"], name="one_role")]

    def __str__(self) -> str:
        return self.kind


class Tie(Row):
    """Two people who must not judge each other's work: supervisor, coach, a declared interest."""

    personal_data = "a relation of two people; deleted with either"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)  # supervisor, coach, declared

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "other", "kind"], name="one_tie")]

    def __str__(self) -> str:
        return self.kind


class Employment(Dated):
    """Somebody works in a district, under the number that the district gives its staff. Leaving ends it; nothing is deleted."""

    personal_data = "a person's job as the district's roster has it; deleted with the person"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    district = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    staff_id = models.CharField(max_length=64)
    job = models.CharField(max_length=120, default="")
    email = models.CharField(
        max_length=254, default=""
    )  # what the roster says; the account's addresses are the person's
    personal_email = models.CharField(max_length=254, default="")
    license = models.CharField(max_length=64, default="")
    license_expires = models.DateField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)  # the day on which they left

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "staff_id"], name="one_staff_id"),
            models.UniqueConstraint(fields=["district", "person"], name="one_employment"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} in {self.district_id}"


class Invitation(Dated):
    """A link that opens an account: for somebody new, or for somebody who comes back. It works once, for some days."""

    personal_data = "an address to which a link was sent; deleted with the person"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    address = models.CharField(max_length=254)
    kind = models.CharField(max_length=16)  # people.rules.invitations
    district = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+"
    )  # it alone is shown the link
    until = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)  # null: the worker sends it
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # a newer one took its place

    class Meta:
        indexes = [
            # The worker looks for letters not sent yet.
            models.Index(fields=["created_at"], condition=Q(mailed_at__isnull=True), name="invitation_unmailed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class RosterRun(Dated):
    """A roster file as it was read, and what it would change: shown first, then applied exactly as shown."""

    personal_data = "staff data of a file; emptied when it is applied, else deleted with the next file or after a week"

    district = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    sheet = models.JSONField()  # the rows as read, people.rules.roster
    state = models.CharField(max_length=64)  # digest of what stood here when the differences were worked out
    applied_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:12]}"


class Letter(Dated):
    """Something to tell a person: what it is about, when it is due, whether it went out. Its words are made when it is sent."""

    personal_data = "who was told what and when; deleted with the person"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)  # people.rules.letters.Kind
    subject = models.UUIDField()  # a submission, an attempt, a flag, a reading: by the kind
    occasion = models.CharField(max_length=64)  # the key of the deed, or a day: a second letter about it is another one
    zone = models.CharField(max_length=64)  # by whose clock it is day
    due_at = models.DateTimeField()
    bundle = models.UUIDField(null=True)  # the mail in which it goes: the key of that mail's first letter
    taken_until = models.DateTimeField(null=True)  # a worker is sending it
    attempts = models.PositiveSmallIntegerField(default=0)
    last_trouble = models.CharField(max_length=64, default="")
    sent_at = models.DateTimeField(null=True)
    dropped = models.CharField(max_length=16, default="")  # why it need not be sent any more

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "subject", "occasion"], name="one_letter_of_an_occasion")
        ]
        indexes = [
            # The worker looks for what is due.
            models.Index(fields=["due_at"], condition=Q(sent_at__isnull=True, dropped=""), name="letter_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person_id}"
