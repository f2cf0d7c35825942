"""Ballots counted so that groups are as large as in a population: raking, or iterative proportional
fitting.

Deming and Stephan, "On a Least Squares Adjustment of a Sampled Frequency Table When the Expected
Marginal Totals are Known", Annals of Mathematical Statistics 11 (1940), 427–444. One margin after
the other is multiplied up to its targets, until all of them hold at once. With one margin that is
post-stratification and done after one step. What the uneven weights cost is Kish's design effect,
1 + CV² of the weights (Kish, "Survey Sampling", 1965, 11.2C; "Weighting for Unequal Pi", Journal of
Official Statistics 8, 1992, 183–200).

It works on cells, the ballots that share a class of every margin, so the result depends on no order
of the ballots. Weights are whole multiples of 1/`UNIT`, so that weighted sums are exact and whoever
asks what they give away asks it of the very numbers that were used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from participation.results.method.ballots import Floats

UNIT = 10_000
"""A ballot that counts once has this weight."""
LARGEST = 5
"""No ballot counts more often than this, the mean being once; raking is refused instead of
trimmed, for trimmed weights no longer reproduce the margins."""
PRECISION = 1e-9
"""Margins are met when no share is further than this from its target."""
MOST_STEPS = 1_000
TOLERANCE = 1e-4
"""How far a share may be from its target once weights are rounded."""

Cells = NDArray[np.int64]


class Refusal(StrEnum):
    """Why there are no weights."""

    NOBODY = "nobody"
    UNCONVERGED = "unconverged"
    CAP = "cap"


@dataclass(frozen=True)
class Raked:
    """Weights (cells,) in units of 1/`UNIT`, the steps that they took, and what they cost:
    `effective` is how many equally counted ballots vary as much, `largest` the largest weight."""

    weights: Cells
    steps: int
    design_effect: float
    effective: float
    largest: float


def rake(classes: Cells, counts: Cells, targets: Sequence[Floats]) -> Raked | Refusal:
    """Return weights under which each class of each margin has its target share of all ballots.

    `classes` (cells × margins) holds the position of each cell's class in the margin's targets,
    `counts` (cells,) how many ballots it has, `targets` one vector for each margin, its sum 1. A
    class with a target and without ballots cannot be reached; margins that contradict each other
    do not converge. Raises ValueError for targets that do not sum to 1 or a cell without ballots.
    """
    if (counts < 1).any() or any(abs(float(target.sum()) - 1) > PRECISION for target in targets):
        raise ValueError("every cell has ballots, and the targets of a margin sum to 1")
    n = int(counts.sum())
    if any(
        bool(((_shares(column, counts / n, len(target)) == 0) != (target == 0)).any())
        for column, target in zip(classes.T, targets, strict=True)
    ):
        return Refusal.NOBODY
    parts, steps = counts / n, 0
    while (distance := _distance(classes, parts, targets)) > PRECISION and steps < MOST_STEPS:
        parts, steps = _step(classes, parts, targets), steps + 1
    if distance > PRECISION:
        return Refusal.UNCONVERGED
    exact = parts * n / counts
    if exact.max() > LARGEST:
        return Refusal.CAP
    weights = np.maximum(np.rint(exact * UNIT), 1).astype(np.int64)
    total = float((weights * counts).sum())
    if _distance(classes, weights * counts / total, targets) > TOLERANCE:
        return Refusal.UNCONVERGED
    effective = total**2 / float((counts * weights.astype(np.float64) ** 2).sum())
    return Raked(weights, steps, n / effective, effective, float(exact.max()))


def _shares(column: Cells, parts: Floats, classes: int) -> Floats:
    return np.bincount(column, weights=parts, minlength=classes).astype(np.float64)


def _distance(classes: Cells, parts: Floats, targets: Sequence[Floats]) -> float:
    return max(
        float(np.abs(_shares(column, parts, len(target)) - target).max())
        for column, target in zip(classes.T, targets, strict=True)
    )


def _step(classes: Cells, parts: Floats, targets: Sequence[Floats]) -> Floats:
    """Every margin once: each class is multiplied up to its target."""
    for column, target in zip(classes.T, targets, strict=True):
        reached = _shares(column, parts, len(target))
        factors = np.divide(target, reached, out=np.zeros_like(target), where=reached > 0)
        parts = parts * factors[column]
    return parts
