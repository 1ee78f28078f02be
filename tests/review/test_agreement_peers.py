"""Agreement against software of others: scikit-learn, statsmodels, krippendorff, SciPy, over random ratings."""

import warnings
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

PEERS = ("krippendorff", "numpy", "scipy", "sklearn", "statsmodels")
for _peer in PEERS:  # they stand in requirements/dev.txt
    pytest.importorskip(_peer, reason=f"{_peer} is not installed, so there is nothing to compare with: make install")

import krippendorff  # noqa: E402
import numpy as np  # noqa: E402
from scipy.stats import t as students_t  # noqa: E402
from sklearn.metrics import cohen_kappa_score  # noqa: E402

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what a peer warns of when it is imported is not about us
    from statsmodels.stats.inter_rater import cohens_kappa
    from statsmodels.stats.proportion import proportion_confint

from merited.review.agreement import Metric, Rating, Ratings, Weights, Why, alpha, exact, kappa  # noqa: E402
from merited.review.agreement.intervals import student, wilson  # noqa: E402

THEIRS = {Weights.PLAIN: None, Weights.LINEAR: "linear", Weights.QUADRATIC: "quadratic"}
SCALES = st.sets(st.integers(-4, 12), min_size=2, max_size=5).map(sorted)


def of(levels, *columns):
    rows = (Rating(str(i), str(rater), value) for rater, column in enumerate(columns) for i, value in enumerate(column))
    return Ratings.of(rows, levels=levels)


def varied(*columns):
    return len({value for column in columns for value in column if value is not None}) > 1


@st.composite
def two_columns(draw, scales=SCALES):
    scale = draw(scales)
    size = draw(st.integers(2, 40))
    column = st.lists(st.sampled_from(scale), min_size=size, max_size=size)
    return scale, draw(column), draw(column)


@st.composite
def with_gaps(draw):
    scale = draw(SCALES)
    size = draw(st.integers(2, 15))
    column = st.lists(st.none() | st.sampled_from(scale), min_size=size, max_size=size)
    return scale, [draw(column) for _rater in range(draw(st.integers(2, 5)))]


@pytest.mark.parametrize("weights", Weights)
@settings(deadline=None)
@given(two_columns(st.integers(2, 5).map(lambda top: list(range(1, top + 1)))))
def test_kappa_is_that_of_scikit_learn(weights, drawn):
    scale, one, other = drawn
    assume(varied(one, other))
    theirs = cohen_kappa_score(one, other, labels=scale, weights=THEIRS[weights])
    assert kappa(of(scale, one, other), weights).value == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("weights", Weights)
@settings(deadline=None)
@given(two_columns())
def test_kappa_is_that_of_statsmodels_whatever_the_values_of_the_levels(weights, drawn):
    scale, one, other = drawn
    assume(varied(one, other))
    how = {} if weights is Weights.PLAIN else {"weights": np.array(scale, dtype=float), "wt": THEIRS[weights]}
    theirs = cohens_kappa(table_of(scale, one, other), return_results=False, **how)
    assert kappa(of(scale, one, other), weights).value == pytest.approx(float(theirs), abs=1e-9)


def table_of(scale, one, other):
    table = np.zeros((len(scale), len(scale)))
    for a, b in zip(one, other, strict=True):
        table[scale.index(a), scale.index(b)] += 1
    return table


@pytest.mark.parametrize("metric", Metric)
@settings(deadline=None)
@given(with_gaps())
def test_alpha_is_that_of_krippendorff_with_gaps(metric, drawn):
    scale, columns = drawn
    pairable = [one for one in zip(*columns, strict=True) if len(one) - one.count(None) > 1]
    assume(varied(*pairable))
    data = [[np.nan if value is None else value for value in column] for column in columns]
    theirs = krippendorff.alpha(data, value_domain=scale, level_of_measurement=metric.value.removeprefix("alpha_"))
    assert alpha(of(scale, *columns), metric).value == pytest.approx(float(theirs), abs=1e-9)


@pytest.mark.parametrize("weights", Weights)
@pytest.mark.parametrize("seed", range(6))
def test_the_error_of_kappa_is_that_of_fleiss_and_cohen(weights, seed):
    """statsmodels has the analytic one (Fleiss, Cohen and Everitt 1969). Ours is turned back from the interval."""
    random, scale, size = Random(seed), [1, 2, 3], 400
    one = random.choices(scale, [2, 3, 5], k=size)
    other = [value if random.random() < 0.7 else random.choice(scale) for value in one]
    found = kappa(of(scale, one, other), weights)
    how = {} if weights is Weights.PLAIN else {"weights": np.array(scale, dtype=float), "wt": THEIRS[weights]}
    theirs = cohens_kappa(table_of(scale, one, other), **how).std_kappa
    ours = (np.arctanh(found.high) - np.arctanh(found.low)) / 2 / student(size - 1) * (1 - found.value**2)
    assert ours == pytest.approx(theirs, rel=0.02)


@settings(deadline=None)
@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_wilsons(drawn):
    agreed, n = drawn
    assert wilson(agreed / n, n) == pytest.approx(proportion_confint(agreed, n, method="wilson"), abs=1e-12)
    found = exact(of([0, 1], [1] * n, [1] * agreed + [0] * (n - agreed)))
    assert (found.low, found.high) == pytest.approx(wilson(agreed / n, n))


def test_students_t_is_that_of_scipy():
    degrees = [*range(1, 60), 100, 1000, 10_000]
    assert [student(one) for one in degrees] == pytest.approx(list(students_t.ppf(0.975, degrees)), abs=1e-5)


def test_where_peers_answer_with_no_number_we_say_why():
    same = [2] * 25
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.isnan(cohen_kappa_score(same, same, labels=[1, 2]))
    assert kappa(of([1, 2], same, same)).why == Why.NO_VARIATION
