"""Drafts with guests: for their earner, and for the guest. A guest sees a draft, and only while it is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When, prefetch_related_objects

from merited.coaching.models import STANDS, Coach, Comment, Group, Guest, Jotting, Member
from merited.coaching.rules.guests import artifacts_shown
from merited.people.models import Employment, Membership, Organization, Person, Tie
from merited.people.queries import belongs_to, has_left, home_of, left_behind
from merited.submissions.models import Attempt, Exhibit, Submission
from merited.submissions.queries import exhibits_first
from merited.submissions.rules.states import AttemptState, State


@dataclass(frozen=True, slots=True)
class Suggested:
    """Somebody whom one may ask by name, because they said so or coach one already."""

    person: Person
    words: str
    own: bool  # is one's coach already


def _of_a_draft() -> Q:
    return Q(attempt__state=AttemptState.OPEN, attempt__submission__state=State.DRAFT)


def invitations_open(person: Person) -> QuerySet[Guest]:
    """Drafts to which this person is asked, opened or not, as long as they are drafts and the invitation stands."""
    return (
        Guest.objects.filter(STANDS, _of_a_draft(), person=person)
        .exclude(left_behind(person, "attempt__submission__version__microcredential__organization"))
        .select_related("attempt__submission__person", "attempt__submission__version__microcredential__organization__parent")
        .annotate(written=Count("comments"))
        .order_by("opened_at", "-created_at")
    )  # fmt: skip


def guest_at(person: Person) -> QuerySet[Guest]:
    """The same, for one page of them."""
    return invitations_open(person)


def drafts_shown_to(person: Person) -> QuerySet[Guest]:
    """Those that this person has opened and may look at now."""
    return invitations_open(person).filter(opened_at__isnull=False)


def exhibits_shown_to(person: Person) -> QuerySet[Exhibit]:
    """Evidence in drafts that this person may look at now, without what its earner did not choose to show."""
    found = [
        Q(
            attempt=one.attempt_id,
            artifact__in=artifacts_shown(one.attempt.submission.version.document, with_notes=one.with_notes),
        )
        for one in drafts_shown_to(person)
    ]
    return Exhibit.objects.filter(reduce(or_, found, Q(pk__in=[]))).select_related("evidence", "attempt")


def guest_with(guest: Guest) -> Attempt:
    """The draft that a guest looks at, with what is in it."""
    prefetch_related_objects([guest.attempt], "answers", exhibits_first())
    return guest.attempt


def comments_by(guest: Guest) -> QuerySet[Comment]:
    """What this guest wrote, in order."""
    return Comment.objects.filter(guest=guest).select_related("exhibit").order_by("created_at")


def jottings_of(guest: Guest) -> dict[str, Jotting]:
    """What this guest is writing and has not left yet, by place. For themselves alone."""
    return {one.place: one for one in Jotting.objects.filter(guest=guest)}


# For the earner.


def guests_of(submission: Submission) -> QuerySet[Guest]:
    """Whom the earner has asked to any draft of this work, the latest first, those who stand before those who ended."""
    return (
        Guest.objects.filter(attempt__submission=submission)
        .select_related("person", "attempt")
        .annotate(written=Count("comments"))
        .order_by("-attempt__number", "ended_at", "-created_at")
    )


def comments_on(submission: Submission) -> QuerySet[Comment]:
    """What guests wrote beside any draft of this work, in order: for its earner alone."""
    return (
        Comment.objects.filter(guest__attempt__submission=submission)
        .select_related("guest__person", "guest__attempt", "exhibit")
        .order_by("created_at")
    )


def comment_at(earner: Person, key: UUID) -> QuerySet[Comment]:
    """One comment on one's own work."""
    return Comment.objects.filter(pk=key, guest__attempt__submission__person=earner)


