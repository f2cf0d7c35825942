"""The files of a strategy's money: long, and the table by place; each for programs and for
Excel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from participation.projects.finance import queries
from participation.projects.finance.rules import (
    LONG_COLUMNS,
    NO_YEAR,
    PLACE,
    PROJECT,
    TOTAL,
    TOTAL_ROW,
    Stage,
)
from participation.projects.finance.table import FinanceTable, Row, build
from participation.web.csv_writer import Format, encode

ENDINGS = {Format.CSV: ".csv", Format.EXCEL: "-excel.csv"}
Cell = str | int | Decimal | None


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


def long_file(strategy_id: int, form: Format, *, public_only: bool) -> Iterator[bytes]:
    """Yield every line, of published projects or of all: amounts in euros, blank for a year that
    is not given."""
    projects = {row.id: row.key for row in queries.projects(strategy_id, public_only=public_only)}
    sources = {row.id: row.key for row in queries.sources(strategy_id)}
    rows: Iterable[Sequence[Cell]] = (
        (
            projects[line.project_id],
            sources[line.source_id],
            None if line.year == NO_YEAR else line.year,
            line.stage,
            euros(line.cents),
            line.unit_given,
            line.note,
        )
        for line in queries.lines(strategy_id, tuple(Stage), public_only=public_only)
    )
    return encode(LONG_COLUMNS, rows, form)


def table_file(table: FinanceTable, form: Format) -> Iterator[bytes]:
    """Yield the table: a row a project, a column a source, blanks blank, the sums last."""
    header = (PLACE, PROJECT, *(source.key for source in table.sources), TOTAL)
    rows = [
        (place.name, row.project.title.get("de", "") if row.project else "", *_amounts(row))
        for place in table.places
        for row in place.rows
    ]
    return encode(header, [*rows, (TOTAL_ROW, "", *_amounts(table.total))], form)


def export(strategy_id: int) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the name and the pieces of every file, drafts included.

    The table of the first stage that has amounts is `finance_table`; those of further stages name
    theirs, because amounts of different stages are never added.
    """
    stages = queries.stages(strategy_id, public_only=False) or [Stage.PLANNED]
    for form, ending in ENDINGS.items():
        yield f"finance{ending}", long_file(strategy_id, form, public_only=False)
    for position, stage in enumerate(stages):
        table = table_of(strategy_id, stage, public_only=False)
        name = f"finance_table_{stage}" if position else "finance_table"
        for form, ending in ENDINGS.items():
            yield f"{name}{ending}", table_file(table, form)


def euros(cents: int) -> Decimal:
    """Return cents as euros with two decimals."""
    return Decimal(cents).scaleb(-2)


def _amounts(row: Row) -> list[Cell]:
    cents = [*(cell.cents for cell in row.cells), row.cents]
    return [None if value is None else euros(value) for value in cents]
