"""The rules of another look, for whatever comes: it never lowers, no order matters, nobody with a conflict looks."""

from itertools import permutations
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from merited.catalog.document import Criterion, Descriptor, Level
from merited.review.rules.assignment import CONFLICTS, Bar, Candidate, Case, bars
from merited.review.rules.looks import (
    SEATS,
    Kind,
    Member,
    Outcome,
    Voice,
    adds,
    look_bars,
    majority,
    met_after,
    outcome_of,
    panel_bars,
    seated,
)
from merited.review.rules.outcome import Judged
from merited.review.rules.stages import Purpose

SCALE = (Level("proficient", "Proficient", 3, True), Level("basic", "Basic", 2, False))
KEYS = ("a1.c1", "a1.c2", "a2.c1")
SCOPE = tuple(Criterion(key, key, "p2", "a1", tuple(Descriptor(one, "...") for one in SCALE)) for key in KEYS)
levels = some.sampled_from([one.id for one in SCALE])
sheets = some.fixed_dictionaries({key: some.builds(Judged, levels, some.just("words")) for key in KEYS})
voices = some.lists(some.sampled_from(["", *Voice]), max_size=4)
kinds = some.sampled_from(list(Kind))
before = some.dictionaries(some.sampled_from([*KEYS, "p1"]), levels)


@given(kind=kinds, sheet=sheets, said=voices, met=before)
def test_nothing_that_was_met_is_lost_or_lowered(kind, sheet, said, met):
    after = met_after(met, adds(kind, SCOPE, sheet, said))
    assert met.items() <= after.items()


@given(sheet=sheets, said=voices)
def test_an_appeal_adds_only_what_a_fresh_reader_found_and_a_majority_of_three_confirmed(sheet, said):
    added = adds(Kind.APPEAL, SCOPE, sheet, said)
    confirmed = len(said) == SEATS and "" not in said and said.count(Voice.OVERTURN) >= 2
    assert added == ({key: one.level for key, one in sheet.items() if one.level == "proficient"} if confirmed else {})
    assert (outcome_of(Kind.APPEAL, added) is Outcome.OVERTURNED) == bool(added)


@given(said=some.lists(some.sampled_from(list(Voice)), min_size=3, max_size=3))
def test_the_order_of_the_voices_never_matters(said):
    assert len({majority(order) for order in permutations(said)}) == 1


@pytest.mark.parametrize(
    "said", [[], ["overturn"], ["overturn", "overturn"], ["overturn", "overturn", ""], ["uphold"] * 4]
)
def test_nothing_is_decided_before_all_three_have_spoken(said):
    assert majority(said) is None


members = some.lists(
    some.builds(
        Member, some.uuids(), holds_office=some.booleans(), conflicts=some.booleans(), has_read=some.booleans(),
        handled=some.booleans(), own_department=some.booleans(), left=some.booleans(), seats=some.integers(0, 3),
    ),
    max_size=9, unique_by=lambda one: one.person,
)  # fmt: skip


@given(look=some.uuids(), found=members, mixed=some.randoms())
def test_a_panel_has_no_conflict_at_most_three_seats_and_no_order(look, found, mixed):
    chosen = seated(look, found)
    by_key = {one.person: one for one in found}
    assert all(panel_bars(by_key[one]) == () for one in chosen)
    assert len(chosen) == min(SEATS, sum(not panel_bars(one) for one in found)) == len(set(chosen))
    again = list(found)
    mixed.shuffle(again)
    assert seated(look, again) == chosen
    if chosen:
        left = chosen[:1]
        assert not set(seated(look, found, left)) & set(left) and len(seated(look, found, left)) <= SEATS - 1


def test_no_conflict_is_ever_among_the_readers_of_an_appeal_in_ten_thousand_districts():
    chance = Random(2026)
    looked = 0
    for n in range(10_000):
        case = Case(UUID(int=n), Purpose.APPEAL, UUID(int=1), "en", pool_from=0, others=frozenset({UUID(int=3)}))
        for key in range(2, 7):
            conflicts = frozenset(bar for bar in sorted(CONFLICTS) if chance.random() < 0.1)
            one = Candidate(
                UUID(int=key), frozenset({UUID(int=chance.randrange(1, 3))}), chance.random() < 0.8, conflicts=conflicts,
                paused=chance.random() < 0.2, busy=chance.randrange(5),
            )  # fmt: skip
            may = look_bars(case, one) == ()
            looked += may
            assert not may or (not conflicts and one.qualified and one.person not in case.others)
            assert may or set(bars(case, one)) - {Bar.PAUSED, Bar.FULL, Bar.OTHER_DEPARTMENT}
    assert looked > 1_000, "some may look, or this shows nothing"
