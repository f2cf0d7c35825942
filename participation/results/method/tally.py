"""From ballots to shares: the headline, silence filled in or counted as 0, and what was chosen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from participation.results.method.ballots import Ballots, Floats, choices, exact_sums, prepare
from participation.results.method.options import MIN_GIVEN
from participation.results.method.silence import (
    answered_mass,
    solve_silence,
    system_of,
    unique_solution,
)


@dataclass(frozen=True)
class Headline:
    """Shares (m,) that sum to 1, and whether silence had to be counted as 0 to get them."""

    shares: Floats
    silence_as_zero: bool


def headline_of(ballots: Ballots, min_given: float, as_zero: bool | None = None) -> Headline:
    """The headline of checked ballots; see `headline`. `as_zero` is how silence counts, where that
    is settled."""
    plain = _plain_means(ballots)
    if ballots.given is None or not ballots.n:
        return Headline(plain, False)
    cross, given = system_of(ballots)
    unique = bool(unique_solution(cross))
    if as_zero is None:
        as_zero = bool(given.min() < min_given) or not unique
    if as_zero:
        return Headline(plain, True)
    if not unique:
        return Headline(np.full(len(plain), np.nan), False)
    return Headline(solve_silence(cross, given), False)


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
    """Mean shares (m,) with silence counted as 0, the variant in every sensitivity table."""
    return _plain_means(prepare(ballots, total=total, counts=counts))


def _plain_means(ballots: Ballots) -> Floats:
    if not ballots.n:
        return np.full(len(ballots.sums), np.nan)
    return ballots.sums / (ballots.n * ballots.total)


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
    headline = headline_of(checked, min_given, silence_as_zero)
    shares = checked.points / checked.total
    if checked.given is None or headline.silence_as_zero:
        return shares
    shares *= answered_mass(checked.given, headline.shares)[:, None]
    return np.asarray(shares + (1.0 - checked.given) * headline.shares)


def chosen_shares(ballots: ArrayLike, *, counts: ArrayLike | None = None) -> Floats:
    """Share of the given answers that chose each item, (m,); NaN where nobody answered.

    `ballots` is n × m of 1 (chosen), 0 (not chosen) and NaN (no opinion). These are no weights:
    with k choices each they sum to about k. Raises ValueError for any other number.
    """
    chosen, given, repeats = choices(ballots, counts)
    answered = exact_sums(given, repeats, 1.0)
    with np.errstate(invalid="ignore"):
        return np.asarray(exact_sums(chosen, repeats, 1.0) / answered)
