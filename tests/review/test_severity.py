"""How strict a reviewer is: shrunk, with an interval, and flagged only when there is enough of it."""

from statistics import mean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merited.review.agreement import Rating, Ratings, Why, severities, severity

LEVELS = (1, 2, 3)
PAIRS = st.lists(st.tuples(st.sampled_from(LEVELS), st.sampled_from(LEVELS)), max_size=60)


def test_the_mean_difference_is_drawn_toward_zero():
    found = severity([(1, 2)] * 10 + [(2, 2)] * 10, levels=LEVELS)
    assert (found.mean, found.value, found.n) == (-0.5, pytest.approx(-0.5 * 20 / 30), 20)


@pytest.mark.parametrize(
    ("stricter", "n", "flagged"),
    [
        (9, 20, True),  # 0.45 of a level in 20: 0.3 once drawn toward zero
        (8, 20, False),
        (19, 19, False),  # always a level too strict, and too few to say so
        (20, 20, True),
        (12, 30, True),  # 0.4 in 30: 0.3
        (11, 30, False),
    ],
)
@pytest.mark.parametrize("direction", [-1, 1])
def test_it_is_flagged_at_three_tenths_of_a_level_in_twenty(stricter, n, flagged, direction):
    found = severity([(2 + direction, 2)] * stricter + [(2, 2)] * (n - stricter), levels=LEVELS)
    assert (found.flagged, found.enough) == (flagged, n >= 20)


def test_a_difference_is_in_levels_whatever_their_values():
    assert severity([(10, 25), (0, 10)], levels=(0, 10, 25)).mean == -1


def test_nothing_and_one_and_always_the_same_say_why_there_is_no_interval():
    assert severity([], levels=LEVELS).why == Why.NO_PAIRS
    assert severity([], levels=LEVELS).value is None
    one = severity([(1, 3)], levels=LEVELS)
    assert (one.value, one.low, one.why) == (pytest.approx(-2 / 11), None, Why.ONE_ITEM)
    same = severity([(3, 3)] * 30, levels=LEVELS)
    assert (same.value, same.low, same.why, same.flagged) == (0, None, Why.NO_SPREAD, False)


def test_a_value_that_is_no_level_is_a_fault():
    with pytest.raises(ValueError, match=r"\[4\] are none of the levels"):
        severity([(4, 3)], levels=LEVELS)


@settings(deadline=None)
@given(PAIRS, st.randoms())
def test_order_never_matters_and_strict_and_mild_mirror_each_other(pairs, random):
    found = severity(pairs, levels=LEVELS)
    assert severity(random.sample(pairs, len(pairs)), levels=LEVELS) == found
    mirrored = severity([(reference, given) for given, reference in pairs], levels=LEVELS)
    if found.value is not None:
        assert mirrored.value == -found.value
        assert abs(found.value) <= abs(found.mean)
    if found.low is not None:
        assert (mirrored.low, mirrored.high) == pytest.approx((-found.high, -found.low))
        # Wider than a normal one of the mean, by the same factor.
        differences = [given - reference for given, reference in pairs]
        factor = len(pairs) / (len(pairs) + 10)
        assert found.low < mean(differences) * factor < found.high
        assert found.high - found.low > 2 * 1.96 * stdev(differences) / len(pairs) ** 0.5 * factor


def ratings(**columns):
    return Ratings.of(
        [Rating(str(item), rater, value) for rater, column in columns.items() for item, value in enumerate(column)],
        levels=LEVELS,
    )


def test_against_a_reference_each_rater_is_measured_by_it_alone():
    found = severities(ratings(seed=(3, 2, 2, None), Ana=(2, 1, 2, 3), Ben=(3, None, 3, 1)), reference="seed")
    assert found.keys() == {"Ana", "Ben"}
    assert (found["Ana"].mean, found["Ana"].n) == (pytest.approx(-2 / 3), 3)
    assert (found["Ben"].mean, found["Ben"].n) == (pytest.approx(1 / 2), 2)


def test_without_a_reference_it_is_against_the_mean_of_the_others():
    found = severities(ratings(Ana=(3, 1), Ben=(2, 1), Cy=(1, None)))
    assert found["Ana"].mean == pytest.approx((1.5 + 0) / 2)
    assert found["Cy"].mean == pytest.approx(-1.5)
    assert severities(ratings(Ana=(3, 1)))["Ana"].why == Why.NO_PAIRS
