"""A district promises fewer days from now on: what was promised before is measured by what was said then."""

from datetime import timedelta

import pytest

from merited.base import clock
from merited.insight.kept import answered_by, kept_by
from merited.insight.queue import queues_of
from merited.people.models import Letter
from merited.review.actions import assign, score
from merited.review.flags import raise_flag, resolve
from merited.review.models import Reading
from merited.review.queries import promised_days
from merited.review.rules.flags import Kind
from merited.submissions.models import Attempt, Exhibit
from merited.worker.loop import turn
from tests.web.test_promise_in_public import decided, five
from tests.world import MONDAY

pytestmark = pytest.mark.django_db


def promises(world, days):
    district = world.district
    district.promise_days = days
    district.save()


def on(days):
    return clock.at(MONDAY + timedelta(days=days))


@pytest.mark.parametrize("days", [1, 5, 20])
def test_what_was_answered_stays_as_it_was_whatever_is_promised_now(world, days):
    five(world)
    with on(30):
        before = (kept_by(world.district), list(answered_by(world.district, since=MONDAY)))
        promises(world, days)
        assert (kept_by(world.district), list(answered_by(world.district, since=MONDAY))) == before
        assert "within 3 working days" in world.client().get("/how-we-judge/").content.decode()


def test_days_on_hold_are_still_taken_off_and_no_others(world):
    reading = world.claimed(world.lupe, world.vesna)
    exhibit = Exhibit.objects.filter(attempt=reading.attempt).first()
    flag = raise_flag(reading, Kind.CANNOT_OPEN, exhibit=exhibit, words="It asks for a password.", by=world.vesna)
    with on(4):  # four working days on hold
        resolve(flag, "shown", words="It opens here.", by=world.thea)
    with on(7):  # Monday: one more
        reading.refresh_from_db()
        score(reading, world.sheet(reading), keep="", by=world.vesna)
    for promised in (10, 3):
        promises(world, promised)
        assert [one.days for one in answered_by(world.district, since=MONDAY)] == [1]


def test_what_is_sent_afterward_is_measured_by_the_new_promise(world):
    promises(world, 2)
    decided(world, world.lupe, after=3)
    assert [(one.days, one.is_late) for one in answered_by(world.district, since=MONDAY)] == [(3, True)]


def test_what_waits_keeps_its_promise_in_queue_health_and_on_the_promise_clock(world):
    attempt = world.sent(world.lupe).attempts.get()
    assign(attempt)
    turn()
    promises(world, 2)
    assert promised_days(attempt) == 10

    with on(3):  # three working days: half of ten are not gone yet
        turn()
        queue = next(one for one in queues_of(world.thea)[0].queues.values() if one.pieces)
        assert (queue.late, queue.running_out) == (0, 0)
        assert not Letter.objects.filter(kind__in=("nudge", "running_out", "overdue", "late")).exists()
        assert Reading.objects.get().state == "claimed"  # nobody took it from its reader
    world.sent(world.gideon)
    assert [promised_days(one) for one in Attempt.objects.filter(state="sent").order_by("sent_at", "pk")] == [10, 2]
