"""Ballots drawn again from themselves, as many as there are, with replacement (Efron, 1979)."""

from collections.abc import Iterator
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from participation.results.method.ballots import Floats, chunks, on_grid
from participation.results.method.estimates import Estimate
from participation.results.method.ranks import NOTHING

_DRAWS_AT_ONCE = 2_000_000


def drawn_shares(estimated: Estimate, seed: int, resamples: int) -> Floats:
    """Shares of each resample, (resamples × m), drawn in blocks that keep memory bounded.

    Items, then ballots, are first put in an order that depends on their values only, so that the
    draw does not depend on how they came. (Items that hold the very same values in some order keep
    the order they came in.)
    """
    rows = (
        estimated.rows
        if estimated.counts is None
        else np.repeat(estimated.rows, estimated.counts.astype(np.int64), axis=0)
    )
    known = np.where(np.isnan(rows), -1.0, rows)
    order = sorted(range(known.shape[1]), key=lambda item: np.sort(known[:, item]).tolist())
    distinct, repeats = np.unique(known[:, order], axis=0, return_counts=True)
    points = on_grid(np.where(distinct >= 0, distinct, np.nan), estimated.n, 1.0)
    result = np.empty((resamples, known.shape[1]))
    for part, weights in drawn_weights(repeats, seed, resamples):
        result[part, order] = estimated.resampled(weights, points)
    return result


def drawn_weights(
    repeats: NDArray[np.int64], seed: int, resamples: int
) -> Iterator[tuple[slice, Floats]]:
    """How often each distinct ballot is drawn (block × distinct), block after block.

    `repeats` (distinct,) says how often it was cast. Each line is a multinomial draw of as many
    ballots as there are, by PCG64 from `seed`.
    """
    which = np.repeat(np.arange(len(repeats)), repeats)
    generator = np.random.Generator(np.random.PCG64(seed))
    for part in chunks(resamples, max(1, _DRAWS_AT_ONCE // len(which))):
        size = part.stop - part.start
        drawn = which[generator.integers(0, len(which), size=(size, len(which)))]
        drawn += np.arange(size)[:, None] * len(repeats)
        counts = np.bincount(drawn.ravel(), minlength=size * len(repeats))
        yield part, counts.reshape(size, len(repeats)).astype(np.float64)


def covariance_of(draws: Floats) -> Floats:
    """Covariance (m × m) over the resamples in which every share is known."""
    whole = draws[~np.isnan(draws).any(axis=1)]
    if not len(whole):
        return np.zeros((draws.shape[1], draws.shape[1]))
    return np.asarray(np.atleast_2d(np.cov(whole, rowvar=False, ddof=0)), dtype=np.float64)


def normal_intervals(
    shares: Floats, covariance: Floats, percentiles: tuple[float, float]
) -> Floats:
    """F ± z·sd (m × 2), within 0 and 1; NaN where nothing varies."""
    spread = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    quantiles = np.array([NormalDist().inv_cdf(percentile / 100) for percentile in percentiles])
    ends = np.clip(shares[:, None] + spread[:, None] * quantiles, 0.0, 1.0)
    return np.asarray(np.where(spread[:, None] > NOTHING, ends, np.nan))


def percentile_intervals(draws: Floats, percentiles: tuple[float, float]) -> Floats:
    """Percentiles of each column, rounded to twelve decimals, which takes the last bits of a linear
    solver out; NaN where nothing varies."""
    ends = np.full((draws.shape[1], 2), np.nan)
    for item, column in enumerate(draws.T):
        known = column[~np.isnan(column)]
        if len(known) and known.max() - known.min() > NOTHING:
            ends[item] = np.percentile(known, percentiles)
    return np.round(ends, 12)
