"""planning.xlsx: a cover, the chart, a sheet per table with real numbers, a legend. The same
snapshot gives the same bytes."""

from __future__ import annotations

import io
import math
from datetime import date
from typing import Any

from flask_babel import force_locale
from xlsxwriter.utility import xl_range_formula

from participation.results.models import Snapshot
from participation.results.output import files, legend
from participation.results.output.annex import dimension_name
from participation.results.output.presenter import ResultPage
from participation.results.output.wording import bin_names, channel_names, withheld_text
from participation.results.tables.columns import TABLES, Row
from participation.results.tables.fields import BINS
from participation.web.csv_writer import safe
from participation.web.filters import localtime, tr
from participation.web.tabular.sheets import (
    Book,
    Cell,
    Column,
    height_of,
    width_of,
)
from participation.web.translation import _

HIDDEN = {"level", "label_en", "text_en", "variant", "group", "low", "high"}
"""Columns for programs; what they say stands in words beside them."""
TITLED = {("subgroups", "item"), ("sensitivity", "item"), ("goals", "field"), ("items", "field")}
"""Columns that hold a field's key, in whose place the sheet holds its title."""
WIDTHS = {"string": 18.0, "integer": 9.0, "number": 9.0, "date": 13.0}
COVER = (26, 84)
CHART_WIDTH = 110
DRAWN = 2
"""The first column of what the chart draws."""


def workbook(snapshot: Snapshot) -> bytes:
    """Return the workbook's bytes."""
    with force_locale("de"):
        result = ResultPage(snapshot)
        buffer = io.BytesIO()
        book = Book(buffer)
        # Without a fixed date two exports of one snapshot would differ.
        book.book.set_properties(
            {"title": result.finding, "created": snapshot.made_at.replace(tzinfo=None)}
        )
        _cover(book, result)
        if result.figures:
            _chart(book, result)
        tables = [(name, _columns(result, name)) for name in files.table_names(snapshot)]
        for name, columns in tables:
            rows = [
                [_cell(result, name, row, column) for column in columns]
                for row in _rows(result, name)
            ]
            book.table(legend.sheet(name), columns, rows, result.caveat)
        book.legend(
            legend.rows(tables),
            _("Die CSV-Dateien enthalten weitere Spalten; das README im Bündel erklärt alle."),
        )
        book.book.close()
        return buffer.getvalue()


def _cover(book: Book, result: ResultPage) -> None:
    sheet = book.add(_("Deckblatt"), landscape=False)
    for position, width in enumerate(COVER):
        sheet.set_column(position, position, width)
    book.across(sheet, 0, 1, result.finding, "title", sum(COVER))
    lines = cover_lines(result)
    for line, (key, text) in enumerate(lines, start=2):
        sheet.set_row(line, max(height_of(key, COVER[0]), height_of(text, COVER[1])))
        sheet.write_string(line, 0, key, book.looks["key"])
        sheet.write_string(line, 1, safe(text), book.looks["plain"])
    sheet.print_area(0, 0, len(lines) + 1, 1)


def cover_lines(result: ResultPage) -> list[tuple[str, str]]:
    """Return what the cover and the bundle say about a result: name and text."""
    opens, closes = result.window()
    zone = result.method["round"]["timezone"]
    period = _(
        "%(opens)s bis %(closes)s", opens=localtime(opens, zone), closes=localtime(closes, zone)
    )
    version = _(
        "%(number)s vom %(date)s",
        number=result.snapshot.number,
        date=localtime(result.snapshot.made_at, zone),
    )
    lines = [
        (_("Runde"), tr(result.method["round"]["title"])),
        (_("Zeitraum"), period),
        (_("Gezählt"), result.ballots),
        (_("Methode"), " ".join(result.method_sentences)),
        (_("Vorbehalt"), result.caveat),
        (_("Fassung"), version),
        (_("Prüfsumme der %(ballots)s", ballots=result.noun), result.snapshot.inputs_digest),
        (_("Prüfsumme der Regeln"), str(result.method["rules_hash"])),
        (_("Programm"), f"{result.snapshot.software}, numpy {result.method['numpy']}"),
    ]
    if result.snapshot.bundle_sha256:
        lines.append((_("Prüfsumme des Bündels"), result.snapshot.bundle_sha256))
    if result.snapshot.reason:
        lines.append((_("Grund der neuen Fassung"), result.snapshot.reason))
    lines += [
        (_("Abweichung"), f"{localtime(at, zone)}: {reason}") for at, reason in result.deviations()
    ]
    if result.withheld:
        lines.append((_("Was fehlt"), result.withheld))
    return lines


