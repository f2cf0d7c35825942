"""What is shown already, and whether more may join it."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from participation.results.disclosure.isolation import isolates

WEIGHTED = "weighted"
"""What stands in the place of a dimension where ballots count more or less than once."""


@dataclass(frozen=True)
class Cell:
    """Ballots that came in one batch and share every label.

    `labels` names one class for each of the plan's dimensions ("channel", a question's key, …),
    silence on a question being a class too. `only` is the ballot that all of them cast, in any
    hashable form, or None if they differ. `given` counts the ballots that answered each of the
    fields that are shown; empty where no ballot is silent on any.
    """

    batch: str
    labels: tuple[str, ...]
    n: int
    only: Hashable | None = None
    given: tuple[int, ...] = ()


@dataclass(frozen=True)
class Selection:
    """The ballots of some batches, all of them or those in some classes of one dimension.

    `classes` is None for what an earlier version showed by `dimension`, when `batches` are the very
    cells it summed over. `weights` says for each of the batches how often its ballots count; where
    there are none, all count once.
    """

    batches: tuple[str, ...]
    dimension: str | None = None
    classes: tuple[str, ...] | None = ()
    weights: tuple[int, ...] = ()


class Ledger:
    """All selections that are shown, and the question whether more may join them."""

    def __init__(
        self,
        cells: Sequence[Cell],
        dimensions: Sequence[str],
        earlier: Iterable[Selection],
        minimum: int,
    ):
        self.cells, self.dimensions, self.minimum = cells, dimensions, minimum
        self.shown = list(dict.fromkeys(earlier))

    def admits(self, wanted: Iterable[Selection]) -> bool:
        """Enter `wanted` if no combination with what is shown isolates anybody; say whether they
        were.

        Within a version that also holds for the people who answered a field, one field after the
        other.
        """
        new = list(wanted)
        together = list(dict.fromkeys([*self.shown, *new]))
        versions = {selection.batches for selection in new}
        mine = [selection for selection in together if selection.batches in versions]
        if isolates(self._rows(together), [cell.n for cell in self.cells], self.minimum):
            return False
        answered = set(zip(*(cell.given for cell in self.cells), strict=True))
        if any(isolates(self._rows(mine), counts, self.minimum) for counts in answered):
            return False
        self.shown = together
        return True

    def _rows(self, selections: Sequence[Selection]) -> list[list[int]]:
        return [self._row(selection) for selection in selections]

    def _row(self, selection: Selection) -> list[int]:
        if not selection.weights:
            return [int(self._covers(selection, cell)) for cell in self.cells]
        weights = dict(zip(selection.batches, selection.weights, strict=True))
        return [weights.get(cell.batch, 0) for cell in self.cells]

    def _covers(self, selection: Selection, cell: Cell) -> bool:
        if cell.batch not in selection.batches:
            return False
        return (
            selection.dimension is None
            or selection.classes is None
            or cell.labels[self.dimensions.index(selection.dimension)] in selection.classes
        )
