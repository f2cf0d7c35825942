"""No figure depends on how ballots come: not on their order, not on how they are counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.results.method import statistics
from participation.results.method.ballots import exact_sums
from tests.results.ballots import NAN, few, matrix, random_ballots, rounds


@few
@given(rounds(silence=True))
def test_shares_sum_to_one(round_):
    ballots = matrix(round_[0])
    for shares in (
        statistics.mean_shares(ballots, 0),
        statistics.silence_as_zero(ballots),
        statistics.independent_markets(ballots, 0),
        statistics.ladder(ballots, 0),
    ):
        assert shares.sum() == pytest.approx(1, abs=1e-9)
        assert (shares >= 0).all()


def everything(ballots, instrument="points", counts=None):
    stability = statistics.stability(
        ballots, 3, instrument=instrument, resamples=50, min_given=0, counts=counts
    )
    plain = [
        stability.shares,
        stability.intervals,
        stability.covariance,
        stability.distinguishable,
        stability.rank_ranges,
        stability.leading,
    ]
    if instrument == "points":
        plain += [
            statistics.independent_markets(ballots, 0, counts=counts),
            statistics.ladder(ballots, 0, counts=counts),
            statistics.median_shares(ballots, counts=counts),
            statistics.histogram(ballots, counts=counts),
            statistics.top_shares(ballots, counts=counts),
        ]
    return [part.tobytes() for part in plain]


@few
@given(rounds(silence=True), st.randoms())
def test_the_order_of_ballots_changes_not_one_bit(round_, random):
    ballots = round_[0]
    other = random.sample(ballots, len(ballots))
    assert everything(matrix(ballots)) == everything(matrix(other))


def test_the_order_of_shares_that_are_no_binary_fractions_changes_not_one_bit():
    generator = np.random.default_rng(4)
    shares = generator.dirichlet([0.5] * 7, size=3000)
    silent = random_ballots(3000, 0.5, 9) / 20
    for ballots in (shares, silent):
        turned = ballots[generator.permutation(len(ballots))]
        for normal_from in (10_000, 100):
            one, two = (
                statistics.stability(b, resamples=20, normal_from=normal_from, total=1)
                for b in (ballots, turned)
            )
            assert one.shares.tobytes() == two.shares.tobytes()
            assert one.intervals.tobytes() == two.intervals.tobytes()
            assert one.covariance.tobytes() == two.covariance.tobytes()


@few
@given(rounds(silence=True), st.randoms())
def test_the_order_of_items_only_orders_the_figures(round_, random):
    ballots = matrix(round_[0])
    turn = random.sample(range(ballots.shape[1]), ballots.shape[1])
    for figure in (
        lambda b: statistics.mean_shares(b, 0),
        lambda b: statistics.independent_markets(b, 0),
        lambda b: statistics.ladder(b, 0),
        statistics.median_shares,
        statistics.top_shares,
    ):
        assert figure(ballots[:, turn]) == pytest.approx(
            figure(ballots)[turn], abs=1e-9, nan_ok=True
        )


def test_intervals_do_not_depend_on_the_order_of_items():
    ballots, turn = random_ballots(120), [3, 1, 5, 0, 4, 2]
    one = statistics.stability_intervals(ballots, resamples=200)
    assert (
        statistics.stability_intervals(ballots[:, turn], resamples=200).tobytes()
        == one[turn].tobytes()
    )


@few
@given(st.data(), rounds(silence=True))
def test_a_ballot_counted_twice_is_two_equal_ballots(data, round_):
    ballots = matrix(round_[0])
    counts = data.draw(st.lists(st.integers(1, 3), min_size=len(ballots), max_size=len(ballots)))
    assert everything(ballots, counts=counts) == everything(np.repeat(ballots, counts, axis=0))


@few
@given(
    st.lists(
        st.lists(st.sampled_from([0, 1, NAN]), min_size=4, max_size=4), min_size=1, max_size=30
    )
)
def test_nothing_of_this_differs_for_choices(rows):
    ballots = np.array(rows)
    twice = np.repeat(ballots, 2, axis=0)[::-1]
    assert everything(twice, "pick") == everything(ballots, "pick", counts=[2] * len(ballots))


@pytest.mark.parametrize("bound", [1e-3, 1.0, 20.0, 1e6])
def test_sums_are_exact_in_any_order_whatever_the_size_of_the_values(bound):
    generator = np.random.default_rng(6)
    values = generator.random((4000, 2)) * bound
    counts = generator.integers(1, 50, 4000).astype(float)
    for repeats in (None, counts):
        sums = exact_sums(values, repeats, bound)
        plain = (values if repeats is None else values * repeats[:, None]).sum(axis=0)
        assert sums == pytest.approx(plain, rel=1e-9)
        for turn in (generator.permutation(4000), np.argsort(values[:, 0])):
            turned = None if repeats is None else repeats[turn]
            assert exact_sums(values[turn], turned, bound).tobytes() == sums.tobytes()
