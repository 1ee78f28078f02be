"""How far someone is on a stack: places are filled or open, one badge fills one, and nothing is added up."""

from hypothesis import given, settings
from hypothesis import strategies as st

from merited.catalog.pathway import Stack
from merited.catalog.rules.pathway import places_of
from merited.catalog.rules.seat_time import counts_time

KEYS = "abcdefgh"
STACKS = st.builds(
    lambda asked, choices: Stack(
        {
            "requirements": {
                "all_of": asked,
                "choose": [
                    {"count": min(count, len(keys)), "from": keys, "label": "choose"} for count, keys in choices
                ],
            }
        },
        "",
    ),
    st.lists(st.sampled_from(KEYS), unique=True, max_size=3),
    st.lists(
        st.tuples(st.integers(1, 3), st.lists(st.sampled_from(KEYS), unique=True, min_size=1, max_size=4)), max_size=3
    ),
)
EARNED = st.sets(st.sampled_from(KEYS))


@settings(deadline=None)
@given(stack=STACKS, earned=EARNED)
def test_one_badge_fills_one_place_and_no_place_takes_more_than_it_asks(stack, earned):
    places = places_of(stack, earned)
    used = [key for one in places for key in one.filling]
    assert len(used) == len(set(used)) and set(used) <= earned
    assert all(one.filled <= one.asked and set(one.filling) <= set(one.keys) for one in places)


@settings(deadline=None)
@given(stack=STACKS, earned=EARNED, another=st.sampled_from(KEYS))
def test_another_badge_never_opens_a_place_again(stack, earned, another):
    before = sum(one.filled for one in places_of(stack, earned))
    assert sum(one.filled for one in places_of(stack, earned | {another})) >= before


def test_what_only_one_choice_can_take_is_not_spent_on_another():
    choose = [
        {"count": 1, "from": ["a", "b"], "label": "first"},
        {"count": 1, "from": ["a"], "label": "second"},
    ]
    stack = Stack({"requirements": {"choose": choose}}, "")
    assert [one.filling for one in places_of(stack, {"a", "b"})] == [("b",), ("a",)]


def test_seat_time_is_found_however_it_is_dressed():
    for text in (
        "Completes at least six hours of training.", "Attendance at four sessions is documented.", "Logs 15 hours.",
        "Earned 12 points.", "Has 10 clock hours.", "Spent about forty minutes reading.", "Twelve hours of professional learning.",
    ):  # fmt: skip
        assert counts_time(text), text
    for text in (
        "A clip of 3 to 8 minutes shows every learner.", "Decision points are named.", "At least two checks per lesson.",
        "The lesson changes within the same hour.", "Every learner points to the word.", "The teacher attends to who speaks.",
    ):  # fmt: skip
        assert not counts_time(text), text
