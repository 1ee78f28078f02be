"""Guests of a draft and their comments, people who say that they coach, groups and their members."""

from django.db import models
from django.db.models import Q

from merited.base.models import Dated
from merited.people.models import Person
from merited.submissions.models import Attempt, Exhibit, Showing
from merited.submissions.rules.states import AttemptState

STANDS = Q(ended_at__isnull=True, declined_at__isnull=True)


class Coach(Dated):
    """Somebody says that they coach: the people of their district find them by name, and invite them."""

    personal_data = "a person's offer to help colleagues; deleted with the person"

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    words = models.CharField(max_length=300, default="")  # with what they help
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id} coaches"


class Guest(Dated):
    """Somebody is asked to one draft: to read it and to comment, never to score.

    From `opened_at` on they are no reader of this person's work; the row stays when the invitation ends.
    """

    personal_data = "who was shown whose draft and when; stays with the work, for it keeps a reader from it"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="+")
    # Nobody: the address that was typed opens no account of the district. The page says the same either way.
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=254, default="")  # as it was typed; empty where they were chosen by name
    kind = models.CharField(max_length=16)  # rules.guests.Kind
    words = models.CharField(max_length=300, default="")  # what the earner asks them to look at
    with_notes = models.BooleanField(default=False)  # the earner shows what may hold sensitive notes about learners
    opened_at = models.DateTimeField(null=True)
    seen_on = models.DateField(null=True)  # the last day on which they looked, for the log
    declined_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "person"], condition=STANDS, name="one_standing_guest")
        ]
        indexes = [
            # Whose drafts somebody was shown: asked wherever a reader is chosen.
            models.Index(fields=["person", "opened_at"], name="guest_shown"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.attempt_id}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered: it stands, and the draft is one."""
        stands = self.ended_at is None and self.declined_at is None
        return stands and self.attempt.state == AttemptState.OPEN


class Onlooker(Dated):
    """Somebody who was signed in looked at work in progress under its private link; who could be asked to judge it was told first."""

    personal_data = "who looked at whose work and when; stays with the work, for it keeps a reader from it"

    showing = models.ForeignKey(Showing, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["showing", "person"], name="one_onlooker")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.showing_id}"


class Comment(Dated):
    """What a guest wrote beside one place of a draft, and what its earner answered. No reviewer is ever shown it."""

    personal_data = "words of a person about a colleague's draft; as the draft"

    guest = models.ForeignKey(Guest, models.PROTECT, related_name="comments")
    place = models.CharField(max_length=32)  # a question, a piece of work, a criterion
    exhibit = models.ForeignKey(Exhibit, models.SET_NULL, null=True, related_name="+")  # null also: taken out since
    words = models.TextField()
    answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"on {self.place}"


class Jotting(Dated):
    """What a guest is writing beside one place and has not left there yet: saved as it is typed, and shown to nobody else.

    It is empty once it is left as a comment; the row stays, so that a page that was open meanwhile is told.
    """

    personal_data = "words of a person that they have not said to anybody; as the draft"

    guest = models.ForeignKey(Guest, models.PROTECT, related_name="jottings")
    place = models.CharField(
        max_length=36
    )  # as in the form: a question, a piece of work, a criterion, an exhibit's key
    words = models.TextField(default="")
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guest", "place"], name="one_jotting")]

    def __str__(self) -> str:
        return f"at {self.place}"


class Group(Dated):
    """People who earn, and somebody who coaches them. Nobody is in it who did not agree."""

    personal_data = "who coaches; deleted with the person"

    lead = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    token = models.CharField(max_length=64, unique=True)  # of the link by which people join: 128 bits
    meets_on = models.DateField(null=True)
    meets = models.CharField(max_length=300, default="")  # where and when, in the lead's words
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Member(Dated):
    """Somebody is asked into a group, or is in it, and what they share with its lead."""

    personal_data = "who is in whose group, and what they share; stays, for it keeps the lead from reading their work"

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")  # null: as with a guest
    address = models.CharField(max_length=254, default="")
    joined_at = models.DateTimeField(null=True)
    shares_work = models.BooleanField(default=True)  # what they work at, and how it stands
    shares_not_yet = models.BooleanField(default=False)  # also that something is not yet
    declined_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # left, or taken off the list

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], condition=STANDS, name="one_standing_member")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.group_id}"

    @property
    def key(self) -> str:
        """Its key as forms name it."""
        return str(self.pk)
