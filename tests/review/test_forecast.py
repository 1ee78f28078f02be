"""The forecast: what it counts, what it leaves out, and that nobody reads what they may not."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from merited.review.rules.forecast import Hand, Job, at_pace, forecast, kept_promise, outlook

MONDAY = date(2026, 11, 30)
DAYS = [day for n in range(200) if (day := MONDAY + timedelta(n)).weekday() < 5]
PETRA, JONAH, VESNA, ISOLDE = (UUID(int=n) for n in range(1, 5))
BOTH = frozenset({PETRA, JONAH})


def jobs(n, **facts):
    return [
        Job(UUID(int=100 + number), "ml-101", **({"readings": 1, "promised": MONDAY, "own": BOTH} | facts))
        for number in range(n)
    ]


def longest(found):
    return max(found.values())


def test_two_readers_at_three_a_week_need_nineteen_days_for_twenty_four():
    assert longest(forecast(jobs(24), [Hand(PETRA, 3), Hand(JONAH, 3)], DAYS)) == 19


def test_an_absence_makes_it_twenty_seven():
    away = ((date(2026, 12, 9), date(2026, 12, 30)),)  # sixteen working days
    assert longest(forecast(jobs(24), [Hand(PETRA, 3), Hand(JONAH, 3, away)], DAYS)) == 27


def test_three_helpers_make_it_seven():
    helpers = [UUID(int=n) for n in (11, 12, 13)]
    pooled = jobs(24, pool=frozenset(helpers), pool_from=6, waited=6)
    hands = [Hand(one, 3) for one in (PETRA, JONAH, *helpers)]
    assert longest(forecast(pooled, hands, DAYS)) == 7


def test_helpers_do_nothing_before_the_pool_opens_and_the_own_department_comes_first():
    young = jobs(1, pool=frozenset({VESNA}), pool_from=6, waited=4, own=frozenset({PETRA}))
    away = ((MONDAY, DAYS[-1]),)
    assert longest(forecast(young, [Hand(PETRA, 3, away), Hand(VESNA, 3)], DAYS)) == 3, "day 6 of its wait is the third"
    assert forecast(young, [Hand(PETRA, 3, away)], DAYS) == {}
    assert (
        longest(forecast(jobs(1, pool=frozenset({VESNA}), pool_from=0), [Hand(PETRA, 3), Hand(VESNA, 40)], DAYS)) == 1
    )


def test_a_second_reading_is_by_somebody_else():
    twice = jobs(1, readings=2)
    assert longest(forecast(twice, [Hand(PETRA, 3), Hand(JONAH, 3)], DAYS)) == 1
    assert forecast(twice, [Hand(PETRA, 3)], DAYS) == {}
    filed = jobs(1, readings=1, read=frozenset({PETRA}))
    assert forecast(filed, [Hand(PETRA, 3)], DAYS) == {}


def test_a_claim_is_read_by_its_holder_and_by_another_in_a_pause():
    held = jobs(3, held=frozenset({PETRA}))
    alone = forecast(held, [Hand(PETRA, 5), Hand(JONAH, 40)], DAYS)
    assert sorted(alone.values()) == [1, 2, 3], "Jonah leaves them to her"
    away = ((MONDAY, DAYS[9]),)
    assert longest(forecast(held, [Hand(PETRA, 5, away), Hand(JONAH, 40)], DAYS)) == 1


def test_lead_readers_are_counted_where_nobody_else_may_read():
    leads = frozenset({ISOLDE})
    assert longest(forecast(jobs(6, leads=leads), [Hand(PETRA, 5), Hand(ISOLDE, 40)], DAYS)) == 6
    assert longest(forecast(jobs(1, own=frozenset(), leads=leads), [Hand(ISOLDE, 40)], DAYS)) == 1


def test_what_nobody_may_read_is_counted_apart_and_what_takes_too_long_says_so():
    nobody = jobs(2, own=frozenset())
    assert outlook(nobody, forecast(nobody, [Hand(PETRA, 3)], DAYS), DAYS).nobody == 2
    many = jobs(300)
    found = outlook(many, forecast(many, [Hand(PETRA, 1), Hand(JONAH, 1)], DAYS), DAYS)
    assert found.days is None and found.late == 298, "two are read today, which is the promised day"


def test_it_says_how_many_will_be_late():
    work = jobs(4, promised=DAYS[1], own=frozenset({PETRA}))
    found = outlook(work, forecast(work, [Hand(PETRA, 5)], DAYS), DAYS)
    assert (found.days, found.late) == (4, 2)


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=4),
    st.integers(1, 30),
    st.integers(0, 4),
    st.randoms(use_true_random=False),
)
def test_nobody_reads_more_than_they_said_and_more_help_is_never_slower(weekly, n, more, random):
    hands = [Hand(UUID(int=one + 1), rate) for one, rate in enumerate(weekly)]
    work = jobs(n, own=frozenset(one.person for one in hands))
    found = forecast(work, hands, DAYS)
    for day in range(1, 60):
        assert sum(one <= day for one in found.values()) <= sum(-(-one.weekly * day // 5) for one in hands)
    helped = [Hand(one.person, one.weekly + more) for one in hands]
    shuffled = random.sample(work, n)
    assert forecast(shuffled, random.sample(hands, len(hands)), DAYS) == found, "the order of what is given matters not"
    if len(found) == n:
        assert longest(forecast(work, helped, DAYS)) <= longest(found)


def test_the_pace_of_the_last_weeks_and_the_public_median():
    assert at_pace(24, 12) == 40 and at_pace(24, 4) is None and at_pace(24, 5) == 96
    assert kept_promise([(n, False) for n in (2, 9, 4, 6)]) is None, "too few to say"
    kept = kept_promise([(2, False), (9, False), (4, False), (6, False), (12, True), (5, False)])
    assert (kept.decided, kept.half_within, kept.late) == (6, 5, 1)
    assert sum(n <= kept.half_within for n in (2, 9, 4, 6, 12, 5)) * 2 >= kept.decided
