"""The table of who pays what at one stage: cells, sums by place, shares, locks. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from participation.kernel.amounts import Unit
from participation.projects.finance.rules import PUBLIC_KINDS, Lock, SourceKind, common_unit
from participation.strategy.rules import Texts

WHOLE = 10_000
"""100 per cent in hundredths."""


@dataclass(frozen=True)
class SourceInfo:
    """A source of money as a column."""

    id: int
    key: str
    title: Texts
    kind: SourceKind
    programme: str = ""

    @property
    def is_public(self) -> bool:
        """Whether it is the money of a public body."""
        return self.kind in PUBLIC_KINDS


@dataclass(frozen=True)
class ProjectInfo:
    """A project as a row. `public` is whether everybody may see it."""

    id: int
    key: str
    title: Texts
    place: str = ""
    main_field: str | None = None
    public: bool = True


class Line(NamedTuple):
    """An amount of one stage."""

    project_id: int
    source_id: int
    year: int
    cents: int
    unit: str = ""


class PaperName(NamedTuple):
    """A paper that everybody may see."""

    key: str
    name: str


class Rate(NamedTuple):
    """That a source pays a rate (in basis points) of a project's eligible costs, from when on, and
    the public paper it rests on."""

    project_id: int
    source_id: int
    rate: int
    eligible_costs: str
    from_value: str | None
    from_wording: str
    paper: PaperName | None


class Hatch(StrEnum):
    """How much of a cell is locked."""

    NONE = "none"
    PARTLY = "partly"
    WHOLLY = "wholly"


class Cell(NamedTuple):
    """What one source pays in one row; no cents: nothing was said. `unit` is what all of its
    amounts were given in, None where they differ. A tuple, because a table has tens of thousands.
    """

    cents: int | None = None
    unit: Unit | None = None
    hatch: Hatch = Hatch.NONE


BLANK = Cell()


@dataclass(frozen=True)
class Row:
    """A project, a place or everything, with a cell for each source, their sum, and the share of
    each in hundredths of a per cent (None for a blank)."""

    cells: tuple[Cell, ...]
    project: ProjectInfo | None = None

    @property
    def cents(self) -> int | None:
        """The sum over the sources; None where nothing was said."""
        told = [cell.cents for cell in self.cells if cell.cents is not None]
        return sum(told) if told else None

    @property
    def unit(self) -> Unit | None:
        """What all amounts of the row were given in; None where they differ."""
        units = [cell.unit for cell in self.cells if cell.cents is not None]
        return common_unit(unit or "" for unit in units) if None not in units else None

    @property
    def shares(self) -> tuple[int | None, ...]:
        """The share of each source, rounded to hundredths of a per cent."""
        total = self.cents
        return tuple(
            None if cell.cents is None or not total else share(cell.cents, total)
            for cell in self.cells
        )

    @property
    def shares_total(self) -> int:
        """What the rounded shares add up to; nothing is adjusted where that is not the whole."""
        return sum(part for part in self.shares if part is not None)

    @property
    def is_rounded(self) -> bool:
        """Whether the rounded shares miss the whole, which the page says."""
        return bool(self.cents) and self.shares_total != WHOLE


@dataclass(frozen=True)
class Place:
    """The projects of a place and their sums."""

    name: str
    sums: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class FinanceTable:
    """Everything at one stage. `unit` is what all amounts were given in, None where they differ."""

    sources: tuple[SourceInfo, ...]
    places: tuple[Place, ...]
    total: Row
    unit: Unit | None

    def sum_of(self, *kinds: SourceKind) -> int | None:
        """Return what the sources of these kinds pay together; None where nothing was said."""
        told = [
            cell.cents
            for source, cell in zip(self.sources, self.total.cells, strict=True)
            if source.kind in kinds and cell.cents is not None
        ]
        return sum(told) if told else None

    @property
    def public_cents(self) -> int | None:
        """What public bodies pay; None where nothing was said."""
        return self.sum_of(*PUBLIC_KINDS)

    @property
    def publicly_funded(self) -> int:
        """How many projects get public money."""
        return sum(
            any(
                source.is_public and cell.cents
                for source, cell in zip(self.sources, row.cells, strict=True)
            )
            for place in self.places
            for row in place.rows
        )


def share(part: int, total: int) -> int:
    """Return a share in hundredths of a per cent, halves rounded up."""
    return (2 * part * WHOLE + total) // (2 * total)


def build(
    projects: Iterable[ProjectInfo],
    sources: Iterable[SourceInfo],
    lines: Iterable[Line],
    locks: Mapping[tuple[int, int], Lock] | None = None,
    *,
    all_sources: bool = False,
) -> FinanceTable:
    """Return the table: projects in the order given, places in the order of their first project.

    `lines` are those of one stage, of these projects; `locks` are by source and year. Sources
    without an amount are left out unless `all_sources`.
    """
    lines = list(lines)
    used = {line.source_id for line in lines}
    columns = tuple(source for source in sources if all_sources or source.id in used)
    hatches = hatches_of(lines, locks or {})
    by_cell: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in lines:
        by_cell[line.project_id, line.source_id].append(line)
    by_place: dict[str, list[Row]] = defaultdict(list)
    for project in projects:
        cells = (_cell(by_cell.get((project.id, source.id)), hatches) for source in columns)
        by_place[project.place].append(Row(tuple(cells), project))
    places = tuple(
        Place(name, _sums(rows, len(columns)), tuple(rows)) for name, rows in by_place.items()
    )
    total = _sums([place.sums for place in places], len(columns))
    return FinanceTable(columns, places, total, common_unit(line.unit for line in lines))


def source_sums(lines: Iterable[Line]) -> dict[tuple[int, int], int]:
    """Return what each source pays in each year."""
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for line in lines:
        sums[line.source_id, line.year] += line.cents
    return dict(sums)


def hatches_of(
    lines: Iterable[Line], locks: Mapping[tuple[int, int], Lock]
) -> dict[tuple[int, int], Hatch]:
    """Tell for each source and year whether its amounts are locked. Where only a part is, nobody
    knows whose it is, and all of them are locked partly."""
    hatches = {}
    for key, total in source_sums(lines).items():
        lock = locks.get(key)
        if lock is not None and lock.holds:
            hatches[key] = Hatch.WHOLLY if lock.covers(total) else Hatch.PARTLY
    return hatches


def _cell(lines: Sequence[Line] | None, hatches: Mapping[tuple[int, int], Hatch]) -> Cell:
    if not lines:
        return BLANK
    if len(lines) == 1:
        only = lines[0]
        mark = hatches.get((only.source_id, only.year), Hatch.NONE)
        return Cell(only.cents, common_unit((only.unit,)), mark)
    marks = {hatches.get((line.source_id, line.year), Hatch.NONE) for line in lines}
    return Cell(
        sum(line.cents for line in lines),
        common_unit(line.unit for line in lines),
        marks.pop() if len(marks) == 1 else Hatch.PARTLY,
    )


def _sums(rows: Sequence[Row], width: int) -> Row:
    cells = []
    for column in range(width):
        told = [row.cells[column] for row in rows if row.cells[column].cents is not None]
        cents = sum(cell.cents or 0 for cell in told) if told else None
        cells.append(Cell(cents, Row(tuple(told)).unit))
    return Row(tuple(cells))
