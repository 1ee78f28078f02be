"""Coach a group: begin it, ask people, say when it meets; and for those asked: join, share, leave. Locks: the group first."""

import secrets
from datetime import date

from django.db import transaction

from merited.base import clock
from merited.base.errors import Refused
from merited.base.halt import halt
from merited.base.log import note
from merited.base.text import one_line
from merited.base.words import _
from merited.coaching.actions.guests import person_with
from merited.coaching.models import STANDS, Group, Member
from merited.coaching.rules.guests import LONGEST_LINE, must_not_be_longer
from merited.people.models import Person
from merited.people.queries import home_of

MOST_MEMBERS = 60
LONGEST_NAME = 80


@transaction.atomic
def lead_group(name: str, *, by: Person) -> Group:
    """Begin a group. Raises `Refused`."""
    name = one_line(name)
    if not name:
        raise Refused("no-name", _("Give the group a name, such as “Grade 4, Wednesdays”."))
    must_not_be_longer(name, LONGEST_NAME)
    if home_of(by) is None:
        raise Refused("no-district", _("You work in no district here, so there is nobody whom you could ask."))
    group = Group.objects.create(lead=by, name=name, token=secrets.token_urlsafe(16))
    note("group.begun", group.id, by=by.id)
    return group


def _led(group: Group, by: Person) -> Group:
    return Group.objects.select_for_update().get(pk=group.pk, lead=by, closed_at__isnull=True)


@transaction.atomic
def ask_into(group: Group, address: str, *, by: Person) -> Member:
    """Ask somebody by their work address. Whether it is known is told to nobody. Raises `Refused`."""
    group = _led(group, by)
    home = home_of(by)
    if home is None:
        raise Refused("no-district", _("You work in no district here, so there is nobody whom you could ask."))
    standing = Member.objects.filter(STANDS, group=group)
    if standing.count() >= MOST_MEMBERS:
        raise Refused("enough-members", _("A group has up to {most} people. Begin another one."), most=MOST_MEMBERS)
    address = one_line(address).lower()
    person = person_with(address, home, by)
    if standing.filter(address=address).exists():
        raise Refused("asked-already", _("This address is asked already."))
    if person and standing.filter(person=person).exists():
        person = None  # came by the link, or was asked at another address
    member = Member.objects.create(group=group, person=person, address=address)
    halt("member.written")
    note("group.asked", member.id, by=by.id, group=str(group.id))
    return member


@transaction.atomic
def set_meeting(group: Group, day: date | None, words: str, *, by: Person) -> None:
    """When and where it meets next, for the lead and the members. Raises `Refused`."""
    group = _led(group, by)
    words = one_line(words)
    must_not_be_longer(words, LONGEST_LINE)
    group.meets_on, group.meets = day, words
    group.save()
    note("group.meets", group.id, by=by.id)


@transaction.atomic
def take_off(member: Member, *, by: Person) -> None:
    """The lead takes somebody off the list. Twice is as good as once."""
    _led(member.group, by)
    if Member.objects.filter(STANDS, pk=member.pk).update(ended_at=clock.now()):
        note("group.taken_off", member.id, by=by.id)


@transaction.atomic
def close_group(group: Group, *, by: Person) -> None:
    """End a group: nobody shares anything with its lead any more."""
    group = _led(group, by)
    now = clock.now()
    Member.objects.filter(STANDS, group=group).update(ended_at=now)
    group.closed_at = now
    group.save()
    note("group.closed", group.id, by=by.id)


@transaction.atomic
def join(group: Group, *, shares_work: bool, shares_not_yet: bool, by: Person) -> Member:
    """Join a group, by an invitation or by its link. Whatever is shared was chosen here. Raises `Refused`."""
    group = Group.objects.select_for_update().get(pk=group.pk)
    if group.closed_at or group.lead_id == by.pk:
        raise Refused("no-group", _("This group has ended, so there is nothing to join."))
    mine = Member.objects.filter(STANDS, group=group, person=by).first() or Member(group=group, person=by)
    mine.joined_at = mine.joined_at or clock.now()
    mine.shares_work, mine.shares_not_yet = shares_work, shares_work and shares_not_yet
    mine.save()
    halt("member.joined")
    note("group.joined", mine.id, by=by.id, shares_work=mine.shares_work, shares_not_yet=mine.shares_not_yet)
    return mine


def _mine(member: Member, by: Person) -> Member:
    return Member.objects.select_for_update().get(
        pk=member.pk, person=by, ended_at__isnull=True, declined_at__isnull=True
    )  # fmt: skip


@transaction.atomic
def decline_group(member: Member, *, by: Person) -> None:
    """Not now, without a reason: the lead's page says nothing but that the address is asked no more."""
    member = _mine(member, by)
    member.declined_at = clock.now()
    member.save()
    note("group.declined", member.id, by=by.id)


@transaction.atomic
def share_in(member: Member, *, shares_work: bool, shares_not_yet: bool, by: Person) -> None:
    """Change what the lead sees, from now on."""
    member = _mine(member, by)
    member.shares_work, member.shares_not_yet = shares_work, shares_work and shares_not_yet
    member.save()
    note("group.shares", member.id, by=by.id, shares_work=member.shares_work, shares_not_yet=member.shares_not_yet)


@transaction.atomic
def leave(member: Member, *, by: Person) -> None:
    """Leave a group: from this moment its lead sees nothing of one's work."""
    member = _mine(member, by)
    member.ended_at = clock.now()
    member.save()
    note("group.left", member.id, by=by.id)
