"""Work finds its reader: by the rule, with reasons, on time; a pause gives work back; what nobody opened moves on."""

from datetime import date, timedelta

import pytest

from merited.base import clock
from merited.base.errors import Refused
from merited.people.actions import tie
from merited.people.models import Membership
from merited.review.actions import (
    assign,
    assign_due,
    claim,
    claim_next,
    come_back,
    hand_over,
    hand_over_due,
    jot,
    open_reading,
    pause,
    qualify,
    score,
    set_plan,
    set_terms,
)  # fmt: skip
from merited.review.models import Pause, Reading
from merited.review.queries import candidates_for, case_for, queue
from merited.review.rules.assignment import CONFLICTS, Bar, Because, bars
from merited.review.rules.outcome import Judged
from merited.review.rules.stages import SINGLE, Plan, Purpose
from merited.submissions.models import Submission


def waiting(world, person, version=None):
    return world.sent(person, version).attempts.get(state="sent")


def places(world):
    return {world.pl101.microcredential.organization_id, world.ml101.microcredential.organization_id}


def bars_of(attempt, person, purpose=Purpose.FIRST):
    case = case_for(attempt, purpose)
    return next(bars(case, one) for one in candidates_for(attempt) if one.person == person.pk)


def code_of(deed):
    with pytest.raises(Refused) as no:
        deed()
    assert no.value.sentence
    return no.value.code


def later(**time):
    return clock.at(clock.now() + timedelta(**time))


def test_every_kind_of_conflict_is_seen_and_named(world):
    attempt = waiting(world, world.lupe)  # Gull Point, like Tobin
    assert bars_of(attempt, world.tobin) == (Bar.SAME_SCHOOL,)
    for kind, bar in (
        ("supervisor", Bar.SUPERVISOR), ("coach", Bar.COACH), ("co_author", Bar.CO_AUTHOR),
        ("commented", Bar.COMMENTED), ("declared", Bar.DECLARED),
    ):  # fmt: skip
        tie(world.vesna, world.lupe, kind)
        assert bar in bars_of(attempt, world.vesna)
    assert set(bars_of(attempt, world.vesna)) <= CONFLICTS
    tie(world.lupe, world.keziah, "coach")  # in the other direction too
    assert bars_of(attempt, world.keziah) == (Bar.COACH,)
    own = waiting(world, world.keziah)
    assert Bar.OWN_WORK in bars_of(own, world.keziah)


def test_it_is_given_to_the_own_department_with_the_reason(world):
    attempt = waiting(world, world.lupe)
    given = assign(attempt, by=world.thea)
    assert given.reading.reviewer in (world.keziah, world.vesna, world.isolde)
    assert given.reading.because[0] == "own_department" and given.choice.bars[world.tobin.pk] == (Bar.SAME_SCHOOL,)
    assert assign(attempt, by=world.thea) is None, "somebody has it"


def test_nobody_is_given_more_than_they_said(world):
    for one in (world.keziah, world.isolde, world.tobin):
        set_terms(one, capacity=0, by=one)
    set_terms(world.vesna, capacity=1, by=world.vesna)
    first, second = waiting(world, world.lupe), waiting(world, world.cyrus)
    assert assign(first).reading.reviewer == world.vesna
    found = assign(second)
    assert found.reading is None and found.choice.bars[world.vesna.pk] == (Bar.FULL,)


def test_work_in_spanish_goes_to_somebody_who_reads_it(world):
    attempt = waiting(world, world.lupe)
    Submission.objects.filter(pk=attempt.submission_id).update(language="es")
    attempt.submission.refresh_from_db()
    for one in (world.keziah, world.isolde, world.tobin):
        set_terms(one, capacity=3, languages=["en"], by=one)
    set_terms(world.vesna, capacity=3, languages=["en", "es"], by=world.vesna)
    assert assign(attempt).reading.reviewer == world.vesna
    assert code_of(lambda: claim(attempt, by=world.keziah)) == "language"
    assert not queue(world.keziah).exists()


def test_sensitive_notes_go_to_the_cleared_alone(world):
    version = world.version("ss-101")
    qualify(world.vesna, version.microcredential, by=None)
    Membership.objects.create(person=world.vesna, organization=version.microcredential.organization)
    attempt = waiting(world, world.lupe, version)
    set_terms(world.vesna, capacity=3, clearances=[], by=world.vesna)
    assert Bar.NOT_CLEARED in bars_of(attempt, world.vesna) and not queue(world.vesna).exists()
    assert code_of(lambda: claim(attempt, by=world.vesna)) == "not-cleared"
    set_terms(world.vesna, capacity=3, clearances=["sensitive_notes"], by=world.vesna)
    assert bars_of(attempt, world.vesna) == () and queue(world.vesna).exists()


def test_another_department_reads_from_the_day_on_which_the_pool_opens(world):
    qualify(world.vesna, world.ml101.microcredential, by=None)
    attempt = waiting(world, world.lupe, world.ml101)  # Monday, November 16
    assert not queue(world.vesna).filter(pk=attempt.pk).exists()
    assert code_of(lambda: claim(attempt, by=world.vesna)) == "not-yet-pool"
    set_plan(
        world.ml101.microcredential, Plan(first_of_version=0, share=0, borderline=False, pool=True), by=world.ximena
    )
    assert bars_of(attempt, world.vesna) == (Bar.OTHER_DEPARTMENT,)
    with later(days=7):  # Monday after: five working days
        assert not queue(world.vesna).filter(pk=attempt.pk).exists()
    with later(days=8):  # Tuesday: six
        assert queue(world.vesna).filter(pk=attempt.pk).exists() and bars_of(attempt, world.vesna) == ()
        assert claim(attempt, by=world.vesna).reviewer == world.vesna


