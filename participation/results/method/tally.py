"""From ballots to shares: exact sums, silence, the headline.

Ballots are a matrix, ballots × items, holding points or shares; NaN is "no opinion". Every sum is
taken over values on a binary grid that is coarse enough for the sum to be exact. Exact sums do not
depend on the order of the rows, so two databases that hand the same ballots over in different
orders agree to the last bit. Whole points lie on the grid anyway; other values move by less than n
/ 2**53 of the total.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

MIN_GIVEN = 30
"""A field with fewer given answers than this does not let others' answers stand in for silence."""

_CHUNK = 8192
"""Rows that are handled at once; about as many as the processor keeps close by."""

_MANTISSA = 52


@dataclass(frozen=True)
class Ballots:
    """Checked ballots. `points` (n × m, silence as 0) lie on the grid wherever `given` (n × m of 0
    and 1) is not None.
    """

    points: Floats
    given: Floats | None
    counts: Floats | None
    n: int
    total: float
    sums: Floats


@dataclass(frozen=True)
class Headline:
    """Shares (m,) that sum to 1, and whether silence had to be counted as 0 to get them."""

    shares: Floats
    silence_as_zero: bool


def as_matrix(values: ArrayLike) -> Floats:
    """Two-dimensional floats. Raises ValueError for any other shape or for a matrix without
    items."""
    matrix = np.asarray(values, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[1] == 0:
        raise ValueError("ballots are a matrix: ballots × items")
    return matrix


def as_counts(counts: ArrayLike | None, rows: int) -> Floats | None:
    """How many ballots each row stands for, (rows,) of positive whole numbers; None is one each.
    Raises ValueError."""
    if counts is None:
        return None
    checked = np.asarray(counts, dtype=np.float64)
    if checked.shape != (rows,) or (checked < 1).any() or (checked != np.floor(checked)).any():
        raise ValueError("counts are positive whole numbers, one for each row")
    return checked


def on_grid(values: Floats, n: int, bound: float) -> Floats:
    """`values` (each at most `bound` in size) rounded so that a sum of n of them is exact in
    whatever order it is taken.

    Adding and subtracting a large constant rounds to a multiple of its last bit (Demmel and Nguyen,
    "Fast Reproducible Floating-Point Summation", 2013).
    """
    step = 2.0 ** (math.ceil(math.log2(max(n, 1) * max(bound, 2.0**-900))) + 1 - _MANTISSA)
    magic = 1.5 * 2.0**_MANTISSA * step
    return np.asarray((values + magic) - magic)


def chunks(rows: int, size: int = _CHUNK) -> Iterator[slice]:
    """Slices that together cover `rows` rows."""
    return (slice(start, min(start + size, rows)) for start in range(0, rows, size))


def exact_sums(values: Floats, counts: Floats | None, bound: float) -> Floats:
    """Column sums (m,) of `values` (n × m), rows taken `counts` times, the same whatever the order
    of the rows."""
    n = len(values) if counts is None else int(counts.sum())
    ones = np.ones(_CHUNK)
    result = np.zeros(values.shape[1])
    for part in chunks(len(values)):
        block = on_grid(values[part], n, bound)
        result += (ones[: len(block)] if counts is None else counts[part]) @ block
    return result


def prepare(
    ballots: ArrayLike, *, total: float | None = None, counts: ArrayLike | None = None
) -> Ballots:
    """Check ballots and take their sums.

    `total` is what every ballot sums to (read from the ballots when None, so that shares and points
    both do). Raises ValueError where a given answer is negative or a ballot's given answers do not
    sum to the total.
    """
    matrix = as_matrix(ballots)
    repeats = as_counts(counts, len(matrix))
    n = len(matrix) if repeats is None else int(repeats.sum())
    whole = total_of(matrix) if total is None else float(total)
    sums = _checked_sums(matrix, repeats, n, whole)
    if not np.isnan(sums).any():
        return Ballots(matrix, None, repeats, n, whole, sums)
    silent = np.isnan(matrix)
    points = on_grid(np.where(silent, 0.0, matrix), n, whole)
    sums = _checked_sums(points, repeats, n, whole)
    return Ballots(points, 1.0 - silent, repeats, n, whole, sums)


def total_of(matrix: Floats) -> float:
    """The first ballot's sum, freed of the noise that adding shares such as 0.1 leaves."""
    if not len(matrix):
        return 1.0
    total = float(np.nansum(matrix[0]))
    return float(round(total)) if abs(total - round(total)) < 1e-6 else round(total, 9)


def _checked_sums(matrix: Floats, counts: Floats | None, n: int, total: float) -> Floats:
    """Exact column sums in one pass that also checks every ballot; NaN where silence was met."""
    if total <= 0:
        raise ValueError("a ballot's given answers sum to a positive total")
    ones, items = np.ones(_CHUNK), np.ones(matrix.shape[1])
    result = np.zeros(matrix.shape[1])
    for part in chunks(len(matrix)):
        block = matrix[part]
        sums = block @ items
        if sums.max() - total > 1e-6 * total or total - sums.min() > 1e-6 * total:
            raise ValueError("the given answers of a ballot do not sum to the total")
        if block.min() < 0:
            raise ValueError("a given answer is negative")
        result += (ones[: len(block)] if counts is None else counts[part]) @ on_grid(
            block, n, total
        )
    return result


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


def headline_of(ballots: Ballots, min_given: float, as_zero: bool | None = None) -> Headline:
    """The headline of checked ballots; see `headline`. `as_zero` is how silence counts, where that
    is settled."""
    plain = (
        ballots.sums / (ballots.n * ballots.total)
        if ballots.n
        else np.full(len(ballots.sums), np.nan)
    )
    if ballots.given is None or not ballots.n:
        return Headline(plain, False)
    given = exact_sums(ballots.given, ballots.counts, 1.0)
    bound = ballots.total * (1.0 if ballots.counts is None else float(ballots.counts.max()))
    cross = cross_sums(ballots.points, ballots.given, ballots.counts, bound)
    unique = bool(unique_solution(cross))
    if as_zero is None:
        as_zero = bool(given.min() < min_given) or not unique
    if as_zero:
        return Headline(plain, True)
    if not unique:
        return Headline(np.full(len(plain), np.nan), False)
    return Headline(solve_silence(cross / ballots.total, given), False)


def headline(
    ballots: ArrayLike,
    min_given: int = MIN_GIVEN,
    *,
    total: float | None = None,
    counts: ArrayLike | None = None,
    silence_as_zero: bool | None = None,
) -> Headline:
    """Shares of the items and whether silence was counted as 0.

    `ballots` is n × m (points or shares, NaN for no opinion), `counts` (n,) says how many ballots a
    row stands for. Without silence F_j is the mean of p_ij. With silence each person's silence
    takes the mean of the others: a linear system with Σ F = 1 (docs/adr/0004). Where its solution
    is not unique, or an item has fewer than `min_given` given answers, silence counts as 0 and the
    flag says so. `silence_as_zero` settles that beforehand, for a part of the ballots that follows
    the whole; the shares are NaN where the system then has no unique solution. Without ballots they
    are NaN too. Raises ValueError for ballots that do not sum.
    """
    return headline_of(prepare(ballots, total=total, counts=counts), min_given, silence_as_zero)


def mean_shares(
    ballots: ArrayLike,
    min_given: int = MIN_GIVEN,
    *,
    total: float | None = None,
    counts: ArrayLike | None = None,
    silence_as_zero: bool | None = None,
) -> Floats:
    """The headline shares F, (m,), summing to 1; `headline` has the arguments and says whether
    silence counted as 0."""
    return headline(
        ballots, min_given, total=total, counts=counts, silence_as_zero=silence_as_zero
    ).shares


def silence_as_zero(
    ballots: ArrayLike, *, total: float | None = None, counts: ArrayLike | None = None
) -> Floats:
    """Mean shares (m,) with silence counted as 0, the variant that stands in every sensitivity
    table."""
    checked = prepare(ballots, total=total, counts=counts)
    return (
        checked.sums / (checked.n * checked.total)
        if checked.n
        else np.full(len(checked.sums), np.nan)
    )


def completed_shares(
    ballots: ArrayLike,
    min_given: int = MIN_GIVEN,
    *,
    total: float | None = None,
    counts: ArrayLike | None = None,
    silence_as_zero: bool | None = None,
) -> Floats:
    """f (n × m): every ballot's shares with its silence filled as the headline fills it; its mean
    is the headline.

    Where the headline counts silence as 0, so does f.
    """
    checked = prepare(ballots, total=total, counts=counts)
    found = headline_of(checked, min_given, silence_as_zero)
    shares = checked.points / checked.total
    if checked.given is None or found.silence_as_zero:
        return shares
    shares *= answered_mass(checked.given, found.shares)[:, None]
    return np.asarray(shares + (1.0 - checked.given) * found.shares)


def answered_mass(given: Floats, shares: Floats) -> Floats:
    """Σ F over the items each ballot answered, (n,), added item by item so that equal ballots get
    equal bits."""
    mass = np.zeros(len(given))
    for item, share in enumerate(shares):
        mass += given[:, item] * share
    return mass


def chosen_shares(ballots: ArrayLike, *, counts: ArrayLike | None = None) -> Floats:
    """Share of the given answers that chose each item, (m,); NaN where nobody answered.

    `ballots` is n × m of 1 (chosen), 0 (not chosen) and NaN (no opinion). These are no weights:
    with k choices each they sum to about k. Raises ValueError for any other number.
    """
    chosen, given, repeats = choices(ballots, counts)
    answered = exact_sums(given, repeats, 1.0)
    with np.errstate(invalid="ignore"):
        return np.asarray(exact_sums(chosen, repeats, 1.0) / answered)


def choices(ballots: ArrayLike, counts: ArrayLike | None) -> tuple[Floats, Floats, Floats | None]:
    """Choices with silence as 0, the answers given as 0 and 1, and the counts. Raises ValueError
    unless all are 0 or 1.
    """
    matrix = as_matrix(ballots)
    silent = np.isnan(matrix)
    chosen = np.where(silent, 0.0, matrix)
    if ((chosen != 0) & (chosen != 1)).any():
        raise ValueError("a choice is 1, 0 or no opinion")
    return chosen, 1.0 - silent, as_counts(counts, len(matrix))
