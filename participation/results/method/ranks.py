"""Ranks: which item is ahead of which, which pairs are distinguishable, and which items lead."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from participation.results.method.ballots import Floats
from participation.results.method.options import DEFAULT_LEVEL
from participation.results.method.student import two_sided_t

NOTHING = 1e-12
"""Anything smaller is rounding: shares are published with six decimals."""


def ranks(shares: ArrayLike) -> NDArray[np.int64]:
    """Places of `shares` (m,), 1 the largest, compared as published (six decimals); equal values
    share the smaller rank.

    0 stands for an item without a share (NaN).
    """
    values = [published(share) for share in np.asarray(shares, dtype=np.float64)]
    return np.array(
        [0 if v != v else 1 + sum(other > v for other in values) for v in values], dtype=np.int64
    )


def distinguishable(
    shares: Floats,
    covariance: Floats,
    n: int | None = None,
    *,
    level: float = DEFAULT_LEVEL,
) -> NDArray[np.bool_]:
    """Which pairs of items are distinguishable, (m × m), symmetric.

    t = difference / (its resampling standard deviation·√(n/(n−1))) with `n` ballots, two-sided p by
    Student's t with n−1 degrees of freedom (by the normal distribution where `n` is None), Holm's
    step-down correction ("A simple sequentially rejective multiple test procedure", 1979) over all
    pairs. One ballot alone tells nothing apart.
    Items whose published six-decimal values are equal are never distinguishable, so that a rank
    never contradicts a range of ranks. A difference that no resample changes is distinguishable.
    Items without a share (NaN) are in no pair.
    """
    items = len(shares)
    pairs = [
        (j, k) for j in range(items) for k in range(j) if not math.isnan(shares[j] + shares[k])
    ]
    tested = sorted((_p_value(shares, covariance, n, j, k), j, k) for j, k in pairs)
    apart = np.zeros((items, items), dtype=np.bool_)
    for done, (p, j, k) in enumerate(tested):
        if p > level / (len(tested) - done):
            break
        apart[j, k] = apart[k, j] = published(shares[j]) != published(shares[k])
    return apart


def rank_ranges_of(shares: Floats, apart: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Ranges of places (m × 2): 1 + items distinguishably above, and m − items distinguishably
    below; 0 without a share.
    """
    held = ~np.isnan(shares)
    above = apart & (shares[None, :] > shares[:, None])
    below = apart & (shares[None, :] < shares[:, None])
    ranges = np.column_stack([1 + above.sum(axis=1), int(held.sum()) - below.sum(axis=1)])
    return np.where(held[:, None], ranges, 0).astype(np.int64)


def leading_group(ranges: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The items whose range of places starts at 1, (m,).

    No two of them are distinguishable: of two that are, the lower has one distinguishably above it,
    so its range starts at 2 or later. That needs no transitivity. The group holds every item with
    the highest share. It may leave out an item whose share lies between two of its members, when
    that item's difference to the first hardly varies.
    """
    return np.asarray(ranges[:, 0] == 1)


def published(share: float) -> float:
    """The value as it is published, six decimals, rounded as text formatting rounds it."""
    return round(float(share), 6)


def _p_value(shares: Floats, covariance: Floats, n: int | None, j: int, k: int) -> float:
    difference = abs(float(shares[j] - shares[k]))
    variance = float(covariance[j, j] + covariance[k, k] - 2 * covariance[j, k])
    if difference < NOTHING or n == 1:
        return 1.0
    if not variance > NOTHING**2:
        return 0.0
    if n is None:
        return math.erfc(difference / math.sqrt(2 * variance))
    return two_sided_t(difference / math.sqrt(variance * n / (n - 1)), n - 1)
