"""Who counts as a reader: a deed, queue health and the page that says why all ask the same of a qualification."""

from datetime import timedelta

import pytest

from merited.insight.queue import queues_of
from merited.insight.reasons import reasons_for
from merited.review.actions import ask_to_calibrate, assign, invite_to_train, offer
from merited.review.models import Qualification
from merited.review.queries import askable_for, candidates_for, queue
from merited.review.queries.bench import bench_of, with_pairs
from merited.review.queries.reading import good_today, still
from merited.review.rules.assignment import Bar
from tests.review.test_assigning import waiting

DAY = timedelta(days=1)


@pytest.fixture
def attempt(world):
    """One piece of work that Keziah alone would read, as everybody else learns to or rests."""
    found = waiting(world, world.lupe)
    others = Qualification.objects.filter(microcredential=world.pl101.microcredential).exclude(person=world.keziah)
    others.update(state="suspended")
    invite_to_train(world.petra, world.pl101.microcredential, by=None)
    return found


def stands(world, person, state, until):
    Qualification.objects.filter(person=person, microcredential=world.pl101.microcredential).update(
        state=state, until=until
    )


def health(world):
    return queues_of(world.thea)[0].queues[world.pl101.microcredential_id]


@pytest.mark.parametrize("state", ["qualified", "suspended", "learning"])
@pytest.mark.parametrize("last", [None, DAY, 0 * DAY, -DAY])
def test_pages_and_deeds_agree_about_every_state_and_last_day(world, attempt, state, last):
    stands(world, world.keziah, state, None if last is None else still() + last)
    offered, place = world.pl101.microcredential_id, world.pl101.microcredential.organization
    bench = with_pairs(bench_of(world.district, [offered], [world.lupe.pk]))
    expected = candidates_for(attempt)
    assert bench.qualified(offered, place, world.lupe.pk) == expected
    counts = any(one.person == world.keziah.pk and one.qualified for one in expected)
    assert counts is (state == "qualified" and (last is None or last >= 0 * DAY))
    assert counts is good_today(world.keziah).filter(microcredential=offered).exists() is queue(world.keziah).exists()
    page, outlook = reasons_for(world.thea, attempt.pk), health(world).outlook
    given = assign(attempt)
    assert page.choice.person == given.choice.person == (world.keziah.pk if counts else None)
    assert page.choice.bars == given.choice.bars and bool(given.reading) is counts
    assert outlook.nobody == (not counts)


def test_whoever_rests_is_said_to_and_whoever_learns_is_not_there(world, attempt):
    bars = reasons_for(world.thea, attempt.pk).choice.bars
    assert Bar.LAPSED in bars[world.vesna.pk] and world.petra.pk not in bars
    page = world.client(world.thea).get("/district/queue/pl-101/").content.decode()
    assert "Keziah Lund" in page and "Vesna" not in page and "Petra" not in page


def test_with_every_reader_resting_the_page_says_that_nobody_may_read_it(world, attempt):
    stands(world, world.keziah, "suspended", None)
    page = world.client(world.thea).get("/district/queue/pl-101/").content.decode()
    assert "nobody may read it" in page and "May read it now: 0" in page


def test_whoever_learns_or_rests_and_has_offered_is_asked_to_calibrate(world, attempt):
    offered = world.pl101.microcredential
    for one in (world.petra, world.vesna):
        offer(one, [offered.pk], by=one)
    assert {one.person for one in askable_for(offered)} == {world.petra, world.vesna}
    page = world.client(world.thea).get("/district/queue/pl-101/").content.decode()
    assert "Could after calibration: 2" in page
    assert ask_to_calibrate(offered, by=world.thea) == 2
    stands(world, world.vesna, "qualified", None)
    assert {one.person for one in askable_for(offered)} == {world.petra}


def test_the_forecast_with_helpers_counts_one_whose_qualification_rests(world, attempt):
    stands(world, world.keziah, "suspended", None)
    (found,) = queues_of(world.thea)
    one = found.queues[world.pl101.microcredential_id]
    assert found.if_pooled(one, one.plan).nobody == 1
    assert found.if_pooled(one, one.plan, {world.vesna.pk}).nobody == 0
