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

    def create_user(self, name: str, password: str | None = None, language: str = "en") -> "Person":
        """A person, with or without a password."""
        person = self.model(name=name, language=language)
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
