"""Every argument of the method's public functions can be named."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from participation.results.method import statistics

BALLOTS = [[12, 8], [8, 12]]
FIELD: dict[str, Any] = {
    "field": [0.5, 0.5],
    "top": [True, True],
    "answers": BALLOTS,
    "min_drawn": 0,
}
CHOICES: dict[str, Any] = {"ballots": [[1, 0], [0, 1]]}
OF_BALLOTS: dict[str, Any] = {"ballots": BALLOTS}
WITH_SILENCE: dict[str, Any] = {"ballots": BALLOTS, "min_given": 0}
HALF = [0.5, 0.5]


@pytest.mark.parametrize(
    ("function", "named", "expected"),
    [
        (statistics.mean_shares, WITH_SILENCE, HALF),
        (statistics.silence_as_zero, OF_BALLOTS, HALF),
        (statistics.completed_shares, WITH_SILENCE, [[0.6, 0.4], [0.4, 0.6]]),
        (statistics.chosen_shares, CHOICES, HALF),
        (statistics.independent_markets, WITH_SILENCE, HALF),
        (statistics.ladder, WITH_SILENCE, HALF),
        (statistics.goal_shares, FIELD, HALF),
        (statistics.median_shares, OF_BALLOTS, HALF),
        (statistics.top_shares, {"ballots": BALLOTS, "places": 1}, HALF),
        (statistics.histogram, {"ballots": BALLOTS, "edges": (0, 0.5, 1)}, [[0, 1, 1]] * 2),
        (statistics.rank_ranges, {"ballots": BALLOTS, "seed": 1, "resamples": 5}, [[1, 2]] * 2),
    ],
)
def test_arguments_can_be_named(
    function: Callable[..., Any], named: dict[str, Any], expected: Any
) -> None:
    assert function(**named) == pytest.approx(np.array(expected))


def test_arguments_of_compound_results_can_be_named() -> None:
    assert statistics.headline(**WITH_SILENCE).shares == pytest.approx(HALF)
    assert statistics.goal_readings(**FIELD).local == pytest.approx(HALF)
    assert statistics.answer_counts(**OF_BALLOTS).given.tolist() == [2, 2]
    stable = statistics.stability(**OF_BALLOTS, seed=1, resamples=5)
    again = statistics.stability_intervals(**OF_BALLOTS, seed=1, resamples=5)
    assert (stable.intervals == again).all()
    shares, covariance = np.array([0.6, 0.4]), np.eye(2)
    assert not statistics.distinguishable(shares=shares, covariance=covariance, n=40).any()
