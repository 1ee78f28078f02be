"""The rules of calibration: what a set comes to, when a sample is due, what misses lead to, how far a share may be trusted."""

from datetime import date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merited.base.errors import Refused
from merited.catalog.document import Criterion, Descriptor, Level
from merited.review.agreement.intervals import wilson
from merited.review.rules.calibration import (
    Advice,
    Panel,
    Rule,
    Standing,
    Trend,
    advice,
    as_stored,
    draws_a_seed,
    earns,
    is_missed,
    must_be_a_rule,
    needs_coaching,
    next_seed,
    order_of,
    qualified_until,
    result,
    rule_from,
    seed_is_due,
    standing,
)
from merited.review.rules.outcome import Outcome
from merited.web.reviewer.trials import in_percent

SCALE = (Level("proficient", "P", 3, True), Level("basic", "B", 2, False), Level("developing", "D", 1, False))
SCOPE = tuple(
    Criterion(key, key, "p2", "a1", tuple(Descriptor(one, "...") for one in SCALE)) for key in ("c1", "c2", "c3")
)
MONDAY = datetime.fromisoformat("2026-11-16T09:00:00-08:00")
levels = st.sampled_from(["proficient", "basic", "developing"])
sheets = st.fixed_dictionaries({one.id: levels for one in SCOPE})
KEYS = ("s2", "s4", "s6")


def panel_of(key, sheet):
    met = all(level == "proficient" for level in sheet.values())
    return Panel(key, sheet, Outcome.EARNED if met else Outcome.NOT_YET)


@settings(max_examples=200, deadline=None)
@given(right=st.tuples(sheets, sheets, sheets), own=st.tuples(sheets, sheets, sheets))
def test_the_order_of_the_samples_never_matters(right, own):
    panel, mine = [panel_of(*pair) for pair in zip(KEYS, right, strict=True)], dict(zip(KEYS, own, strict=True))
    first = result(Rule(), SCOPE, panel, mine)
    for order in permutations(panel):
        found = result(Rule(), SCOPE, order, mine)
        assert (found.exact, found.near, found.passed) == (first.exact, first.near, first.passed)
        assert set(found.misses) == set(first.misses)


@settings(max_examples=200, deadline=None)
@given(right=st.tuples(sheets, sheets, sheets), own=st.tuples(sheets, sheets, sheets))
def test_a_result_adds_up_and_passes_exactly_when_its_rule_says_so(right, own):
    panel, mine = [panel_of(*pair) for pair in zip(KEYS, right, strict=True)], dict(zip(KEYS, own, strict=True))
    found = result(Rule(), SCOPE, panel, mine)
    assert found.n == 9 and found.exact + len(found.misses) == 9 and found.exact <= found.near <= 9
    assert set(found.decided_alike) | set(found.decided_otherwise) == set(KEYS)
    assert not set(found.decided_alike) & set(found.decided_otherwise)
    assert found.passed == (found.exact / 9 >= 0.75 and found.near / 9 >= 0.95 and not found.decided_otherwise)
    assert all(one.own != one.panel and one.steps for one in found.misses)
    same = result(Rule(), SCOPE, panel, {one.key: one.levels for one in panel})
    assert same.passed and same.exact == 9 and not same.misses


def test_a_level_above_the_panel_has_a_sign_of_its_own():
    panel = [panel_of("s2", {"c1": "basic", "c2": "proficient", "c3": "proficient"})]
    found = result(Rule(), SCOPE, panel, {"s2": {"c1": "proficient", "c2": "developing", "c3": "proficient"}})
    assert [(one.criterion, one.steps) for one in found.misses] == [("c1", 1), ("c2", -2)]
    assert (found.exact, found.near) == (1, 2)


def test_a_rule_of_its_own_is_kept_and_a_wrong_one_refused():
    assert rule_from(as_stored(Rule(0.8, 0.9, False, 3)) | {"later": 1}) == Rule(0.8, 0.9, False, 3)
    for wrong in (Rule(min_exact=1.2), Rule(min_exact=0.9, min_near=0.8), Rule(tries=0)):
        with pytest.raises(Refused):
            must_be_a_rule(wrong)


@settings(max_examples=200, deadline=None)
@given(person=st.uuids(), of=st.uuids(), number=st.integers(1, 6), n=st.integers(2, 6))
def test_every_try_shows_all_samples_in_another_order_and_anybody_can_repeat_it(person, of, number, n):
    keys = [f"s{one}" for one in range(n)]
    found = order_of(person, of, number, keys)
    assert sorted(found) == keys and found == order_of(person, of, number, list(reversed(keys)))
    assert found != order_of(person, of, number + 1, keys)


@given(passed=st.dates(date(2020, 1, 1), date(2060, 12, 31)))
def test_a_qualification_ends_with_a_school_year_two_months_ahead_at_least(passed):
    until = qualified_until(passed)
    assert (until.month, until.day) == (8, 31)
    assert timedelta(days=60) <= until - passed <= timedelta(days=366 + 60)


def test_it_lapses_after_its_last_day_and_a_pause_stays_one():
    today = date(2027, 8, 31)
    assert standing("qualified", today, today) is Standing.QUALIFIED
    assert standing("qualified", today, today + timedelta(days=1)) is Standing.LAPSED
    assert standing("qualified", None, today) is Standing.QUALIFIED
    assert standing("suspended", date(2020, 1, 1), today) is Standing.SUSPENDED


