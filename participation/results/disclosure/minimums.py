"""From how many ballots on something may be shown."""

from dataclasses import dataclass

from participation.rounds.thresholds import Thresholds as Defaults

MIN_FIGURES = Defaults.figures
MIN_RANKS = Defaults.ranks
MIN_ROWS = Defaults.ballot_rows


@dataclass(frozen=True)
class Thresholds:
    """Numbers of ballots, as the round's frozen rules store them."""

    figures: int = MIN_FIGURES
    ranks: int = MIN_RANKS
    rows: int = MIN_ROWS


DEFAULTS = Thresholds()


def figures_allowed(n: int, minimum: int = MIN_FIGURES) -> bool:
    """Whether any figure on the content of n ballots may be shown."""
    return n >= minimum


def ranks_allowed(n: int, minimum: int = MIN_RANKS) -> bool:
    """Whether places, ranges of places and the leading group may be shown."""
    return n >= minimum


def goals_allowed(top: int, drawn: float, *, top_only: bool, minimum: int = MIN_FIGURES) -> bool:
    """Whether the goals of one field may be shown: each stratum that is read holds answers of
    enough people."""
    return top >= minimum and (top_only or drawn == 0 or drawn >= minimum)


def rule_of_ten(
    *, included: int, excluded: int = 0, added: int = 0, minimum: int = MIN_FIGURES
) -> bool:
    """Whether a leave-out table or a new version may appear beside what is published.

    The included set holds at least `minimum` ballots; the excluded and the added set do, or are
    empty, for nothing is learnt of a set without ballots.
    """
    return included >= minimum and all(n == 0 or n >= minimum for n in (excluded, added))


def rows_allowed(
    *,
    announced: bool,
    n: int,
    subgroups: bool,
    excluded: int = 0,
    added: int = 0,
    minimum: int = MIN_ROWS,
) -> bool:
    """Whether the ballots themselves (`ballots.csv`) may be published.

    Two versions of the file show the ballots between them one by one, so what is added or set aside
    counts as a file.
    """
    return (
        announced
        and not subgroups
        and rule_of_ten(included=n, excluded=excluded, added=added, minimum=minimum)
    )