def _rows(result: ResultPage, name: str) -> list[Row]:
    if name == "weights":
        return result.ordered
    return result.variants() if name == "sensitivity" else list(result.tables[name])


def _columns(result: ResultPage, name: str) -> list[Column]:
    """The columns of a sheet: titles first, none that only programs read, none that is empty."""
    rows = result.tables[name]
    shown = [
        _column(name, column, kind, max(len(str(row[column] or "")) for row in rows))
        for column, kind, _meaning in TABLES[name]
        if column not in HIDDEN and any(row[column] is not None for row in rows)
    ]
    return sorted(shown, key=lambda column: not column.name.startswith("label"))


def _column(name: str, column: str, kind: str, longest: int) -> Column:
    titled = (name, column) in TITLED
    head = _("Handlungsfeld") if titled else legend.head(name, column)
    width = 34.0 if titled else _width(column, kind, longest)
    return Column(column, head, width_of(head, width), _look(column, kind))


def _width(column: str, kind: str, longest: int) -> float:
    if column.startswith("text"):
        return 60
    if column.startswith("label"):
        return 34
    # A key is no text that breaks well, so its column is as wide as the longest, within reason.
    return max(WIDTHS[kind], min(34.0, longest * 1.1 + 2)) if kind == "string" else WIDTHS[kind]


def _look(column: str, kind: str) -> str:
    if kind != "number":
        return "text" if kind == "string" else kind
    return "number" if column in ("index", "design_effect") else "share"


def _cell(result: ResultPage, name: str, row: Row, column: Column) -> Cell:
    value: Any = row[column.name]
    if value is None:
        return None
    if (name, column.name) in TITLED:
        return result.titles[value]
    match column.name:
        case "day":
            return date.fromisoformat(value)
        case "channel":
            return channel_names()[value]
        case "bin":
            return bin_names()[BINS.index(value)]
        case "withheld":
            return withheld_text(row, result.method["thresholds"]["figures"])
        case "dimension":
            return dimension_name(result, value)
    cell: Cell = value
    return cell


def _chart(book: Book, result: ResultPage) -> None:
    """A sheet with the chart; what it draws stands beside it, outside of what is printed."""
    sheet = book.add(_("Diagramm"), landscape=True)
    sheet.set_column(0, 0, CHART_WIDTH)
    book.across(sheet, 0, 0, result.finding, "title", CHART_WIDTH)
    book.across(sheet, 1, 0, result.measured, "plain", CHART_WIDTH)
    chart = book.book.add_chart({"type": "bar"})
    chart.add_series(_series(sheet, book, result))
    scale = result.scale
    chart.set_title({"none": True})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
    chart.set_x_axis(
        {
            "num_format": "0%",
            "min": 0,
            "max": scale.end / 100,
            "major_unit": scale.step / 100,
            "major_gridlines": {"visible": True, "line": {"color": "#c8c8c8"}},
            "label_position": "high",
        }
    )
    height = 60 + 34 * len(result.ordered)
    chart.set_size({"width": 780, "height": height})
    sheet.insert_chart(3, 0, chart)
    below = 4 + math.ceil(height / 20)
    book.across(sheet, below, 0, f"{result.source} {result.caveat}", "note", CHART_WIDTH)
    sheet.print_area(0, 0, below, 0)


def _series(sheet: Any, book: Book, result: ResultPage) -> dict[str, Any]:
    """Write what the chart draws, and return the bars with their stability intervals."""
    rows = result.ordered
    heads = (_("Handlungsfeld"), result.measured, _("Weniger"), _("Mehr"))
    sheet.write_row(3, DRAWN, heads)
    for line, row in enumerate(rows, start=4):
        share, low, high = row[result.share], row["stab_low"], row["stab_high"]
        ends = (share, _distance(low, share), _distance(share, high))
        sheet.write_string(line, DRAWN, safe(result.titles[row["item"]]))
        for position, value in enumerate(ends, start=DRAWN + 1):
            if value is not None:
                sheet.write_number(line, position, value, book.looks["share"])
    title = sheet.get_name()
    label, share_at, less, more = (
        [title, 4, DRAWN + at, 3 + len(rows), DRAWN + at] for at in range(4)
    )
    return {
        "name": result.measured,
        "categories": label,
        "values": share_at,
        "data_labels": {"value": True, "num_format": "0.0%", "position": "inside_base"},
        "fill": {"color": "#8fb0d3"},
        "gap": 60,
        "y_error_bars": {
            "type": "custom",
            "plus_values": xl_range_formula(*more),
            "minus_values": xl_range_formula(*less),
            "line": {"color": "#1a1a1a", "width": 1.5},
        },
    }


def _distance(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else high - low
