"""Groups: for whoever coaches one, and for those who are asked into it. It tells as much as each of them shares."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from merited.coaching.models import STANDS, Group, Member
from merited.people.models import Person
from merited.people.queries import district_of, home_of, left_behind
from merited.submissions.models import Attempt, Submission
from merited.submissions.rules.states import OPEN_STATES, State


def groups_led_by(person: Person) -> QuerySet[Group]:
    """The groups that this person coaches, each with `joined`: how many are in it."""
    inside = Q(members__joined_at__isnull=False, members__ended_at__isnull=True)
    return (
        Group.objects.filter(lead=person, closed_at__isnull=True)
        .annotate(joined=Count("members", filter=inside))
        .order_by("name", "id")
    )


def group_at(person: Person, key: UUID) -> QuerySet[Group]:
    """One of them."""
    return groups_led_by(person).filter(pk=key)


def members_of(group: Group) -> QuerySet[Member]:
    """Who stands in a group: those who joined, and those who are asked. By name; nobody is ranked."""
    return Member.objects.filter(STANDS, group=group).select_related("person").order_by("person__name", "address", "id")


def work_shared_in(group: Group) -> QuerySet[Submission]:
    """What those who share it work at, and what they have earned since they joined; each with `was_sent`."""
    sharing = Member.objects.filter(
        STANDS, group=group, joined_at__isnull=False, shares_work=True, person=OuterRef("person")
    )
    since = Member.objects.filter(
        STANDS, group=group, joined_at__lte=OuterRef("changed_at"), shares_work=True, person=OuterRef("person")
    )
    sent = Attempt.objects.filter(submission=OuterRef("pk"), sent_at__isnull=False)
    return (
        Submission.objects.filter(Q(Exists(sharing), state__in=OPEN_STATES) | Q(Exists(since), state=State.EARNED))
        .exclude(left_behind(group.lead, "version__microcredential__organization"))
        .annotate(was_sent=Exists(sent))
        .select_related("version__microcredential")
        .order_by("version__title", "id")
    )


def memberships_of(person: Person) -> QuerySet[Member]:
    """The groups that this person is asked into or is in."""
    return (
        Member.objects.filter(STANDS, person=person, group__closed_at__isnull=True)
        .select_related("group__lead")
        .order_by("joined_at", "-created_at")
    )


def member_at(person: Person, key: UUID) -> QuerySet[Member]:
    """One of them."""
    return memberships_of(person).filter(pk=key)


def joinable_by(person: Person, token: str) -> Group | None:
    """The group of a link, for somebody of its lead's district. None for everybody else, and for the lead."""
    group = Group.objects.filter(token=token, closed_at__isnull=True).select_related("lead").first()
    if group is None or group.lead_id == person.pk:
        return None
    theirs, mine = home_of(group.lead), home_of(person)
    return group if theirs and mine and district_of(theirs) == district_of(mine) else None
