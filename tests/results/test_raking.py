"""Weights that make groups as large as in a population."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.results.method.ballots import Floats
from participation.results.method.raking import (
    LARGEST,
    TOLERANCE,
    UNIT,
    Raked,
    Refusal,
    rake,
)

CROSSED = np.array(list(product(range(2), range(3))), dtype=np.int64)
"""The cells of a question with two answers and one with three."""


def weights(
    classes: list[tuple[int, ...]], counts: list[int], *targets: list[float]
) -> Raked | Refusal:
    """Rake cells given as plain lists."""
    return rake(np.array(classes), np.array(counts), [np.array(target) for target in targets])


def shares(values: list[int]) -> Floats:
    """Whole numbers as shares of their sum."""
    return np.array(values) / sum(values)


@given(
    st.lists(st.integers(5, 400), min_size=6, max_size=6),
    st.lists(st.integers(20, 60), min_size=2, max_size=2),
    st.lists(st.integers(20, 60), min_size=3, max_size=3),
)
def test_every_margin_is_reproduced_and_no_ballot_counts_too_often(
    counts: list[int], first: list[int], second: list[int]
) -> None:
    sizes, targets = np.array(counts), [shares(first), shares(second)]
    raked = rake(CROSSED, sizes, targets)
    if raked is Refusal.CAP:
        return
    assert isinstance(raked, Raked)
    counted = raked.weights * sizes
    for column, target in zip(CROSSED.T, targets, strict=True):
        reached = np.bincount(column, weights=counted) / counted.sum()
        assert np.abs(reached - target).max() <= TOLERANCE
    assert 1 <= raked.largest <= LARGEST
    assert counted.sum() == pytest.approx(sizes.sum() * UNIT, rel=TOLERANCE)


@given(st.lists(st.integers(1, 400), min_size=6, max_size=6))
def test_shares_equal_to_those_observed_leave_every_ballot_at_once(counts: list[int]) -> None:
    sizes = np.array(counts)
    observed = [np.bincount(column, weights=sizes) / sizes.sum() for column in CROSSED.T]
    raked = rake(CROSSED, sizes, observed)
    assert isinstance(raked, Raked)
    assert set(raked.weights.tolist()) == {UNIT}
    assert raked.design_effect == pytest.approx(1)
    assert raked.effective == pytest.approx(sizes.sum())


def test_with_one_margin_a_class_counts_its_share_over_what_was_observed() -> None:
    raked = weights([(0,), (1,), (2,)], [100, 150, 50], [0.5, 0.25, 0.25])
    assert isinstance(raked, Raked)
    assert raked.weights.tolist() == [15_000, 5_000, 15_000]
    assert raked.steps == 1


@pytest.mark.parametrize(
    ("counts", "row", "column"),
    [([120, 60, 40, 80], 0.5, 0.5), ([10, 90, 150, 50], 0.45, 0.6), ([33, 77, 101, 89], 0.3, 0.35)],
)
def test_two_by_two_keeps_the_odds_ratio_that_the_ballots_have(
    counts: list[int], row: float, column: float
) -> None:
    """Raking multiplies rows and columns, so the odds ratio stays; with the margins it leaves one
    unknown, the root of a quadratic equation that is solved here in closed form."""
    a, b, c, d = counts
    ratio = a * d / (b * c)
    # p·(1 − row − column + p) = ratio·(row − p)·(column − p)
    square, linear = 1 - ratio, 1 - row - column + ratio * (row + column)
    constant = -ratio * row * column
    root = (-linear + math.sqrt(linear**2 - 4 * square * constant)) / (2 * square)
    parts = [root, row - root, column - root, 1 - row - column + root]
    expected = [part * sum(counts) / n for part, n in zip(parts, counts, strict=True)]
    raked = weights([(0, 0), (0, 1), (1, 0), (1, 1)], counts, [row, 1 - row], [column, 1 - column])
    assert isinstance(raked, Raked)
    assert [weight / UNIT for weight in raked.weights] == pytest.approx(expected, abs=1 / UNIT)


def test_the_design_effect_is_one_and_the_squared_variation_of_the_weights() -> None:
    """Half of the ballots count 1.5 times, half 0.5 times: CV² = 0.25, and 400 are worth 320."""
    raked = weights([(0,), (1,)], [200, 200], [0.75, 0.25])
    assert isinstance(raked, Raked)
    assert raked.design_effect == pytest.approx(1.25)
    assert raked.effective == pytest.approx(320)
    assert raked.largest == pytest.approx(1.5)


def test_margins_that_contradict_each_other_are_refused() -> None:
    """Everybody in the first class of one question is in the first class of the other."""
    assert weights([(0, 0), (1, 1)], [150, 150], [0.5, 0.5], [0.4, 0.6]) is Refusal.UNCONVERGED


def test_a_ballot_that_would_count_more_than_five_times_is_refused() -> None:
    assert isinstance(weights([(0,), (1,)], [20, 180], [0.5, 0.5]), Raked)
    assert weights([(0,), (1,)], [19, 181], [0.5, 0.5]) is Refusal.CAP


def test_a_class_without_ballots_cannot_be_made_larger() -> None:
    assert weights([(0,), (1,)], [150, 150], [0.4, 0.4, 0.2]) is Refusal.NOBODY


def test_a_class_that_should_be_empty_and_is_not_cannot_be_counted_away() -> None:
    assert weights([(0,), (1,)], [150, 150], [1.0, 0.0]) is Refusal.NOBODY


@pytest.mark.parametrize(("counts", "target"), [([0, 10], [0.5, 0.5]), ([5, 10], [0.5, 0.4])])
def test_cells_without_ballots_and_targets_that_miss_the_whole_are_errors(
    counts: list[int], target: list[float]
) -> None:
    with pytest.raises(ValueError, match="sum to 1"):
        weights([(0,), (1,)], counts, target)
