"""One table, described once and written as CSV, as a sheet of a workbook and as a resource of a
Data Package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import force_locale

from participation.kernel.licences import Licence
from participation.web.csv_writer import Format, encode
from participation.web.tabular.archives import DESCRIPTOR, PROFILE, WHEN, add, csv_resource, to_json
from participation.web.tabular.sheets import Book, Cell, Column, width_of
from participation.web.translation import _

FIXED = datetime(*WHEN, tzinfo=UTC).replace(tzinfo=None)
DIGITS = 15
"""That a number in a spreadsheet keeps."""

Value = str | int | Decimal | date | None
Row = Sequence[Value]


@dataclass(frozen=True)
class Field:
    """A column: its name in files for programs, the head of its column in a workbook and what it
    means, both marked for translation, the type in the Table Schema, how wide and in which look it
    stands in a sheet, and a column type of the Fiscal Data Package as a hint."""

    name: str
    head: str
    meaning: str
    kind: str = "string"
    width: float = 18
    look: str = "text"
    column_type: str = ""

    def typed(self, column_type: str) -> Field:
        """Return the field with a column type of the Fiscal Data Package."""
        return replace(self, column_type=column_type)


@dataclass(frozen=True)
class Table:
    """A table: its name in files, the title of its sheet and what it holds, both marked for
    translation, its fields, the fields that identify a row, and those that name a row of another
    table, with that table's name and field."""

    name: str
    title: str
    about: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    refers: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(each.name for each in self.fields)


@dataclass(frozen=True)
class Filled:
    """A table with its rows, for programs and as people read them; `words` are the same rows in
    words."""

    table: Table
    rows: Sequence[Row]
    words: Sequence[Row]


@dataclass(frozen=True)
class About:
    """What a workbook or a Data Package says about itself."""

    name: str
    title: str
    description: str
    homepage: str = ""
    licence: Licence | None = None


def csv(filled: Filled, form: Format) -> Iterator[bytes]:
    """Yield a table as CSV."""
    return encode(filled.table.columns, filled.rows, form)


def workbook(about: About, parts: Sequence[Filled]) -> bytes:
    """Return the bytes of a workbook with a sheet for every table and one that says what their
    columns mean; in German, and the same for the same contents."""
    with force_locale("de"):
        buffer = io.BytesIO()
        book = Book(buffer)
        # Without a fixed date two workbooks of the same contents would differ.
        book.book.set_properties({"title": about.title, "created": FIXED})
        legend = []
        for part in parts:
            title = _(part.table.title)
            columns = [_column(each) for each in part.table.fields]
            rows = ([_cell(value) for value in row] for row in part.words)
            book.table(title, columns, rows, f"{_(part.table.about)} {about.description}")
            legend += [
                (title, column.head, _(each.meaning), each.name)
                for each, column in zip(part.table.fields, columns, strict=True)
            ]
        book.legend(legend, about.description)
        book.book.close()
        return buffer.getvalue()


def data_package(about: About, parts: Iterable[Filled]) -> bytes:
    """Return the bytes of a Data Package 2.0 as a ZIP: a CSV for every table, and the descriptor
    with a Table Schema for each."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        resources = []
        for part in parts:
            entry = add(archive, f"{part.table.name}.csv", csv(part, Format.CSV))
            resources.append(csv_resource(entry, schema(part.table)) | _described(part.table))
        add(archive, DESCRIPTOR, [to_json(_descriptor(about) | {"resources": resources})])
    return target.getvalue()


def schema(table: Table) -> dict[str, Any]:
    """Return the Table Schema of a table; titles are German, descriptions English."""
    with force_locale("de"):
        titles = [_(each.head) for each in table.fields]
    with force_locale("en"):
        fields = [
            {"name": each.name, "type": each.kind, "title": title, "description": _(each.meaning)}
            | ({"columnType": each.column_type} if each.column_type else {})
            for each, title in zip(table.fields, titles, strict=True)
        ]
    document: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table.key:
        document["primaryKey"] = list(table.key)
    if table.refers:
        document["foreignKeys"] = [
            {"fields": [name], "reference": {"resource": other, "fields": [column]}}
            for name, (other, column) in table.refers.items()
        ]
    return document


def _described(table: Table) -> dict[str, str]:
    with force_locale("de"):
        title = _(table.title)
    with force_locale("en"):
        return {"title": title, "description": _(table.about)}


def _descriptor(about: About) -> dict[str, Any]:
    document: dict[str, Any] = {
        "$schema": PROFILE,
        "name": about.name,
        "title": about.title,
        "description": about.description,
    }
    if about.homepage:
        document["homepage"] = about.homepage
    if about.licence:
        licence = about.licence
        document["licenses"] = [
            {"name": licence.key, "title": licence.title, "path": licence.address}
        ]
    return document


def _column(each: Field) -> Column:
    head = _(each.head)
    return Column(each.name, head, width_of(head, each.width), each.look)


def _cell(value: Value) -> Cell:
    if not isinstance(value, Decimal):
        return None if value == "" else value
    # A spreadsheet keeps fifteen digits; what has more stands there as text, to the cent.
    exact = len(value.as_tuple().digits) <= DIGITS
    return float(value) if exact else f"{value:f}".replace(".", ",")
