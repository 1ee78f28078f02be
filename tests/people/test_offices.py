"""Offices given and ended: by whom, where, and what becomes of what was begun in one."""

import pytest

from merited.base.errors import Refused
from merited.base.models import LogEntry
from merited.people.actions import appoint
from merited.people.models import Employment, Organization, Role
from merited.people.offices import appoint_on_the_server, give_office, people_in, realm_of, roles_in
from merited.people.queries import offices_of
from merited.people.rules.places import Office
from merited.review.actions.offices import end_office


def department(world, key="personalized-learning"):
    return Organization.objects.get(key=key)


def role(person, office):
    return Role.objects.select_related("organization__parent", "person").get(person=person, kind=office)


def refused(act, *args, **facts):
    with pytest.raises(Refused) as no:
        act(*args, **facts)
    return no.value.code


def test_whoever_runs_the_program_gives_an_office_and_ends_it(world):
    give_office(world.vesna, "checker", department(world), by=world.thea)
    assert offices_of(world.vesna) == {"checker"}

    assert end_office(role(world.vesna, "checker"), by=world.thea)
    assert offices_of(world.vesna) == set()
    told = LogEntry.objects.filter(subject=world.vesna.pk, deed__startswith="role.").order_by("id")
    assert [(one.deed, one.actor, one.facts["office"]) for one in told] == [
        ("role.given", world.thea.pk, "checker"),
        ("role.ended", world.thea.pk, "checker"),
    ]


def test_twice_is_as_good_as_once(world):
    for _again in range(2):
        give_office(world.vesna, "checker", department(world), by=world.thea)
    assert LogEntry.objects.filter(deed="role.given", subject=world.vesna.pk).count() == 1
    held = role(world.vesna, "checker")
    assert [end_office(held, by=world.thea), end_office(held, by=world.thea)] == [True, False]


def test_a_lead_gives_what_is_below_a_lead_and_only_in_the_own_department(world):
    give_office(world.vesna, "checker", department(world), by=world.corwin)
    give_office(world.vesna, "lead_reader", department(world), by=world.corwin)
    assert offices_of(world.vesna) == {"checker", "lead_reader"}

    assert refused(give_office, world.vesna, "department_lead", department(world), by=world.corwin) == "above"
    assert refused(give_office, world.vesna, "program_admin", department(world), by=world.corwin) == "above"
    assert (
        refused(give_office, world.vesna, "checker", department(world, "multilingual"), by=world.corwin) == "no-office"
    )
    assert refused(give_office, world.vesna, "checker", world.district, by=world.corwin) == "no-office"
    assert refused(end_office, role(world.thea, "program_admin"), by=world.corwin) == "no-office"


@pytest.mark.parametrize(
    ("office", "who", "code"),
    [
        ("operator", "vesna", "above"),  # given on the server alone
        ("pope", "vesna", "no-such-office"),
        ("integrity_lead", "vesna", "not-there"),  # of the whole district
        ("checker", "thea", "to-oneself"),
        ("checker", "magnus", "not-here"),  # of the neighbor
    ],
)
def test_what_even_whoever_runs_the_program_may_not(world, office, who, code):
    before = Role.objects.count()
    assert refused(give_office, world.people[who], office, department(world), by=world.thea) == code
    assert Role.objects.count() == before


def test_strangers_give_nothing_and_see_nothing(world):
    for one in (world.lupe, world.keziah, world.teodor, world.isolde):
        assert realm_of(one) is None
        assert refused(give_office, world.vesna, "checker", department(world), by=one) == "no-office"
    assert refused(give_office, world.rowan, "checker", world.district, by=world.gwendolyn) == "no-office"
    assert not roles_in(realm_of(world.gwendolyn)).filter(organization__key="alder-bay").exists()
    assert world.lupe not in people_in(realm_of(world.gwendolyn))


def test_the_last_one_who_runs_the_program_stays(world):
    assert refused(end_office, role(world.thea, "program_admin"), by=world.thea) == "last-one"

    give_office(world.vesna, "program_admin", world.district, by=world.thea)
    assert end_office(role(world.thea, "program_admin"), by=world.thea)
    assert realm_of(world.thea) is None
    assert refused(end_office, role(world.vesna, "program_admin"), by=world.vesna) == "last-one"


def test_somebody_who_left_is_no_other_one(world):
    appoint(world.vesna, Office.PROGRAM_ADMIN, world.district, by=None)
    Employment.objects.update_or_create(
        person=world.vesna, district=world.district, defaults={"since": "2020-01-01", "until": "2026-11-01"}
    )
    assert refused(end_office, role(world.thea, "program_admin"), by=world.thea) == "last-one"


def test_a_lead_sees_what_concerns_the_department(world):
    appoint(world.vesna, Office.PANELIST, world.district, by=None)
    seen = {(one.person.name, one.kind) for one in roles_in(realm_of(world.corwin))}
    assert (world.corwin.name, "department_lead") in seen and (world.isolde.name, "lead_reader") in seen
    assert not {kind for _name, kind in seen} & {"panelist", "program_admin", "operator", "committee"}
    assert (world.ximena.name, "department_lead") not in seen


APART = [
    ("program_admin", "integrity_lead", "runs-the-program"),
    ("integrity_lead", "program_admin", "leads-integrity"),
]


@pytest.mark.parametrize(("first", "second", "code"), APART)
def test_nobody_runs_the_program_and_leads_integrity_whichever_came_first(world, first, second, code):
    give_office(world.vesna, first, world.district, by=world.thea)
    assert refused(give_office, world.vesna, second, world.district, by=world.thea) == code
    assert refused(appoint_on_the_server, world.vesna, second, world.district) == code
    assert offices_of(world.vesna) == {first}

    end_office(role(world.vesna, first), by=world.thea)
    give_office(world.vesna, second, world.district, by=world.thea)  # once that has ended
    assert offices_of(world.vesna) == {second}


def test_an_office_that_rests_keeps_the_other_away_too(world):
    give_office(world.vesna, "integrity_lead", world.district, by=world.thea)
    Employment.objects.update_or_create(
        person=world.vesna, district=world.district, defaults={"since": "2020-01-01", "until": "2026-11-01"}
    )
    assert refused(appoint_on_the_server, world.vesna, "program_admin", world.district) == "leads-integrity"


def test_an_office_in_another_district_keeps_nobody_away(world):
    appoint(world.vesna, Office.INTEGRITY_LEAD, Organization.objects.get(key="fernhollow"), by=None)
    give_office(world.vesna, "program_admin", world.district, by=world.thea)
    assert "program_admin" in offices_of(world.vesna)
