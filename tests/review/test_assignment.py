"""Who reads: no conflict is ever assigned, whoever is chosen may read, and every answer has its reason."""

import random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merited.review.rules.assignment import CONFLICTS, NEVER, WILL, Bar, Because, Candidate, Case, bars, choose
from merited.review.rules.stages import Purpose

ML, PL, ET = (UUID(int=n) for n in (101, 102, 103))
PETRA, JONAH, VESNA, ISOLDE = (UUID(int=n) for n in (1, 2, 3, 4))


def case(**facts):
    return Case(**({"attempt": UUID(int=900), "purpose": Purpose.FIRST, "department": ML, "language": "en"} | facts))


def reader(person, *departments, **facts):
    return Candidate(**({"person": person, "departments": frozenset(departments), "qualified": True} | facts))


@pytest.mark.parametrize(
    ("facts", "of", "expected"),
    [
        ({}, {}, ()),
        ({}, {"qualified": False}, (Bar.NOT_QUALIFIED,)),
        ({}, {"qualified": False, "lapsed": True}, (Bar.LAPSED,)),
        ({}, {"left": True}, (Bar.LEFT,)),
        ({"sensitive": True}, {}, (Bar.NOT_CLEARED,)),
        ({"sensitive": True}, {"cleared": True}, ()),
        ({"language": "es"}, {}, (Bar.LANGUAGE,)),
        ({"language": "es"}, {"languages": frozenset({"en", "es"})}, ()),
        ({}, {"paused": True}, (Bar.PAUSED,)),
        ({}, {"busy": 3}, (Bar.FULL,)),
        ({}, {"busy": 4}, (Bar.FULL,)),
        ({"others": frozenset({PETRA})}, {}, (Bar.HAS_READ,)),
        ({"purpose": Purpose.THIRD}, {}, (Bar.NOT_SENIOR,)),
        ({}, {"conflicts": frozenset({Bar.SUPERVISOR, Bar.SAME_SCHOOL})}, (Bar.SAME_SCHOOL, Bar.SUPERVISOR)),
        ({}, {"departments": frozenset({PL})}, (Bar.OTHER_DEPARTMENT,)),
        ({"pool_from": 6, "waited": 5}, {"departments": frozenset({PL})}, (Bar.OTHER_DEPARTMENT,)),
        ({"pool_from": 6, "waited": 6}, {"departments": frozenset({PL})}, ()),
        ({"purpose": Purpose.THIRD}, {"senior": True}, ()),
    ],
)
def test_why_somebody_does_not_read(facts, of, expected):
    assert bars(case(**facts), reader(PETRA, ML, **of)) == expected


def test_everything_that_keeps_somebody_away_is_said_at_once():
    one = reader(PETRA, PL, languages=frozenset({"es"}), busy=9, paused=True, conflicts=frozenset({Bar.COACH}))
    assert bars(case(), one) == (Bar.COACH, Bar.LANGUAGE, Bar.PAUSED, Bar.FULL, Bar.OTHER_DEPARTMENT)


def test_the_own_department_reads_first_and_the_pool_when_it_is_full():
    petra, vesna = reader(PETRA, ML, busy=2), reader(VESNA, PL)
    late = case(pool_from=6, waited=8)
    assert choose(late, [petra, vesna]).person == PETRA
    found = choose(late, [reader(PETRA, ML, busy=3), vesna])
    assert (found.person, found.because) == (VESNA, (Because.POOL,)) and found.bars[PETRA] == (Bar.FULL,)


def test_whoever_has_most_room_reads():
    found = choose(case(), [reader(PETRA, ML, busy=2, capacity=3), reader(JONAH, ML, busy=2, capacity=5)])
    assert (found.person, found.because) == (JONAH, (Because.OWN_DEPARTMENT, Because.MOST_ROOM))


def test_a_second_reader_is_one_who_has_met_the_first_least():
    again = case(purpose=Purpose.SECOND, others=frozenset({PETRA}))
    often, seldom = reader(JONAH, ML, beside={PETRA: 4}), reader(VESNA, ML, beside={PETRA: 1, JONAH: 9})
    found = choose(again, [often, seldom])
    assert (found.person, found.because) == (VESNA, (Because.OWN_DEPARTMENT, Because.NEW_PAIR))


