"""The sheets of a workbook: a table with its heads, a legend, a text; each prints on A4."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from participation.web.csv_writer import safe
from participation.web.translation import _

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd.mm.yyyy",
}
A4 = 9
LINE = 15.5
"""Points that a line of text takes at the font's size of 11."""
LETTER = 1.03
"""Width of a letter in columns' units: no program fits the rows of a file it did not write."""
NARROWEST = 90
"""A note below a table takes at least so many letters in a line."""
STANDARD = 8.43
"""The width of a column that nobody set."""
HIGHEST = 409.0
"""No row may be higher."""
NUMERIC = ("share", "number", "integer", "money", "year")

Cell = str | int | float | date | datetime | None


def height_of(text: str, width: float) -> float:
    """Return how many points a text takes that is broken into lines of so many letters."""
    lines = sum(
        len(textwrap.wrap(part, max(1, int(width / LETTER)))) or 1 for part in text.split("\n")
    )
    return LINE * lines


def width_of(head: str, least: float) -> float:
    """Return a width that breaks no word of a column's head."""
    return max(least, *(len(word) * 1.2 + 2 for word in head.split()))


@dataclass(frozen=True)
class Column:
    """A column of a sheet: where it comes from, its head, how wide it is and how its numbers
    look."""

    name: str
    head: str
    width: float
    look: str


class Book:
    """A workbook in the making, with the looks of its cells."""

    def __init__(self, target: Any, **more: Any) -> None:
        self.book = Workbook(target, OPTIONS | more)
        top = {"valign": "top", "text_wrap": True}
        head = {"bold": True, "bottom": 1, "valign": "bottom", "text_wrap": True}
        left = {"align": "left", "indent": 1, "valign": "top"}
        looks: dict[str, dict[str, Any]] = {
            "title": {"bold": True, "font_size": 16, **top},
            "key": {"bold": True, **top},
            "plain": top,
            "note": {"italic": True, **top},
            "head": {**head, "align": "left", "indent": 1},
            "number head": {**head, "align": "right"},
            "text": {**left, "text_wrap": True},
            "date": {**left, "num_format": "dd.mm.yyyy"},
            "moment": {**left, "num_format": "dd.mm.yyyy hh:mm"},
            "share": {"num_format": "0.0%", "valign": "top"},
            "number": {"num_format": "0.00", "valign": "top"},
            "integer": {"num_format": "#,##0", "valign": "top"},
            "money": {"num_format": "#,##0.00", "valign": "top", "align": "right"},
            "year": {"num_format": "0", "valign": "top", "align": "right"},
        }
        self.looks = {name: self.book.add_format(look) for name, look in looks.items()}

    def add(self, title: str, *, landscape: bool) -> Worksheet:
        """Return a new sheet that prints as wide as a page."""
        sheet = self.book.add_worksheet(title)
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R" + _("Seite &P von &N"))
        if landscape:
            sheet.set_landscape()
        return sheet

    def table(
        self, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], note: str
    ) -> Worksheet:
        """Add a sheet with a table: frozen heads that print on every page, a filter, a note
        below."""
        sheet = self.add(title, landscape=True)
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.width)
        self._row(sheet, 0, columns, [column.head for column in columns], heads=True)
        last = 0
        for last, row in enumerate(rows, start=1):
            self._row(sheet, last, columns, row)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        end, width = len(columns) - 1, sum(column.width for column in columns)
        while width < NARROWEST:
            end, width = end + 1, width + STANDARD
        self.across(sheet, last + 2, end, note, "note", width)
        sheet.print_area(0, 0, last + 2, end)
        return sheet

    def across(
        self, sheet: Worksheet, line: int, last: int, text: str, look: str, width: float
    ) -> None:
        """Write a text into a row from the first to the last column, `width` letters wide."""
        size = self.looks[look].font_size / 11
        sheet.set_row(line, size * height_of(text, width / size))
        if last:
            sheet.merge_range(line, 0, line, last, safe(text), self.looks[look])
        else:
            sheet.write_string(line, 0, safe(text), self.looks[look])

    def _row(
        self,
        sheet: Worksheet,
        line: int,
        columns: Sequence[Column],
        values: Sequence[Cell],
        *,
        heads: bool = False,
    ) -> None:
        """Write a row that is as high as its longest text."""
        heights = [LINE]
        for position, (column, value) in enumerate(zip(columns, values, strict=True)):
            look = column.look
            if heads:
                look = "number head" if look in NUMERIC else "head"
            self._cell(sheet, line, position, value, look)
            if isinstance(value, str):
                heights.append(height_of(value, column.width - 1))
        sheet.set_row(line, min(HIGHEST, max(heights)))

    def _cell(self, sheet: Worksheet, line: int, position: int, value: Cell, look: str) -> None:
        if value is None:
            return
        if isinstance(value, datetime):
            sheet.write_datetime(line, position, value.replace(tzinfo=None), self.looks["moment"])
        elif isinstance(value, date):
            sheet.write_datetime(line, position, value, self.looks["date"])
        elif isinstance(value, str):
            sheet.write_string(line, position, safe(value), self.looks[look])
        else:
            sheet.write_number(line, position, value, self.looks[look])

    def legend(self, rows: Iterable[tuple[str, str, str, str]], note: str) -> None:
        """Add the sheet that says what each column of the others means: rows of a sheet's title, a
        column's head, its meaning and its name in files for programs."""
        columns = [
            Column("sheet", _("Blatt"), 18, "text"),
            Column("head", _("Spalte"), 26, "text"),
            Column("meaning", _("Bedeutung"), 76, "text"),
            Column("name", _("Name in den CSV-Dateien"), 26, "text"),
        ]
        self.table(_("Legende"), columns, rows, note)