def with_company(submissions: QuerySet[Submission], person: Person) -> QuerySet[Submission]:
    """One's own, each with `has_open_comments`: whether a guest wrote something that waits; and with `calls_*` for the list
    that holds them, so that it asks no more questions than before."""
    waits = Comment.objects.filter(
        guest__attempt__submission=OuterRef("pk"), guest__attempt__state=AttemptState.OPEN, done_at__isnull=True,
        answered_at__isnull=True,
    )  # fmt: skip
    asks, invited, inside = _calls(person)
    return submissions.annotate(
        has_open_comments=Exists(waits), calls_asks=asks, calls_invited=invited, calls_inside=inside
    )


def with_comments(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """The same, each with `has_comments`: whether guests wrote anything in it."""
    return attempts.annotate(has_comments=Exists(Comment.objects.filter(guest__attempt=OuterRef("pk"))))


def suggested_to(earner: Person, district: Organization) -> list[Suggested]:
    """Whom one may ask by name: who coaches one already, and who said that they coach. Nobody else of the district is listed."""
    ties = Tie.objects.filter(other=earner, kind="coach").values("person_id")
    led = Group.objects.filter(
        members__person=earner, members__joined_at__isnull=False, members__ended_at__isnull=True, closed_at__isnull=True
    ).values("lead_id")  # fmt: skip
    said = Coach.objects.filter(person=OuterRef("pk"), ended_at__isnull=True)
    own = Q(pk__in=ties) | Q(pk__in=led)
    found = (
        Person.objects.filter(own | Exists(said), works_here(district), is_active=True)
        .exclude(pk=earner.pk)
        .annotate(coaches_me=Case(When(own, then=Value(True)), default=Value(False)), helps=Subquery(said.values("words")[:1]))
        .order_by("-coaches_me", "name")
    )  # fmt: skip
    return [Suggested(one, one.helps or "", one.coaches_me) for one in found]


def works_here(district: Organization) -> Q:
    """A condition on a person: they work at a place of this district, or for it, and have not left."""
    below = Organization.objects.filter(Q(pk=district.pk) | Q(parent=district) | Q(parent__parent=district)).values(
        "pk"
    )
    placed = Membership.objects.filter(organization__in=below).values("person_id")
    employed = Employment.objects.filter(district=district)
    return (Q(pk__in=placed) | Q(pk__in=employed.filter(until__isnull=True).values("person_id"))) & ~Q(
        pk__in=employed.filter(until__isnull=False).values("person_id")
    )


def is_here(person: Person, district: Organization) -> bool:
    """Whether somebody can be asked to a draft of this district: an open account, of its people, who has not left."""
    return person.is_active and belongs_to(person, district) and not has_left(person, district)


def coach_row(person: Person) -> Coach | None:
    """What this person said about coaching; None when they said nothing, or took it back."""
    return Coach.objects.filter(person=person, ended_at__isnull=True).first()


def may_coach(person: Person) -> bool:
    """Whether this person has a page for coaching: they work in a district."""
    return home_of(person) is not None


def called_by(person: Person, own: Sequence[Submission] = ()) -> tuple[bool, bool, bool]:
    """Whether somebody asks this person for comments, asks them into a group, and whether they are in a group.

    One question, or none where their own submissions know it already (`with_company`).
    """
    if own:
        known = (getattr(own[0], f"calls_{name}") for name in ("asks", "invited", "inside"))
        asks, invited, inside = known
    else:
        asks, invited, inside = Person.objects.filter(pk=person.pk).values_list(*_calls(person)).get()
    return bool(asks), bool(invited), bool(inside)


def _calls(person: Person) -> tuple[Exists, Exists, Exists]:
    asked = Guest.objects.filter(STANDS, _of_a_draft(), person=person)
    groups = Member.objects.filter(STANDS, person=person, group__closed_at__isnull=True)
    return Exists(asked), Exists(groups.filter(joined_at__isnull=True)), Exists(groups.filter(joined_at__isnull=False))
