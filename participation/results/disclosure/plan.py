"""What may be shown of a round's ballots. One plan guards page, file and interface.

The rules: no figures below 10 ballots, no places and no leading group below 30; subgroups of 10 or
more that are not unanimous, one question at a time; the set that a table leaves out, and what a new
version adds or sets aside, holds 10 or none; single ballots only as announced, from 100 on and
never beside subgroups. On top of all that, no sum or difference of anything that is published,
earlier versions included, may be about fewer than 10 ballots (`isolation`). Why: docs/adr/0005.

All is plain values. A selection says which ballots a table row sums over; a snapshot keeps the
selections it shows and hands them in as `earlier` when the next version is planned.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from participation.results.disclosure.ledger import Cell, Ledger, Selection
from participation.results.disclosure.merging import (
    Group,
    coarser,
    in_order,
    merged_groups,
    united,
)
from participation.results.disclosure.minimums import (
    DEFAULTS,
    Thresholds,
    figures_allowed,
    ranks_allowed,
    rows_allowed,
    rule_of_ten,
)

UNFLAGGED = ("",)
"""The class of the ballots that no signal points at, in a dimension of signals."""


@dataclass(frozen=True)
class Table:
    """A one-way table: what may be shown by `dimension`. The groups together are all ballots of the
    version."""

    dimension: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class LeaveOut:
    """A result without the ballots of `classes` in `dimension`; `included` and `excluded` count
    ballots."""

    dimension: str
    classes: tuple[str, ...]
    included: int
    excluded: int


@dataclass(frozen=True)
class Plan:
    """What one version of a result may show.

    `figures`, `ranks` and `rows` (ballots.csv) are yes or no, `tables` and `leave_outs` list what
    may be shown, `hidden` the dimensions of which nothing may. `selections` is everything that is
    shown, for the plans of later versions.
    """

    n: int
    figures: bool
    ranks: bool
    rows: bool
    tables: tuple[Table, ...]
    leave_outs: tuple[LeaveOut, ...]
    hidden: tuple[str, ...]
    selections: tuple[Selection, ...]


def plan(
    cells: Iterable[Cell],
    dimensions: Sequence[str],
    *,
    batches: Collection[str],
    leave_out: Collection[str] = ("channel",),
    signals: Collection[str] = (),
    announced_rows: bool = False,
    earlier: Iterable[Selection] = (),
    thresholds: Thresholds = DEFAULTS,
) -> Plan:
    """What the version of a result that consists of `batches` may show.

    `cells` are all ballots ever counted in the round, those of other versions too. `dimensions`
    names their labels, most wanted first, for what comes first is shown and what would isolate
    somebody beside it is merged or hidden. Each dimension gets a one-way table; those in
    `leave_out` also get results without each of their groups. Those in `signals` hold flagged
    groups, the class "" being none, and get nothing but results without each. `earlier` are the
    selections of the versions that are published. Where ballot rows were announced and may be shown
    there are no subgroups. Raises ValueError where a cell's labels do not match the dimensions.
    """
    known = _joined(cells, dimensions)
    counted = tuple(sorted(batches))
    before = list(dict.fromkeys(earlier))
    mine = [cell for cell in known if cell.batch in batches]
    n = sum(cell.n for cell in mine)
    book = Ledger(known, dimensions, before, thresholds.figures)
    whole = Selection(counted)
    if not figures_allowed(n, thresholds.figures) or not book.admits([whole]):
        return Plan(n, False, False, False, (), (), tuple(dimensions), ())
    rows = announced_rows and _rows(known, batches, before, n, thresholds.rows)
    if announced_rows and _rows_somewhere(known, [*before, whole], thresholds.rows):
        tables, outs = [], []
    else:
        tables = _tables(book, mine, [d for d in dimensions if d not in signals], counted)
        outs = [
            out for table in tables if table.dimension in leave_out for out in _leave_outs(table, n)
        ]
        outs += [
            out
            for signal in dimensions
            if signal in signals
            for out in _signal_leave_outs(book, mine, signal, whole)
        ]
    named = {table.dimension for table in tables} | {out.dimension for out in outs}
    hidden = tuple(dimension for dimension in dimensions if dimension not in named)
    added = tuple(selection for selection in book.shown if selection not in before)
    return Plan(
        n, True, ranks_allowed(n, thresholds.ranks), rows, tuple(tables), tuple(outs), hidden, added
    )


def _joined(cells: Iterable[Cell], dimensions: Sequence[str]) -> list[Cell]:
    known = sorted((cell for cell in cells if cell.n), key=lambda cell: (cell.batch, cell.labels))
    if any(len(cell.labels) != len(dimensions) or cell.n < 0 for cell in known):
        raise ValueError("a cell has one label for each dimension and a number of ballots")
    return known


def _size(cells: Iterable[Cell], batches: Collection[str]) -> int:
    return sum(cell.n for cell in cells if cell.batch in batches)


def _rows_somewhere(cells: Sequence[Cell], shown: Sequence[Selection], minimum: int) -> bool:
    """Whether some version, this one included, shows ballot rows. They stay published, so no later
    one shows subgroups.
    """
    subgroups = any(selection.dimension is not None for selection in shown)
    return not subgroups and any(_size(cells, selection.batches) >= minimum for selection in shown)


def _rows(
    cells: Sequence[Cell],
    batches: Collection[str],
    before: Sequence[Selection],
    n: int,
    minimum: int,
) -> bool:
    subgroups = any(selection.dimension is not None for selection in before)
    versions = [set(selection.batches) for selection in before if selection.dimension is None] or [
        set(batches)
    ]
    return all(
        rows_allowed(
            announced=True,
            n=n,
            subgroups=subgroups,
            minimum=minimum,
            excluded=_size(cells, version - set(batches)),
            added=_size(cells, set(batches) - version),
        )
        for version in versions
    )


def _tables(
    book: Ledger, cells: Sequence[Cell], dimensions: Sequence[str], batches: tuple[str, ...]
) -> list[Table]:
    result = []
    for dimension in dimensions:
        groups = merged_groups(_classes(cells, book.dimensions.index(dimension)), book.minimum)
        while groups and not book.admits(
            [Selection(batches, dimension, group.classes) for group in groups]
        ):
            groups = coarser(groups)
        if groups:
            result.append(Table(dimension, groups))
    return result


def _classes(cells: Iterable[Cell], place: int) -> list[Group]:
    by_class: dict[str, list[Group]] = {}
    for cell in cells:
        part = Group((), cell.n, only=cell.only, given=cell.given)
        by_class.setdefault(cell.labels[place], []).append(part)
    whole = {name: united(parts) for name, parts in by_class.items()}
    return [replace(group, classes=(name,), rest=False) for name, group in whole.items()]


def _leave_outs(table: Table, n: int) -> list[LeaveOut]:
    """Results without each of a table's groups. They are the whole less a row that is shown, so
    they tell nothing new.
    """
    return [
        LeaveOut(table.dimension, group.classes, n - group.n, group.n) for group in table.groups
    ]


def _signal_leave_outs(
    book: Ledger, cells: Sequence[Cell], signal: str, whole: Selection
) -> list[LeaveOut]:
    """Results without each flagged group. Many identical ballots are unanimous by nature, so only
    the rule of ten holds.
    """
    groups = _classes(cells, book.dimensions.index(signal))
    n, answered = sum(group.n for group in groups), united(groups).given
    result = []
    for group in in_order([group for group in groups if group.classes != UNFLAGGED]):
        others = tuple(
            sorted(name for other in groups if other is not group for name in other.classes)
        )
        allowed = all(
            rule_of_ten(included=every - own, excluded=own, minimum=book.minimum)
            for every, own in zip((n, *answered), (group.n, *group.given), strict=True)
        )
        if allowed and book.admits([Selection(whole.batches, signal, others)]):
            result.append(LeaveOut(signal, group.classes, n - group.n, group.n))
    return result
