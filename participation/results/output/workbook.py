"""planning.xlsx: a cover, a sheet per table with real numbers, one chart. The same snapshot gives
the same bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from flask_babel import force_locale

from participation.results.models import Snapshot
from participation.results.output import files
from participation.results.output.csv import safe
from participation.results.output.presenter import ResultPage
from participation.results.tables.columns import TABLES
from participation.web.filters import localtime, tr
from participation.web.translation import _

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd.mm.yyyy",
}
WIDTHS = {"string": 24, "integer": 11, "number": 13, "date": 12}


def workbook(snapshot: Snapshot) -> bytes:
    """Return the workbook's bytes, in German, the language of council papers."""
    with force_locale("de"):
        page = ResultPage(snapshot)
        buffer = io.BytesIO()
        book = xlsxwriter.Workbook(buffer, OPTIONS)
        # Without a fixed date two exports of one snapshot would differ.
        book.set_properties(
            {"title": page.finding, "created": snapshot.made_at.replace(tzinfo=None)}
        )
        formats = _formats(book)
        _cover(book, page, formats)
        for name in files.table_names(snapshot):
            _sheet(book, page, name, formats)
        if page.figures:
            _chart(book, page)
        book.close()
        return buffer.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format(
            {"bold": True, "font_size": 16, "text_wrap": True, "valign": "top"}
        ),
        "key": book.add_format({"bold": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "share": book.add_format({"num_format": "0.0%"}),
        "number": book.add_format({"num_format": "0.00"}),
        "integer": book.add_format({"num_format": "#,##0"}),
        "date": book.add_format({"num_format": "dd.mm.yyyy"}),
        "note": book.add_format({"italic": True}),
    }


def _cover(book: Any, page: ResultPage, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(_("Deckblatt"))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 1, safe(page.finding), formats["title"])
    for place, (key, text) in enumerate(cover_lines(page), start=2):
        sheet.write_string(place, 0, key, formats["key"])
        sheet.write_string(place, 1, safe(text), formats["text"])
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def cover_lines(page: ResultPage) -> list[tuple[str, str]]:
    """Return what the cover and the bundle say about a result: name and text."""
    opens, closes = page.window()
    zone = page.method["round"]["timezone"]
    lines = [
        (_("Runde"), tr(page.method["round"]["title"])),
        (
            _("Zeitraum"),
            _(
                "%(opens)s bis %(closes)s",
                opens=localtime(opens, zone),
                closes=localtime(closes, zone),
            ),
        ),
        (_("Gezählt"), page.ballots),
        (_("Methode"), " ".join(page.method_sentences)),
        (_("Vorbehalt"), page.caveat),
        (
            _("Fassung"),
            _(
                "%(number)s vom %(date)s",
                number=page.snapshot.number,
                date=localtime(page.snapshot.made_at, zone),
            ),
        ),
        (_("Prüfsumme der Gewichtungen"), page.snapshot.inputs_digest),
        (_("Prüfsumme der Regeln"), str(page.method["rules_hash"])),
        (_("Programm"), f"{page.snapshot.software}, numpy {page.method['numpy']}"),
    ]
    if page.snapshot.bundle_sha256:
        lines.append((_("Prüfsumme des Bündels"), page.snapshot.bundle_sha256))
    if page.snapshot.reason:
        lines.append((_("Grund der neuen Fassung"), page.snapshot.reason))
    lines += [
        (_("Abweichung"), f"{localtime(at, zone)}: {reason}") for at, reason in page.deviations()
    ]
    if page.withheld:
        lines.append((_("Was fehlt"), page.withheld))
    return lines


def _sheet(book: Any, page: ResultPage, name: str, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(name)
    columns = TABLES[name]
    for place, (column, kind, _meaning) in enumerate(columns):
        sheet.set_column(place, place, 44 if column.startswith(("label", "text")) else WIDTHS[kind])
        sheet.write_string(0, place, column, formats["head"])
    sheet.freeze_panes(1, 1)
    rows = page.tables[name]
    for line, row in enumerate(rows, start=1):
        for place, (column, kind, _meaning) in enumerate(columns):
            _cell(sheet, line, place, row[column], column, kind, formats)
    sheet.write_string(len(rows) + 2, 0, page.caveat, formats["note"])
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _cell(
    sheet: Any, line: int, place: int, value: Any, column: str, kind: str, formats: dict[str, Any]
) -> None:
    if value is None:
        return
    if kind == "date":
        sheet.write_datetime(
            line,
            place,
            datetime.combine(date.fromisoformat(value), datetime.min.time()),
            formats["date"],
        )
    elif kind == "integer":
        sheet.write_number(line, place, value, formats["integer"])
    elif kind == "number":
        sheet.write_number(line, place, value, formats["number" if column == "index" else "share"])
    else:
        sheet.write_string(line, place, safe(str(value)))


def _chart(book: Any, page: ResultPage) -> None:
    columns: Sequence[str] = [column[0] for column in TABLES["weights"]]
    label, share, last = (
        columns.index("label_de"),
        columns.index(page.share),
        len(page.tables["weights"]),
    )
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": page.measured,
            "categories": ["weights", 1, label, last, label],
            "values": ["weights", 1, share, last, share],
            "data_labels": {"value": True, "num_format": "0.0%"},
            "fill": {"color": "#5b7fa6"},
        }
    )
    chart.set_title({"name": page.finding, "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    scale = page.scale
    chart.set_x_axis(
        {
            "num_format": "0%",
            "min": 0,
            "max": scale.end / 100,
            "major_unit": scale.step / 100,
            "major_gridlines": {"visible": True},
        }
    )
    chart.set_size({"width": 900, "height": 120 + 36 * last})
    book.get_worksheet_by_name("weights").insert_chart(last + 5, 0, chart)
