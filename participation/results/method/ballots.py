"""Ballots as matrices, checked, and sums that are exact.

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
