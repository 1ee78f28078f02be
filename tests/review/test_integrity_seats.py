"""Who sits in a panel of integrity, who sees to it that it is complete, and who of them reads the work afterwards."""

import pytest

from merited.base.models import LogEntry
from merited.people.actions import appoint
from merited.people.models import Employment, Organization, Role
from merited.people.queries import places_below
from merited.people.rules.places import Office
from merited.review.actions.hearing import fill_case_seats, hear
from merited.review.models import Case, CaseVoice
from merited.review.queries import doors_of
from merited.review.queries.integrity import cases_heard_by, cases_led_by, concerns_for, leads_for, members_of
from merited.review.rules.looks import panel_bars
from merited.worker.integrity import mind_the_days
from tests.coaching.helping import group_of, shown
from tests.review import test_integrity as steps
from tests.review import test_looks as looked
from tests.world import MONDAY

pytestmark = pytest.mark.django_db
house, reading, concern, case = steps.house, steps.reading, steps.concern, steps.case


def test_whoever_coaches_the_earner_or_was_shown_a_draft_sits_in_no_panel(house):
    group_of(house.petra, house.dov)
    work = house.draft(house.dov)
    shown(work, house.halvard)
    case = steps.opened(house, steps.flagged(house, house.claimed(house.dov, house.vesna)))
    steps.answered(case, house.dov)
    sitting = steps.panel(case)
    bars = {one.person: panel_bars(one) for one in members_of(steps.fresh(case))}
    assert bars[house.petra.pk] and bars[house.halvard.pk]
    assert len(sitting) == 3 and not {house.petra, house.halvard} & set(sitting)
    for one in sitting:
        assert house.client(one).get(f"/district/integrity/cases/{case.pk}/").status_code == 200


def test_another_integrity_lead_looks_again_for_whoever_may_sit(house, case):
    appoint(house.tobin, Office.INTEGRITY_LEAD, house.district, by=None)
    steps.answered(case, house.dov)
    CaseVoice.objects.filter(case=case, person=steps.panel(case)[0]).delete()
    address = f"/district/integrity/cases/{case.pk}/"
    assert house.client(house.tobin).post(address, {"deed": "seats"}).status_code == 302
    assert len(steps.panel(case)) == 3
    with pytest.raises(Case.DoesNotExist):
        fill_case_seats(case, by=house.corwin)


def sees_of_the_room(world, person, case):
    """Everything in the room that this person finds: of what is noticed, of cases, and behind which addresses."""
    room = "/district/integrity/"
    addresses = (room, f"{room}concerns/{case.concern_id}/", f"{room}cases/{case.pk}/")
    found = [one for one in addresses if world.client(person).get(one).status_code == 200]
    found += [one for one in (concerns_for(person), cases_led_by(person), cases_heard_by(person)) if one.exists()]
    found += ["a letter"] if person in leads_for(case.concern) else []
    return found + (["a door"] if doors_of(person)[3] else [])


def test_whoever_runs_the_program_sees_nothing_of_the_room_even_with_the_office(house, case):
    assert len(sees_of_the_room(house, house.philippa, case)) == 7
    appoint(house.philippa, Office.PROGRAM_ADMIN, house.district, by=None)  # as from before the two were kept apart
    assert sees_of_the_room(house, house.philippa, case) == []
    with pytest.raises(Case.DoesNotExist):
        fill_case_seats(case, by=house.philippa)


def test_nor_from_a_seat_that_they_had_before(house, case):
    steps.answered(case, house.dov)
    one = steps.panel(case)[0]
    assert len(sees_of_the_room(house, one, case)) == 4
    appoint(one, Office.PROGRAM_ADMIN, house.district, by=None)
    assert sees_of_the_room(house, one, case) == []
    next_morning(house)
    assert one not in steps.panel(case) and len(steps.panel(case)) == 3


def test_running_another_districts_program_takes_nothing_away(house, case):
    appoint(house.philippa, Office.PROGRAM_ADMIN, Organization.objects.get(key="fernhollow"), by=None)
    assert len(sees_of_the_room(house, house.philippa, case)) == 7


def goes(world, person, how):
    if how == "account closed":
        person.is_active = False
        person.save()
    elif how == "left":
        Employment.objects.update_or_create(
            person=person, district=world.district, defaults={"since": MONDAY.date(), "until": MONDAY.date()}
        )
    else:
        Role.objects.filter(person=person).delete()


def next_morning(world):
    mind_the_days(places_below(world.district), MONDAY.date(), MONDAY.date(), "UTC")


@pytest.mark.parametrize("how", ["account closed", "left", "office ended"])
def test_the_seat_of_a_panelist_who_has_gone_is_offered_and_filled_in_the_morning(house, case, how):
    steps.answered(case, house.dov)
    gone, *others = steps.panel(case)
    goes(house, gone, how)
    for one in others:
        hear(steps.fresh(case), "no_case", reasons="I find nothing.", by=one)
    html = house.client(house.philippa).get(f"/district/integrity/cases/{case.pk}/").content.decode()
    assert "The panel is not complete" in html and "Look again" in html
    next_morning(house)
    (new,) = steps.panel(case)
    assert new != gone and LogEntry.objects.filter(deed="case.seats", subject=case.pk).count() == 1  # which tells them
    hear(steps.fresh(case), "no_case", reasons="I find nothing.", by=new)
    assert steps.fresh(case).state == "closed"


def test_a_panel_that_is_complete_is_left_alone_in_the_morning(house, case):
    steps.answered(case, house.dov)
    before = set(steps.panel(case))
    next_morning(house)
    assert set(steps.panel(case)) == before and not LogEntry.objects.filter(deed="case.seats").exists()


def test_so_is_the_seat_in_the_panel_of_an_appeal(world):
    for one in (world.petra, world.halvard, world.teodor):
        appoint(one, Office.LEAD_READER, world.district, by=None)
    look = looked.appeal(world.not_yet(world.lupe, world.keziah))
    looked.read_by(look, world.vesna)
    gone = next(one for one in looked.panel(look) if one != world.thea)
    goes(world, gone, "account closed")
    assert f"seats/{look.pk}" in world.client(world.thea).get("/district/looks/").content.decode()
    next_morning(world)
    assert gone not in looked.panel(look) and len(looked.panel(look)) == 3
    assert f"seats/{look.pk}" not in world.client(world.thea).get("/district/looks/").content.decode()
