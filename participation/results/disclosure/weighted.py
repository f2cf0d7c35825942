"""Whether a result in which groups count more or less than they are may join what is shown.

With one question it is a sum of rows of that question's table, each times a known number, and tells
nothing new. With several it is none: the weights are products of one factor for each question, so
the result is one more sum over the ballots of all combinations of classes. Whoever knows or guesses
how large these are knows the weights too, subtracts what the tables say, and may be left with the
few ballots of one combination. So it is asked with the weights themselves, beside everything else
that is shown, whether that isolates anybody.
"""

from collections.abc import Iterable, Mapping, Sequence

from participation.results.disclosure.ledger import WEIGHTED, Cell, Ledger, Selection
from participation.results.disclosure.plan import Plan


def each_alone(plan: Plan, dimension: str) -> bool:
    """Whether every class of a dimension, those without an answer too, is a row of its own."""
    return any(
        table.dimension == dimension
        and not any(group.rest or len(group.classes) > 1 for group in table.groups)
        for table in plan.tables
    )


def may_be_weighted(
    cells: Iterable[Cell],
    dimensions: Sequence[str],
    plan: Plan,
    weights: Mapping[str, int],
    *,
    earlier: Iterable[Selection],
    minimum: int,
) -> bool:
    """Whether a sum in which every ballot of a batch counts `weights` times may be shown beside
    what `plan` shows and earlier versions showed. The batches are those of the version."""
    known = [cell for cell in cells if cell.n]
    book = Ledger(known, dimensions, [*earlier, *plan.selections], minimum)
    batches = tuple(sorted(weights))
    wanted = Selection(batches, WEIGHTED, None, tuple(weights[batch] for batch in batches))
    return book.admits([wanted])
