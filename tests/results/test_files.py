"""Files: stable columns, safe cells, a workbook that opens well, an order that tells nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask

from participation.results.output import files
from participation.results.output.spreadsheets.planning import workbook
from participation.results.tables import columns
from participation.rounds.models import Round
from participation.web.csv_writer import Format
from tests.factories import FRAME, make_idea
from tests.results.making import joined, make
from tests.results.sheets import cast_all, closed_round, points

WEIGHTS = (
    "item,level,label_de,label_en,n_ballots,n_given,n_no_opinion,n_zero,mean_share,median_share,chosen,chosen_share,rank,"
    "stab_low,stab_high,rank_low,rank_high,leading,top3_share,withheld"
)


def evil_round(**values: Any) -> Round:
    """A round whose texts would be formulas."""
    fields = [
        field | {"title": {"de": f"={field['key']}", "en": f"@{field['key']}"}}
        for field in FRAME["fields"]
    ]
    return closed_round(frame_document=FRAME | {"fields": fields}, **values)


def test_weights_csv_has_its_columns_and_reads_back(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    snapshot = make(round_)
    data = joined(files.table(snapshot, "weights", Format.CSV))
    assert data.decode().split("\r\n")[0] == WEIGHTS
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    assert [row["item"] for row in rows] == ["mobility", "energy", "education"]
    assert {row["level"] for row in rows} == {"field"}
    assert sum(float(row["mean_share"]) for row in rows) == pytest.approx(1, abs=2e-6)
    assert all(len(row["mean_share"].partition(".")[2]) == 6 for row in rows)
    assert {row["chosen"] for row in rows} == {""}
    assert data.count(b"\r\n") == 4


def test_the_excel_form_has_a_mark_semicolons_and_decimal_commas(app: Flask) -> None:
    round_ = evil_round()
    cast_all(round_, points(40))
    data = joined(files.table(make(round_), "weights", Format.EXCEL))
    assert data.startswith(b"\xef\xbb\xbfitem;level;")
    assert b"sep=" not in data
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0]["label_de"] == "'=mobility"
    assert rows[0]["mean_share"].count(",") == 1
    assert "." not in rows[0]["mean_share"]


def test_a_bin_is_no_date_and_no_cell_of_a_result_is_a_formula(app: Flask) -> None:
    round_ = evil_round()
    cast_all(round_, points(40))
    book = openpyxl.load_workbook(io.BytesIO(workbook(make(round_))))
    cells = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_the_shell_writes_every_file_and_refuses_an_open_round(app: Flask, tmp_path: Path) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    make_idea(round_)
    runner = app.test_cli_runner()
    outcome = runner.invoke(args=["results", "export", round_.slug, "--to", str(tmp_path)])
    assert outcome.exit_code == 0, outcome.output
    names = {path.name for path in tmp_path.iterdir()}
    assert names >= {
        "weights.csv",
        "weights-excel.csv",
        "ideas.csv",
        "ideas-excel.csv",
        "planning.xlsx",
        "items.csv",
    }
    assert len((tmp_path / "ideas.csv").read_text().splitlines()) == 2
    assert (
        "version 1, ballots 40" in runner.invoke(args=["results", "snapshot", round_.slug]).output
    )
    assert runner.invoke(args=["results", "snapshot", "nowhere"]).exit_code == 1


def test_the_columns_of_every_table_are_filled_as_they_are_announced(app: Flask) -> None:
    round_ = closed_round(goals_points=10)
    cast_all(round_, points(40))
    snapshot = make(round_)
    for name in columns.TABLES:
        for row in snapshot.tables[name]:
            assert tuple(row) == columns.names(name)
    with pytest.raises(KeyError):
        columns.row("weights", author="x")


def test_the_order_of_ballots_csv_tells_nothing_but_what_is_in_it(app: Flask) -> None:
    ballots = points(120, seed=3)
    together, apart = (
        closed_round(publish_ballots=True, participation=["email", "paper"]) for _ in range(2)
    )
    cast_all(together, ballots)
    cast_all(apart, ballots[::2])
    cast_all(apart, ballots[1::2], channel="paper", batch=1, prefix="sheet")
    # The seed is public, so an order drawn from sorted channels would give each ballot's channel
    # away.
    assert joined(files.ballots(make(together))) == joined(files.ballots(make(apart)))
