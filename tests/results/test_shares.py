"""Shares against published and computed cases and against the exact implementation.

Cases marked [C] were computed from the formulas of docs/adr/0004.
"""

import math
from fractions import Fraction as Fr
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.results.method import statistics
from tests.results import exact
from tests.results.ballots import NAN, few, floats, fractions, matrix, rounds


def test_silence_takes_the_mean_of_the_others():
    """[C] (.6, .3, .1), (.5, .5, –), threshold 0."""
    headline = statistics.headline([[0.6, 0.3, 0.1], [0.5, 0.5, NAN]], 0)
    assert headline.shares == pytest.approx([0.525, 0.375, 0.100], abs=1e-12)
    assert not headline.silence_as_zero


def test_a_field_answered_by_nobody_makes_silence_count_as_zero():
    """[C] no unique solution."""
    headline = statistics.headline([[0.6, 0.4, NAN], [0.5, 0.5, NAN]], 0)
    assert headline.shares == pytest.approx([0.55, 0.45, 0.0], abs=1e-12)
    assert headline.silence_as_zero


def test_two_groups_that_share_no_field_make_silence_count_as_zero():
    """[C] every field is answered, yet nothing says what the one pair weighs against the other."""
    ballots = [[0.5, 0.5, NAN, NAN], [NAN, NAN, 0.25, 0.75]]
    assert statistics.headline(ballots, 0).silence_as_zero
    assert exact.shares([[Fr(1, 2), Fr(1, 2), None, None], [None, None, Fr(1, 4), Fr(3, 4)]], 0)[1]


def test_fewer_given_answers_than_the_threshold_make_silence_count_as_zero():
    ballots: list[Any] = [[10, 10, NAN]] * 40 + [[10, 5, 5]] * 29
    assert statistics.headline(ballots).silence_as_zero
    assert not statistics.headline([*ballots, [10, 5, 5]]).silence_as_zero
    assert not statistics.headline([[10, 5, 5]] * 5).silence_as_zero


def test_the_chosen_share_is_of_those_who_answered():
    shares = statistics.chosen_shares([[1, 0, NAN], [1, 1, NAN], [0, 1, NAN], [NAN, 1, NAN]])
    assert shares[:2] == pytest.approx([2 / 3, 3 / 4])
    assert math.isnan(shares[2])
    assert statistics.ranks(shares).tolist() == [2, 1, 0]


def test_answers_are_counted_by_state():
    counts_ = statistics.answer_counts([[0.0, 20, NAN], [20.0, 0, 0]], counts=[2, 1])
    assert (counts_.given.tolist(), counts_.no_opinion.tolist(), counts_.zero.tolist()) == (
        [3, 3, 1],
        [0, 0, 2],
        [2, 1, 1],
    )


def test_the_median_is_of_the_given_shares():
    ballots: list[list[float]] = [[4, 16, NAN], [8, 10, 2], [20, 0, NAN]]
    assert statistics.median_shares(ballots) == pytest.approx([0.4, 0.5, 0.1])
    assert statistics.median_shares([ballots[0], ballots[2]], counts=[2, 2]) == pytest.approx(
        [0.6, 0.4, NAN], nan_ok=True
    )


def test_ties_for_the_last_of_three_places_share_it():
    assert statistics.top_shares([[8, 6, 3, 3, 0]]) == pytest.approx([1, 1, 0.5, 0.5, 0])
    assert statistics.top_shares([[5, 5, 5, 5]]) == pytest.approx([0.75] * 4)


def test_nothing_that_was_given_zero_is_among_the_heaviest():
    assert statistics.top_shares([[20.0, 0, 0, 0], [10.0, 10, 0, NAN]]) == pytest.approx(
        [1, 0.5, 0, 0]
    )


def test_bins_are_half_open():
    """0 · (0, 5] · (5, 10] · (10, 20] · (20, 50] · (50, 100] %."""
    bins = statistics.histogram([[0, 1, 2, 3, 4, 10], [20, 0, 0, 0, 0, 0], [9, 11, 0, 0, 0, 0]])
    assert bins[0].tolist() == [1, 0, 0, 0, 1, 1]
    assert bins[1].tolist() == [1, 1, 0, 0, 0, 1]
    assert bins[2].tolist() == [2, 0, 1, 0, 0, 0]
    assert bins[3].tolist() == [2, 0, 0, 1, 0, 0]
    assert bins[4].tolist() == [2, 0, 0, 1, 0, 0]
    assert bins[5].tolist() == [2, 0, 0, 0, 1, 0]
    assert statistics.histogram([[0.1 + 0.2, 0.7]], (0, 0.3, 1)).tolist() == [[0, 1, 0], [0, 0, 1]]


@pytest.mark.parametrize(
    "ballots",
    [[[10, 9]], [[10, 10], [10, 11]], [[25, -5]], [[NAN, NAN], [10, 10]], [[0, 0]], [10, 10], [[]]],
)
def test_invalid_set_of_ballots_is_refused(ballots):
    with pytest.raises(ValueError):
        statistics.mean_shares(ballots, total=20)


def test_choice_must_be_0_1_or_no_opinion():
    with pytest.raises(ValueError):
        statistics.chosen_shares([[2, 0]])


def test_without_ballots_there_are_no_shares():
    nothing = np.empty((0, 3))
    assert np.isnan(statistics.mean_shares(nothing)).all()
    assert np.isnan(statistics.stability_intervals(nothing)).all()
    assert (statistics.rank_ranges(nothing) == 0).all()


@few
@given(rounds(silence=True), st.sampled_from([0, 2]))
def test_shares_agree_with_fractions(round_, threshold):
    ballots, total = round_
    shares, as_zero = exact.shares(fractions(ballots, total), threshold)
    headline = statistics.headline(matrix(ballots), threshold)
    assert headline.silence_as_zero == as_zero
    assert headline.shares == pytest.approx(floats(shares), abs=1e-9)
    assert statistics.silence_as_zero(matrix(ballots)) == pytest.approx(
        floats(exact.means(fractions(ballots, total)))
    )
    f = statistics.completed_shares(matrix(ballots), threshold)
    assert f == pytest.approx(
        np.array(exact.completed(fractions(ballots, total), threshold), dtype=float), abs=1e-9
    )
    assert f.mean(axis=0) == pytest.approx(headline.shares, abs=1e-9)
