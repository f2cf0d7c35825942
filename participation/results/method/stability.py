"""How much a result depends on single ballots: intervals, distinguishable pairs, ranges of ranks.

This is no sampling error: the ballots are volunteers' (AAPOR). The only question is how far the
shares move when ballots are drawn again from the ballots themselves, as many as there are, with
replacement (Efron, 1979). All methods are argued in docs/adr/0004.
"""

from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from participation.results.method.ballots import Floats
from participation.results.method.estimates import estimate, linear_covariance
from participation.results.method.options import DEFAULT_SEED, Choices, Options
from participation.results.method.ranks import distinguishable, leading_group, rank_ranges_of
from participation.results.method.resampling import (
    covariance_of,
    drawn_shares,
    normal_intervals,
    percentile_intervals,
)


@dataclass(frozen=True)
class Stability:
    """What resampling says: shares (m,), intervals (m × 2), covariance (m × m), telling apart (m ×
    m), ranks (m × 2).
    """

    shares: Floats
    intervals: Floats
    covariance: Floats
    distinguishable: NDArray[np.bool_]
    rank_ranges: NDArray[np.int64]
    leading: NDArray[np.bool_]
    silence_as_zero: bool


def stability(
    ballots: ArrayLike,
    seed: int = DEFAULT_SEED,
    *,
    counts: ArrayLike | None = None,
    **choices: Unpack[Choices],
) -> Stability:
    """Everything that resampling says about one matrix of ballots (n × m, points, shares or
    choices, NaN for no opinion).

    `choices` are those of `Options`. Below `normal_from` ballots the intervals are percentiles
    (linear between order statistics) of `resamples` multinomial resamples drawn by PCG64 from
    `seed`; from there on F ± z·sd. The same ballots give the same bits in any order of rows. Raises
    ValueError as `mean_shares` and `chosen_shares` do.
    """
    options = Options(**choices)
    estimated = estimate(ballots, options, counts)
    items = len(estimated.shares)
    if estimated.n == 0:
        covariance, intervals = np.full((items, items), np.nan), np.full((items, 2), np.nan)
    elif estimated.n >= options.normal_from:
        covariance = linear_covariance(estimated)
        intervals = normal_intervals(estimated.shares, covariance, options.percentiles)
    else:
        draws = drawn_shares(estimated, seed, options.resamples)
        covariance = linear_covariance(estimated) if estimated.linear else covariance_of(draws)
        intervals = percentile_intervals(draws, options.percentiles)
    apart = distinguishable(estimated.shares, covariance, estimated.n, level=options.level)
    ranges = rank_ranges_of(estimated.shares, apart)
    return Stability(
        estimated.shares,
        intervals,
        covariance,
        apart,
        ranges,
        leading_group(ranges),
        estimated.silence_as_zero,
    )


def stability_intervals(
    ballots: ArrayLike,
    seed: int = DEFAULT_SEED,
    *,
    counts: ArrayLike | None = None,
    **choices: Unpack[Choices],
) -> Floats:
    """Lower and upper end of each item's stability interval, (m × 2), as shares; NaN where nothing
    varies. See `stability`.
    """
    return stability(ballots, seed, counts=counts, **choices).intervals


def rank_ranges(
    ballots: ArrayLike,
    seed: int = DEFAULT_SEED,
    *,
    counts: ArrayLike | None = None,
    **choices: Unpack[Choices],
) -> NDArray[np.int64]:
    """First and last rank each item may claim, (m × 2), 1 the best; 0 for items without a share.
    See `stability`."""
    return stability(ballots, seed, counts=counts, **choices).rank_ranges
