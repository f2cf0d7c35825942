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
    speaks,
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
class GroupTable:
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
    may be shown, `hidden` the dimensions of which nothing may. Where `rough` is set, tables hold
    whole per cents. `selections` is everything that is shown exactly, for the plans of later
    versions.
    """

    n: int
    figures: bool
    ranks: bool
    rows: bool
    tables: tuple[GroupTable, ...]
    leave_outs: tuple[LeaveOut, ...]
    hidden: tuple[str, ...]
    selections: tuple[Selection, ...]
    rough: bool = False


def plan(
    cells: Iterable[Cell],
    dimensions: Sequence[str],
    *,
    batches: Collection[str],
    leave_out: Collection[str] = ("channel",),
    signals: Collection[str] = (),
    rough_by: Collection[str] = (),
    announced_rows: bool = False,
    earlier: Iterable[Selection] = (),
    changes: Iterable[tuple[int, int]] = (),
    thresholds: Thresholds = DEFAULTS,
) -> Plan:
    """What the version of a result that consists of `batches` may show.

    `cells` are all ballots ever counted in the round, those of other versions too. `dimensions`
    names their labels, most wanted first, for what comes first is shown and what would isolate
    somebody beside it is merged or hidden. Each dimension gets a one-way table; those in
    `leave_out` also get results without each of their groups. Those in `signals` hold flagged
    groups, the class "" being none, and get nothing but results without each. `earlier` are the
    selections of all versions that anyone could read, `changes` how many ballots came in and went
    out since each of them. Where ballot rows were announced and may be shown there are no subgroups
    but those of `rough_by` in whole per cents. Raises ValueError where a cell's labels do not match
    the dimensions.
    """
    known = _joined(cells, dimensions)
    before = list(dict.fromkeys(earlier))
    mine = [cell for cell in known if cell.batch in batches]
    n = sum(cell.n for cell in mine)
    book = Ledger(known, dimensions, before, thresholds.figures)
    whole = Selection(tuple(sorted(batches)))
    apart = all(
        rule_of_ten(included=n, added=added, excluded=excluded, minimum=thresholds.figures)
        for added, excluded in [*changes, *_changes(known, batches, before)]
    )
    if not (apart and figures_allowed(n, thresholds.figures) and book.admits([whole])):
        return Plan(n, False, False, False, (), (), tuple(dimensions), ())
    rows = announced_rows and _rows(known, batches, before, n, thresholds.rows)
    rough = announced_rows and _rows_somewhere(known, [*before, whole], thresholds.rows)
    outs: list[LeaveOut] = []
    if rough:
        tables = [
            table
            for name in rough_by
            if (table := _rough(known, dimensions.index(name), name, batches, before, thresholds))
        ]
    else:
        tables = _tables(book, mine, [d for d in dimensions if d not in signals], whole.batches)
        outs = _all_leave_outs(book, mine, tables, leave_out, signals, whole)
    named = {table.dimension for table in tables} | {out.dimension for out in outs}
    return Plan(
        n,
        True,
        ranks_allowed(n, thresholds.ranks),
        rows,
        tuple(tables),
        tuple(outs),
        hidden=tuple(dimension for dimension in dimensions if dimension not in named),
        selections=tuple(selection for selection in book.shown if selection not in before),
        rough=rough,
    )


def _joined(cells: Iterable[Cell], dimensions: Sequence[str]) -> list[Cell]:
    known = sorted((cell for cell in cells if cell.n), key=lambda cell: (cell.batch, cell.labels))
    if any(len(cell.labels) != len(dimensions) or cell.n < 0 for cell in known):
        raise ValueError("a cell has one label for each dimension and a number of ballots")
    return known


def _size(cells: Iterable[Cell], batches: Collection[str]) -> int:
    return sum(cell.n for cell in cells if cell.batch in batches)


def _changes(
    cells: Sequence[Cell], batches: Collection[str], before: Sequence[Selection]
) -> list[tuple[int, int]]:
    """Return how many ballots came in and went out since each earlier version."""
    wholes = [set(selection.batches) for selection in before if selection.dimension is None]
    return [
        (_size(cells, set(batches) - whole), _size(cells, whole - set(batches))) for whole in wholes
    ]


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
    return all(
        rows_allowed(
            announced=True,
            n=n,
            subgroups=subgroups,
            added=added,
            excluded=excluded,
            minimum=minimum,
        )
        for added, excluded in [(0, 0), *_changes(cells, batches, before)]
    )


def _rough(
    cells: Sequence[Cell],
    position: int,
    dimension: str,
    batches: Collection[str],
    before: Sequence[Selection],
    thresholds: Thresholds,
) -> GroupTable | None:
    """The classes of which whole per cents may be shown beside single ballots: as many ballots in
    them, and outside of them, as single ballots need, and as many between two versions."""
    mine = [cell for cell in cells if cell.batch in batches]
    n, minimum, shown = sum(cell.n for cell in mine), thresholds.rows, []
    groups = _classes(mine, position)
    whole = united(groups).given
    for group in groups:
        same = [cell for cell in cells if cell.labels[position] in group.classes]
        apart = all(
            rule_of_ten(included=group.n, added=added, excluded=excluded, minimum=minimum)
            for added, excluded in [(0, 0), *_changes(same, batches, before)]
        )
        if apart and n - group.n >= minimum and speaks(group, whole, thresholds.figures):
            shown.append(group)
    shown.sort(key=lambda group: -group.n)
    while shown and 0 < n - sum(group.n for group in shown) < thresholds.figures:
        shown.pop()
    return GroupTable(dimension, in_order(shown)) if shown else None


def _tables(
    book: Ledger, cells: Sequence[Cell], dimensions: Sequence[str], batches: tuple[str, ...]
) -> list[GroupTable]:
    result = []
    for dimension in dimensions:
        groups = merged_groups(_classes(cells, book.dimensions.index(dimension)), book.minimum)
        while groups and not book.admits(
            [Selection(batches, dimension, group.classes) for group in groups]
        ):
            groups = coarser(groups)
        if groups:
            result.append(GroupTable(dimension, groups))
    return result


def _classes(cells: Iterable[Cell], position: int) -> list[Group]:
    by_class: dict[str, list[Group]] = {}
    for cell in cells:
        part = Group((), cell.n, only=cell.only, given=cell.given)
        by_class.setdefault(cell.labels[position], []).append(part)
    whole = {name: united(parts) for name, parts in by_class.items()}
    return [replace(group, classes=(name,), rest=False) for name, group in whole.items()]


def _all_leave_outs(
    book: Ledger,
    cells: Sequence[Cell],
    tables: Sequence[GroupTable],
    leave_out: Collection[str],
    signals: Collection[str],
    whole: Selection,
) -> list[LeaveOut]:
    n = sum(cell.n for cell in cells)
    outs: list[LeaveOut] = []
    for table in tables:
        if table.dimension in leave_out:
            outs += _leave_outs(table, n)
    for signal in book.dimensions:
        if signal in signals:
            outs += _signal_leave_outs(book, cells, signal, whole)
    return outs


def _leave_outs(table: GroupTable, n: int) -> list[LeaveOut]:
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
