"""The addresses of letters: read from a file, put in lines, shuffled. Nothing of them is kept."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from participation.kernel.errors import N_, BadInput
from participation.kernel.text import clean_line
from participation.web.csvfile import LineProblems, Row, read_table

Item = TypeVar("Item")

REQUIRED = ("name", "strasse", "plz", "ort")
OPTIONAL = ("zusatz",)
COLUMNS = ("name", "zusatz", "strasse", "plz", "ort")
LONGEST = 100
"""Characters of a cell; a line of an address in a window is shorter."""
LARGEST = 400_000
"""Bytes of a file of addresses."""


@dataclass(frozen=True)
class Address:
    """Where a letter goes."""

    name: str
    strasse: str
    plz: str
    ort: str
    zusatz: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The address in the order of COLUMNS."""
        return (self.name, self.zusatz, self.strasse, self.plz, self.ort)

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as it stands on an envelope."""
        lines = (self.name, self.zusatz, self.strasse, f"{self.plz} {self.ort}")
        return tuple(line for line in lines if line)


def read(content: bytes, most: int) -> list[Address]:
    """Return the addresses of a CSV file in their order.

    Raises FileRefused with every problem and its line, also for more than `most`, and BadInput for
    a file that is too large.
    """
    if len(content) > LARGEST:
        raise BadInput(N_("Die Datei ist zu groß. Teilen Sie sie auf."), field="file")
    table = read_table(content, REQUIRED, OPTIONAL)
    lines: dict[Address, int] = {}
    rows = 0
    for row in table:
        rows += 1
        address = _address(row, table.problems)
        if address in lines:
            twice = N_("Diese Anschrift steht schon in Zeile %(line)s.")
            table.problems.add(row.line, BadInput(twice, line=lines[address]))
        elif address is not None:
            lines[address] = row.line
    if not table.problems and not 1 <= rows <= most:
        wrong = N_("Die Datei hat %(rows)s Anschriften. Es gehen 1 bis %(most)s auf einmal.")
        table.problems.add(0, BadInput(wrong, rows=rows, most=most))
    table.problems.refuse()
    return list(lines)


def shuffled(items: Iterable[Item]) -> list[Item]:
    """Return the items in an order that nobody can predict or find out later."""
    rest = list(items)
    secrets.SystemRandom().shuffle(rest)
    return rest


def _address(row: Row, problems: LineProblems) -> Address | None:
    cells = {name: clean_line(row[name]) for name in COLUMNS}
    for name, cell in cells.items():
        if name in REQUIRED and not cell:
            sentence = N_("In der Spalte „%(name)s“ steht nichts.")
            problems.add(row.line, BadInput(sentence, name=name))
            return None
        if len(cell) > LONGEST:
            sentence = N_("In der Spalte „%(name)s“ stehen mehr als %(most)s Zeichen.")
            problems.add(row.line, BadInput(sentence, name=name, most=LONGEST))
            return None
    return Address(**cells)
