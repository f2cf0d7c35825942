"""Whether published tables, added and subtracted in any way, say something about fewer ballots than
may be spoken of.

A table row is a sum over a set of ballots. Whoever holds several can weigh and add them as they
like. That isolates somebody when a combination is left in which all ballots cancel out but a few.
The question is asked of the vectors that say which ballots a row sums over: does their span hold a
vector, other than zero, that touches fewer than `minimum` ballots?
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Combinations are looked for modulo this prime. One over the fractions, cleared of denominators and
# common factors, is one here too and touches no more ballots, so nothing is missed.
_PRIME = 2_147_483_629

# The search grows fast with the number of tables. One that is not done after so many steps counts
# as unsafe.
_STEPS = 5_000

Vectors = NDArray[np.int64]


class _OutOfSteps(Exception):
    """The search was given up."""


def isolates(
    rows: Sequence[Sequence[int]], sizes: Sequence[int], minimum: int, steps: int = _STEPS
) -> bool:
    """Whether some combination of `rows` touches at least one and fewer than `minimum` ballots.

    `sizes` (c,) are numbers of ballots that no row tells apart; each row (c,) holds how often it
    counts them, nearly always 1 or 0. True also when the search takes more than `steps`: what
    cannot be shown to be safe is not shown.
    """
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(sizes))
    kept = (np.array(sizes, dtype=np.int64) > 0) & table.any(axis=0)
    if not kept.any():
        return False
    columns, inverse = np.unique(table[:, kept], axis=1, return_inverse=True)
    weights = np.bincount(inverse.ravel(), weights=np.array(sizes, dtype=np.float64)[kept]).astype(
        np.int64
    )
    order = np.argsort(-weights, kind="stable")
    basis, weights = _basis(columns[:, order]), weights[order]
    if _is_everywhere(basis, weights, minimum):
        return False
    try:
        return _light(basis, weights, minimum - 1, [steps])
    except _OutOfSteps:
        return True


def _is_everywhere(vectors: Vectors, weights: Vectors, minimum: int) -> bool:
    """Whether ballots for `minimum` disjoint bases of the span are easily found.

    A vector other than 0 differs from 0 in at least one column of every basis, so it then touches
    at least `minimum` ballots. Large rounds are settled by this; what is not goes on to the search.
    """
    left = weights.copy()
    for _ in range(minimum):
        order = np.argsort(-left, kind="stable")
        order = order[left[order] > 0]
        rest, taken = vectors[:, order], []
        while len(rest) and rest.any():
            taken.append(int(np.argmax(rest.any(axis=0))))
            rest = _without(rest, taken[-1])
        if len(taken) < len(vectors):
            return False
        left[order[taken]] -= 1
    return True


def _light(vectors: Vectors, weights: Vectors, budget: int, left: list[int]) -> bool:
    """Whether the span of `vectors` holds a vector, other than 0, that weighs at most `budget` in
    the columns at hand.

    Columns come heaviest first. In each, either the vector is 0, which takes one dimension from the
    span, or it is not, which takes the column's weight from the budget. Vectors that are left when
    no column is have been paid for in full.
    """
    while len(vectors):
        left[0] -= 1
        if left[0] < 0:
            raise _OutOfSteps
        active = vectors.any(axis=0)
        if not active.any():
            return True
        first = int(np.argmax(active))
        later = weights[first + 1 :]
        if weights[first] <= budget and _light(
            vectors[:, first + 1 :], later, budget - int(weights[first]), left
        ):
            return True
        vectors, weights = _without(vectors, first)[:, first + 1 :], later
    return False


def _without(vectors: Vectors, column: int) -> Vectors:
    """A basis of the span's vectors that are 0 in `column`, given a basis of the span that is not
    all 0 there."""
    pivot = int(np.argmax(vectors[:, column] != 0))
    factor = vectors[:, column] * pow(int(vectors[pivot, column]), -1, _PRIME) % _PRIME
    reduced = (vectors - factor[:, None] * vectors[pivot] % _PRIME) % _PRIME
    return np.delete(reduced, pivot, axis=0)


def _basis(vectors: Vectors) -> Vectors:
    """Rows that span the same and are independent."""
    rows: list[NDArray[np.int64]] = []
    while vectors.any():
        column = int(np.argmax(vectors.any(axis=0)))
        rows.append(vectors[int(np.argmax(vectors[:, column] != 0))])
        vectors = _without(vectors, column)
    return np.array(rows, dtype=np.int64)
