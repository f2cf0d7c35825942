"""The workbooks read well in a spreadsheet: German heads that a legend explains, real numbers, rows
as high as their text, pages that print."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask_babel import force_locale

from participation.ideas.files import COLUMNS
from participation.ideas.rules import State
from participation.results.models import Snapshot
from participation.results.output import legend
from participation.results.output.spreadsheets.ideas import STATES, ideas_workbook
from participation.results.output.spreadsheets.planning import workbook
from participation.results.tables.columns import TABLES
from participation.rounds.models import Round
from tests.factories import FRAME, make_idea, make_resident, make_round
from tests.results.making import make
from tests.results.sheets import cast_all, closed_round, points, two_level

NOW = datetime(2027, 1, 15, 12, 0, tzinfo=UTC)


def snapshot_of(round_: Round, ballots: list[Any]) -> Snapshot:
    """The result of these ballots."""
    cast_all(round_, ballots)
    return make(round_)


def opened(data: bytes) -> Any:
    """A workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(data))


def heads(sheet: Any) -> list[str]:
    """The first row of a sheet."""
    return [cell.value for cell in sheet[1] if cell.value]


def test_sheets_and_heads_are_german(app: Flask) -> None:
    book = opened(workbook(snapshot_of(closed_round(), points(40))))
    assert book.sheetnames[:3] == ["Deckblatt", "Diagramm", "Handlungsfelder"]
    assert book.sheetnames[-1] == "Legende"
    assert heads(book["Handlungsfelder"])[:5] == [
        "Titel",
        "Kürzel",
        "Abgegeben",
        "Antworten",
        "Keine Angabe",
    ]


def test_legend_explains_every_head(app: Flask) -> None:
    book = opened(workbook(snapshot_of(closed_round(), points(40))))
    rows = [row for row in book["Legende"].iter_rows(min_row=2, values_only=True) if row[1]]
    explained = {(row[0], row[1]) for row in rows}
    for name in book.sheetnames[2:-1]:
        assert {(name, head) for head in heads(book[name])} <= explained
    assert all(row[2] and row[3] for row in rows)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_column_of_every_file_has_words(app: Flask, language: str) -> None:
    names = [(table, column[0]) for table, columns in TABLES.items() for column in columns]
    with app.test_request_context(), force_locale(language):
        for table, column in [*names, *(("ideas", column) for column in COLUMNS)]:
            assert legend.head(table, column)
            assert legend.meaning(table, column)
            assert len(legend.sheet(table)) <= 31
            assert legend.about(table)


def test_shares_are_numbers_that_show_as_per_cent(app: Flask) -> None:
    snapshot = snapshot_of(closed_round(), points(40))
    sheet = opened(workbook(snapshot))["Handlungsfelder"]
    cell = sheet.cell(2, heads(sheet).index("Anteil") + 1)
    assert cell.value == max(row["mean_share"] for row in snapshot.tables["weights"])
    assert cell.number_format == "0.0%"


def test_fields_are_in_the_order_of_the_result(app: Flask) -> None:
    snapshot = snapshot_of(closed_round(), [(2, 6, 12), (3, 6, 11), (4, 6, 10)] * 20)
    sheet = opened(workbook(snapshot))["Handlungsfelder"]
    assert [sheet.cell(line, 1).value for line in (2, 3, 4)] == ["Bildung", "Energie", "Mobilität"]


