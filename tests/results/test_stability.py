"""Intervals and places: against an independent bootstrap, against fractions, by properties."""

import math
from fractions import Fraction as Fr
from itertools import combinations

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from participation.results.method import statistics
from tests.results import exact
from tests.results.ballots import NAN, few, fewer, fractions, matrix, random_ballots, rounds


def picks_of_a_hundred():
    """100 ballots, each for three of ten fields; the first three are chosen by 51, 47 and 43."""
    chosen = np.zeros((100, 10))
    left = [51, 47, 43, 23, 23, 23, 23, 23, 22, 22]
    for ballot in chosen:
        for item in sorted(range(10), key=lambda j: -left[j])[:3]:
            ballot[item] = 1
            left[item] -= 1
    assert not any(left)
    return chosen


def test_of_51_47_and_43_in_100_second_and_third_are_indistinguishable():
    stability = statistics.stability(picks_of_a_hundred(), instrument="pick", resamples=2000)
    assert stability.shares[:3] == pytest.approx([0.51, 0.47, 0.43])
    assert not stability.distinguishable[1, 2]
    assert stability.rank_ranges[1, 0] <= 2
    assert stability.rank_ranges[1, 1] >= 3
    assert stability.rank_ranges[2, 0] <= 2
    assert stability.rank_ranges[2, 1] >= 3
    assert stability.leading[:3].all()
    assert stability.intervals[0] == pytest.approx([0.41, 0.61], abs=0.015)


@fewer
@given(rounds())
def test_the_resampling_covariance_of_plain_means_is_exact(round_):
    ballots, total = round_
    stability = statistics.stability(matrix(ballots), resamples=10)
    assert stability.covariance == pytest.approx(
        np.array(exact.covariance(fractions(ballots, total)), dtype=float), abs=1e-12
    )


def test_intervals_are_those_of_an_independent_bootstrap():
    ballots = random_ballots(200) / 20
    oracle = scipy.stats.bootstrap(
        (ballots,),
        np.mean,
        axis=0,
        method="percentile",
        n_resamples=4000,
        rng=np.random.default_rng(3),
        vectorized=True,
    ).confidence_interval
    intervals = statistics.stability_intervals(ballots, seed=5)
    assert intervals == pytest.approx(np.column_stack([oracle.low, oracle.high]), abs=0.003)


def test_the_normal_approximation_continues_resampling():
    for answered in (1.0, 0.4):
        ballots = random_ballots(1500, answered)
        drawn = statistics.stability(ballots, resamples=4000)
        normal = statistics.stability(ballots, normal_from=1500)
        assert drawn.intervals == pytest.approx(normal.intervals, abs=0.0015)
        spreads = [np.sqrt(np.diag(stability.covariance)) for stability in (drawn, normal)]
        assert spreads[0] == pytest.approx(spreads[1], rel=0.06)


def test_with_silence_the_covariance_of_filled_in_shares_would_be_too_small():
    """Values put in for silence are no answers (Rao and Shao, Biometrika 79, 1992, 811–822)."""
    generator = np.random.default_rng(2)
    ballots = np.where(
        generator.random((1500, 3)) < 0.5, NAN, generator.dirichlet([1] * 3, size=1500)
    )
    ballots = ballots[~np.isnan(ballots).all(axis=1)]
    ballots /= np.nansum(ballots, axis=1, keepdims=True)
    filled = statistics.completed_shares(ballots).std(axis=0) / math.sqrt(len(ballots))
    drawn = np.sqrt(np.diag(statistics.stability(ballots, resamples=4000).covariance))
    normal = np.sqrt(np.diag(statistics.stability(ballots, normal_from=10).covariance))
    assert normal == pytest.approx(drawn, rel=0.06)
    assert (filled < 0.85 * drawn).all()


@few
@given(rounds(silence=True, items=st.integers(2, 6), ballots=st.integers(2, 60)))
def test_no_two_of_the_leading_group_are_distinguishable(round_):
    stability = statistics.stability(matrix(round_[0]), resamples=60, min_given=0)
    leading = np.flatnonzero(stability.leading)
    assert not any(stability.distinguishable[j, k] for j, k in combinations(leading, 2))
    ranks = statistics.ranks(stability.shares)
    assert set(np.flatnonzero(ranks == 1)) <= set(leading)
    assert (stability.rank_ranges[:, 0] <= ranks).all()
    assert (ranks <= stability.rank_ranges[:, 1]).all()


