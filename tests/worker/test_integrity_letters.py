"""Integrity in the background: what was sent is compared, days are minded, and letters go out that give nothing away."""

from datetime import timedelta

import pytest
from django.core import mail

from merited.base import clock
from merited.cli.demo.letters import ABOUT
from merited.people.actions import appoint
from merited.people.models import Letter
from merited.people.rules.letters import Kind
from merited.people.rules.places import Office
from merited.review.actions import score
from merited.review.actions.hearing import answer_case, hear
from merited.review.actions.noticing import open_case, raise_concern
from merited.review.models import Case, Compared, Concern
from merited.review.queries.integrity import seats_in
from merited.submissions.models import Standing
from merited.worker.loop import turn
from tests.review.test_likeness import MINE, work
from tests.world import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(world):
    appoint(world.halvard, Office.INTEGRITY_LEAD, world.district, by=None)
    for one in (world.petra, world.teodor):
        appoint(one, Office.PANELIST, world.district, by=None)
    turn()
    return world


def at(days, hours=0):
    return clock.at(MONDAY + timedelta(days=days, hours=hours))


def kinds_to(person):
    return set(Letter.objects.filter(person=person).values_list("kind", flat=True))


@pytest.fixture
def case(house):
    reading = house.claimed(house.dov, house.vesna)
    concern = raise_concern(reading, exhibit=None, prompt="p3.q1", words="Secret words.", by=house.vesna)
    score(reading, house.sheet(reading), keep="", by=house.vesna)
    turn()
    return open_case(concern, ["p3"], words="Secret notice.", by=house.halvard)


def test_the_worker_compares_what_is_sent_and_tells_the_lead_alone(house):
    work(house, house.lupe, MINE)
    second = work(house, house.dov, MINE)
    turn()
    turn()
    assert Compared.objects.count() == 2 and Concern.objects.get().attempt_id == second.pk
    assert "concern" in kinds_to(house.halvard)
    assert not any("concern" in kinds_to(one) for one in (house.thea, house.corwin, house.dov, house.lupe, house.vesna))


def test_each_step_writes_to_whoever_it_is_for(house, case):
    turn()
    assert "case_notice" in kinds_to(house.dov)
    answer_case(case, words="Secret answer.", by=house.dov)
    turn()
    seats = [one.person for one in seats_in(Case.objects.get())]
    assert all("case_panel" in kinds_to(one) for one in seats)
    for one in seats:
        hear(case, "not_met", reasons="Secret reasons.", by=one)
    turn()
    assert "case_outcome" in kinds_to(house.dov)
    assert not {"case_notice", "case_panel", "case_outcome", "concern"} & (
        kinds_to(house.thea) | kinds_to(house.corwin)
    )


def test_no_letter_gives_anything_away(house, case):
    mail.outbox.clear()
    turn()
    answer_case(case, words="Secret answer.", by=house.dov)
    for one in [one.person for one in seats_in(Case.objects.get())]:
        hear(case, "not_met", reasons="Secret reasons.", by=one)
    turn()
    with at(0, 2):
        turn()
    sent = [one for one in mail.outbox if "question about your work" in one.subject or "outcome" in one.subject]
    assert {one.subject.partition(":")[0] for one in sent} == {"A question about your work", "There is an outcome"}
    for one in sent:
        assert "Secret" not in one.body and "Not met" not in one.body and "Dov" not in one.subject


def test_the_day_is_near_and_then_it_is_over(house, case):
    turn()
    with at(14):  # two working days before December 3, with Thanksgiving between
        turn()
    with at(15):
        turn()
    assert "case_due" in kinds_to(house.dov)
    with at(18):
        turn()
    assert Case.objects.get().state == "panel"


def test_what_nobody_appeals_takes_effect_by_itself(house, case):
    answer_case(case, words="So.", by=house.dov)
    for one in [one.person for one in seats_in(Case.objects.get())]:
        hear(case, "not_met", reasons="Why.", by=one)
    assert Standing.objects.filter(criterion="p3").exists()
    with at(52):  # the first working week of January
        turn()
    assert Case.objects.get().state == "closed" and not Standing.objects.filter(criterion="p3").exists()


def test_the_lead_is_reminded_when_little_time_is_left(house):
    reading = house.claimed(house.dov, house.vesna)
    raise_concern(reading, exhibit=None, prompt="p3.q1", words="The lines match.", by=house.vesna)
    turn()
    with at(4):
        turn()
    assert Letter.objects.filter(person=house.halvard, kind="concern").count() == 2


def test_the_demonstration_has_words_for_every_kind_of_letter():
    assert set(ABOUT) == set(Kind)
