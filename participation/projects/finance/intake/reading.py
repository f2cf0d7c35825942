"""Reading amounts from a file: long (one amount a line) or a pivot (one source a column)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from participation.kernel.amounts import Amount, Unit
from participation.kernel.errors import N_, BadInput
from participation.projects.finance.intake.cells import (
    amounts_of,
    note_of,
    own_unit,
    stage_of,
    text_of,
    unit_beside,
    year_of,
)
from participation.projects.finance.rules import (
    NO_YEAR,
    PLACE,
    PROJECT,
    TOTAL,
    TOTAL_ROW,
    Stage,
    euros_of,
)
from participation.web.csvfile import LineProblems, Row, read_header, read_table

LONG = ("project", "source", "stage", "amount")
LONG_MORE = ("place", "year", "unit_given", "note")
_TOTALS = frozenset({TOTAL, "gesamt", "summe", "zusammen"})
_NO_PROJECT = N_("In dieser Zeile fehlt das Projekt. Tragen Sie es ein.")
_NO_PROJECT_OR_SOURCE = N_(
    "In dieser Zeile fehlt das Projekt oder die Quelle. Tragen Sie beides ein."
)
_NOT_LAST = N_("Nach der Zeile „%(name)s“ folgen noch weitere. Stellen Sie sie ans Ende.")


@dataclass(frozen=True)
class Entry:
    """An amount that a line of the file names. `unit` is None where the file does not say in what
    it was given."""

    line: int
    project: str
    source: str
    year: int
    stage: Stage
    cents: int
    unit: Unit | None
    note: str | None


@dataclass
class Reading:
    """What a file names: projects with their places in its order, sources, amounts; and what is
    wrong with it."""

    is_pivot: bool
    problems: LineProblems
    projects: list[tuple[int, str, str]] = field(default_factory=list)
    sources: list[tuple[int, str]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def read(path: Path | str, stage: Stage | None) -> Reading:
    """Return what the file names; nothing is raised, every problem stands in the reading.

    `stage` is for a pivot, which names none; without one its amounts are planned. A long file
    names its own.
    """
    header = read_header(path)
    names = [name.casefold() for name in header]
    if not {"source", "amount"} <= set(names):
        return _pivot(path, header, stage or Stage.PLANNED)
    reading = _long(path)
    if stage is not None:
        sentence = N_("Diese Datei nennt die Stufe jeder Zeile selbst. Lassen Sie die Stufe weg.")
        reading.problems.add(0, BadInput(sentence))
    return reading


def _long(path: Path | str) -> Reading:
    table = read_table(path, LONG, LONG_MORE)
    rows = list(table)
    reading = Reading(False, table.problems)
    amounts = amounts_of([(row.line, row["amount"]) for row in rows], reading.problems)
    has_unit, has_note = "unit_given" in table.columns, "note" in table.columns
    named: set[str] = set()
    for row in rows:
        project, source = text_of(row["project"]), text_of(row["source"])
        if not project or not source:
            reading.problems.add(row.line, BadInput(_NO_PROJECT_OR_SOURCE))
            continue
        reading.projects.append((row.line, text_of(row["place"]), project))
        if source not in named:
            named.add(source)
            reading.sources.append((row.line, source))
        amount = amounts.get(row.line)
        try:
            year, stage = year_of(row["year"]), stage_of(row["stage"])
            unit = unit_beside(row["unit_given"], amount) if has_unit else own_unit(amount)
            note = note_of(row["note"]) if has_note else None
        except BadInput as error:
            reading.problems.add(row.line, error)
            continue
        if amount is not None:
            reading.entries.append(
                Entry(row.line, project, source, year, stage, amount.cents, unit, note)
            )
    return reading


def _pivot(path: Path | str, header: Sequence[str], stage: Stage) -> Reading:
    names = [name.casefold() for name in header]
    table = read_table(path, (PROJECT,), [name for name in names if name != PROJECT])
    rows = list(table)
    reading = Reading(True, table.problems)
    if not table.columns or reading.problems:
        return reading
    totals = [name for name in names if name in _TOTALS]
    sources = [name for name in names if name not in {PLACE, PROJECT, *totals}]
    if not sources or "" in names:
        sentence = N_(
            "Die Datei nennt keine Beträge. Sie braucht die Spalten „project“ und je Quelle eine"
            " Spalte mit ihrem Namen, oder „project“, „source“, „stage“ und „amount“."
        )
        reading.problems.add(1, BadInput(sentence))
        return reading
    written = dict(zip(names, header, strict=True))
    reading.sources = [(1, text_of(written[name])) for name in sources]
    columns = {
        name: amounts_of([(row.line, row[name]) for row in rows], reading.problems)
        for name in (*sources, *totals)
    }
    _rows(rows, reading, {written[name]: columns[name] for name in sources}, stage)
    if not reading.problems:
        _check_totals(
            rows,
            reading,
            {name: columns[name] for name in sources},
            {name: columns[name] for name in totals},
        )
    return reading


def _rows(
    rows: Sequence[Row],
    reading: Reading,
    columns: Mapping[str, Mapping[int, Amount]],
    stage: Stage,
) -> None:
    for position, row in enumerate(rows):
        if _is_total(row):
            if position != len(rows) - 1:
                reading.problems.add(row.line, BadInput(_NOT_LAST, name=TOTAL_ROW))
            continue
        project = text_of(row[PROJECT])
        if not project:
            reading.problems.add(row.line, BadInput(_NO_PROJECT))
            continue
        reading.projects.append((row.line, text_of(row.cells.get(PLACE, "")), project))
        for source, amounts in columns.items():
            if (amount := amounts.get(row.line)) is not None:
                unit = own_unit(amount)
                reading.entries.append(
                    Entry(
                        row.line, project, text_of(source), NO_YEAR, stage, amount.cents, unit, None
                    )
                )


def _check_totals(
    rows: Sequence[Row],
    reading: Reading,
    sources: Mapping[str, Mapping[int, Amount]],
    totals: Mapping[str, Mapping[int, Amount]],
) -> None:
    """Compare the sums that the file names with those of its amounts; they are not stored."""
    last = rows[-1].line if rows and _is_total(rows[-1]) else 0
    lines = [row.line for row in rows if row.line != last]
    for name, column in sources.items():
        _compare(reading, last, name, column.get(last), (column.get(line) for line in lines))
    for name, column in totals.items():
        for line in lines:
            parts = (source.get(line) for source in sources.values())
            _compare(reading, line, name, column.get(line), parts)
        everything = (source.get(line) for source in sources.values() for line in lines)
        _compare(reading, last, name, column.get(last), everything)


def _compare(
    reading: Reading,
    line: int,
    name: str,
    told: Amount | None,
    parts: Iterable[Amount | None],
) -> None:
    summed = sum(part.cents for part in parts if part is not None)
    if told is not None and told.cents != summed:
        sentence = N_(
            "In der Spalte „%(name)s“ steht die Summe %(told)s Euro, die Beträge ergeben %(summed)s"
            " Euro. Prüfen Sie Beträge und Summe."
        )
        error = BadInput(sentence, name=name, told=euros_of(told.cents), summed=euros_of(summed))
        reading.problems.add(line, error)


def _is_total(row: Row) -> bool:
    cells = [text_of(row.cells.get(name, "")).casefold() for name in (PLACE, PROJECT)]
    return "".join(cells) in _TOTALS
