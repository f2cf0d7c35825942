"""The finance page in words: the finding, bars, rows, notes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from participation.kernel.amounts import Unit
from participation.projects.finance import findings
from participation.projects.finance.fields import FieldMoney, by_field
from participation.projects.finance.gathering import Money
from participation.projects.finance.rules import SourceKind, Stage
from participation.projects.finance.table import (
    Cell,
    FinanceTable,
    Hatch,
    ProjectInfo,
    Row,
)
from participation.projects.finance.wording import figure, percent_of, stage_name
from participation.strategy.rules import Frame
from participation.web.filters import tr
from participation.web.paging import Page
from participation.web.translation import _

PER_PAGE = 100
SHADES = 4
"""How many tints there are for public sources; further ones begin anew, apart by a line."""


@dataclass(frozen=True)
class Part:
    """A piece of a bar: its look, where it begins and how long it is, in per cent."""

    look: str
    start: float
    length: float


@dataclass(frozen=True)
class CellView:
    """A figure, the words about its lock, and whether more was paid than released."""

    text: str
    locked: str = ""
    blank: bool = False
    beyond: bool = False


@dataclass(frozen=True)
class RowView:
    """A line of the table."""

    title: str
    cells: list[CellView]
    total: CellView
    shares: str
    parts: list[Part]
    project: ProjectInfo | None = None
    tag: str = ""


@dataclass(frozen=True)
class Group:
    """A place with its sums and those of its projects that are on this page."""

    sums: RowView
    rows: list[RowView]


@dataclass(frozen=True)
class KeyView:
    """A source with its sum and share, as the key of the bar."""

    look: str
    title: str
    amount: str
    share: str


class FinancePage:
    """The finance page of a strategy at one stage; without a number for the page the whole table,
    with nothing drawn."""

    def __init__(self, money: Money, stage: Stage, *, page: int | None = 1) -> None:
        self.money = money
        self.stage = stage
        self.table: FinanceTable = money.table(stage)
        self._number = page
        self._looks = _looks(self.table)
        self._locked = {
            Hatch.NONE: "",
            Hatch.PARTLY: _("zum Teil gesperrt"),
            Hatch.WHOLLY: _("gesperrt"),
        }

    @property
    def is_empty(self) -> bool:
        """Whether there is no amount at this stage."""
        return not self.table.sources

    @property
    def stages(self) -> list[tuple[Stage, str]]:
        """The stages that have amounts, with their words."""
        return [(stage, stage_name(stage)) for stage in self.money.stages]

    @property
    def heading(self) -> str:
        """The finding."""
        return findings.heading(self.table)

    @property
    def lead(self) -> list[str]:
        """What the finding means and what it does not."""
        return findings.lead(self.table, self.stage)

    @property
    def measured(self) -> str:
        """What the figures of the table are."""
        name = stage_name(self.stage)
        units = {
            Unit.EURO: _("Stufe: %(stage)s. In Euro.", stage=name),
            Unit.THOUSAND: _("Stufe: %(stage)s. In Tausend Euro.", stage=name),
            Unit.MILLION: _("Stufe: %(stage)s. In Millionen Euro.", stage=name),
            Unit.BILLION: _("Stufe: %(stage)s. In Milliarden Euro.", stage=name),
            None: _("Stufe: %(stage)s. In Euro, wo nichts anderes dabeisteht.", stage=name),
        }
        return units[self.table.unit]

    @property
    def notes(self) -> list[findings.Note]:
        """What stands below the table: locks, excess, rounding."""
        is_drawn = self._number is not None
        return findings.notes(self.money, self.table, self.stage, is_drawn=is_drawn)

    @property
    def columns(self) -> list[str]:
        """The heads of the columns of sources."""
        return [tr(source.title) for source in self.table.sources]

    @property
    def folds(self) -> bool:
        """Whether the figures of a row fit beside each other on a phone."""
        return len(self.columns) <= 3

    @property
    def key(self) -> list[KeyView]:
        """The sources with their sums and shares."""
        total = self.table.total
        return [
            KeyView(
                self._looks[source.id],
                tr(source.title),
                figure(cell.cents, self.table.unit or cell.unit, None),
                percent_of(part) if part is not None else "",
            )
            for source, cell, part in zip(
                self.table.sources, total.cells, total.shares, strict=True
            )
        ]

    @cached_property
    def total(self) -> RowView:
        """The sums over everything."""
        row = self._row(_("Gesamt"), self.table.total)
        beyond = {source_id for source_id, _year in self.money.beyond(self.stage)}
        cells = [
            replace(cell, beyond=source.id in beyond)
            for source, cell in zip(self.table.sources, row.cells, strict=True)
        ]
        return replace(row, cells=cells)

    @property
    def listing(self) -> Page[Row]:
        """The projects of this page of the list."""
        rows = [row for place in self.table.places for row in place.rows]
        if self._number is None:
            return Page(rows, 1, len(rows), max(1, len(rows)))
        first = (self._number - 1) * PER_PAGE
        return Page(rows[first : first + PER_PAGE], self._number, len(rows), PER_PAGE)

    @cached_property
    def groups(self) -> list[Group]:
        """The places of this page of the list; their sums are of the whole place."""
        shown = {row.project.id for row in self.listing.items if row.project}
        groups = []
        for place in self.table.places:
            rows = [row for row in place.rows if row.project and row.project.id in shown]
            if rows:
                sums = self._row(place.name or _("Ohne Ort"), place.sums)
                groups.append(Group(sums, [self._project(row) for row in rows]))
        return groups

    @property
    def rates(self) -> list[findings.RateView]:
        """The rates that sources pay of eligible costs, whatever the stage."""
        return findings.rates(self.money)

    @property
    def has_unassigned(self) -> bool:
        """Whether there is money of which nobody has said whose it is."""
        return any(source.kind is SourceKind.UNASSIGNED for source in self.table.sources)

    def fields(self, frame: Frame | None) -> list[tuple[str, ...]]:
        """Return public, private and, if there is any, unassigned money by main field, „ohne Feld"
        last; nothing where no frame may be shown."""
        if frame is None:
            return []
        titles = {field.key: tr(field.title) for field in frame.fields}
        money = by_field(
            self.money.projects,
            self.money.sources,
            self.money.lines.get(self.stage, []),
            frame.field_keys,
        )
        return [
            (titles.get(row.key or "", _("Ohne Feld")), *map(self._cents, self._sums(row)))
            for row in money
        ]

    def _sums(self, row: FieldMoney) -> list[int | None]:
        sums = [row.public, row.private, *([row.unassigned] if self.has_unassigned else [])]
        return [each.cents for each in sums]

    def _cents(self, cents: int | None) -> str:
        return figure(cents, None, self.table.unit)

    def _row(self, title: str, row: Row) -> RowView:
        return RowView(
            title,
            [self._cell(cell) for cell in row.cells],
            self._cell(Cell(row.cents, row.unit)),
            findings.shares_in_words(row),
            self._parts(row),
        )

    def _project(self, row: Row) -> RowView:
        project = row.project
        assert project is not None
        hatched = any(cell.hatch is not Hatch.NONE for cell in row.cells)
        return RowView(
            tr(project.title),
            [self._cell(cell) for cell in row.cells],
            self._cell(Cell(row.cents, row.unit)),
            self._shares_by_name(row),
            self._parts(row),
            project,
            _("Sperrvermerk") if hatched else "",
        )

    def _cell(self, cell: Cell) -> CellView:
        text = figure(cell.cents, cell.unit, self.table.unit)
        return CellView(text, self._locked[cell.hatch], cell.cents is None)

    def _parts(self, row: Row) -> list[Part]:
        parts = []
        start = 0
        total = row.cents
        for source, cell in zip(self.table.sources, row.cells, strict=True):
            if cell.cents and total:
                begin, end = start * 100 / total, (start + cell.cents) * 100 / total
                parts.append(Part(self._looks[source.id], round(begin, 2), round(end - begin, 2)))
                start += cell.cents
        return parts

    def _shares_by_name(self, row: Row) -> str:
        """Return the words of a bar: 'Region 2 Prozent, Privat 98 Prozent'."""
        return ", ".join(
            _("%(source)s %(share)s", source=title, share=percent_of(part))
            for title, part in zip(self.columns, row.shares, strict=True)
            if part is not None
        )


def _looks(table: FinanceTable) -> dict[int, str]:
    """Return the look of each source in bars: tints for public ones, one each for the others."""
    looks: dict[int, str] = {}
    public = 0
    for source in table.sources:
        if source.is_public:
            looks[source.id] = f"public-{public % SHADES + 1}"
            public += 1
        else:
            looks[source.id] = source.kind.value
    return looks
