"""The figures of a round: pure functions on matrices, ballots × items, with NaN for "no opinion".

The public face of the method. What makes shares of ballots is in `tally`, how they move in
`stability`, who is ahead of whom in `ranks`, the goals within a field in `goals`, the aggregates
that are harder to steer in `moving_phantoms`; their public functions are names of this module too.
Here are the descriptions of a field. Every threshold is an argument, because a round stores its
own. Sources: docs/adr/0004.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from participation.results.method import ballots as matrices
from participation.results.method.ballots import Floats
from participation.results.method.goals import (
    GoalShares,
    goal_index,
    goal_readings,
    goal_shares,
)
from participation.results.method.moving_phantoms import independent_markets, ladder
from participation.results.method.options import (
    DEFAULT_LEVEL,
    DEFAULT_PERCENTILES,
    DEFAULT_RESAMPLES,
    MIN_DRAWN,
    MIN_GIVEN,
    NORMAL_FROM,
    Choices,
)
from participation.results.method.ranks import (
    distinguishable,
    leading_group,
    published,
    rank_ranges_of,
    ranks,
)
from participation.results.method.stability import (
    Stability,
    rank_ranges,
    stability,
    stability_intervals,
)
from participation.results.method.tally import (
    Headline,
    chosen_shares,
    completed_shares,
    headline,
    mean_shares,
    silence_as_zero,
)

__all__ = [
    "DEFAULT_LEVEL",
    "DEFAULT_PERCENTILES",
    "DEFAULT_RESAMPLES",
    "HISTOGRAM_EDGES",
    "MIN_DRAWN",
    "MIN_GIVEN",
    "NORMAL_FROM",
    "TOP_PLACES",
    "AnswerCounts",
    "Choices",
    "GoalShares",
    "Headline",
    "Stability",
    "answer_counts",
    "chosen_shares",
    "completed_shares",
    "distinguishable",
    "goal_index",
    "goal_readings",
    "goal_shares",
    "headline",
    "histogram",
    "independent_markets",
    "ladder",
    "leading_group",
    "mean_shares",
    "median_shares",
    "published",
    "rank_ranges",
    "rank_ranges_of",
    "ranks",
    "silence_as_zero",
    "stability",
    "stability_intervals",
    "top_shares",
]

TOP_PLACES = 3
HISTOGRAM_EDGES = (0.0, 0.05, 0.10, 0.20, 0.50, 1.0)
"""Bins 0 · (0, 5 %] · (5, 10 %] · (10, 20 %] · (20, 50 %] · (50, 100 %]."""


@dataclass(frozen=True)
class AnswerCounts:
    """For each item (m,) how many ballots gave an answer, had no opinion, and gave zero (zeros are
    given answers)."""

    given: NDArray[np.int64]
    no_opinion: NDArray[np.int64]
    zero: NDArray[np.int64]


def answer_counts(ballots: ArrayLike, *, counts: ArrayLike | None = None) -> AnswerCounts:
    """Given, silent and zero answers for each item of `ballots` (n × m)."""
    matrix = matrices.as_matrix(ballots)
    repeats = matrices.as_counts(counts, len(matrix))

    def heads(answers: NDArray[np.bool_]) -> NDArray[np.int64]:
        return matrices.exact_sums(answers.astype(np.float64), repeats, 1.0).astype(np.int64)

    silent = np.isnan(matrix)
    return AnswerCounts(heads(~silent), heads(silent), heads(matrix == 0))


def median_shares(
    ballots: ArrayLike, *, total: float | None = None, counts: ArrayLike | None = None
) -> Floats:
    """Median of the given shares of each item, (m,), the mean of the middle two for an even number;
    NaN where none is given. It looks at single answers: no ballot has to sum to the total.
    """
    matrix = matrices.as_matrix(ballots)
    repeats = matrices.as_counts(counts, len(matrix))
    whole = matrices.total_of(matrix) if total is None else total
    result = np.full(matrix.shape[1], np.nan)
    for item, column in enumerate(matrix.T):
        given = ~np.isnan(column)
        values, inverse = np.unique(column[given], return_inverse=True)
        heads = None if repeats is None else repeats[given]
        reached = np.cumsum(np.bincount(inverse, weights=heads, minlength=len(values)))
        if len(values):
            n = int(reached[-1])
            middle = np.searchsorted(reached, [(n + 1) // 2, n // 2 + 1])
            result[item] = values[middle].sum() / (2 * whole)
    return result


def top_shares(
    ballots: ArrayLike, places: int = TOP_PLACES, *, counts: ArrayLike | None = None
) -> Floats:
    """Share of the given answers in which the item is among the ballot's `places` heaviest, (m,);
    NaN where none is given.

    Items that tie for the last places share them: t items tied for r places count r/t each. Nothing
    that was given zero is among the heaviest, so a ballot that names fewer items leaves places
    empty.
    """
    matrix = matrices.as_matrix(ballots)
    repeats = matrices.as_counts(counts, len(matrix))
    known = np.nan_to_num(matrix, nan=0.0)
    held = np.empty_like(known)
    for part in matrices.chunks(len(known)):
        held[part] = _places_held(known[part], min(places, known.shape[1]))
    sums = matrices.exact_sums(held, repeats, 1.0)
    with np.errstate(invalid="ignore"):
        return np.asarray(sums / answer_counts(matrix, counts=counts).given)


def _places_held(block: Floats, places: int) -> Floats:
    cut = np.maximum(-np.partition(-block, places - 1, axis=1)[:, places - 1], 0.0)[:, None]
    above = block > cut
    tied = (block == cut) & (cut > 0)
    left = places - above.sum(axis=1, keepdims=True)
    return np.asarray(above + tied * (left / np.maximum(tied.sum(axis=1, keepdims=True), 1)))


def histogram(
    ballots: ArrayLike,
    edges: tuple[float, ...] = HISTOGRAM_EDGES,
    *,
    total: float | None = None,
    counts: ArrayLike | None = None,
) -> NDArray[np.int64]:
    """How many given answers of each item fall into each bin, (m × bins): exactly 0, then half-open
    (edge, next edge]. It looks at single answers: no ballot has to sum to the total.
    """
    matrix = matrices.as_matrix(ballots)
    repeats = matrices.as_counts(counts, len(matrix))
    # An edge takes in what is larger by no more than rounding, so that 0.1 + 0.2 is still at most
    # 0.3.
    whole = matrices.total_of(matrix) if total is None else total
    limits = np.asarray(edges) * whole * (1 + 1e-9)
    result = np.zeros((matrix.shape[1], len(edges)), dtype=np.int64)
    for item, column in enumerate(matrix.T):
        given = ~np.isnan(column)
        bins = np.minimum(np.searchsorted(limits, column[given], side="left"), len(edges) - 1)
        heads = None if repeats is None else repeats[given]
        result[item] = np.bincount(bins, weights=heads, minlength=len(edges))
    return result
