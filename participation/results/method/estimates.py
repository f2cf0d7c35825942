"""Shares with what is needed to say how they move when ballots are drawn again."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from participation.results.method import tally
from participation.results.method.ballots import (
    Ballots,
    Floats,
    choices,
    chunks,
    exact_sums,
    on_grid,
    prepare,
)
from participation.results.method.options import Options
from participation.results.method.silence import (
    answered_mass,
    solve_silence,
    system_of,
    unique_solution,
)


@dataclass(frozen=True)
class Estimate:
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

    @property
    def n(self) -> int:
        """The number of ballots."""
        return len(self.rows) if self.counts is None else int(self.counts.sum())


def estimate(ballots: ArrayLike, options: Options, counts: ArrayLike | None = None) -> Estimate:
    """Shares of a matrix of ballots, each row taken `counts` times, with their deviations."""
    if options.instrument == "pick":
        return _pick_estimate(ballots, counts)
    checked = prepare(ballots, total=options.total, counts=counts)
    headline = tally.headline_of(checked, options.min_given, options.silence_as_zero)
    shares = checked.points / checked.total
    if checked.given is None or headline.silence_as_zero or not checked.n:
        identity = np.eye(shares.shape[1])
        return Estimate(
            headline.shares,
            shares - headline.shares,
            identity,
            checked.counts,
            True,
            headline.silence_as_zero,
            shares,
            means,
        )
    answered = checked.given > 0
    mass = answered_mass(checked.given, headline.shares)
    deviations = np.where(answered, shares * mass[:, None] - headline.shares, 0.0)
    transform = _silence_transform(checked, headline.shares)
    rows = np.where(answered, shares, np.nan)
    return Estimate(
        headline.shares, deviations, transform, checked.counts, False, False, rows, silence_means
    )


def _silence_transform(checked: Ballots, shares: Floats) -> Floats:
    """How F moves with mean ψ. F solves mean ψ(F) = 0, ψ_ij = p_ij·Σ_{l∈S_i} F_l − F_j for answered
    j, and Σ F = 1.

    By the implicit function theorem F moves by A⁻¹ mean ψ, A the system's matrix with its last row
    replaced by ones (and ψ's last column by 0): the usual linearisation of an estimating equation
    (Davison and Sardy, Journal of Official Statistics 23, 2007, 371–386). The covariance of the
    filled-in f would be too small: it takes the values put in for silence for answers (Rao and
    Shao, Biometrika 79, 1992, 811–822).
    """
    m = len(shares)
    cross, given = system_of(checked)
    system = (np.diag(given) - cross) / checked.n
    system[m - 1, :] = 1.0
    transform = np.asarray(np.linalg.inv(system), dtype=np.float64)
    transform[:, m - 1] = 0.0
    return transform


def _pick_estimate(ballots: ArrayLike, counts: ArrayLike | None) -> Estimate:
    chosen, given, repeats = choices(ballots, counts)
    shares = tally.chosen_shares(ballots, counts=counts)
    n = len(chosen) if repeats is None else int(repeats.sum())
    answered = exact_sums(given, repeats, 1.0)
    deviations = np.where(given > 0, chosen - np.nan_to_num(shares), 0.0)
    scale = np.divide(n, answered, out=np.zeros_like(answered), where=answered > 0)
    rows = np.where(given > 0, chosen, np.nan)
    full = bool((answered == n).all())
    return Estimate(
        shares, deviations, np.diag(scale), repeats, full, False, rows, means if full else _ratios
    )


def linear_covariance(estimated: Estimate) -> Floats:
    """Covariance of the shares (m × m): T·mean(ψψᵀ)·Tᵀ / n, exact for plain means, first order
    otherwise."""
    m, n = estimated.deviations.shape[1], estimated.n
    moments = np.zeros(m * m)
    ones = np.ones(len(estimated.rows)) if estimated.counts is None else estimated.counts
    for part in chunks(len(estimated.rows), 4096):
        block = estimated.deviations[part]
        products = (block[:, :, None] * block[:, None, :]).reshape(len(block), m * m)
        moments += ones[part] @ on_grid(products, n, 1.0)
    return np.asarray(estimated.transform @ (moments.reshape(m, m) / n) @ estimated.transform.T / n)


def means(weights: Floats, rows: Floats) -> Floats:
    """Plain means of each resample (resamples × m), `weights` (resamples × n) of `rows` (n × m)."""
    return np.asarray(weights @ rows / weights.sum(axis=1, keepdims=True))


def _ratios(weights: Floats, rows: Floats) -> Floats:
    """Chosen of answered; NaN in a resample that nobody answered."""
    with np.errstate(invalid="ignore"):
        return np.asarray(
            (weights @ np.nan_to_num(rows)) / (weights @ (~np.isnan(rows)).astype(np.float64))
        )


def silence_means(weights: Floats, rows: Floats) -> Floats:
    """The headline of each resample; where a resample has no unique solution its silence counts as
    0, as the rule says.
    """
    return drawn_headlines(weights, rows)[0]


def drawn_headlines(weights: Floats, rows: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """`silence_means`, and in which resamples silence was filled."""
    m = rows.shape[1]
    given = (~np.isnan(rows)).astype(np.float64)
    points = np.nan_to_num(rows)
    cross = (weights @ (points[:, :, None] * given[:, None, :]).reshape(len(rows), m * m)).reshape(
        -1, m, m
    )
    result = means(weights, points)
    unique = unique_solution(cross)
    result[unique] = solve_silence(cross[unique], (weights @ given)[unique])
    return result, unique
