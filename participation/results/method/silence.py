"""The silence of some, filled with the mean of the others: a linear system.

f_ij = (Σ_{l∈S_i} F_l)·p_ij for answered j and F_j otherwise, F_j = mean_i f_ij and Σ F = 1. Written
out: given_j·F_j = Σ_l cross_jl·F_l with cross_jl the sum of p_ij over the ballots that answered l
too.
"""

import math

import numpy as np
from numpy.typing import NDArray

from participation.results.method.ballots import Ballots, Floats, chunks, exact_sums, on_grid


def cross_sums(points: Floats, given: Floats, weights: Floats | None, bound: float) -> Floats:
    """B (m × m), B_jl = Σ_i w_i x_ij over the ballots that answered l as well: all that the silence
    system needs."""
    n = len(points) if weights is None else max(len(points), math.ceil(weights.sum()))
    result = np.zeros((points.shape[1], points.shape[1]))
    for part in chunks(len(points)):
        block = points[part] if weights is None else points[part] * weights[part, None]
        result += on_grid(block, n, bound).T @ given[part]
    return result


def unique_solution(cross: Floats) -> NDArray[np.bool_]:
    """Whether the silence systems of `cross` (… × m × m) have exactly one solution each.

    Let a share flow from l to j where somebody who answered both gave something to j. The solution
    is the stationary distribution of that flow and is unique exactly when one item can be reached
    from every item (one closed class; Kemeny and Snell, "Finite Markov Chains", 1960). Asking the
    graph avoids judging a rank by rounding errors.
    """
    m = cross.shape[-1]
    reach = ((np.swapaxes(cross, -1, -2) > 0) | np.eye(m, dtype=bool)).astype(np.float64)
    for _ in range(max(1, math.ceil(math.log2(m)))):
        reach = (reach @ reach > 0).astype(np.float64)
    return np.asarray((reach > 0).all(axis=-2).any(axis=-1))


def solve_silence(cross: Floats, given: Floats) -> Floats:
    """F (… × m) with given_j·F_j = Σ_l cross_jl·F_l and Σ F = 1, for one system or a stack of them
    that are unique.

    `cross` is in shares (… × m × m), `given` (… × m) counts given answers. This is F_j = mean_i
    f_ij written out, with f_ij = (Σ_{l∈S_i} F_l)·p_ij for answered j and F_j otherwise.
    """
    m = cross.shape[-1]
    system = -cross
    system[..., np.arange(m), np.arange(m)] += given
    system /= np.maximum(given.max(axis=-1), 1e-300)[..., None, None]
    system[..., m - 1, :] = 1.0
    right = np.zeros((*cross.shape[:-1], 1))
    right[..., m - 1, 0] = 1.0
    return np.clip(np.linalg.solve(system, right)[..., 0], 0.0, 1.0)


def answered_mass(given: Floats, shares: Floats) -> Floats:
    """Σ F over the items each ballot answered, (n,), added item by item so that equal ballots get
    equal bits."""
    mass = np.zeros(len(given))
    for item, share in enumerate(shares):
        mass += given[:, item] * share
    return mass


def system_of(ballots: Ballots) -> tuple[Floats, Floats]:
    """B (m × m) in shares and the given answers (m,) of checked ballots that are silent here and
    there."""
    assert ballots.given is not None
    most = 1.0 if ballots.counts is None else float(ballots.counts.max())
    cross = cross_sums(ballots.points, ballots.given, ballots.counts, ballots.total * most)
    return cross / ballots.total, exact_sums(ballots.given, ballots.counts, 1.0)