def test_about_one_reading_in_fifteen_brings_a_sample():
    drawn = [n for n in range(30_000) if draws_a_seed(UUID(int=n))]
    assert 1_850 < len(drawn) < 2_150
    assert drawn == [n for n in range(30_000) if draws_a_seed(UUID(int=n))]


NOT_DRAWN = [UUID(int=n) for n in range(60) if not draws_a_seed(UUID(int=n))]
DRAWN = next(UUID(int=n) for n in range(1_000) if draws_a_seed(UUID(int=n)))
DAY = timedelta(days=1)


def test_a_sample_comes_by_draw_or_within_three_weeks_of_activity():
    quiet = {NOT_DRAWN[0]: MONDAY + DAY}
    assert not seed_is_due({}, MONDAY, MONDAY + 100 * DAY), "who reads nothing is shown nothing"
    assert not seed_is_due(quiet, MONDAY, MONDAY + 20 * DAY)
    assert seed_is_due(quiet, MONDAY, MONDAY + 21 * DAY)
    assert seed_is_due({DRAWN: MONDAY + DAY}, MONDAY, MONDAY + DAY)
    assert not seed_is_due({DRAWN: MONDAY - DAY}, MONDAY, MONDAY + 30 * DAY), "what was read before counts no more"


@settings(max_examples=100, deadline=None)
@given(days=st.lists(st.integers(1, 120), min_size=1, max_size=40, unique=True), start=st.integers(0, 10_000))
def test_whoever_reads_is_never_without_a_sample_for_longer_than_three_weeks_of_activity(days, start):
    """Whoever reads at least once in three weeks meets a sample at least every six: three without, and three until it is seen."""
    last, due = MONDAY, []
    filed = {UUID(int=start + n): MONDAY + day * DAY for n, day in enumerate(sorted(days))}
    for day in range(121):
        now = MONDAY + day * DAY
        if seed_is_due({key: at for key, at in filed.items() if at <= now}, last, now):
            due.append(day)
            last = now
    for one in sorted(days):
        if one <= 99:
            assert any(seen >= one - 21 and seen <= one + 21 for seen in due), (one, due)


@given(seeds=st.lists(st.uuids(), max_size=6, unique=True), seen=st.lists(st.uuids(), max_size=4), who=st.uuids())
def test_nobody_is_shown_a_sample_twice(seeds, seen, who):
    shown = [*seen, *seeds[:2]]
    found = next_seed(who, seeds, shown)
    assert found is None if not set(seeds) - set(shown) else found in set(seeds) - set(shown)
    assert found == next_seed(who, list(reversed(seeds)), shown)


@given(missed=st.lists(st.booleans(), max_size=30))
def test_only_the_last_ten_checks_count(missed):
    found = advice(missed)
    assert found is advice(missed[-10:])
    n = missed[-10:].count(True)
    assert found is (Advice.PAUSE if n >= 3 else Advice.NUDGE if n == 2 else Advice.NONE)


@given(one=sheets, other=sheets)
def test_a_miss_is_what_would_send_two_sheets_to_a_lead_reader(one, other):
    met = [{key for key, level in sheet.items() if level == "proficient"} for sheet in (one, other)]
    assert is_missed(SCOPE, one, other) == is_missed(SCOPE, other, one)
    if met[0] != met[1]:
        assert is_missed(SCOPE, one, other)
    assert not is_missed(SCOPE, one, one)


def test_a_talk_comes_after_as_many_tries_as_the_rule_says():
    assert [needs_coaching(Rule(), ["not_yet"] * n) for n in range(4)] == [False, False, True, True]
    assert not needs_coaching(Rule(), ["not_yet", "coached", "not_yet"])
    assert not needs_coaching(Rule(), ["not_yet", "passed", "not_yet"])


@given(n=st.integers(1, 400), share=st.floats(0, 1))
def test_the_interval_holds_just_those_shares_that_the_score_test_keeps(n, share):
    hits, z = round(n * share), 1.959963984540054
    low, high = wilson(hits / n, n)
    assert 0 <= low <= hits / n + 1e-12 and hits / n - 1e-12 <= high <= 1 and high - low < 1
    for bound in (low, high):  # as Wilson defined it: at its ends, the share seen lies z standard errors away
        if 1e-9 < bound < 1 - 1e-9:
            assert abs(hits / n - bound) == pytest.approx(z * (bound * (1 - bound) / n) ** 0.5, abs=1e-9)


def test_below_twenty_judgments_it_is_too_few_to_judge():
    assert not Trend(19, 19).is_enough and Trend(20, 12).is_enough
    assert in_percent(Trend(0, 0)) == {"share": 0, "low": 0, "high": 100}


def test_one_badge_fills_one_place_of_a_stack():
    assert earns(["a"], [(2, ["b", "c", "d"])], ["a", "b", "d"])
    assert not earns(["a"], [(2, ["b", "c", "d"])], ["a", "b"])
    assert not earns(["a"], [(1, ["a"])], ["a"])
    assert earns([], [(1, ["a", "b"]), (1, ["a"])], ["a", "b"]), "whichever place a badge fills, the rest is tried"
