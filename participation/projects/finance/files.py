"""The files of a strategy's money: sources, every line, and the table by place; for everybody or
with drafts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from flask import Response
from flask_babel import force_locale

from participation.projects.finance import queries
from participation.projects.finance.file_tables import LINES, SOURCES, pivot
from participation.projects.finance.queries import LineRow
from participation.projects.finance.rules import (
    KIND_TITLES,
    NO_YEAR,
    NO_YEAR_WORD,
    TOTAL_ROW,
    Stage,
)
from participation.projects.finance.table import FinanceTable, ProjectInfo, SourceInfo, build
from participation.projects.finance.table import Row as TableRow
from participation.projects.finance.wording import stage_name
from participation.strategy.models import Strategy
from participation.web.csv_writer import Format
from participation.web.downloads import download
from participation.web.tabular.kinds import KINDS, XLSX
from participation.web.tabular.tables import About, Filled, Row, Value, csv, workbook
from participation.web.translation import _

FILES = ("finance.csv", "finance-excel.csv", "table.csv", "table-excel.csv", "finance.xlsx")
"""That pages offer; the shell writes more."""


def table_of(
    strategy_id: int, stage: Stage, *, public_only: bool, all_sources: bool = True
) -> FinanceTable:
    """Return the table of one stage without its locks."""
    lines = queries.lines(strategy_id, [stage], public_only=public_only)
    return build(
        queries.projects(strategy_id, public_only=public_only),
        queries.sources(strategy_id),
        queries.as_lines(lines),
        all_sources=all_sources,
    )


def served(strategy: Strategy, name: str, stage: Stage, *, public_only: bool) -> Response:
    """Return one of FILES to be saved: every amount, the table of one stage, or all of it as a
    workbook. What has drafts in it says so in its name."""
    begin = strategy.slug if public_only else f"{strategy.slug}-with-drafts"
    if name.endswith(XLSX.ending):
        parts = export(strategy.id, public_only=public_only)
        content = workbook(_about(strategy, public_only=public_only), parts)
        return download(content, f"{begin}-{name}", XLSX.media_type)
    form = Format.EXCEL if name.endswith(KINDS[Format.EXCEL].ending) else Format.CSV
    if name.startswith("table"):
        begin = f"{begin}-{stage}"
        table = table_of(strategy.id, stage, public_only=public_only, all_sources=not public_only)
        part = in_table(table, stage)
    else:
        part = next(
            each for each in export(strategy.id, public_only=public_only) if each.table is LINES
        )
    return download(csv(_for(part, form), form), f"{begin}-{name}", KINDS[form].media_type)


def export(strategy_id: int, *, public_only: bool) -> list[Filled]:
    """Return the sources that amounts name, every amount, and a table for each stage that has any;
    of published projects, or of all.

    The table of the first stage is `finance_table`; those of further stages name theirs, because
    amounts of different stages are never added.
    """
    lines = queries.lines(strategy_id, tuple(Stage), public_only=public_only)
    projects = queries.projects(strategy_id, public_only=public_only)
    named = {line.source_id for line in lines}
    every = queries.sources(strategy_id)
    sources = [source for source in every if source.id in named]
    stages = [stage for stage in Stage if any(line.stage == stage for line in lines)]
    with force_locale("de"):
        parts = [_sources(sources), _lines(lines, projects, sources)]
    for position, stage in enumerate(stages or [Stage.PLANNED]):
        of_stage = queries.as_lines([line for line in lines if line.stage == stage])
        table = build(projects, every, of_stage, all_sources=not public_only)
        name = f"finance_table_{stage}" if position else "finance_table"
        parts.append(in_table(table, stage, name))
    return parts


def csv_files(parts: Sequence[Filled]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of every table of amounts as CSV, for programs and for Excel,
    where a year that is not given is a word."""
    for part in parts:
        for form, kind in KINDS.items():
            name = f"{part.table.name}{kind.ending}"
            if part.table is not SOURCES:
                yield name, b"".join(csv(_for(part, form), form))


def in_table(table: FinanceTable, stage: Stage, name: str = "finance_table") -> Filled:
    """Return a table by place: a row a project, a column a source, blanks blank, the sums last."""
    rows: list[Row] = [
        (place.name, row.project.title.get("de", "") if row.project else "", *_amounts(row))
        for place in table.places
        for row in place.rows
    ]
    rows.append((TOTAL_ROW, "", *_amounts(table.total)))
    return Filled(pivot(name, stage, table.sources), rows, rows)


def euros(cents: int) -> Decimal:
    """Return cents as euros with two decimals."""
    return Decimal(cents).scaleb(-2)


def _about(strategy: Strategy, *, public_only: bool) -> About:
    with force_locale("de"):
        title = _("Finanzierung: %(name)s", name=strategy.title.get("de", strategy.slug))
        text = (
            _("Enthält Beträge veröffentlichter Projekte. Sperrvermerke stehen nur auf der Seite.")
            if public_only
            else _("Enthält auch Entwürfe. Nicht zur Veröffentlichung.")
        )
    return About(f"{strategy.slug}-finance", title, text)


def _for(part: Filled, form: Format) -> Filled:
    if part.table is not LINES or form is Format.CSV:
        return part
    year = LINES.columns.index("year")
    rows = [
        (*row[:year], NO_YEAR_WORD if row[year] is None else row[year], *row[year + 1 :])
        for row in part.rows
    ]
    return Filled(LINES, rows, part.words)


def _sources(sources: Sequence[SourceInfo]) -> Filled:
    rows: list[Row] = []
    words: list[Row] = []
    for source in sources:
        title = source.title.get("de", "")
        rows.append((source.key, title, source.kind.value, source.programme))
        words.append((source.key, title, KIND_TITLES[source.kind]["de"], source.programme))
    return Filled(SOURCES, rows, words)


def _lines(
    lines: Sequence[LineRow], projects: Sequence[ProjectInfo], sources: Sequence[SourceInfo]
) -> Filled:
    of_project = {project.id: project for project in projects}
    of_source = {source.id: source for source in sources}
    names = {stage.value: stage_name(stage) for stage in Stage}
    rows: list[Row] = []
    words: list[Row] = []
    for project_id, source_id, year, stage, cents, unit, note in lines:
        project, source = of_project[project_id], of_source[source_id]
        amount: tuple[Value, ...] = (euros(cents), unit, note)
        told = None if year == NO_YEAR else year
        rows.append((project.key, source.key, told, stage, *amount))
        titles = (project.title.get("de", ""), source.title.get("de", ""))
        words.append((*titles, told or NO_YEAR_WORD, names[stage], *amount))
    return Filled(LINES, rows, words)


def _amounts(row: TableRow) -> list[Value]:
    cents = [*(cell.cents for cell in row.cells), row.cents]
    return [None if value is None else euros(value) for value in cents]
