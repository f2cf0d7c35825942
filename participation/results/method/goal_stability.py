"""How much the goals' shares hang on single ballots: whole ballots are drawn again.

Each resample computes anew the fields' shares F, the weights f of every person, both strata and
their L. What was settled once stays: whether silence counts as 0, and whether the drawn stratum
counts. From `normal_from` ballots on the linearisation of the same takes its place (docs/adr/0004).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from participation.results.method.ballots import Floats, as_matrix
from participation.results.method.estimates import Estimate, drawn_headlines, estimate
from participation.results.method.options import DEFAULT_SEED, Choices, Options
from participation.results.method.resampling import (
    drawn_weights,
    normal_intervals,
    percentile_intervals,
)

Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class FieldGoals:
    """What ballots say about the goals of the field at `position`: `top` (n,) marks, `answers` (n ×
    k, in any unit), a row all NaN for a person who gave none, and whether L is the top stratum's
    alone."""

    position: int
    top: Marks
    answers: Floats
    top_only: bool


def goal_intervals(
    ballots: ArrayLike,
    goals: Sequence[FieldGoals],
    seed: int = DEFAULT_SEED,
    **choices: Unpack[Choices],
) -> list[Floats]:
    """Lower and upper end of each L, one array (k × 2) for each of `goals`; NaN where nothing
    varies.

    `ballots` (n × m) are points or shares, NaN for no opinion; a row may be silent throughout.
    Raises ValueError for ballots that do not sum and for goals that are answered in part.
    """
    options = Options(**choices)
    matrix = as_matrix(ballots)
    if any(np.isnan(_of_answering(field)).any() for field in goals):
        raise ValueError("the goals of a field are answered together or not at all")
    if not goals or not len(matrix):
        return [np.full((field.answers.shape[1], 2), np.nan) for field in goals]
    shares = np.full(matrix.shape, np.nan)
    speaks = np.asarray(~np.isnan(matrix).all(axis=1))
    estimated = estimate(matrix[speaks], options)
    shares[speaks] = estimated.rows
    if estimated.silence_as_zero:
        shares = np.nan_to_num(shares)
    if len(matrix) < options.normal_from:
        draws = _drawn(shares, goals, seed, options.resamples)
        return [percentile_intervals(drawn, options.percentiles) for drawn in draws]
    return [_normal(shares, speaks, field, estimated, options.percentiles) for field in goals]


def _of_answering(field: FieldGoals) -> Floats:
    return field.answers[~np.isnan(field.answers).all(axis=1)]


def _drawn(shares: Floats, goals: Sequence[FieldGoals], seed: int, resamples: int) -> list[Floats]:
    """L of each resample (resamples × k), field by field; rows are put in an order of their own."""
    columns = [shares, *(np.column_stack([goal.top, goal.answers]) for goal in goals)]
    everything = np.nan_to_num(np.column_stack(columns), nan=-1.0)
    _, first, repeats = np.unique(everything, axis=0, return_index=True, return_counts=True)
    distinct = shares[first]
    summands = [_summands(goal, first) for goal in goals]
    results = [np.empty((resamples, goal.answers.shape[1])) for goal in goals]
    for part, weights in drawn_weights(repeats, seed, resamples):
        weighted = _weighted(weights, distinct)
        for goal, columns_, result in zip(goals, summands, results, strict=True):
            result[part] = _local(weighted(goal.position) @ columns_, goal.top_only)
    return results


def _weighted(weights: Floats, shares: Floats) -> Callable[[int], Floats]:
    """A function that returns w·f (resamples × ballots) of the field at a position."""
    silent, known = np.isnan(shares), np.nan_to_num(shares)
    if not silent.any():
        # Nobody is silent, or silence counts as 0: f is p in every resample.
        return lambda position: weights * known[:, position]
    headlines, unique = drawn_headlines(weights, shares)
    mass = headlines @ (~silent).T
    mass[~unique] = 1.0
    headlines[~unique] = 0.0
    mass *= weights

    def weighted(position: int) -> Floats:
        result = mass * known[:, position]
        rows = silent[:, position]
        result[:, rows] = weights[:, rows] * headlines[:, position, None]
        return result

    return weighted


def _summands(goal: FieldGoals, rows: NDArray[np.int64] | slice) -> Floats:
    """What is summed, weighted by w·f, to make L (ballots × (4 + 2k)): top, drawn, answered at the
    top and what these said, answered when drawn and what these said."""
    top, said = goal.top[rows].astype(np.float64)[:, None], goal.answers[rows]
    total = np.nansum(said, axis=1, keepdims=True)
    answered = (total > 0).astype(np.float64)
    answers = np.hstack([answered, np.nan_to_num(said) / np.where(total > 0, total, 1.0)])
    return np.hstack([top, 1.0 - top, answers * top, answers * (1.0 - top)])


def _local(sums: Floats, top_only: bool) -> Floats:
    """L (resamples × k) of the sums; NaN where a resample answers nothing that counts."""
    (t, d), (at_top, drawn) = np.split(sums[:, :2], 2, axis=1), np.split(sums[:, 2:], 2, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        local_top, local_drawn = at_top[:, 1:] / at_top[:, :1], drawn[:, 1:] / drawn[:, :1]
        both = (t * local_top + d * local_drawn) / (t + d)
    no_drawn = (d == 0) | (drawn[:, :1] == 0) | top_only
    return np.where(no_drawn, local_top, np.where(t == 0, local_drawn, both))


def _normal(
    shares: Floats,
    speaks: Marks,
    goal: FieldGoals,
    estimated: Estimate,
    percentiles: tuple[float, float],
) -> Floats:
    """L ± z·sd, the variance being Σ_i (∂L/∂w_i)² over the ballots i, each of weight w_i = 1.

    All sums are of w·f, so ∂L/∂w_i = f_i·u_i + G·T·ψ_i/n, with u_i = ∂L/∂(w_i·f_i), G = Σ_i u_i
    ∂f_i/∂F, and T·ψ_i/n = ∂F/∂w_i as for the fields.
    """
    f, by_shares = _weights_at(shares, goal.position, estimated)
    local, u = _local_and_slopes(_summands(goal, slice(None)), f, goal.top_only)
    influence = f[:, None] * u
    if by_shares is not None:
        moved = estimated.deviations @ estimated.transform.T / estimated.n
        influence[speaks] += moved @ (u.T @ by_shares).T
    return normal_intervals(local, influence.T @ influence, percentiles)


def _weights_at(shares: Floats, position: int, estimated: Estimate) -> tuple[Floats, Floats | None]:
    """f of the field (n,) and ∂f/∂F (n × m), None where f does not depend on F."""
    p = shares[:, position]
    if not np.isnan(shares).any():
        return p, None
    by_shares = np.nan_to_num(p)[:, None] * ~np.isnan(shares)
    by_shares[np.isnan(p), position] = 1.0
    return by_shares @ estimated.shares, by_shares


def _local_and_slopes(summands: Floats, f: Floats, top_only: bool) -> tuple[Floats, Floats]:
    """L (k,) and u (n × k), how L moves with the weight of each ballot."""
    sums = f @ summands
    local = _local(sums[None, :], top_only)[0]
    t, d = sums[0], sums[1]
    (local_top, at_top), (local_drawn, at_drawn) = (
        _slopes(part, f) for part in np.split(summands[:, 2:], 2, axis=1)
    )
    if top_only or d == 0 or local_drawn is None:
        return local, at_top
    if t == 0 or local_top is None:
        return local, at_drawn
    shift = summands[:, :1] * (local_top - local) + summands[:, 1:2] * (local_drawn - local)
    return local, (shift + t * at_top + d * at_drawn) / (t + d)


def _slopes(answers: Floats, f: Floats) -> tuple[Floats | None, Floats]:
    """ℓ of a stratum (k,), None where nobody's answer has weight, and how it moves (n × k)."""
    said = f @ answers
    if said[0] == 0:
        return None, np.zeros(answers[:, 1:].shape)
    local = said[1:] / said[0]
    return local, (answers[:, 1:] - answers[:, :1] * local) / said[0]
