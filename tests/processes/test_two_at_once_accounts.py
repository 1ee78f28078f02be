"""Two at the very same moment, where people come and go: a roster is applied once, a link opens one account once."""

import pytest

from merited.base.models import LogEntry
from merited.people.joining import claim_account, close_account, part, send_link, welcome
from merited.people.models import Employment, Invitation, Person
from merited.people.rostering import Ticks, apply_roster, try_roster
from merited.people.rules.invitations import Kind
from merited.worker.invitations import post_next
from tests.processes.race import at_once

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

FILE = b"staff_id,email,first_name,last_name,supervisor_staff_id\nX-1,x@a.example,Xenia,Ott,AB-1453\n"


def logged(deed):
    return LogEntry.objects.filter(deed=deed).count()


def tried(world):
    return try_roster(FILE, "staff.csv", district=world.district, by=world.thea)


def test_a_roster_that_two_apply_is_applied_once(world, overtaken):
    run = tried(world)

    def act():
        return apply_roster(run, Ticks(invite=True), by=world.thea)

    first, second = overtaken("roster.half-applied", act, act)

    assert first.value["new"] == 1 and second.refused == "applied"
    assert Person.objects.filter(name="Xenia Ott").count() == Invitation.objects.count() == 1
    assert logged("roster.applied") == 1


def test_two_rosters_of_one_district_follow_one_another(world, overtaken):
    mine = tried(world)
    theirs = try_roster(FILE, "other.csv", district=world.district, by=None)

    first, second = overtaken(
        "roster.half-applied",
        lambda: apply_roster(mine, Ticks(), by=world.thea),
        lambda: apply_roster(theirs, Ticks(), by=None),
    )

    assert first.value["new"] == 1 and second.refused == "changed-since"
    assert Person.objects.filter(name="Xenia Ott").count() == 1


def test_a_link_that_is_opened_twice_opens_once(world, overtaken):
    invitation = welcome("Nell Frost", "nell@x.example", world.district, by=world.thea)

    first, second = overtaken(
        "claim.account-opened",
        lambda: claim_account(invitation, password="a-walk-by-the-harbor"),
        lambda: claim_account(invitation, password="two-gulls-on-a-mast"),
    )

    assert second.refused == "used"
    assert Person.objects.get(pk=first.value.pk).check_password("a-walk-by-the-harbor")
    assert logged("account.claimed") == 1


def test_of_two_fresh_links_one_works(world, overtaken):
    person = welcome("Nell Frost", "nell@x.example", world.district, by=world.thea).person

    def act():
        return send_link(person, "nell@x.example", Kind.CLAIM, by=world.thea)

    overtaken("invitation.written", act, act)

    assert Invitation.objects.filter(person=person, ended_at__isnull=True).count() == 1


def test_two_workers_send_a_letter_once(world, mailoutbox):
    welcome("Nell Frost", "nell@x.example", world.district, by=world.thea)

    at_once(post_next, post_next)

    assert len(mailoutbox) == 1


def test_leaving_and_closing_twice_are_one_deed_each(world):
    employment = Employment.objects.get(person=world.lupe)
    at_once(lambda: part(employment, by=world.thea), lambda: part(employment, by=world.thea))
    at_once(lambda: close_account(by=world.lupe), lambda: close_account(by=world.lupe))

    assert logged("person.left") == logged("account.closed") == 1
