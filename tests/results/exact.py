"""The method once more: slow, exact, with fractions, and written without a look at
participation.results.

A ballot is a list of fractions that sum to 1, None standing for no opinion. Nothing here is
approximated: systems are solved by elimination, and the moving phantoms by following their
piecewise linear sum to the point where it is 1.
"""

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction as Fr
from itertools import combinations, permutations
from math import prod

import scipy.stats

Ballot = Sequence[Fr | None]


def means(ballots: Sequence[Ballot]) -> list[Fr]:
    """Column means with silence as 0."""
    return [
        sum((b[j] or Fr(0) for b in ballots), Fr(0)) / len(ballots) for j in range(len(ballots[0]))
    ]


def solutions(system: list[list[Fr]], right: list[Fr]) -> list[Fr] | None:
    """The only solution of a linear system, or None where there is none or there are more."""
    rows = [[*row, value] for row, value in zip(system, right, strict=True)]
    width = len(system[0])
    for column in range(width):
        pivot = next((r for r in range(column, len(rows)) if rows[r][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for r in range(len(rows)):
            if r != column and rows[r][column]:
                rows[r] = [
                    a - rows[r][column] * b for a, b in zip(rows[r], rows[column], strict=True)
                ]
    if any(row[width] for row in rows[width:]):
        return None
    return [rows[column][width] for column in range(width)]


def shares(
    ballots: Sequence[Ballot], min_given: int, weights: Sequence[Fr] | None = None
) -> tuple[list[Fr], bool]:
    """F and whether silence counted as 0, from f_ij = (1 − Σ_{l∉S_i} F_l)·p_ij, F_j = mean_i f_ij
    and Σ F = 1 as they stand.
    """
    m, w = len(ballots[0]), list(weights or [Fr(1)] * len(ballots))
    whole = sum(w, Fr(0))
    plain = [
        sum((v * (b[j] or Fr(0)) for v, b in zip(w, ballots, strict=True)), Fr(0)) / whole
        for j in range(m)
    ]
    if all(None not in b for b in ballots):
        return plain, False
    if min(sum(b[j] is not None for b in ballots) for j in range(m)) < min_given:
        return plain, True
    system = [[Fr(int(j == k)) for k in range(m)] for j in range(m)]
    right = [Fr(0)] * m
    for v, ballot in zip(w, ballots, strict=True):
        for j, p in enumerate(ballot):
            if p is None:
                system[j][j] -= v / whole
                continue
            right[j] += v * p / whole
            for k, other in enumerate(ballot):
                if other is None:
                    system[j][k] += v * p / whole
    solution = solutions([*system, [Fr(1)] * m], [*right, Fr(1)])
    return (plain, True) if solution is None else (solution, False)


def completed(ballots: Sequence[Ballot], min_given: int) -> list[list[Fr]]:
    """f_ij."""
    f, as_zero = shares(ballots, min_given)
    if as_zero:
        return [[p or Fr(0) for p in b] for b in ballots]
    rest = [1 - sum((f[j] for j, p in enumerate(b) if p is None), Fr(0)) for b in ballots]
    return [
        [f[j] if p is None else r * p for j, p in enumerate(b)]
        for b, r in zip(ballots, rest, strict=True)
    ]


def effective(weights: Sequence[Fr]) -> Fr:
    """(Σf)²/Σf²."""
    squares = sum((f * f for f in weights), Fr(0))
    return sum(weights, Fr(0)) ** 2 / squares if squares else Fr(0)


def goals(
    field: Sequence[Fr],
    top: Sequence[bool],
    answers: Sequence[Ballot | None],
    min_drawn: int,
    heads: Sequence[Fr] | None = None,
) -> tuple[list[Fr] | None, bool]:
    """L and whether it is the top stratum's alone; `answers` without silence on single goals.

    With `heads` these weigh the answers, while `field` still decides whether the drawn ones count.
    """
    said = [
        f for f, among, g in zip(field, top, answers, strict=True) if not among and g is not None
    ]
    few = effective(said) < min_drawn
    field = heads or field
    readings: list[list[Fr] | None] = []
    for stratum in (True, False):
        held = [
            (f, g)
            for f, t, g in zip(field, top, answers, strict=True)
            if t is stratum and g is not None
        ]
        whole = sum((f for f, _ in held), Fr(0))
        readings.append(
            [
                sum((f * (g[k] or Fr(0)) for f, g in held), Fr(0)) / whole
                for k in range(len(held[0][1]))
            ]
            if whole
            else None
        )
    at_top, drawn = readings
    t = sum((f for f, among in zip(field, top, strict=True) if among), Fr(0))
    d = sum(field, Fr(0)) - t
    if few or (d and drawn is None):
        return at_top, True
    if not d or drawn is None:
        return at_top, False
    if not t or at_top is None:
        return (drawn if not t else None), False
    return [(t * a + d * b) / (t + d) for a, b in zip(at_top, drawn, strict=True)], False


def independent_markets(ballots: Sequence[Sequence[Fr]]) -> list[Fr]:
    """By the definition: medians with phantoms min(t(n − k), 1)."""
    n = len(ballots)
    return _moving(ballots, lambda t, k: min(t * (n - k), Fr(1)), Fr(1))


def ladder(ballots: Sequence[Sequence[Fr]]) -> list[Fr]:
    """By the definition: medians with phantoms max(t − k/n, 0); t up to 2, so that all phantoms can
    reach 1."""
    n = len(ballots)
    return _moving(ballots, lambda t, k: min(max(t - Fr(k, n), Fr(0)), Fr(1)), Fr(2))


def _moving(
    ballots: Sequence[Sequence[Fr]], phantom: Callable[[Fr, int], Fr], last: Fr
) -> list[Fr]:
    n, m = len(ballots), len(ballots[0])

    def at(t: Fr) -> list[Fr]:
        phantoms = [phantom(t, k) for k in range(n + 1)]
        return [sorted([*(b[j] for b in ballots), *phantoms])[n] for j in range(m)]

    # A median changes its slope only where a phantom meets a vote, 0 or 1; between two such t the
    # sum is linear.
    values = {Fr(0), Fr(1)} | {value for b in ballots for value in b}
    bends = {Fr(0), last}
    for value in values:
        for k in range(n + 1):
            bends |= {value + Fr(k, n)} if last == 2 else ({value / (n - k)} if k < n else set())
    knots = sorted(t for t in bends if 0 <= t <= last)
    for left, right in itertools.pairwise(knots):
        low, high = at(left), at(right)
        below, above = sum(low, Fr(0)), sum(high, Fr(0))
        if above >= 1:
            part = Fr(0) if above == below else (1 - below) / (above - below)
            return [a + part * (b - a) for a, b in zip(low, high, strict=True)]
    raise AssertionError("the sum never reaches 1")


def covariance(ballots: Sequence[Sequence[Fr]]) -> list[list[Fr]]:
    """Covariance of the means over multinomial resamples of as many ballots: Σ (p_j − F_j)(p_k −
    F_k) / n²."""
    n, mean = len(ballots), means(ballots)
    items = range(len(mean))
    return [
        [
            sum(((b[j] or Fr(0)) - mean[j]) * ((b[k] or Fr(0)) - mean[k]) for b in ballots)
            / Fr(n * n)
            for k in items
        ]
        for j in items
    ]


def apart(
    shares: Sequence[Fr], cov: Sequence[Sequence[Fr]], n: int, level: float
) -> set[tuple[int, int]]:
    """Pairs that Holm's procedure tells apart by Student's t with n − 1 degrees of freedom."""
    pairs = []
    for j, k in combinations(range(len(shares)), 2):
        variance = (cov[j][j] + cov[k][k] - 2 * cov[j][k]) * Fr(n, n - 1)
        square = (shares[j] - shares[k]) ** 2
        if not square:
            p = 1.0
        elif not variance:
            p = 0.0
        else:
            p = 2 * float(scipy.stats.t.sf(float(square / variance) ** 0.5, n - 1))
        pairs.append((p, j, k))
    told_apart: set[tuple[int, int]] = set()
    for left, (p, j, k) in zip(range(len(pairs), 0, -1), sorted(pairs), strict=True):
        if p > level / left:
            return told_apart
        told_apart.add((j, k))
    return told_apart


def without_rare(ballots: Sequence[Ballot], minimum: int) -> tuple[list[int], list[Ballot]]:
    """The items with at least `minimum` answers, and the ballots that say anything about them,
    their points there scaled up to 1."""
    kept = [j for j in range(len(ballots[0])) if sum(b[j] is not None for b in ballots) >= minimum]
    left: list[Ballot] = []
    for ballot in ballots:
        said = sum((ballot[j] or Fr(0) for j in kept), Fr(0))
        if said:
            values = [ballot[j] for j in kept]
            left.append([None if p is None else p / said for p in values])
    return kept, left


def expected_copies(ballots: Sequence[tuple[int, ...]], pattern: tuple[int, ...]) -> Fr:
    """How many ballots of a pattern chance brings, by going through every order of its values."""
    rest = [ballot for ballot in ballots if ballot != pattern]
    others = sum(sorted(ballot) == sorted(pattern) for ballot in rest)
    if not others:
        return Fr(0)
    habits = rest + [pattern] * min(len(ballots) - len(rest), others)
    odds = {
        order: Fr(
            prod(sum(ballot[j] == value for ballot in habits) for j, value in enumerate(order))
        )
        for order in set(permutations(pattern))
    }
    elsewhere = sum(odds.values(), Fr(0)) - odds[pattern]
    return min(others * odds[pattern] / elsewhere, Fr(len(ballots)))


def rank(system: list[list[Fr]]) -> int:
    """Rank of a matrix."""
    rows, rank_ = [row[:] for row in system], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(rank_, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank_], rows[pivot] = rows[pivot], rows[rank_]
        for r in range(rank_ + 1, len(rows)):
            factor = rows[r][column] / rows[rank_][column]
            rows[r] = [a - factor * b for a, b in zip(rows[r], rows[rank_], strict=True)]
        rank_ += 1
    return rank_
