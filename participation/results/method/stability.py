"""How much a result hangs on single ballots: resampling, intervals, what can be told apart, ranges
of places.

This is no sampling error: the ballots are volunteers' (AAPOR). The only question is how far the
shares move when ballots are drawn again from the ballots themselves, as many as there are, with
replacement (Efron, 1979). All methods are argued in docs/adr/0004.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from participation.results.method import tally
from participation.results.method.ranks import (
    DEFAULT_LEVEL,
    NOTHING,
    distinguishable,
    leading_group,
    rank_ranges_of,
)
from participation.results.method.tally import MIN_GIVEN, Floats

Instrument = Literal["points", "pick"]

DEFAULT_SEED = 0
"""For trying things out; a round passes the seed of its frozen rules."""
DEFAULT_RESAMPLES = 10_000
DEFAULT_PERCENTILES = (2.5, 97.5)
NORMAL_FROM = 10_000
"""From this many ballots on, the normal approximation takes the place of resampling."""

_DRAWS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Stability:
    """What resampling says: shares (m,), intervals (m × 2), covariance (m × m), telling apart (m ×
    m), places (m × 2).
    """

    shares: Floats
    intervals: Floats
    covariance: Floats
    distinguishable: NDArray[np.bool_]
    rank_ranges: NDArray[np.int64]
    leading: NDArray[np.bool_]
    silence_as_zero: bool


@dataclass(frozen=True)
class _Estimate:
    """Shares; deviations ψ (n × m) whose mean is 0; T, so that the shares move by T·mean ψ; the
    shares of a resample.

    `linear` tells that the shares are a plain mean, so that their resampling covariance is known
    without drawing.
    """

    shares: Floats
    deviations: Floats
    transform: Floats
    counts: Floats | None
    linear: bool
    silence_as_zero: bool
    rows: Floats
    resampled: Callable[[Floats, Floats], Floats]


def stability(
    ballots: ArrayLike,
    seed: int = DEFAULT_SEED,
    *,
    instrument: Instrument = "points",
    resamples: int = DEFAULT_RESAMPLES,
    percentiles: tuple[float, float] = DEFAULT_PERCENTILES,
    normal_from: int = NORMAL_FROM,
    level: float = DEFAULT_LEVEL,
    min_given: int = MIN_GIVEN,
    total: float | None = None,
    counts: ArrayLike | None = None,
) -> Stability:
    """Everything that resampling says about one matrix of ballots (n × m, points, shares or
    choices, NaN for no opinion).

    Below `normal_from` ballots the intervals are percentiles (linear between order statistics) of
    `resamples` multinomial resamples drawn by PCG64 from `seed`; from there on F ± z·sd. The same
    ballots give the same bits in any order of rows. Raises ValueError as `mean_shares` and
    `chosen_shares` do.
    """
    found = _estimate(ballots, instrument, min_given, total, counts)
    n = len(found.rows) if found.counts is None else int(found.counts.sum())
    items = len(found.shares)
    if n == 0:
        covariance, intervals = np.full((items, items), np.nan), np.full((items, 2), np.nan)
    elif n >= normal_from:
        covariance = _linear_covariance(found, n)
        intervals = _normal_intervals(found.shares, covariance, percentiles)
    else:
        draws = _draws(found, n, seed, resamples)
        covariance = _linear_covariance(found, n) if found.linear else _covariance(draws)
        intervals = _percentile_intervals(draws, percentiles)
    apart = distinguishable(found.shares, covariance, level=level)
    ranges = rank_ranges_of(found.shares, apart)
    return Stability(
        found.shares,
        intervals,
        covariance,
        apart,
        ranges,
        leading_group(ranges),
        found.silence_as_zero,
    )


def stability_intervals(
    ballots: ArrayLike,
    seed: int = DEFAULT_SEED,
    *,
    instrument: Instrument = "points",
    resamples: int = DEFAULT_RESAMPLES,
    percentiles: tuple[float, float] = DEFAULT_PERCENTILES,
    normal_from: int = NORMAL_FROM,
    min_given: int = MIN_GIVEN,
    total: float | None = None,
    counts: ArrayLike | None = None,
) -> Floats:
    """Lower and upper end of each item's stability interval, (m × 2), as shares; NaN where nothing
    varies. See `stability`.
    """
    return stability(
        ballots,
        seed,
        instrument=instrument,
        resamples=resamples,
        percentiles=percentiles,
        normal_from=normal_from,
        min_given=min_given,
        total=total,
        counts=counts,
    ).intervals


def rank_ranges(
    ballots: ArrayLike,
    seed: int = DEFAULT_SEED,
    *,
    instrument: Instrument = "points",
    resamples: int = DEFAULT_RESAMPLES,
    normal_from: int = NORMAL_FROM,
    level: float = DEFAULT_LEVEL,
    min_given: int = MIN_GIVEN,
    total: float | None = None,
    counts: ArrayLike | None = None,
) -> NDArray[np.int64]:
    """First and last place each item may claim, (m × 2), 1 the best; 0 for items without a share.
    See `stability`."""
    return stability(
        ballots,
        seed,
        instrument=instrument,
        resamples=resamples,
        normal_from=normal_from,
        level=level,
        min_given=min_given,
        total=total,
        counts=counts,
    ).rank_ranges


def _estimate(
    ballots: ArrayLike,
    instrument: Instrument,
    min_given: int,
    total: float | None,
    counts: ArrayLike | None,
) -> _Estimate:
    if instrument == "pick":
        return _pick_estimate(ballots, counts)
    checked = tally.prepare(ballots, total=total, counts=counts)
    found = tally.headline_of(checked, min_given)
    shares = checked.points / checked.total
    if checked.given is None or found.silence_as_zero or not checked.n:
        identity = np.eye(shares.shape[1])
        return _Estimate(
            found.shares,
            shares - found.shares,
            identity,
            checked.counts,
            True,
            found.silence_as_zero,
            shares,
            _means,
        )
    answered = checked.given > 0
    mass = tally.answered_mass(checked.given, found.shares)
    deviations = np.where(answered, shares * mass[:, None] - found.shares, 0.0)
    transform = _silence_transform(checked, found.shares)
    rows = np.where(answered, shares, np.nan)
    return _Estimate(
        found.shares, deviations, transform, checked.counts, False, False, rows, _silence_means
    )


def _silence_transform(checked: tally.Ballots, shares: Floats) -> Floats:
    """How F moves with mean ψ. F solves mean ψ(F) = 0, ψ_ij = p_ij·Σ_{l∈S_i} F_l − F_j for answered
    j, and Σ F = 1.

    By the implicit function theorem F moves by A⁻¹ mean ψ, A the system's matrix with its last row
    replaced by ones (and ψ's last column by 0): the usual linearisation of an estimating equation
    (Davison and Sardy, Journal of Official Statistics 23, 2007, 371–386). The covariance of the
    filled-in f would be too small: it takes the values put in for silence for answers (Rao and
    Shao, Biometrika 79, 1992, 811–822).
    """
    assert checked.given is not None
    m = len(shares)
    given = tally.exact_sums(checked.given, checked.counts, 1.0)
    bound = checked.total * (1.0 if checked.counts is None else float(checked.counts.max()))
    cross = tally.cross_sums(checked.points, checked.given, checked.counts, bound) / checked.total
    system = (np.diag(given) - cross) / checked.n
    system[m - 1, :] = 1.0
    transform = np.asarray(np.linalg.inv(system), dtype=np.float64)
    transform[:, m - 1] = 0.0
    return transform


def _pick_estimate(ballots: ArrayLike, counts: ArrayLike | None) -> _Estimate:
    chosen, given, repeats = tally.choices(ballots, counts)
    shares = tally.chosen_shares(ballots, counts=counts)
    n = len(chosen) if repeats is None else int(repeats.sum())
    answered = tally.exact_sums(given, repeats, 1.0)
    deviations = np.where(given > 0, chosen - np.nan_to_num(shares), 0.0)
    scale = np.divide(n, answered, out=np.zeros_like(answered), where=answered > 0)
    rows = np.where(given > 0, chosen, np.nan)
    full = bool((answered == n).all())
    return _Estimate(
        shares, deviations, np.diag(scale), repeats, full, False, rows, _means if full else _ratios
    )


def _linear_covariance(found: _Estimate, n: int) -> Floats:
    """Covariance of the shares (m × m): T·mean(ψψᵀ)·Tᵀ / n, exact for plain means, first order
    otherwise."""
    m = found.deviations.shape[1]
    moments = np.zeros(m * m)
    ones = np.ones(len(found.rows)) if found.counts is None else found.counts
    for part in tally.chunks(len(found.rows), 4096):
        block = found.deviations[part]
        products = (block[:, :, None] * block[:, None, :]).reshape(len(block), m * m)
        moments += ones[part] @ tally.on_grid(products, n, 1.0)
    return np.asarray(found.transform @ (moments.reshape(m, m) / n) @ found.transform.T / n)


def _covariance(draws: Floats) -> Floats:
    whole = draws[~np.isnan(draws).any(axis=1)]
    if not len(whole):
        return np.zeros((draws.shape[1], draws.shape[1]))
    return np.asarray(np.atleast_2d(np.cov(whole, rowvar=False, ddof=0)), dtype=np.float64)


def _normal_intervals(
    shares: Floats, covariance: Floats, percentiles: tuple[float, float]
) -> Floats:
    spread = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    quantiles = np.array([NormalDist().inv_cdf(percentile / 100) for percentile in percentiles])
    ends = np.clip(shares[:, None] + spread[:, None] * quantiles, 0.0, 1.0)
    return np.asarray(np.where(spread[:, None] > NOTHING, ends, np.nan))


def _percentile_intervals(draws: Floats, percentiles: tuple[float, float]) -> Floats:
    """Percentiles of each column, rounded to twelve decimals, which takes the last bits of a linear
    solver out."""
    ends = np.full((draws.shape[1], 2), np.nan)
    for item, column in enumerate(draws.T):
        known = column[~np.isnan(column)]
        if len(known) and known.max() - known.min() > NOTHING:
            ends[item] = np.percentile(known, percentiles)
    return np.round(ends, 12)


def _draws(found: _Estimate, n: int, seed: int, resamples: int) -> Floats:
    """Shares of each resample, (resamples × m), drawn in blocks that keep memory bounded.

    Items, then ballots, are first put in an order that depends on their values only, so that the
    draw does not depend on how they came. (Items that hold the very same values in some order keep
    the order they came in.)
    """
    rows = (
        found.rows
        if found.counts is None
        else np.repeat(found.rows, found.counts.astype(np.int64), axis=0)
    )
    known = np.where(np.isnan(rows), -1.0, rows)
    order = sorted(range(known.shape[1]), key=lambda item: np.sort(known[:, item]).tolist())
    distinct, repeats = np.unique(known[:, order], axis=0, return_counts=True)
    which = np.repeat(np.arange(len(distinct)), repeats)
    points, given = np.maximum(distinct, 0.0), (distinct >= 0).astype(np.float64)
    generator = np.random.Generator(np.random.PCG64(seed))
    result = np.empty((resamples, known.shape[1]))
    for part in tally.chunks(resamples, max(1, _DRAWS_AT_ONCE // n)):
        weights = _weights(generator, which, len(distinct), part.stop - part.start)
        result[part, order] = found.resampled(
            weights, tally.on_grid(np.where(given > 0, points, np.nan), n, 1.0)
        )
    return result


def _weights(
    generator: np.random.Generator, which: NDArray[np.int64], distinct: int, size: int
) -> Floats:
    """How often each distinct ballot is drawn, (size × distinct): a multinomial draw of as many as
    there are."""
    drawn = which[generator.integers(0, len(which), size=(size, len(which)))]
    drawn += np.arange(size)[:, None] * distinct
    return (
        np.bincount(drawn.ravel(), minlength=size * distinct)
        .reshape(size, distinct)
        .astype(np.float64)
    )


def _means(weights: Floats, rows: Floats) -> Floats:
    return np.asarray(weights @ rows / weights.sum(axis=1, keepdims=True))


def _ratios(weights: Floats, rows: Floats) -> Floats:
    """Chosen of answered; NaN in a resample that nobody answered."""
    with np.errstate(invalid="ignore"):
        return np.asarray(
            (weights @ np.nan_to_num(rows)) / (weights @ (~np.isnan(rows)).astype(np.float64))
        )


def _silence_means(weights: Floats, rows: Floats) -> Floats:
    """The headline of each resample; where a resample has no unique solution its silence counts as
    0, as the rule says.
    """
    m = rows.shape[1]
    given = (~np.isnan(rows)).astype(np.float64)
    points = np.nan_to_num(rows)
    cross = (weights @ (points[:, :, None] * given[:, None, :]).reshape(len(rows), m * m)).reshape(
        -1, m, m
    )
    result = _means(weights, points)
    unique = tally.unique_solution(cross)
    result[unique] = tally.solve_silence(cross[unique], (weights @ given)[unique])
    return result