def test_a_lead_reader_settles_a_difference():
    found = choose(case(purpose=Purpose.THIRD), [reader(PETRA, ML), reader(ISOLDE, ML, senior=True)])
    assert (found.person, found.because) == (ISOLDE, (Because.SENIOR,))


def test_with_nobody_left_it_says_why_of_each():
    found = choose(case(), [reader(PETRA, ML, paused=True), reader(VESNA, PL)])
    assert found.person is None and found.because == ()
    assert found.bars == {PETRA: (Bar.PAUSED,), VESNA: (Bar.OTHER_DEPARTMENT,)}


def test_the_lot_is_fair():
    taken = [choose(case(attempt=UUID(int=n)), [reader(PETRA, ML), reader(JONAH, ML)]).person for n in range(1000)]
    assert 400 < taken.count(PETRA) < 600


def test_two_kinds_of_bars_never_overlap():
    assert not NEVER & WILL and NEVER | WILL | {Bar.OTHER_DEPARTMENT} == set(Bar)


people = st.integers(1, 8).map(lambda n: UUID(int=n))
places = st.sampled_from([ML, PL, ET])
candidates = st.lists(
    st.builds(
        Candidate,
        person=people,
        departments=st.frozensets(places, max_size=2),
        qualified=st.booleans(),
        conflicts=st.frozensets(st.sampled_from(sorted(CONFLICTS)), max_size=2),
        lapsed=st.booleans(),
        left=st.booleans(),
        languages=st.frozensets(st.sampled_from(["en", "es"]), min_size=1),
        cleared=st.booleans(),
        capacity=st.integers(1, 5),
        busy=st.integers(0, 5),
        paused=st.booleans(),
        senior=st.booleans(),
        beside=st.dictionaries(people, st.integers(0, 5), max_size=3),
    ),
    unique_by=lambda one: one.person,
    max_size=8,
)
cases = st.builds(
    Case,
    attempt=st.uuids(),
    purpose=st.sampled_from(Purpose),
    department=places,
    language=st.sampled_from(["en", "es"]),
    sensitive=st.booleans(),
    waited=st.integers(0, 12),
    pool_from=st.none() | st.integers(0, 8),
    others=st.frozensets(people, max_size=2),
)


@settings(max_examples=2_000, deadline=None)
@given(one=cases, every=candidates, seed=st.integers(0, 10))
def test_whoever_is_chosen_may_read_and_the_order_of_the_candidates_never_matters(one, every, seed):
    found = choose(one, every)
    mixed = random.Random(seed).sample(every, len(every))
    assert choose(one, mixed) == found
    assert set(found.bars) == {each.person for each in every}
    if found.person is None:
        assert all(found.bars.values()), "somebody could read it, and nobody was asked"
    else:
        chosen = next(each for each in every if each.person == found.person)
        assert found.bars[found.person] == () and found.because
        assert not chosen.conflicts and chosen.qualified and not chosen.paused and chosen.room > 0
        own = [each for each in every if one.department in each.departments and not found.bars[each.person]]
        assert not own or one.department in chosen.departments


def test_no_conflict_is_ever_assigned_in_ten_thousand_districts():
    chance, given, forced = random.Random(2026), 0, 0
    for number in range(10_000):
        purpose = chance.choice(list(Purpose))
        one = case(
            attempt=UUID(int=number),
            purpose=purpose,
            waited=chance.randrange(12),
            pool_from=chance.choice((None, 0, 6)),
        )
        every = [
            reader(
                UUID(int=key), chance.choice((ML, PL, ET)), busy=chance.randrange(4), paused=chance.random() < 0.1,
                senior=chance.random() < 0.5,
                conflicts=frozenset(bar for bar in sorted(CONFLICTS) if chance.random() < 0.12),
            )
            for key in range(1, chance.randrange(2, 9))
        ]  # fmt: skip
        found = choose(one, every)
        free = {each.person for each in every if not each.conflicts}
        assert found.person is None or found.person in free, number
        given += found.person is not None
        forced += not free
    assert given > 3_000 and forced > 100, "most work finds a reader, and sometimes everybody has an interest"
