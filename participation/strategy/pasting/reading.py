"""A table pasted from a spreadsheet as lines of named cells. Pure.

Columns stand apart by tabs or, where there is none, by semicolons. The first line may name them in
any order; without such a line they are field, explanation, goal, explanation of the goal.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from participation.kernel.errors import N_, BadInput
from participation.kernel.text import clean_line, fold

LONGEST = 100_000
USUAL = ("field_de", "field_text_de", "goal_de", "goal_text_de")
WHAT = {
    "handlungsfeld": "field",
    "feld": "field",
    "action field": "field",
    "field": "field",
    "ziel": "goal",
    "strategisches ziel": "goal",
    "goal": "goal",
    "leitlinie": "guideline",
    "guideline": "guideline",
}
EXPLANATIONS = ("erklarung", "beschreibung", "erlauterung", "text", "explanation", "description")
_OF = (" des ", " der ", " zum ", " zur ", " of the ", " ")
_ENGLISH = ("(englisch)", "(en)", "auf englisch", "englisch", "(english)", "in english")


@dataclass(frozen=True)
class PastedLine:
    """A line that says something: its number, and its cells by the names of `USUAL`,
    `guideline_de`, `guideline_text_de`, and the same with `_en`."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class PastedTable:
    """What was pasted: its lines, and the headings of columns that nothing is read from."""

    lines: tuple[PastedLine, ...]
    passed_over: tuple[str, ...] = ()


def read(text: str) -> PastedTable:
    """Return what was pasted. Raises BadInput for what is no table, with the line in `line`."""
    if len(text) > LONGEST:
        message = N_("Der Text ist zu lang. Fügen Sie die Tabelle in Teilen ein.")
        raise BadInput(message, field="table")
    rows = _rows(text)
    if not rows:
        raise BadInput(N_("Fügen Sie eine Tabelle ein."), field="table")
    names, passed_over = _columns(rows[0][1])
    if names is None:
        names = USUAL
        _refuse_wider(rows)
    else:
        rows = rows[1:]
        if not rows:
            message = N_("Unter den Überschriften steht nichts. Fügen Sie die Zeilen mit ein.")
            raise BadInput(message, field="table")
    lines = tuple(
        PastedLine(number, {n: c for n, c in zip(names, cells, strict=False) if n and c})
        for number, cells in rows
    )
    return PastedTable(tuple(line for line in lines if line.cells), passed_over)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Return the lines that are not empty with their numbers."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter="\t" if "\t" in text else ";", strict=True
    )
    rows: list[tuple[int, list[str]]] = []
    number = 1
    try:
        for raw in reader:
            cells = [clean_line(cell) for cell in raw]
            if any(cells):
                rows.append((number, cells))
            number = reader.line_num + 1
    except csv.Error as error:
        message = N_(
            "Zeile %(line)s: Ein Anführungszeichen steht allein. Löschen Sie es, oder schreiben Sie"
            " das schließende dazu."
        )
        raise BadInput(message, field="table", line=number) from error
    return rows


def _refuse_wider(rows: list[tuple[int, list[str]]]) -> None:
    for number, cells in rows:
        if any(cells[len(USUAL) :]):
            message = N_(
                "Zeile %(line)s hat mehr als vier Spalten. Schreiben Sie in die erste Zeile, was in"
                " welcher Spalte steht."
            )
            raise BadInput(message, field="table", line=number)


def _columns(cells: list[str]) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Return the name of each column from a line of headings ("" for one that nothing is read
    from) and the headings passed over; None where the line holds no headings."""
    names: list[str] = []
    passed_over: list[str] = []
    last = "field"
    for cell in cells:
        name, last = _name(cell, last)
        if not name or name in names:
            passed_over += [cell] if cell else []
            name = ""
        names.append(name)
    known = any(name and "_text_" not in name for name in names)
    return (tuple(names), tuple(passed_over)) if known else (None, ())


def _name(heading: str, last: str) -> tuple[str, str]:
    """Return a column's name and what it is about; an explanation is of what was named before it
    unless it says otherwise."""
    words, language = fold(heading).strip(" :*"), "de"
    for ending in _ENGLISH:
        if words.endswith(ending):
            words, language = words.removesuffix(ending).strip(" ,"), "en"
            break
    if about := WHAT.get(words):
        return f"{about}_{language}", about
    for explanation in EXPLANATIONS:
        if words == explanation:
            return f"{last}_text_{language}", last
        for of in _OF:
            about = _thing(words.removeprefix(explanation + of))
            if words.startswith(explanation + of) and about:
                return f"{about}_text_{language}", about
    return "", last


def _thing(words: str) -> str:
    """Return what a word in the genitive names, or nothing."""
    endings = ("", "s", "es")
    return next((WHAT[w] for e in endings if (w := words.removesuffix(e)) in WHAT), "")
