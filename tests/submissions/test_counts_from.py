"""From when the working days of an attempt count: set wherever one is sent, moved on by a hold, filled in for what was there before."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F

from merited.base import clock
from merited.review.flags import raise_flag, send_back
from merited.review.rules.flags import Kind
from merited.submissions.crowd import crowd
from merited.submissions.models import Attempt, Exhibit, Submission
from tests.world import MONDAY

DAY = timedelta(days=1)


def on(days):
    return clock.at(MONDAY + days * DAY)


def stopped(reading, begin, end):
    """On hold from one day to another; without an end it still is."""
    exhibit = Exhibit.objects.filter(attempt=reading.attempt).first()
    with on(begin):
        raise_flag(reading, Kind.CANNOT_OPEN, exhibit=exhibit, words="It asks me to sign in.", by=reading.reviewer)
    if end is not None:
        with on(end):
            send_back(Submission.objects.get(pk=reading.attempt.submission_id), words="Open now.", by=reading.earner)
    return Attempt.objects.get(pk=reading.attempt_id)


@pytest.fixture
def reading(world):
    found = world.claimed(world.lupe, world.keziah)
    found.earner = world.lupe
    return found


# Days are counted from Monday as 0: Saturday and Sunday are 5 and 6; Wednesday to Friday of the second week are days off.
@pytest.mark.parametrize(("begin", "end", "days"), [(0, 0, 0), (0, 2, 2), (2, 5, 2), (2, 7, 3), (1, 9, 7)])
def test_it_moves_on_by_the_working_days_of_a_hold(reading, begin, end, days):
    sent = reading.attempt.sent_at
    assert reading.attempt.counts_from == sent
    attempt = stopped(reading, begin, end)
    assert (attempt.sent_at, attempt.counts_from) == (sent, sent + days * DAY)


def test_two_holds_in_turn_move_it_on_twice_and_one_that_is_open_does_not(reading):
    sent = reading.attempt.sent_at
    stopped(reading, 0, 1)
    assert stopped(reading, 2, 4).counts_from == sent + 3 * DAY
    assert stopped(reading, 7, None).counts_from == sent + 3 * DAY


def test_what_was_there_before_is_filled_in_from_its_holds(world, reading):
    stopped(reading, 0, 1)
    stopped(reading, 2, 4)
    stopped(reading, 7, None)
    world.sent(world.cyrus)
    draft = world.draft(world.gideon).attempts.get()
    expected = dict(Attempt.objects.values_list("pk", "counts_from"))
    Attempt.objects.filter(sent_at__isnull=False).update(counts_from=F("sent_at"))
    import_module("merited.submissions.migrations.0005_counts_from").fill(apps, None)
    assert dict(Attempt.objects.values_list("pk", "counts_from")) == expected and expected[draft.pk] is None


def test_nothing_is_sent_without_it(world):
    attempt = world.sent(world.lupe).attempts.get()
    for wrong in (None, attempt.sent_at - DAY):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attempt.objects.filter(pk=attempt.pk).update(counts_from=wrong)


@pytest.mark.parametrize("sent_at", [None, MONDAY])
def test_a_crowd_has_it_too(world, sent_at):
    Attempt.objects.all().delete()
    crowd(world.pl101, 3, sent_at=sent_at, hear_by=MONDAY.date())
    assert list(Attempt.objects.values_list("counts_from", flat=True)) == [sent_at] * 3
