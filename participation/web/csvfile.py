"""Reading a CSV file that somebody made in a spreadsheet: one pass, bounded memory, every problem
with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from participation.kernel.errors import N_, BadInput, ParticipationError
from participation.web.filters import translate_error

LONGEST_LINE = 100_000
"""Bytes of one line of the file; an idea of 4,000 characters needs at most 32,000 of them."""
MOST_PROBLEMS = 1000
"""How many problems are kept with their line; the rest is only counted."""


@dataclass(frozen=True)
class Row:
    """One record: the line it begins on and its cells by column name, stripped; columns that were
    left out are empty."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


class FileRefused(BadInput):
    """A file was not taken over, not even in part. `problems` are pairs of line (0 for the file as
    a whole) and error."""

    def __init__(self, problems: Sequence[tuple[int, ParticipationError]], more: int = 0) -> None:
        count = len(problems) + more
        super().__init__(
            N_("Die Datei wurde nicht übernommen. Gefundene Fehler: %(count)s"), count=count
        )
        self.problems = list(problems)
        self.more = more


@dataclass
class LineProblems:
    """What is wrong with a file, in the order of its lines."""

    listed: list[tuple[int, ParticipationError]] = field(default_factory=list)
    more: int = 0

    def add(self, line: int, error: ParticipationError) -> None:
        """Note an error of a line; 0 is the file as a whole."""
        if len(self.listed) < MOST_PROBLEMS:
            self.listed.append((line, error))
        else:
            self.more += 1

    def __bool__(self) -> bool:
        return bool(self.listed)

    def refuse(self) -> None:
        """Raise FileRefused when there is any problem."""
        if self.listed:
            raise FileRefused(sorted(self.listed, key=lambda problem: problem[0]), self.more)


class _Stop(Exception):
    """The rest of the file cannot be read."""


