"""What can be told apart, places, and the leading group."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.results.method import statistics
from tests.results import exact
from tests.results.ballots import few, fractions, matrix, rounds


def test_holm_stops_at_the_first_pair_that_fails():
    """Three items, independent, sd .1 each: z = 1.41, 2.12, 3.54; only p = .0004 ≤ .05/3, then .034
    > .05/2."""
    apart = statistics.distinguishable(np.array([0.7, 0.4, 0.2]), np.eye(3) * 0.01)
    assert apart.tolist() == [[False, False, True], [False, False, False], [True, False, False]]


def test_holm_tells_a_second_pair_apart_where_bonferroni_would_not():
    """z = 3.8, 2.3, 1.5, so p = .0001 ≤ .05/3, then .021 ≤ .05/2 (but > .05/3), then .13 > .05."""
    apart = statistics.distinguishable(np.array([0.9, 0.5748, 0.3627]), np.eye(3) * 0.01)
    assert apart.tolist() == [[False, True, True], [True, False, False], [True, False, False]]


@pytest.mark.parametrize(
    ("deviations", "n", "is_distinguishable"),
    [
        (2.02, None, True),
        (2.02, 1000, True),
        (2.02, 30, False),
        # Without √(n/(n−1)) the edge would be 2.045, with 30 degrees of freedom 2.077.
        (2.06, 30, False),
        (2.079, 30, False),
        (2.081, 30, True),
    ],
)
def test_small_rounds_need_a_larger_difference(deviations, n, is_distinguishable):
    """Student's t: the edge at 30 ballots is 2.0452·√(30/29) = 2.0802, by the normal 1.96."""
    shares = np.array([0.5 + deviations * 0.01, 0.5])
    apart = statistics.distinguishable(shares, np.eye(2) * 0.01**2 / 2, n)
    assert apart[0, 1] == is_distinguishable


def test_one_ballot_alone_tells_nothing_apart():
    assert not statistics.stability([[20, 0]], resamples=5).distinguishable.any()
    assert statistics.stability([[20, 0]] * 2, resamples=5).distinguishable.any()


@few
@given(rounds(ballots=st.integers(2, 40)))
def test_distinguishable_pairs_agree_with_fractions(round_):
    ballots, total = round_
    votes = fractions(ballots, total)
    shares = exact.means(votes)
    distinguishable = statistics.stability(matrix(ballots), resamples=2).distinguishable
    expected = exact.apart(shares, exact.covariance(votes), len(votes), 0.05)
    pairs = {(j, k) for j, k in combinations(range(len(shares)), 2) if distinguishable[j, k]}
    assert pairs == expected


def test_places_compare_published_values_and_equal_ones_share_the_smaller():
    assert statistics.ranks([0.3000001, 0.3, 0.2, 0.1999996, 0.0]).tolist() == [1, 1, 3, 3, 5]


@few
@given(st.data(), st.integers(2, 7))
def test_the_leading_group_holds_for_any_covariance(data, items):
    """Also where telling apart is not transitive, as it is when differences vary unequally."""
    numbers = st.lists(st.integers(-5, 5), min_size=items, max_size=items)
    root = np.array(data.draw(st.lists(numbers, min_size=items, max_size=items))) / 40
    shares = np.array(data.draw(st.lists(st.integers(0, 20), min_size=items, max_size=items))) / 20
    apart = statistics.distinguishable(shares, root @ root.T)
    ranges = statistics.rank_ranges_of(shares, apart)
    leading = np.flatnonzero(statistics.leading_group(ranges))
    assert len(leading)
    assert not any(apart[j, k] for j, k in combinations(leading, 2))
    ranks = statistics.ranks(shares)
    assert (ranges[:, 0] <= ranks).all()
    assert (ranks <= ranges[:, 1]).all()


def test_values_equal_as_published_are_never_told_apart():
    shares = np.array([0.5000001, 0.5, 0.0])
    apart = statistics.distinguishable(shares, np.zeros((3, 3)))
    assert not apart[0, 1]
    assert apart[0, 2]
    assert apart[1, 2]
