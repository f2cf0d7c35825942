"""How many ballots of one pattern chance would bring, and which patterns came more often.

Many people like the same point values (10, 5 and 5, say) and the same fields, so equal ballots are
no wonder by themselves. How often certain values are chosen is read from the ballots that hold the
same values in another order; how they fall on the fields by chance, from how often each field gets
each value, independently of the others (quasi-independence; Goodman, "The Analysis of
Cross-Classified Data", Journal of the American Statistical Association 63, 1968, 1091–1131). The
pattern's own ballots are part of the fields' habits, but never more of them than there are in other
orders: a block would explain itself.
"""

import math
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from participation.results.method.student import binomial_tail


def unexpected_ballots(ballots: NDArray[np.int8], least: int, level: float) -> NDArray[np.bool_]:
    """Which of `ballots` (n × m whole numbers) show a pattern more often than chance would, (n,).

    A pattern is unexpected when it came at least `least` times and a binomial count with the
    expected number reaches that with a probability of at most `level` over the number of different
    patterns (Bonferroni).
    """
    packed = np.ascontiguousarray(ballots)
    _, first, which, counts = np.unique(
        packed.view(f"S{packed.shape[1]}").ravel(),
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
    patterns = packed[first]
    values = np.sort(patterns, axis=1)
    marked = np.zeros(len(patterns), dtype=np.bool_)
    for position in np.flatnonzero(counts >= least):
        same = (values == values[position]).all(axis=1)
        expected = expected_copies(patterns, counts, int(position), same)
        tail = binomial_tail(int(counts[position]), len(ballots), expected / len(ballots))
        marked[position] = tail <= level / len(patterns)
    return np.asarray(marked[which])


def expected_copies(
    patterns: NDArray[np.int8],
    counts: NDArray[np.int64],
    position: int,
    same: NDArray[np.bool_],
) -> float:
    """The expected number of ballots with the pattern at `position`.

    `patterns` (p × m) came `counts` (p,) times; `same` (p,) marks those with the same values. Of
    values that fall into this order with probability P, N·P copies stand beside N·(1 − P) ballots
    in other orders, of which there are `others`.
    """
    others = float(counts[same].sum() - counts[position])
    if not others:
        return 0.0
    pattern = patterns[position].tolist()
    heads = counts.astype(np.float64)
    heads[position] = min(heads[position], others)
    odds = [
        {value: float(heads[column == value].sum()) for value in set(pattern)}
        for column in patterns.T
    ]
    here = math.prod(field[own] for field, own in zip(odds, pattern, strict=True))
    return min(others * here / _in_other_orders(odds, pattern), float(counts.sum()))


def _in_other_orders(odds: list[dict[int, float]], pattern: list[int]) -> float:
    """The sum, over all other orders of the values, of the product of the fields' odds for them."""
    values = Counter(pattern)
    names = list(values)
    left = tuple(values[name] for name in names)
    own, reached = {left: 1.0}, dict[tuple[int, ...], float]()
    for field, value in zip(odds, pattern, strict=True):
        following: dict[tuple[int, ...], float] = {}
        for at, name in enumerate(names):
            for weights in (reached,) if name == value else (reached, own):
                for left, weight in weights.items():
                    if left[at]:
                        key = (*left[:at], left[at] - 1, *left[at + 1 :])
                        following[key] = following.get(key, 0.0) + weight * field[name]
        (left, weight), at = next(iter(own.items())), names.index(value)
        own = {(*left[:at], left[at] - 1, *left[at + 1 :]): weight * field[value]}
        reached = following
    return reached[tuple(0 for _ in names)]