def test_what_nobody_took_for_a_working_day_is_given_to_somebody(world):
    attempt = waiting(world, world.lupe)
    assert assign_due(places(world)) == 0
    with later(days=1):
        assert assign_due(places(world)) == 1 and assign_due(places(world)) == 0
    assert Reading.objects.get(attempt=attempt).because


def test_a_pause_gives_everything_back_and_nothing_new_comes(world):
    attempt = waiting(world, world.lupe)
    reading = claim(attempt, by=world.vesna)
    jot(reading, {"a1.c1": Judged("basic", "In a1 ...")}, keep="", by=world.vesna)
    pause(world.vesna, date(2026, 11, 16), date(2026, 11, 20), at=world.district)
    reading.refresh_from_db()
    assert reading.state == "released" and bars_of(attempt, world.vesna) == (Bar.PAUSED,)
    assert claim(attempt, by=world.keziah)
    come_back(world.vesna)
    assert bars_of(attempt, world.vesna) == ()


def test_a_pause_ahead_begins_on_its_day(world):
    attempt = waiting(world, world.lupe)
    pause(world.vesna, date(2026, 12, 14), date(2026, 12, 21), at=world.district)
    assert bars_of(attempt, world.vesna) == ()
    with clock.at(clock.now().replace(month=12, day=16)):
        assert bars_of(attempt, world.vesna) == (Bar.PAUSED,)
    with clock.at(clock.now().replace(month=12, day=22)):
        assert bars_of(attempt, world.vesna) == ()


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2026, 11, 20), date(2026, 11, 19)),
        (date(2026, 11, 2), date(2026, 11, 6)),
        (date(2026, 11, 16), date(2028, 1, 1)),
    ],
)
def test_a_pause_that_is_none_is_refused(world, since, until):
    assert code_of(lambda: pause(world.vesna, since, until, at=world.district)) == "no-such-pause"
    assert not Pause.objects.exists()


def test_what_nobody_opened_goes_to_another_before_the_promise_breaks(world):
    attempt = waiting(world, world.lupe)
    with later(days=14):  # Monday, November 30: seven working days, for three are off
        reading = assign(attempt).reading
        assert hand_over_due(places(world)) == 0
    with later(days=16):  # Wednesday: nine
        assert hand_over_due(places(world)) == 1
    reading.refresh_from_db()
    other = Reading.objects.get(attempt=attempt, state="claimed")
    assert reading.state == "released" and other.reviewer != reading.reviewer


def test_what_is_being_read_is_left_with_its_reader(world):
    reading = claim(waiting(world, world.lupe), by=world.vesna)
    open_reading(reading, by=world.vesna)
    assert hand_over(reading) is None
    reading.refresh_from_db()
    assert reading.state == "claimed"


def test_where_nobody_else_can_read_it_stays_where_it_is(world):
    attempt = waiting(world, world.lupe)
    for one in (world.keziah, world.isolde):
        set_terms(one, capacity=0, by=one)
    reading = assign(attempt).reading
    found = hand_over(reading)
    assert found.reading is None and found.choice.bars
    reading.refresh_from_db()
    assert reading.state == "claimed"


def test_a_second_reader_is_given_who_has_met_the_first_least(world):
    set_plan(world.pl101.microcredential, Plan(share=100), by=None)
    first, second = waiting(world, world.lupe), waiting(world, world.cyrus)
    for reader in (world.keziah, world.vesna):
        reading = claim(first, by=reader)
        score(reading, world.sheet(reading), keep="", by=reader)
    set_terms(world.tobin, capacity=3, by=world.tobin)  # from another school than Cyrus
    set_terms(world.vesna, capacity=3, by=world.vesna)
    claim(second, by=world.keziah)
    given = assign(second)
    assert given.reading.purpose == "second" and given.reading.reviewer == world.tobin
    assert set_plan(world.pl101.microcredential, SINGLE, by=None) is None


def test_the_reason_is_stored_with_the_reading(world):
    reading = assign(waiting(world, world.lupe)).reading
    assert {Because(one) for one in reading.because} <= set(Because)


def test_the_next_one_is_the_most_urgent_that_one_may_read(world):
    own = waiting(world, world.vesna)
    with later(days=1):
        second = waiting(world, world.cyrus)
        with clock.at(clock.now() - timedelta(days=1)):
            first = waiting(world, world.lupe)
        assert claim_next(by=world.vesna).attempt == first
        assert claim_next(by=world.vesna).attempt == second
        assert code_of(lambda: claim_next(by=world.vesna)) == "nothing-waits"
    assert not Reading.objects.filter(attempt=own).exists()


def test_whoever_comes_second_gets_the_next_one(world, monkeypatch):
    first, second = waiting(world, world.lupe), waiting(world, world.cyrus)
    claim(first, by=world.keziah)

    def as_it_was(_by, _most):
        return [(first.pk, first.hear_by), (second.pk, second.hear_by)]

    monkeypatch.setattr("merited.review.actions.claiming.next_for", as_it_was)
    assert claim_next(by=world.vesna).attempt == second