def test_no_variance_is_no_interval():
    assert np.isnan(statistics.stability_intervals([[20, 0]] * 40, resamples=50)).all()
    assert np.isnan(statistics.stability_intervals([[20, 0]], counts=[20_000])).all()
    assert np.isnan(
        statistics.stability_intervals([[1, 0]] * 40, instrument="pick", resamples=50)
    ).all()
    partly = statistics.stability_intervals([[10, 10, 0], [12, 8, 0]] * 20, resamples=50)
    assert np.isnan(partly).tolist() == [[False, False], [False, False], [True, True]]


def test_the_same_seed_gives_the_same_bits_and_another_seed_others():
    ballots = random_ballots(60)
    first, again, other = (
        statistics.stability_intervals(ballots, seed, resamples=100) for seed in (1, 1, 2)
    )
    assert first.tobytes() == again.tobytes() != other.tobytes()


def test_from_normal_from_on_the_normal_approximation_replaces_drawing():
    """F ± 1.96 sd at exactly that many ballots; one fewer is drawn, so the seed matters."""
    ballots = random_ballots(40) / 20
    spread = np.sqrt(ballots.var(axis=0) / 40)
    ends = ballots.mean(axis=0)[:, None] + spread[:, None] * np.array([-1.959964, 1.959964])
    normal = [statistics.stability_intervals(ballots, s, normal_from=40) for s in (1, 2)]
    assert normal[0] == pytest.approx(np.clip(ends, 0, 1), abs=1e-7)
    assert normal[0].tobytes() == normal[1].tobytes()
    drawn = [
        statistics.stability_intervals(ballots, s, normal_from=41, resamples=50) for s in (1, 2)
    ]
    assert drawn[0].tobytes() != drawn[1].tobytes()


def test_the_normal_approximation_begins_at_ten_thousand_ballots_however_they_are_counted():
    def ends(counts, seed):
        return statistics.stability_intervals([[12, 8], [8, 12]], seed, counts=counts, resamples=9)

    assert ends([5000, 5000], 1).tobytes() == ends([5000, 5000], 2).tobytes()
    assert ends([5000, 4999], 1).tobytes() != ends([5000, 4999], 2).tobytes()


def test_silence_counts_in_a_part_as_it_was_settled_for_the_whole():
    ballots = [[10, 10, NAN]] * 20 + [[10, 5, 5]] * 12
    assert statistics.headline(ballots).silence_as_zero
    settled = statistics.headline(ballots, silence_as_zero=False)
    assert settled.shares == pytest.approx(statistics.mean_shares(ballots, 0))
    assert not settled.silence_as_zero
    zero = statistics.headline(ballots, 0, silence_as_zero=True)
    assert zero.shares == pytest.approx(statistics.silence_as_zero(ballots))
    assert zero.silence_as_zero
    part = statistics.stability(ballots, resamples=5, silence_as_zero=False)
    assert part.shares == pytest.approx(settled.shares)
    for aggregate in (statistics.independent_markets, statistics.ladder):
        assert aggregate(ballots, silence_as_zero=False) == pytest.approx(aggregate(ballots, 0))
        assert aggregate(ballots) == pytest.approx(aggregate(ballots, 0, silence_as_zero=True))


def test_a_part_whose_silence_has_no_unique_filling_has_no_shares():
    ballots = [[10, 10, NAN, NAN], [NAN, NAN, 5, 15]]
    assert np.isnan(statistics.mean_shares(ballots, silence_as_zero=False)).all()


def test_the_covariance_of_choices_is_that_of_drawing_ballots_again():
    """p(1−p)/n on the diagonal; with silence first order, held against drawing."""
    picks = picks_of_a_hundred()
    votes = [[Fr(int(chosen)) for chosen in ballot] for ballot in picks]
    covariance = statistics.stability(picks, instrument="pick", resamples=5).covariance
    assert covariance == pytest.approx(np.array(exact.covariance(votes), dtype=float), abs=1e-12)
    assert covariance[0, 0] == pytest.approx(0.51 * 0.49 / 100)
    silent = np.where(np.random.default_rng(4).random(picks.shape) < 0.2, NAN, picks)
    drawn = statistics.stability(silent, instrument="pick", resamples=4000).covariance
    normal = statistics.stability(silent, instrument="pick", normal_from=100).covariance
    assert np.sqrt(np.diag(normal)) == pytest.approx(np.sqrt(np.diag(drawn)), rel=0.06)