def test_chart_is_sorted_and_has_the_stability_intervals(app: Flask) -> None:
    snapshot = snapshot_of(closed_round(), [(2, 6, 12), (3, 6, 11), (4, 6, 10)] * 20)
    data = workbook(snapshot)
    sheet = opened(data)["Diagramm"]
    drawn = [[cell.value for cell in row] for row in sheet["C5:F7"]]
    assert [row[0] for row in drawn] == ["Bildung", "Energie", "Mobilität"]
    top = next(row for row in snapshot.tables["weights"] if row["item"] == "education")
    assert drawn[0][2] == pytest.approx(top["mean_share"] - top["stab_low"])
    assert drawn[0][3] == pytest.approx(top["stab_high"] - top["mean_share"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
    assert re.search(r"<c:plus><c:numRef><c:f>Diagramm!\$F\$5:\$F\$7<", chart)
    assert re.search(r"<c:minus><c:numRef><c:f>Diagramm!\$E\$5:\$E\$7<", chart)


def test_every_sheet_prints_on_a4_within_its_area(app: Flask) -> None:
    book = opened(workbook(snapshot_of(closed_round(goals_points=10), points(40))))
    for sheet in book.worksheets:
        assert sheet.print_area, sheet.title
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    for sheet in book.worksheets[2:]:
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.freeze_panes == "B2"


def test_rows_of_the_cover_are_as_high_as_their_text(app: Flask) -> None:
    book = opened(workbook(snapshot_of(closed_round(), points(40))))
    sheet = book["Deckblatt"]
    by_key = {sheet.cell(line, 1).value: line for line in range(3, sheet.max_row + 1)}
    text = str(sheet.cell(by_key["Vorbehalt"], 2).value)
    assert sheet.row_dimensions[by_key["Vorbehalt"]].height >= len(text) / 84 * 15
    assert sheet.row_dimensions[by_key["Zeitraum"]].height < 20


def test_cover_and_every_table_carry_the_caveat(app: Flask) -> None:
    snapshot = snapshot_of(closed_round(), points(40))
    book = opened(workbook(snapshot))
    cover = " ".join(
        str(cell.value) for row in book["Deckblatt"].iter_rows() for cell in row if cell.value
    )
    assert "Vorn liegt Mobilität" in cover
    assert snapshot.inputs_digest in cover
    for sheet in book.worksheets[1:-1]:
        words = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
        assert "Grundlage sind 40 freiwillig abgegebene Gewichtungen" in words, sheet.title


def test_titles_replace_keys(app: Flask) -> None:
    ballots = [two_level((8, 7, 5), (1, 0, 0), ((9, 1), None, None), (2, 2, 2))] * 60
    book = opened(workbook(snapshot_of(closed_round(goals_points=10), ballots)))
    goals = book["Ziele"]
    assert goals.cell(2, heads(goals).index("Handlungsfeld") + 1).value == "Mobilität"
    spread = book["Streuung"]
    assert spread.cell(2, heads(spread).index("Bereich") + 1).value == "nichts"


def test_a_long_key_takes_one_line(app: Flask) -> None:
    first, *others = FRAME["fields"]
    frame = FRAME | {"fields": [first | {"key": "digital-administration"}, *others]}
    book = opened(workbook(snapshot_of(closed_round(frame_document=frame), points(40))))
    sheet = book["Handlungsfelder"]
    assert max(sheet.row_dimensions[line].height for line in (2, 3, 4)) < 20


def test_empty_columns_are_left_out(app: Flask) -> None:
    snapshot = snapshot_of(closed_round(), points(40))
    shown = heads(opened(workbook(snapshot))["Handlungsfelder"])
    assert "Gewählt von" not in shown
    assert "Nicht gezeigt" not in shown


def test_few_ballots_make_a_workbook_without_chart(app: Flask) -> None:
    book = opened(workbook(snapshot_of(closed_round(), points(9))))
    assert "Diagramm" not in book.sheetnames
    assert "Anteil" not in heads(book["Handlungsfelder"])


def ideas_of(round_: Round, *, public: bool) -> Any:
    """The sheet of ideas."""
    return opened(ideas_workbook(round_, public=public, now=NOW))["Ideen"]


def test_workbook_of_ideas_has_words_for_field_goal_and_state(app: Flask) -> None:
    round_ = make_round()
    make_idea(round_, make_resident(), state="published", title="=SUM(A1)", goal_key="mobility-1")
    sheet = ideas_of(round_, public=True)
    row = dict(zip(heads(sheet), [cell.value for cell in sheet[2]], strict=False))
    assert row["Titel"] == "'=SUM(A1)"
    assert row["Handlungsfeld"] == "Mobilität"
    assert row["Ziel"] == "Mobilität: Ziel 1"
    assert row["Stand"] == "Veröffentlicht"
    assert isinstance(row["Eingereicht"], datetime)


def test_public_workbook_of_ideas_holds_published_ones_alone(app: Flask) -> None:
    round_ = make_round()
    for state in ("published", "waiting", "rejected"):
        make_idea(round_, make_resident(), state=state)
    numbers = {
        public: sum(1 for row in ideas_of(round_, public=public)["A2:A9"] if row[0].value)
        for public in (True, False)
    }
    assert numbers == {True: 1 + 1, False: 3 + 1}


def test_every_state_of_an_idea_has_a_word(app: Flask) -> None:
    assert set(STATES) == set(State)


def test_ideas_are_a_workbook_for_the_public_once_the_weighting_is_over(
    app: Flask, new_client: Any
) -> None:
    ended, running = closed_round(), make_round()
    for round_ in (ended, running):
        make_idea(round_, make_resident(), state="published")
    anyone = new_client()
    answer = anyone.get(f"/rounds/{ended.slug}/results/ideas.xlsx")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert opened(answer.get_data()).sheetnames == ["Ideen", "Legende"]
    assert anyone.get(f"/rounds/{running.slug}/results/ideas.xlsx").status_code == 409


def test_time_of_an_idea_is_that_of_the_round(app: Flask) -> None:
    round_ = make_round()
    at = datetime(2027, 1, 10, 23, 30, tzinfo=UTC)
    make_idea(round_, make_resident(), state="published", submitted_at=at)
    sheet = ideas_of(round_, public=True)
    cell = sheet.cell(2, heads(sheet).index("Eingereicht") + 1).value
    assert cell == (at + timedelta(hours=1)).replace(tzinfo=None)
