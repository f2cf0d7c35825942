"""Goals within a field: what they weigh to those who weighed the field, in two strata."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from participation.results.method.ballots import (
    Floats,
    as_counts,
    as_matrix,
    exact_sums,
    prepare,
)
from participation.results.method.options import MIN_DRAWN, MIN_GIVEN
from participation.results.method.silence import cross_sums, solve_silence, unique_solution

_ROUNDING = 1e-9
"""An effective number is a quotient of rounded sums; thirty equal weights must make thirty."""


@dataclass(frozen=True)
class GoalShares:
    """Goals of one field.

    `local` (k,) weighs every person by their share for the field, `unweighted` (k,) counts heads
    ("ein Mensch, eine Stimme"). `top` and `drawn` count the answers of each stratum, and
    `drawn_effective` is what the drawn ones come to by their weights, (Σf)²/Σf². `top_only` says
    that both readings are those of the people to whom the field is important, because too few
    others answered.
    """

    local: Floats
    unweighted: Floats
    top: int
    drawn: int
    drawn_effective: float
    top_only: bool


def goal_readings(
    field: ArrayLike,
    top: ArrayLike,
    answers: ArrayLike,
    min_drawn: int = MIN_DRAWN,
    *,
    min_given: int = MIN_GIVEN,
    total: float | None = None,
    counts: ArrayLike | None = None,
) -> GoalShares:
    """Goals of one field j in two strata, because its own supporters answer most.

    `field` (n,) is f_ij of **all** ballots, `top` (n,) whether j is among the ballot's top fields,
    `answers` (n × k) points or shares for the goals, all NaN for a person who gave none. T and D
    sum f over the ballots with and without j among their top; ℓ_s = Σ f·g / Σ f over the answers of
    a stratum; L = (T·ℓ_top + D·ℓ_drawn) / (T + D), post-stratification with f as weight.
    Unweighted, every f is 1. Where the drawn answers come to less than `min_drawn` by their weights
    ((Σf)²/Σf²; Kish, "Survey Sampling", 1965), or carry no weight although their stratum does, L =
    ℓ_top and `top_only` is true. Silence on a single goal takes the mean of the others in the
    stratum, as for fields and under the same `min_given`. A reading that nothing was answered for
    is NaN. Raises ValueError for answers that do not sum or shapes that do not match.
    """
    shares, among, matrix = _checked(field, top, answers)
    repeats = as_counts(counts, len(matrix))
    heads = np.ones(len(matrix)) if repeats is None else repeats
    answered = ~np.isnan(matrix).all(axis=1)
    effective = effective_number(shares[answered & ~among], heads[answered & ~among])
    few = effective < min_drawn - _ROUNDING
    readings = []
    for weights in (shares * heads, heads):
        top_s, drawn_s = (
            (
                total_weight(weights[s]),
                _stratum(matrix[s & answered], weights[s & answered], min_given, total),
            )
            for s in (among, ~among)
        )
        readings.append(_combined(top_s, drawn_s, few))
    (local, alone), (unweighted, unweighted_alone) = readings
    return GoalShares(
        local,
        unweighted,
        int(heads[answered & among].sum()),
        int(heads[answered & ~among].sum()),
        effective,
        alone or unweighted_alone,
    )


def goal_shares(
    field: ArrayLike,
    top: ArrayLike,
    answers: ArrayLike,
    min_drawn: int = MIN_DRAWN,
    *,
    min_given: int = MIN_GIVEN,
    total: float | None = None,
    counts: ArrayLike | None = None,
) -> Floats:
    """L (k,), the local shares of a field's goals, summing to 1; `goal_readings` has the arguments.
    W = F_j·L."""
    return goal_readings(
        field, top, answers, min_drawn, min_given=min_given, total=total, counts=counts
    ).local


def goal_index(local: ArrayLike) -> Floats:
    """Number of goals times L (k,): 1 is the average goal of its field. It never ranks goals across
    fields."""
    shares = np.asarray(local, dtype=np.float64)
    return np.asarray(len(shares) * shares)


def effective_number(weights: Floats, heads: Floats) -> float:
    """(Σf)²/Σf² of weights that stand for `heads` people each: how many equal weights vary as much
    (Kish, "Survey Sampling", 1965); 0 where nothing has weight."""
    squares = total_weight(weights**2 * heads)
    return total_weight(weights * heads) ** 2 / squares if squares > 0 else 0.0


def total_weight(weights: Floats) -> float:
    """Σ of weights, the same in any order."""
    return float(exact_sums(weights[:, None], None, max(1.0, float(weights.max(initial=0.0))))[0])


def _checked(
    field: ArrayLike, top: ArrayLike, answers: ArrayLike
) -> tuple[Floats, NDArray[np.bool_], Floats]:
    shares, among = np.asarray(field, np.float64), np.asarray(top, np.bool_)
    matrix = as_matrix(answers)
    if not shares.shape == among.shape == (len(matrix),):
        raise ValueError("field shares, top marks and answers have one row for each ballot")
    if np.isnan(shares).any() or (shares < 0).any():
        raise ValueError("field shares are completed and not negative")
    return shares, among, matrix


def _stratum(matrix: Floats, weights: Floats, min_given: int, total: float | None) -> Floats:
    """ℓ of one stratum's answers; NaN where nobody answered or nobody's answer has weight."""
    whole = total_weight(weights)
    if whole <= 0:
        return np.full(matrix.shape[1], np.nan)
    checked = prepare(matrix, total=total)
    points = checked.points / checked.total
    bound = max(1.0, float(weights.max()))
    plain = exact_sums(points * weights[:, None], None, bound) / whole
    if checked.given is None or (checked.given.sum(axis=0) < min_given).any():
        return plain
    cross = cross_sums(points, checked.given, weights, bound)
    if not unique_solution(cross):
        return plain
    return solve_silence(cross, exact_sums(checked.given * weights[:, None], None, bound))


def _combined(
    top: tuple[float, Floats], drawn: tuple[float, Floats], few_drawn: bool
) -> tuple[Floats, bool]:
    """L of two strata, each a weight and its ℓ, and whether it is the top stratum's alone. A
    stratum of no weight drops out.
    """
    (top_weight, top_shares), (drawn_weight, drawn_shares) = top, drawn
    if few_drawn or (drawn_weight > 0 and np.isnan(drawn_shares).any()):
        return top_shares, True
    if drawn_weight == 0:
        return top_shares, False
    if top_weight == 0:
        return drawn_shares, False
    return (top_weight * top_shares + drawn_weight * drawn_shares) / (
        top_weight + drawn_weight
    ), False
