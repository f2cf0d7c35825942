"""Two aggregates that are harder to steer than the mean: the moving phantoms Independent Markets
and Ladder.

x_j = median(p_1j … p_nj, f_0(t) … f_n(t)) with t chosen so that Σ x_j = 1. Freeman, Pennock, Peters
and Wortman Vaughan, "Truthful Aggregation of Budget Proposals" (2021), for Independent Markets, f_k
= min(t(n − k), 1); Freeman and Schmidt-Kraepelin, "Project-Fair and Truthful Mechanisms for Budget
Aggregation" (arXiv:2309.02613), for Ladder, f_k = max(t − k/n, 0). With G_j(x) the share of ballots
with p_ij ≥ x, the median needs no phantoms: Independent Markets x_j = min(1, max_v min(v,
s·G_j(v))), s = nt; Ladder x_j = max(0, max_v min(v, G_j(v) − c)), c = 1 − t.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from participation.results.method.ballots import Floats, as_counts
from participation.results.method.options import MIN_GIVEN
from participation.results.method.tally import completed_shares

Steps = tuple[Floats, Floats]
"""The distinct positive values v of a column, ascending, and G(v), the share of ballots that give
at least v."""


def independent_markets(
    ballots: ArrayLike,
    min_given: int = MIN_GIVEN,
    *,
    total: float | None = None,
    counts: ArrayLike | None = None,
    silence_as_zero: bool | None = None,
) -> Floats:
    """Shares (m,) by Independent Markets, summing to 1.

    Arguments and errors as for `mean_shares`; silence is filled in as there, because the mechanism
    needs whole divisions.
    """
    shares = completed_shares(
        ballots, min_given, total=total, counts=counts, silence_as_zero=silence_as_zero
    )
    columns, n = _columns(shares, counts)
    keys = [values / reach for values, reach in columns]

    def at(level: float) -> Floats:
        return np.array(
            [_market(level, key, *steps) for key, steps in zip(keys, columns, strict=True)]
        )

    return (
        at(_root(lambda level: float(at(level).sum()) >= 1.0, 0.0, float(n)))
        if n
        else np.full(len(columns), np.nan)
    )


def ladder(
    ballots: ArrayLike,
    min_given: int = MIN_GIVEN,
    *,
    total: float | None = None,
    counts: ArrayLike | None = None,
    silence_as_zero: bool | None = None,
) -> Floats:
    """Shares (m,) by the Ladder mechanism, summing to 1; arguments, errors and silence as for
    `independent_markets`."""
    shares = completed_shares(
        ballots, min_given, total=total, counts=counts, silence_as_zero=silence_as_zero
    )
    columns, n = _columns(shares, counts)
    keys = [values - reach for values, reach in columns]

    def at(level: float) -> Floats:
        return np.array(
            [_rung(level - 1.0, key, *steps) for key, steps in zip(keys, columns, strict=True)]
        )

    return (
        at(_root(lambda level: float(at(level).sum()) >= 1.0, 0.0, 2.0))
        if n
        else np.full(len(columns), np.nan)
    )


def _columns(shares: Floats, counts: ArrayLike | None) -> tuple[Sequence[Steps], int]:
    repeats = as_counts(counts, len(shares))
    n = len(shares) if repeats is None else int(repeats.sum())
    return [_steps(column, repeats, n) for column in shares.T], n


def _steps(column: Floats, counts: Floats | None, n: int) -> Steps:
    values, inverse = np.unique(column, return_inverse=True)
    heads = np.bincount(inverse, weights=counts, minlength=len(values)).astype(np.float64)
    reach = np.cumsum(heads[::-1])[::-1] / max(n, 1)
    wanted = (values > 0) & (reach > 0)
    return values[wanted], reach[wanted]


def _market(level: float, key: Floats, values: Floats, reach: Floats) -> float:
    """max_v min(v, s·G(v)): v/G(v) ascends, so the maximum is at the last v below the crossing or
    at the next step."""
    step = int(np.searchsorted(key, level, side="right"))
    below = float(values[step - 1]) if step else 0.0
    return max(below, level * float(reach[step])) if step < len(values) else below


def _rung(level: float, key: Floats, values: Floats, reach: Floats) -> float:
    """max(0, max_v min(v, G(v) + level)), level = −c = t − 1, found in the same way from the
    ascending v − G(v)."""
    step = int(np.searchsorted(key, level, side="right"))
    below = float(values[step - 1]) if step else 0.0
    return max(below, float(reach[step]) + level) if step < len(values) else below


def _root(reached: Callable[[float], bool], low: float, high: float) -> float:
    """The smallest float at which `reached`, which never turns back from true to false, is true, by
    bisection."""
    while low < (middle := low + (high - low) / 2) < high:
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high
