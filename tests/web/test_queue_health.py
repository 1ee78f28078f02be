"""Queue health: what a coordinator sees and changes, and what they never see."""

from datetime import timedelta

import pytest

from merited.base import clock
from merited.insight.queue import queues_of
from merited.people.actions import appoint
from merited.people.models import Letter
from merited.people.queries import district_of
from merited.people.rules.places import Office
from merited.review.actions import assign, claim, offer, pause, qualify, set_plan, set_terms
from merited.review.models import Procedure, Willing
from merited.review.queries import plan_for
from merited.review.rules.stages import SINGLE, Plan
from merited.worker.loop import turn
from tests.world import MONDAY


def page_of(world, who, path, **data):
    answer = (world.client(who).post if data else world.client(who).get)(path, data or None)
    return answer, answer.content.decode()


def later(days):
    return clock.at(MONDAY + timedelta(days=days))


@pytest.fixture
def ml(world):
    """Three pieces wait in ML-101; Petra alone reads it beside the lead reader."""
    return [world.sent(one, world.ml101).attempts.get(state="sent") for one in (world.lupe, world.cyrus, world.gideon)]


def test_it_counts_by_micro_credential_what_waits_and_how_long(world, ml):
    with later(14):  # Monday, November 30: seven working days, for three were days off
        one = next(one for one in queues_of(world.thea)[0].queues.values() if one.version == world.ml101)
        assert (one.waiting, one.past, one.running_out, one.late, one.readings) == (3, 7 - 4, 0, 0, 3)
    with later(15):
        one = next(one for one in queues_of(world.thea)[0].queues.values() if one.version == world.ml101)
        assert one.running_out == 3, "eight of ten days are gone"
    with later(22):
        one = next(one for one in queues_of(world.thea)[0].queues.values() if one.version == world.ml101)
        assert one.late == 3


def test_the_page_says_the_forecast_in_words(world, ml):
    set_terms(world.petra, capacity=1, languages=["en"], by=world.petra)
    answer, text = page_of(world, world.thea, "/district/queue/")
    assert answer.status_code == 200 and "11 working days" in text, "one a week: days 1, 6 and 11"
    _answer, text = page_of(world, world.ximena, "/district/queue/")
    assert "ML-101" in text and "PL-101" not in text, "only the own department"


def test_work_that_nobody_may_read_is_counted(world, ml):
    set_terms(world.petra, capacity=3, languages=["es"], by=world.petra)
    set_terms(world.isolde, capacity=3, languages=["es"], by=world.isolde)
    one = next(one for one in queues_of(world.thea)[0].queues.values() if one.version == world.ml101)
    assert one.outlook.nobody == 3
    assert "nobody may read it" in page_of(world, world.thea, "/district/queue/ml-101/")[1]


def test_readings_to_come_are_counted_before_anybody_has_read(world, ml):
    set_plan(world.ml101.microcredential, Plan(first_of_version=2, share=0), by=world.ximena)
    one = next(one for one in queues_of(world.thea)[0].queues.values() if one.version == world.ml101)
    assert one.readings == 5, "two of the three are among the first of the version"


def test_opening_the_pool_is_forecast_before_it_is_done(world, ml):
    set_terms(world.petra, capacity=1, languages=["en"], by=world.petra)
    qualify(world.vesna, world.ml101.microcredential, by=None)
    with later(14):
        (found,) = queues_of(world.thea, willing="ml-101")
        one = next(one for one in found.queues.values() if one.version == world.ml101)
        before, after = one.outlook.days, found.if_pooled(one, Plan(pool=True)).days
        set_plan(world.ml101.microcredential, Plan(**(SINGLE_PLAN | {"pool": True})), by=world.ximena)
        again = next(one for one in queues_of(world.thea)[0].queues.values() if one.version == world.ml101)
    assert before == 11 and after < before and again.outlook.days == after


SINGLE_PLAN = {"first_of_version": 0, "share": 0, "borderline": False}


def test_who_answers_for_the_place_opens_and_closes_the_pool(world, ml):
    path = "/district/queue/ml-101/"
    assert page_of(world, world.corwin, path, deed="open", day="6")[0].status_code == 404
    assert not Procedure.objects.get(microcredential=world.ml101.microcredential).plan["pool"]
    assert page_of(world, world.ximena, path, deed="open", day="4")[0].status_code == 302
    plan = plan_for(world.ml101.microcredential)
    assert (plan.pool, plan.pool_from, plan.share) == (True, 4, SINGLE.share), "the rest of the plan stays"
    answer, text = page_of(world, world.ximena, path, deed="open", day="soon")
    assert answer.status_code == 400 and "whole number from 0 to 60" in text and 'value="soon"' in text
    page_of(world, world.ximena, path, deed="close")
    assert not plan_for(world.ml101.microcredential).pool


