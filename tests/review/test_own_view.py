"""How earners saw a criterion beside their readers: counted by people, told from five on, for whoever answers for the rubric."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merited.review.actions import claim, score, set_plan
from merited.review.queries import own_views
from merited.review.rules.own_view import views
from merited.review.rules.stages import SINGLE
from merited.submissions.actions import assess_self, send
from merited.submissions.rules.completeness import STATEMENTS


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4))), st.randoms())
def test_everybody_counts_once_and_their_order_never_matters(pairs, random):
    found = views(pairs)
    assert found.lower + found.alike + found.higher == found.n == len(pairs)
    assert found.is_told == (len(pairs) >= 5) and (found.is_told or not found.asks_for_words)
    random.shuffle(pairs)
    assert views(pairs) == found


def read(world, person, reader, own, *, worst=""):
    """PL-101 of this person with an own level for a2.c1 (its place in the rubric), read: all best, or `worst` at its lowest."""
    work = world.written(person)
    criterion = next(one for one in work.version.document.criteria if one.id == "a2.c1")
    assess_self(world.attempt(work), {"a2.c1": criterion.levels[own].id}, by=person)
    send(work, set(STATEMENTS), by=person)
    reading = claim(work.attempts.get(state="sent"), by=reader)
    words = (
        {worst: f"In {worst} something is missing. One next move: add what is missing. The rest stays."}
        if worst
        else None
    )
    score(reading, world.sheet(reading, words), keep="", by=reader)


@pytest.fixture
def five(world):
    set_plan(world.pl101.microcredential, SINGLE, by=None)
    for person, own in ((world.lupe, 0), (world.gideon, 1), (world.cyrus, 2), (world.dov, 0)):
        read(world, person, world.vesna, own)
    read(world, world.marla, world.vesna, 0, worst="a2.c1")
    return world


def test_own_and_recorded_levels_are_counted_by_criterion(five):
    found = own_views(five.pl101)
    assert (found["a2.c1"].n, found["a2.c1"].lower, found["a2.c1"].alike, found["a2.c1"].higher) == (5, 2, 2, 1)
    assert found["a1.c1"].n == 0


def test_the_page_of_its_judging_shows_it_from_five_on_and_only_to_those_who_answer_for_it(world):
    set_plan(world.pl101.microcredential, SINGLE, by=None)
    client, path = world.client(world.corwin), "/district/judging/pl-101/"
    for person, own in ((world.lupe, 1), (world.gideon, 1), (world.cyrus, 2), (world.dov, 0)):
        read(world, person, world.vesna, own)
    text = client.get(path).content.decode()
    assert "it takes five earners" in text and "views-lower" not in text
    read(world, world.marla, world.vesna, 2)
    text = client.get(path).content.decode()
    assert "1 of 5 earners saw it as their reader did." in text and "may not say what its readers look for" in text
    assert 'class="views-lower" x="0.0" y="0" width="160.0"' in text and "Fewer than five earners marked it" in text
    assert "Lupe" not in text
    assert world.client(world.ximena).get(path).status_code == 404
