"""Places in a status list: each once, in an order that tells nothing, without a look at the list."""

from __future__ import annotations

import itertools
import random

import pytest

import merited_credentials as mc
from merited_credentials.places import StatusPlaces, free_place
from merited_credentials.status import MIN_BITS

pytestmark = pytest.mark.long

SECRET = bytes(range(32))


@pytest.mark.parametrize("length", [2, 3, 10, 1_000, 1_024, 1_025, 4_096, 5_000])
def test_every_place_is_given_once(length):
    places = StatusPlaces(SECRET, length)

    given = [places.place(count) for count in range(length)]

    assert sorted(given) == list(range(length))
    assert [places.count(place) for place in given] == list(range(length))


def test_every_place_of_a_whole_list_is_given_once():
    places = StatusPlaces(SECRET)

    assert len({places.place(count) for count in range(MIN_BITS)}) == MIN_BITS


def test_the_order_of_awards_does_not_show_in_the_places():
    """The first thousand fall evenly over sixteen parts of the list, and neighbors are no closer than chance has it."""
    places = StatusPlaces(SECRET)
    given = [places.place(count) for count in range(1_600)]
    parts = [0] * 16
    for place in given:
        parts[place * 16 // MIN_BITS] += 1
    chi_square = sum((found - 100) ** 2 / 100 for found in parts)
    rising = sum(one < other for one, other in itertools.pairwise(given))

    assert chi_square < 37.7  # 15 degrees of freedom: chance goes beyond once in a thousand; the secret is fixed
    assert 730 < rising < 870
    assert sum(abs(one - other) < 100 for one, other in itertools.pairwise(given)) < 12


def test_each_list_has_an_order_of_its_own():
    one, other = StatusPlaces(SECRET), StatusPlaces(bytes(32))

    assert sum(one.place(count) == other.place(count) for count in range(1_000)) < 5


def test_a_place_costs_a_few_turns_however_many_are_taken(monkeypatch):
    """Counted: the last place of a full list costs no more than the first, and no list is touched."""
    turns = []
    forward = StatusPlaces._forward
    monkeypatch.setattr(StatusPlaces, "_forward", lambda self, number: turns.append(number) or forward(self, number))
    monkeypatch.setattr(mc.StatusBits, "get", lambda *_: pytest.fail("the list was looked at"))
    for length in (MIN_BITS, MIN_BITS + 8, 1_000_000):
        places = StatusPlaces(SECRET, length)
        for count in (*range(500), *range(length - 500, length)):
            places.place(count)

    assert len(turns) < 3_000 * 4


@pytest.mark.parametrize(("secret", "length"), [(b"", 10), (bytes(15), 10), (SECRET, 1), (SECRET, 0)])
def test_a_list_needs_a_secret_and_places(secret, length):
    with pytest.raises(ValueError, match="secret"):
        StatusPlaces(secret, length)


@pytest.mark.parametrize("number", [-1, 10])
def test_a_full_list_is_an_error(number):
    places = StatusPlaces(SECRET, 10)
    with pytest.raises(IndexError):
        places.place(number)
    with pytest.raises(IndexError):
        places.count(number)


def test_without_a_count_a_place_is_drawn_until_it_is_free():
    chance = random.Random(1)
    taken = set(range(0, MIN_BITS, 2))  # half full
    asked = []

    def is_taken(place: int) -> bool:
        asked.append(place)
        return place in taken

    found = [free_place(is_taken, draw=chance.randrange) for _ in range(1_000)]

    assert not {*found} & taken
    assert None not in found
    assert 1_800 < len(asked) < 2_200  # two tries each, however large the list


def test_a_full_list_gives_no_place_and_the_search_ends():
    asked = []

    assert free_place(lambda place: asked.append(place) or True, tries=64) is None
    assert len(asked) == 64
