"""Work that somebody had and let go: it goes on to the others, not back and forth; nobody is blamed for it."""

from datetime import timedelta

import pytest

from merited.base import clock
from merited.people.joining import part
from merited.people.models import Employment
from merited.review.actions import assign, claim, release, set_plan, set_terms
from merited.review.models import Qualification, Reading
from merited.review.queries import queue
from merited.review.rules.assignment import Bar, Candidate, Case, choose
from merited.review.rules.stages import SINGLE, Purpose
from merited.submissions.actions import withdraw
from merited.worker.loop import turn
from tests.world import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(world):
    """Lupe's PL-101, which Keziah and Vesna alone may read."""
    readers = (world.keziah, world.vesna)
    others = Qualification.objects.filter(microcredential=world.pl101.microcredential).exclude(person__in=readers)
    others.update(state="suspended")
    set_plan(world.pl101.microcredential, SINGLE, by=None)
    return world.sent(world.lupe).attempts.get()


def mornings(last):
    """Each working morning after Monday the 16th, so many days of the calendar ahead, after the worker has looked."""
    for n in range(1, last):
        day = MONDAY + timedelta(days=n)
        if day.weekday() < 5:
            with clock.at(day):
                turn()
                turn()
                yield day


def holder(attempt):
    held = Reading.objects.filter(attempt=attempt, state="claimed", expires_at__gt=clock.now()).first()
    return held and held.reviewer


def test_what_is_given_back_goes_to_the_other_and_comes_again_where_nobody_is_left(world, attempt):
    came = []
    for _day in mornings(5):
        came.append(holder(attempt))
        release(Reading.objects.get(attempt=attempt, state="claimed"), by=came[-1])
    assert {came[0], came[1]} == {world.keziah, world.vesna}
    assert None not in came


def test_what_nobody_opens_has_been_with_everybody_before_the_promise_is_over(world, attempt):
    came = {}
    for day in mornings(30):
        came[day.date()] = holder(attempt)
    in_time = {who for day, who in came.items() if day <= attempt.hear_by}
    assert in_time == {world.keziah, world.vesna}


def test_after_the_promise_it_does_not_go_to_and_fro_each_morning(world, attempt):
    moves = before = 0
    for day in mornings(40):
        known = Reading.objects.filter(attempt=attempt).count()
        if day.date() > attempt.hear_by:
            moves += known - before
        before = known
    assert moves <= 8  # each keeps the three working days that the claim says, in twenty


def test_what_lies_with_somebody_who_has_left_goes_on_that_morning(world, attempt):
    with clock.at(MONDAY + timedelta(days=15)):
        claim(attempt, by=world.vesna)
        part(Employment.objects.get(person=world.vesna), by=None)
        assert not queue(world.keziah).filter(pk=attempt.pk).exists()
        turn()
        turn()
        assert holder(attempt) != world.vesna
        assert Reading.objects.get(attempt=attempt, reviewer=world.vesna).state == "released"


def test_what_its_earner_took_back_takes_nobody_s_room(world, attempt):
    set_terms(world.vesna, capacity=2, by=None)
    for one in (world.gideon, world.cyrus):
        work = world.sent(one)
        claim(work.attempts.get(), by=world.vesna)
        withdraw(work, by=one)
    assert Bar.FULL not in assign(attempt).choice.bars[world.vesna.pk]


def test_whoever_let_it_go_comes_last_and_is_not_barred(world):
    home = world.pl101.microcredential.organization_id
    one = Candidate(world.keziah.pk, frozenset({home}), qualified=True)
    other = Candidate(world.vesna.pk, frozenset({home}), qualified=True, busy=2)

    def chosen(*let_go):
        case = Case(world.lupe.pk, Purpose.FIRST, home, "en", let_go=frozenset(let_go))
        return choose(case, [one, other]).person

    assert chosen() == one.person
    assert chosen(one.person) == other.person
    assert chosen(one.person, other.person) == one.person