@dataclass
class CsvTable:
    """A file being read. Iterate once over its rows; `problems` gathers what is wrong, the
    importer's own findings too.

    `source` is a file's path or what it holds. `columns` are those of the header that were asked
    for, in the file's order, after the first row was read, and `headings` how each is written
    there. `named` says which column a heading means; it raises BadInput where that is not clear.
    `titles` are what columns are called in a German file.
    """

    source: Path | bytes
    required: Sequence[str]
    optional: Sequence[str] = ()
    named: Callable[[str], str] | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    problems: LineProblems = field(default_factory=LineProblems)
    columns: list[str] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Row]:
        try:
            with _opened(self.source) as file:
                yield from self._rows(_lines(file, self.problems))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            sentence = N_("Die Datei „%(name)s“ lässt sich nicht lesen (%(reason)s).")
            name = self.source.name if isinstance(self.source, Path) else ""
            self.problems.add(0, BadInput(sentence, name=name, reason=reason))
        except _Stop:
            return

    def title(self, column: str) -> str:
        """Return the one word for a column in all that is said of this file: as it is written
        there, for one that is missing as the others are called."""
        if column in self.headings:
            return self.headings[column]
        by_names = all(name == self.headings[name].casefold() for name in self.columns)
        return column if self.columns and by_names else self.titles.get(column, column)

    def _rows(self, lines: Iterator[str]) -> Iterator[Row]:
        header = next(lines, "")
        reader = csv.reader(_again(header, lines), delimiter=_delimiter(header), strict=True)
        names = self._header(reader)
        while names:
            line = reader.line_num + 1
            cells = self._record(reader, line)
            if cells is None:
                return
            if not any(cell.strip() for cell in cells):
                continue
            while len(cells) > len(names) and not cells[-1].strip():
                cells.pop()
            if len(cells) != len(names):
                wrong = N_(
                    "Hier stehen %(found)s Zellen, der Kopf der Tabelle hat %(expected)s Spalten."
                )
                self.problems.add(line, BadInput(wrong, found=len(cells), expected=len(names)))
                continue
            blank = dict.fromkeys((*self.required, *self.optional), "")
            yield Row(
                line, blank | {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
            )

    def _record(self, reader: Iterator[list[str]], line: int) -> list[str] | None:
        try:
            return next(reader, None)
        except csv.Error as error:
            sentence = N_(
                "Ab hier stimmen die Anführungszeichen oder Zeilenenden nicht. Weiter wurde nicht"
                " gelesen."
            )
            self.problems.add(line, BadInput(sentence))
            raise _Stop from error

    def _header(self, reader: Iterator[list[str]]) -> list[str]:
        cells = self._record(reader, 1) or []
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            empty = N_("Die Datei ist leer. In der ersten Zeile stehen die Namen der Spalten.")
            self.problems.add(1, BadInput(empty))
            return []
        names = [self._name(cell) for cell in cells]
        unclear = None in names
        twice = N_("Die Spalte „%(name)s“ gibt es zweimal.")
        known_names = (*self.required, *self.optional)
        self.columns = [name for name in names if name in known_names]
        wrong = [
            BadInput(N_("Die Spalte „%(name)s“ fehlt."), name=self.title(name))
            for name in self.required
            if name not in names and not unclear
        ]
        for index, name in enumerate(names):
            if name is not None and name not in known_names:
                sentence = N_("Die Spalte „%(name)s“ ist unbekannt. Erlaubt sind: %(known)s")
                known = ", ".join(map(self.title, known_names))
                wrong.append(BadInput(sentence, name=name[:60], known=known))
            elif name is not None and name in names[:index]:
                wrong.append(BadInput(twice, name=self.title(name)))
        for problem in wrong:
            self.problems.add(1, problem)
        self.columns = [name for name in names if name is not None]
        return [] if wrong or unclear else self.columns

    def _name(self, cell: str) -> str | None:
        """Return the name of the column under a heading, None where it is not clear."""
        heading = cell.strip()
        try:
            name = self.named(heading) if self.named else heading.casefold()
        except BadInput as problem:
            self.problems.add(1, problem)
            return None
        self.headings.setdefault(name, heading)
        return name


def read_table(
    source: Path | str | bytes,
    required: Sequence[str],
    optional: Sequence[str] = (),
    named: Callable[[str], str] | None = None,
    titles: Mapping[str, str] | None = None,
) -> CsvTable:
    """Return a table to iterate over, of a file's path or of what it holds: UTF-8 with or without
    BOM, semicolons, commas or tabs, columns in any order.

    After the last row call `table.problems.refuse()`, which raises FileRefused with every problem
    and its line. Nothing is raised before, so that a person sees all errors at once.
    """
    opened = Path(source) if isinstance(source, str) else source
    return CsvTable(opened, required, optional, named, titles or {})


def read_header(path: Path | str) -> list[str]:
    """Return the names in the first row as they are written, blank ones at the end dropped.

    For files whose columns are not known before; what cannot be read is empty, and `read_table`
    says why.
    """
    try:
        with Path(path).open("rb") as file:
            header = next(_lines(file, LineProblems()), "")
        reader = csv.reader([header], delimiter=_delimiter(header), strict=True)
        names = [cell.strip() for cell in next(reader, [])]
    except (OSError, csv.Error, _Stop):
        return []
    while names and not names[-1]:
        names.pop()
    return names


def sentences(error: FileRefused) -> list[str]:
    """Return what is wrong with a file, one sentence a problem with its line, in the reader's
    language."""
    lines = [translate_error(error)]
    for line, problem in error.problems:
        with_line = BadInput(
            N_("Zeile %(line)s: %(problem)s"), line=line, problem=translate_error(problem)
        )
        lines.append(translate_error(with_line) if line else translate_error(problem))
    if error.more:
        lines.append(translate_error(BadInput(N_("Weitere Fehler: %(count)s"), count=error.more)))
    return lines


def _again(first: str, lines: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from lines


def _opened(source: Path | bytes) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _delimiter(header: str) -> str:
    # Cells that were copied from a spreadsheet stand apart by tabs.
    return max(",;\t", key=header.count)


def _lines(file: BinaryIO, problems: LineProblems) -> Iterator[str]:
    """Yield the decoded lines. Raises _Stop, with a problem noted, where the file cannot be read
    any further."""
    number = 0
    while data := file.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1:
            data = data.removeprefix(b"\xef\xbb\xbf")
        if len(data) > LONGEST_LINE:
            sentence = N_(
                "Diese Zeile ist länger als %(most)s Zeichen. Weiter wurde nicht gelesen."
            )
            problems.add(number, BadInput(sentence, most=LONGEST_LINE))
            raise _Stop
        yield _decoded(data, number, problems)


def _decoded(data: bytes, number: int, problems: LineProblems) -> str:
    try:
        line = data.decode("utf-8")
    except UnicodeDecodeError as error:
        sentence = N_(
            "Die Datei ist nicht in UTF-8 gespeichert. Speichern Sie sie als „CSV UTF-8“."
        )
        problems.add(number, BadInput(sentence))
        raise _Stop from error
    if "\x00" in line:
        problems.add(
            number, BadInput(N_("Hier steht ein Zeichen, das nicht gespeichert werden kann (NUL)."))
        )
        line = line.replace("\x00", " ")
    return line
