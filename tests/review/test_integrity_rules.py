"""The rules of integrity, whatever is asked of them: no step skipped, no order that matters, nothing worse by an appeal."""

from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merited.base.errors import Refused
from merited.review.rules.integrity import (
    Kind,
    Outcome,
    Step,
    Triage,
    after_appeal,
    can_be_appealed,
    found_by,
    must_be_a_concern,
    must_step,
    outcomes,
    seated,
    standing_after,
    waits_for_appeal,
)
from merited.review.rules.looks import Member, panel_bars

STEPS, EVERY = list(Step), list(Outcome)
ALLOWED = {
    ("answer", "panel"), ("panel", "found"), ("panel", "closed"), ("found", "appeal"), ("found", "closed"), ("appeal", "closed"),
}  # fmt: skip
outcome = st.sampled_from(EVERY)
keys = st.sets(st.sampled_from(["p1", "a1.c1", "a2.c1", "p3"]))


def goes(now, to):
    try:
        must_step(now, to)
    except Refused:
        return False
    return True


def test_the_moves_are_these_and_no_others():
    assert {(str(one), str(other)) for one in STEPS for other in STEPS if goes(one, other)} == ALLOWED


@given(st.lists(st.sampled_from(STEPS), max_size=12))
def test_no_walk_skips_the_answer_or_the_panel_or_comes_back(wanted):
    walked = [Step.ANSWER]
    for one in wanted:
        if goes(walked[-1], one):
            walked.append(one)
    assert len(set(walked)) == len(walked)
    if Step.CLOSED in walked or Step.FOUND in walked:
        assert walked[:2] == [Step.ANSWER, Step.PANEL]


@given(st.lists(outcome, min_size=3, max_size=3))
def test_the_order_of_the_voices_never_matters_and_a_majority_wins(voices):
    found = {found_by(list(one)) for one in permutations(voices)}
    assert len(found) == 1
    for one in set(voices):
        if voices.count(one) >= 2:
            assert found == {one}


@given(st.lists(outcome, max_size=2))
def test_nothing_is_found_before_all_three_have_spoken(voices):
    assert found_by(voices) is None and found_by([*voices, *[""] * (3 - len(voices))]) is None


@given(outcome, outcome)
def test_an_appeal_is_never_worse_and_follows_whoever_is_milder(first, second):
    found = after_appeal(first, second)
    assert EVERY.index(found) == min(EVERY.index(first), EVERY.index(second))


@given(keys, outcome, keys)
def test_met_falls_only_by_not_met_and_only_where_the_case_is_about_it(met, found, about):
    after = standing_after(met, found, about)
    assert after <= met
    assert met - after == (met & about if found is Outcome.NOT_MET else set())


def test_what_takes_something_away_can_be_appealed_first():
    assert [one for one in EVERY if waits_for_appeal(one)] == [Outcome.NOT_MET, Outcome.REVOKE]
    assert [one for one in EVERY if not can_be_appealed(one)] == [Outcome.NO_CASE]
    assert Outcome.REVOKE not in outcomes(has_badge=False) and set(outcomes(has_badge=True)) == set(EVERY)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("state", list(Triage))
def test_a_case_is_opened_once_and_never_over_own_work(kind, state):
    if state == Triage.WAITING and kind is not Kind.OWN:
        must_be_a_concern(kind, state)
        return
    with pytest.raises(Refused) as no:
        must_be_a_concern(kind, state)
    assert no.value.code == ("own-work-again" if state == Triage.WAITING else "settled")


members = st.lists(
    st.builds(
        Member, st.integers(1, 40).map(lambda n: UUID(int=n)), st.booleans(), st.booleans(), st.booleans(), st.booleans(),
        st.booleans(), st.integers(0, 3),
    ),
    max_size=14, unique_by=lambda one: one.person,
)  # fmt: skip


@given(members, st.sampled_from([1, 2]))
def test_nobody_barred_is_ever_seated_and_the_order_of_the_people_never_matters(every, round_):
    case = UUID(int=99)
    chosen = seated(case, round_, every)
    may = {one.person for one in every if not panel_bars(one)}
    assert set(chosen) <= may and len(chosen) == min(3, len(may))
    assert seated(case, round_, list(reversed(every))) == chosen
