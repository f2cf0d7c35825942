"""Reading the sheets of a file, every problem with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from participation.kernel.errors import N_, BadInput
from participation.rounds.rules import Instrument
from participation.strategy.naming import key_of
from participation.strategy.rules import Frame
from participation.web.csvfile import CsvTable, Row, read_table
from participation.weighting import checking
from participation.weighting.checking import BadBallot, Typed
from participation.weighting.paper.sheets import Target

SILENT = "-"
GERMAN = "Kennzeichen"
"""What the column of references is called in a German file."""
REFERENCE = {"bogen": "ref", "kennzeichen": "ref", "nummer": "ref", "nummer des bogens": "ref"}
"""What else it is called in German."""
TWICE = N_("„%(ref)s“ steht schon in Zeile %(line)s, mit anderem Inhalt. Prüfen Sie die Bögen.")
SPELT_OTHERWISE = N_(
    "„%(ref)s“ steht schon in Zeile %(line)s, anders geschrieben. Lassen Sie eine der Zeilen weg."
)


@dataclass(frozen=True)
class Sheet:
    """A line of a file: its reference as it is written there, and what the sheet says."""

    line: int
    ref: str
    values: tuple[int, ...]


def table_of(source: Path | bytes, frame: Frame) -> CsvTable:
    """Return the table of a file of sheets: `ref`, then a column per field, by its key or title."""
    return read_table(
        source, ["ref", *frame.field_keys], named=_columns_of(frame), titles={"ref": GERMAN}
    )


def read_sheets(table: CsvTable, target: Target) -> dict[str, Sheet]:
    """Return the sheets of a file by what their references prove. What is wrong goes into the
    table's problems."""
    sheets: dict[str, Sheet] = {}
    instrument = target.round_.settings.instrument
    for row in table:
        ref = row["ref"]
        try:
            proof = target.proof(ref)
        except BadInput as problem:
            # It is about this column, whatever the field of a form is called.
            named = BadInput(problem.message, field="ref", **problem.values)
            table.problems.add(row.line, _in_column(named, table.title))
            continue
        try:
            values = _values(row, target.fields, instrument)
        except BadBallot as bad:
            for wrong in bad.problems:
                table.problems.add(row.line, _in_column(wrong, table.title))
            continue
        first = sheets.setdefault(proof, Sheet(row.line, ref, values))
        if first.ref != ref or first.values != values:
            sentence = TWICE if first.ref == ref else SPELT_OTHERWISE
            table.problems.add(row.line, BadInput(sentence, ref=ref, line=first.line))
    return sheets


def _values(row: Row, keys: Iterable[str], instrument: Instrument) -> tuple[int, ...]:
    texts = {key: row[key] for key in keys}
    silent = frozenset(key for key, text in texts.items() if text == SILENT)
    said = Typed({key: "" if key in silent else text for key, text in texts.items()}, silent)
    return checking.answers(said, tuple(texts), instrument, no_opinion=True)


def _columns_of(frame: Frame) -> Callable[[str], str]:
    """Return what says which column a heading means: a field goes by its key or its title."""

    def column(heading: str) -> str:
        name = heading.casefold()
        if name in frame.field_keys:
            return name
        return key_of(heading, frame.fields) or REFERENCE.get(name, name)

    return column


def _in_column(problem: BadInput, title: Callable[[str], str]) -> BadInput:
    if problem.field is None:
        return problem
    return BadInput(
        N_("Spalte „%(column)s“: %(problem)s"),
        column=title(problem.field),
        problem=str(problem),
        field=problem.field,
    )
