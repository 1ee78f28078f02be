"""Two readers hold one piece of work, and it goes on hold: each keeps what they held, and nothing that had run out."""

from datetime import timedelta

import pytest

from merited.base import clock
from merited.base.errors import Refused
from merited.review.actions import claim, score, set_plan
from merited.review.flags import raise_flag, send_back
from merited.review.models import Reading
from merited.review.rules.flags import Kind
from merited.review.rules.stages import Plan
from tests.review.test_flags import one_of
from tests.world import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(world):
    """Lupe's PL-101, which two people read."""
    set_plan(world.pl101.microcredential, Plan(first_of_version=5, share=0), by=world.thea)
    return world.sent(world.lupe).attempts.get(state="sent")


def held(world, reading, start, end):
    """On hold from one day of the fortnight to another."""
    with clock.at(MONDAY + timedelta(days=start)):
        raise_flag(reading, Kind.CANNOT_OPEN, exhibit=one_of(reading), words="It asks me.", by=reading.reviewer)
    with clock.at(MONDAY + timedelta(days=end)):
        send_back(reading.attempt.submission, words="It is open to everyone now.", by=world.lupe)


def test_both_readers_keep_their_claims_over_a_hold(world, attempt):
    first, second = claim(attempt, by=world.keziah), claim(attempt, by=world.vesna)

    held(world, first, 0, 7)

    with clock.at(MONDAY + timedelta(days=7)):
        for one, by in ((first, world.keziah), (second, world.vesna)):
            score(one, world.sheet(one), keep="", by=by)
    assert Reading.objects.filter(attempt=attempt, state="filed").count() == 2


def test_a_claim_that_had_run_out_before_the_hold_is_not_awakened_by_its_end(world, attempt):
    first = claim(attempt, by=world.keziah)
    with clock.at(MONDAY + timedelta(days=2)):
        second = claim(attempt, by=world.vesna)

    held(world, second, 4, 14)

    with clock.at(MONDAY + timedelta(days=14)):
        with pytest.raises(Refused) as no:
            score(first, world.sheet(first), keep="", by=world.keziah)
        assert no.value.code == "claim-expired"
        score(second, world.sheet(second), keep="", by=world.vesna)
