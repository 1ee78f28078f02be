"""Offices, two at the very same moment: the program is never without somebody who runs it."""

import pytest

from merited.base.models import LogEntry
from merited.people.actions import appoint
from merited.people.models import Role
from merited.people.offices import appoint_on_the_server, give_office
from merited.people.rules.places import Office
from merited.review.actions.offices import end_office
from tests.processes.race import Came, at_once

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pair(world):
    """Thea and Vesna both run the program."""
    appoint(world.vesna, Office.PROGRAM_ADMIN, world.district, by=None)
    return world


def ends(of, by):
    held = Role.objects.select_related("organization__parent", "person").get(person=of, kind="program_admin")
    return lambda: end_office(held, by=by)


def running():
    return Role.objects.filter(kind="program_admin", organization__key="alder-bay").count()


def test_two_who_end_each_other_leave_one(pair, overtaken):
    first, second = overtaken("office.ended", ends(pair.thea, pair.vesna), ends(pair.vesna, pair.thea))

    assert first == Came(value=True) and second == Came(refused="no-office") and running() == 1


def test_two_who_end_their_own_leave_one(pair, overtaken):
    first, second = overtaken("office.ended", ends(pair.thea, pair.thea), ends(pair.vesna, pair.vesna))

    assert first == Came(value=True) and second == Came(refused="last-one") and running() == 1


def test_a_double_click_ends_it_once(pair, overtaken):
    first, second = overtaken("office.ended", ends(pair.vesna, pair.thea), ends(pair.vesna, pair.thea))

    assert (first.value, second.value) == (True, False)
    assert LogEntry.objects.filter(deed="role.ended").count() == 1


def test_a_double_click_gives_it_once(pair):
    def act():
        return give_office(pair.petra, "integrity_lead", pair.district, by=pair.thea)

    assert [one.refused for one in at_once(act, act)] == [None, None]
    assert Role.objects.filter(person=pair.petra, kind="integrity_lead").count() == 1
    assert LogEntry.objects.filter(deed="role.given", subject=pair.petra.pk, actor=pair.thea.pk).count() == 1


def test_two_offices_that_stay_apart_are_not_given_at_once(pair):
    given = at_once(
        lambda: give_office(pair.petra, "integrity_lead", pair.district, by=pair.thea),
        lambda: appoint_on_the_server(pair.petra, "program_admin", pair.district),
    )

    assert sorted(one.refused or "" for one in given)[0] == ""
    assert {one.refused for one in given} & {"runs-the-program", "leads-integrity"}
    assert Role.objects.filter(person=pair.petra).count() == 1


def test_an_office_is_not_given_by_somebody_who_has_just_lost_theirs(pair, overtaken):
    first, second = overtaken(
        "office.ended", ends(pair.vesna, pair.thea),
        lambda: give_office(pair.petra, "program_admin", pair.district, by=pair.vesna),
    )  # fmt: skip

    assert first == Came(value=True) and second == Came(refused="no-office")
    assert not Role.objects.filter(person=pair.petra).exists()