def test_whoever_offered_is_asked_once_and_gets_a_letter(world, ml):
    for one in (world.keziah, world.vesna):
        offer(one, [world.ml101.microcredential_id], by=one)
    path = "/district/queue/ml-101/"
    text = page_of(world, world.ximena, path)[1]
    assert "Could after calibration: 2" in text and world.keziah.name in text and "May read it now: 1" in text
    assert page_of(world, world.ximena, path, deed="ask")[0].status_code == 302
    turn()
    letters = Letter.objects.filter(kind="calibrate")
    assert {one.person for one in letters} == {world.keziah, world.vesna}
    answer, text = page_of(world, world.ximena, path, deed="ask")
    assert answer.status_code == 400 and "has been asked in the last two weeks" in text
    qualify(world.keziah, world.ml101.microcredential, by=None)
    text = page_of(world, world.ximena, path)[1]
    assert "Could after calibration: 1" in text


def test_why_this_person_and_why_not_that_one(world, ml):
    qualify(world.vesna, world.ml101.microcredential, by=None)
    given = assign(ml[0])
    assert given.reading.reviewer in (world.petra, world.isolde)
    text = page_of(world, world.ximena, f"/district/queue/waiting/{ml[0].pk}/")[1]
    assert f"{given.reading.reviewer.name} reads it" in text and "Reads for the department that offers it" in text
    assert world.vesna.name in text and "Belongs to another department, and the pool is not open" in text
    text = page_of(world, world.ximena, f"/district/queue/waiting/{ml[1].pk}/")[1]
    assert "would get the reading that is due" in text
    assert world.cyrus.name not in text and world.lupe.name not in text


def test_a_conflict_is_never_named(world):
    """Who knows that it is the own work, or the same school, knows whose work it is."""
    own = world.sent(world.petra, world.pl101).attempts.get(state="sent")
    qualify(world.petra, world.pl101.microcredential, by=None)
    mate = world.sent(world.lupe).attempts.get(state="sent")  # Gull Point, like Tobin
    for attempt, name in ((own, world.petra.name), (mate, world.tobin.name)):
        text = page_of(world, world.corwin, f"/district/queue/waiting/{attempt.pk}/")[1]
        shown = text[text.index(name) :]
        assert "Is close to whoever sent it, or it is their own" in shown
        assert "same school" not in text and "Gull Point" not in text


def test_of_ones_own_work_nothing_is_shown(world):
    own = world.sent(world.corwin).attempts.get(state="sent")
    claim(own, by=world.keziah)
    assert page_of(world, world.corwin, f"/district/queue/waiting/{own.pk}/")[0].status_code == 404
    text = page_of(world, world.corwin, "/district/queue/pl-101/")[1]
    waits = text[text.index('id="waiting"') :]
    assert "who reads it stays unsaid" in waits and world.keziah.name not in waits
    assert world.keziah.name in page_of(world, world.thea, "/district/queue/pl-101/")[1]


def test_no_earner_is_named_anywhere(world, ml):
    for path in ("/district/queue/", "/district/queue/ml-101/"):
        text = page_of(world, world.thea, path)[1]
        assert not any(one.name in text for one in (world.lupe, world.cyrus, world.gideon))


def test_a_pause_is_in_the_forecast_and_on_the_page(world, ml):
    pause(world.petra, MONDAY.date() + timedelta(days=1), MONDAY.date() + timedelta(days=20), at=world.district)
    found = next(one for one in queues_of(world.thea)[0].queues.values() if one.version == world.ml101)
    assert found.outlook.days > 10
    assert "Away from" in page_of(world, world.thea, "/district/queue/ml-101/")[1]


def test_another_district_sees_its_own(world, ml):
    text = page_of(world, world.gwendolyn, "/district/queue/")[1]
    assert "FH-101" in text and "ML-101" not in text
    assert page_of(world, world.gwendolyn, "/district/queue/ml-101/")[0].status_code == 404
    assert page_of(world, world.gwendolyn, f"/district/queue/waiting/{ml[0].pk}/")[0].status_code == 404


def test_offers_are_for_what_one_does_not_read_already(world):
    offer(world.petra, [world.ml101.microcredential_id, world.pl101.microcredential_id], by=world.petra)
    assert [one.microcredential.key for one in Willing.objects.filter(person=world.petra)] == ["pl-101"]
    offer(world.petra, [world.fh101.microcredential_id], by=world.petra)
    assert not Willing.objects.filter(person=world.petra).exists(), (
        "another district's is not offered, and the rest ends"
    )


def test_a_long_queue_comes_in_pages(world, ml, monkeypatch):
    monkeypatch.setattr("merited.web.district.queue.A_PAGE", 2)
    first = page_of(world, world.thea, "/district/queue/ml-101/")[1]
    second = page_of(world, world.thea, "/district/queue/ml-101/?page=2")[1]
    assert (first.count("/district/queue/waiting/"), second.count("/district/queue/waiting/")) == (2, 1)
    assert "3 pieces of work wait" in first and "3 pieces of work wait" in second


def test_whoever_answers_in_two_districts_sees_the_queues_of_both(world):
    appoint(world.gwendolyn, Office.DEPARTMENT_LEAD, world.pl101.microcredential.organization, by=None)
    world.sent(world.magnus, world.fh101)

    answer, text = page_of(world, world.gwendolyn, "/district/queue/")

    assert answer.status_code == 200
    for one in (world.pl101, world.fh101):
        place = one.microcredential.organization
        assert f'{place.name}<span class="quiet">, {district_of(place).name}</span>' in text
        assert page_of(world, world.gwendolyn, f"/district/queue/{one.microcredential.key}/")[0].status_code == 200
    assert "ML-101" not in text
