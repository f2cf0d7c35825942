"""Who pays what: sums, one project's amounts, every line. Amounts of different stages are never
added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec

from participation.api.resources.values import (
    Address,
    Euros,
    PartialDate,
    Shape,
    Texts,
    address,
    euros,
    one_of,
    texts,
)
from participation.projects.finance import rules
from participation.projects.finance.fields import by_field
from participation.projects.finance.presenter import FinancePage
from participation.projects.finance.queries import LineRow
from participation.projects.finance.rules import NO_YEAR
from participation.projects.finance.table import (
    Cell,
    FinanceTable,
    Hatch,
    PaperName,
    Rate,
    Row,
    SourceInfo,
)
from participation.strategy.models import Strategy
from participation.strategy.rules import Frame

Stage = Annotated[str, one_of(rules.Stage)]
UnitGiven = Annotated[
    str | None,
    msgspec.Meta(description="What the amount was given in: '' (euros), Tsd., Mio. or Mrd."),
]


class Source(Shape):
    """Whose money it is."""

    key: str
    title: Texts
    kind: Annotated[str, one_of(rules.SourceKind)]
    programme: str
    public: bool


class SourceAmount(Shape):
    """What one source pays; null where nothing was said. Locked money is part of the amount."""

    source: str
    amount: Euros | None
    unit_given: UnitGiven
    locked: Annotated[str, one_of(Hatch)]


class Sums(Shape):
    """The amounts of a row by source, and their sum."""

    total: Euros | None
    sources: list[SourceAmount]


class PlaceSums(Shape):
    """The sums of the projects of a place; an empty name stands for projects without one."""

    place: str
    sums: Sums


class FieldSums(Shape):
    """Money by main field, each project counted once; the key is null for projects without a
    field, or with one that the public version of the strategy does not have."""

    field: str | None
    public: Euros | None
    private: Euros | None
    unassigned: Euros | None


class Note(Shape):
    """A sentence below the table (locks, rounding), and the public paper it rests on."""

    text: str
    paper: Address | None


class FundingRate(Shape):
    """That a source pays a rate of a project's eligible costs, from when on."""

    project: str
    source: str
    per_cent: Annotated[str, msgspec.Meta(description="Exact, with two decimals: 65.00.")]
    eligible_costs: str
    from_: PartialDate | None = msgspec.field(name="from")
    paper: Address | None


class Finance(Shape):
    """Who pays what for the published projects of a strategy at one stage. `stages` are those that
    have amounts."""

    strategy: str
    stage: Stage
    stages: list[Stage]
    finding: str
    lead: list[str]
    sources: list[Source]
    sums: Sums
    places: list[PlaceSums]
    fields: list[FieldSums]
    notes: list[Note]
    rates: list[FundingRate]
    projects: Address
    lines: Address
    page: Address


class ProjectMoney(Shape):
    """What a project costs whom at one stage."""

    project: str
    title: Texts
    place: str
    sums: Sums
    url: Address


class FinanceLine(Shape):
    """One amount: of a project, from a source, for a year (null: none given), at a stage."""

    project: str
    source: str
    year: int | None
    stage: Stage
    amount: Euros
    unit_given: Annotated[str, msgspec.Meta(description="'' (euros), Tsd., Mio. or Mrd.")]
    note: str


def overview(strategy: Strategy, view: FinancePage, frame: Frame | None) -> Finance:
    """Return the sums of a stage and what stands beside them."""
    money, table, slug = view.money, view.table, strategy.slug
    keys = {project.id: project.key for project in money.projects}
    sources = {source.id: source.key for source in money.sources}
    return Finance(
        strategy=slug,
        stage=view.stage,
        stages=[stage.value for stage in money.stages],
        finding=view.heading,
        lead=view.lead,
        sources=[_source(source) for source in table.sources],
        sums=_sums(table, table.total),
        places=[PlaceSums(place=each.name, sums=_sums(table, each.sums)) for each in table.places],
        fields=_fields(view, frame),
        notes=[Note(text=each.text, paper=_paper(each.paper)) for each in view.notes],
        rates=[_rate(rate, keys, sources) for rate in money.rates],
        projects=address("api.finance_projects", slug=slug, stage=view.stage.value),
        lines=address("api.finance_lines", slug=slug),
        page=address("finance.show", slug=slug, stage=view.stage.value),
    )


def projects(view: FinancePage) -> list[Row]:
    """Return the rows of projects in the order of the table."""
    return [row for place in view.table.places for row in place.rows if row.project]


def project(view: FinancePage, row: Row) -> ProjectMoney:
    """Return what a project costs whom."""
    info = row.project
    assert info is not None
    return ProjectMoney(
        project=info.key,
        title=texts(info.title),
        place=info.place,
        sums=_sums(view.table, row),
        url=address("api.project", key=info.key),
    )


def line(row: LineRow, projects_: dict[int, str], sources: dict[int, str]) -> FinanceLine:
    """Return one amount; the keys of projects and sources are by their ids."""
    amount = euros(row.cents)
    assert amount is not None
    return FinanceLine(
        project=projects_[row.project_id],
        source=sources[row.source_id],
        year=None if row.year == NO_YEAR else row.year,
        stage=row.stage,
        amount=amount,
        unit_given=row.unit_given,
        note=row.note,
    )


def _source(source: SourceInfo) -> Source:
    return Source(
        key=source.key,
        title=texts(source.title),
        kind=source.kind,
        programme=source.programme,
        public=source.is_public,
    )


def _sums(table: FinanceTable, row: Row) -> Sums:
    pairs: Sequence[tuple[SourceInfo, Cell]] = list(zip(table.sources, row.cells, strict=True))
    return Sums(
        total=euros(row.cents),
        sources=[
            SourceAmount(
                source=source.key,
                amount=euros(cell.cents),
                unit_given=None if cell.unit is None else cell.unit.value,
                locked=cell.hatch,
            )
            for source, cell in pairs
        ],
    )


def _fields(view: FinancePage, frame: Frame | None) -> list[FieldSums]:
    if frame is None:
        return []
    money = view.money
    lines = money.lines.get(view.stage, [])
    return [
        FieldSums(
            field=row.key,
            public=euros(row.public.cents),
            private=euros(row.private.cents),
            unassigned=euros(row.unassigned.cents),
        )
        for row in by_field(money.projects, money.sources, lines, frame.field_keys)
    ]


def _rate(rate: Rate, projects_: dict[int, str], sources: dict[int, str]) -> FundingRate:
    known = rate.from_value or rate.from_wording
    from_ = PartialDate(value=rate.from_value, wording=rate.from_wording) if known else None
    return FundingRate(
        project=projects_[rate.project_id],
        source=sources[rate.source_id],
        per_cent=f"{rate.rate // 100}.{rate.rate % 100:02}",
        eligible_costs=rate.eligible_costs,
        from_=from_,
        paper=_paper(rate.paper),
    )


def _paper(paper: PaperName | None) -> str | None:
    return None if paper is None else address("api.paper", key=paper.key)
