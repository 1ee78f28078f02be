"""A page over many pieces of work sees each reviewer as a deed about one of them does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from merited.people.actions import tie
from merited.people.models import Employment, Membership
from merited.review.actions import claim, pause, qualify, score, set_terms
from merited.review.models import Qualification
from merited.review.queries import candidates_for
from merited.review.queries.bench import bench_of, with_pairs
from tests.coaching.helping import shown
from tests.world import MONDAY


@pytest.fixture
def busy_world(world):
    """Everything that may keep somebody away, each at least once."""
    tie(world.vesna, world.lupe, "coach")
    tie(world.cyrus, world.keziah, "something new")
    pause(world.isolde, MONDAY.date(), MONDAY.date(), at=world.district)
    set_terms(world.tobin, capacity=1, languages=["es"], clearances=["sensitive_notes"], by=world.tobin)
    qualify(world.petra, world.pl101.microcredential, until=MONDAY.date().replace(day=1), by=None)
    Membership.objects.create(person=world.petra, organization=world.pl101.microcredential.organization)
    world.not_yet(world.gideon, world.vesna)
    shown(world.draft(world.cyrus, world.ml101), world.isolde)
    Employment.objects.filter(person=world.petra).update(until=MONDAY.date())
    return world


def test_the_bench_and_a_deed_see_the_same_candidates(busy_world):
    world = busy_world
    attempts = [world.sent(one).attempts.get(state="sent") for one in (world.lupe, world.cyrus, world.marla)]
    claim(attempts[2], by=world.keziah)
    offered, place = world.pl101.microcredential_id, world.pl101.microcredential.organization
    bench = with_pairs(bench_of(world.district, [offered], [one.submission.person_id for one in attempts]))
    kinds = set()
    for one in attempts:
        expected = candidates_for(one)
        assert bench.qualified(offered, place, one.submission.person_id) == expected
        kinds |= {bar for found in expected for bar in found.conflicts}
    assert len(expected) == 5 and len(kinds) >= 4, "the test sees little"


def test_it_asks_no_more_for_many_than_for_one(busy_world):
    world = busy_world
    district, every = world.district, list(Qualification.objects.values_list("microcredential_id", flat=True))
    for offered in ([world.pl101.microcredential_id], every):
        with CaptureQueriesContext(connection) as asked:
            bench_of(district, offered, [world.lupe.pk], willing=offered)
        assert len(asked) == 4


def test_how_often_two_have_read_beside_each_other_is_known(world):
    from merited.review.actions import set_plan
    from merited.review.rules.stages import Plan

    set_plan(world.pl101.microcredential, Plan(first_of_version=0, share=100), by=None)
    attempt = world.sent(world.lupe).attempts.get(state="sent")
    for reader in (world.keziah, world.vesna):
        reading = claim(attempt, by=reader)
        score(reading, world.sheet(reading), keep="", by=reader)
    bench = with_pairs(bench_of(world.district, [world.pl101.microcredential_id]))
    assert bench.beside[world.keziah.pk] == {world.vesna.pk: 1}
    assert bench.beside[world.vesna.pk] == {world.keziah.pk: 1}
