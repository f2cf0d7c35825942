"""Files: stable columns, safe cells, the same bytes twice and from either database, checked and
recomputed by a stranger."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import secrets
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from frictionless import Package

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.kernel.errors import BadInput
from participation.results import service
from participation.results.models import Snapshot
from participation.results.output import bundle, files
from participation.results.output import csv as csv_output
from participation.results.output.csv import Format
from participation.results.output.workbook import workbook
from participation.results.tables import columns
from participation.rounds.models import Round
from tests.factories import FRAME, make_idea
from tests.results.sheets import cast_all, closed_round, points

WEIGHTS = (
    "item,level,label_de,label_en,n_ballots,n_given,n_no_opinion,n_zero,mean_share,median_share,chosen,chosen_share,rank,"
    "stab_low,stab_high,rank_low,rank_high,leading,top3_share"
)
EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\0x")


def bundle_bytes(snapshot: Snapshot) -> bytes:
    """The bundle as one would download it."""
    with bundle.bundle(snapshot) as file:
        return file.read()


def made(round_: Round, at: datetime | None = None) -> Snapshot:
    """The round's result."""
    return service.make_snapshot(round_.id, actor=SHELL, clock=FixedClock(at) if at else clock)


def joined(pieces: Any) -> bytes:
    """A file's pieces as one."""
    return b"".join(pieces)


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
    found = made(round_)
    data = joined(files.table(found, "weights", Format.CSV))
    assert data.decode().split("\r\n")[0] == WEIGHTS
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    assert [row["item"] for row in rows] == ["mobility", "energy", "education"]
    assert {row["level"] for row in rows} == {"field"}
    assert sum(float(row["mean_share"]) for row in rows) == pytest.approx(1, abs=2e-6)
    assert all(len(row["mean_share"].partition(".")[2]) == 6 for row in rows)
    assert {row["chosen"] for row in rows} == {""}
    assert data.count(b"\r\n") == 4


@pytest.mark.parametrize("text", EVIL)
def test_text_that_starts_a_formula_gets_an_apostrophe_and_numbers_never(text: str) -> None:
    assert csv_output.cell(text, Format.CSV) == "'" + text
    assert csv_output.cell(text, Format.EXCEL) == "'" + text
    assert csv_output.cell(-0.5, Format.CSV) == "-0.500000"
    assert csv_output.cell(-0.5, Format.EXCEL) == "-0,500000"
    assert csv_output.cell(-3, Format.EXCEL) == "-3"
    assert csv_output.cell(None, Format.CSV) == ""


def test_the_excel_form_has_a_mark_semicolons_and_decimal_commas(app: Flask) -> None:
    round_ = evil_round()
    cast_all(round_, points(40))
    data = joined(files.table(made(round_), "weights", Format.EXCEL))
    assert data.startswith(b"\xef\xbb\xbfitem;level;")
    assert b"sep=" not in data
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0]["label_de"] == "'=mobility"
    assert rows[0]["mean_share"].count(",") == 1
    assert "." not in rows[0]["mean_share"]


def test_a_bin_is_no_date_and_no_cell_of_a_result_is_a_formula(app: Flask) -> None:
    round_ = evil_round()
    cast_all(round_, points(40))
    book = openpyxl.load_workbook(io.BytesIO(workbook(made(round_))))
    cells = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_the_workbook_has_real_numbers_widths_frozen_heads_and_a_chart(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    found = made(round_)
    book = openpyxl.load_workbook(io.BytesIO(workbook(found)))
    assert book.sheetnames[:2] == ["Deckblatt", "weights"]
    sheet = book["weights"]
    heads = [cell.value for cell in sheet[1]]
    assert ",".join(heads) == WEIGHTS
    share = sheet.cell(2, heads.index("mean_share") + 1)
    assert share.value == found.tables["weights"][0]["mean_share"]
    assert share.number_format == "0.0%"
    assert sheet.freeze_panes == "B2"
    assert sheet._charts
    cover = " ".join(
        str(cell.value) for row in book["Deckblatt"].iter_rows() for cell in row if cell.value
    )
    assert "Vorn liegt Mobilität" in cover
    assert found.inputs_digest in cover
    assert "40 Gewichtungen sind freiwillig eingegangen" in cover
    assert all(
        "freiwillig" in str(sheet.cell(sheet.max_row, 1).value) for sheet in book.worksheets[1:]
    )


def test_a_bundle_is_complete_valid_and_recomputes(app: Flask, tmp_path: Path) -> None:
    round_ = closed_round(publish_ballots=True, no_opinion=True)
    silent = [(12, 8, -1)] * 35 + [(5, -1, 15)] * 35
    cast_all(round_, [*points(80), *silent])
    found = made(round_)
    target = tmp_path / "bundle.zip"
    target.write_bytes(bundle_bytes(found))
    with zipfile.ZipFile(target) as archive:
        archive.extractall(tmp_path / "x")
    folder = tmp_path / "x"
    names = {path.name for path in folder.iterdir()}
    assert names >= {
        "README.md",
        "METHODS.json",
        "commitments.txt",
        "datapackage.json",
        "SHA256SUMS",
        "recompute.py",
        "ballots.csv",
        "weights.csv",
        "items.csv",
        "distribution.csv",
        "sensitivity.csv",
        "participation.csv",
        "planning.xlsx",
    }
    assert "subgroups.csv" not in names
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])
    printed = subprocess.run(
        [sys.executable, "-I", str(folder / "recompute.py")],
        capture_output=True,
        text=True,
        check=True,
    )
    expected = [f"{row['item']},{row['mean_share']:.6f}" for row in found.tables["weights"]]
    assert printed.stdout.split() == expected
    readme = (folder / "README.md").read_text()
    assert "Vorn liegt" in readme or "nicht unterscheidbar" in readme
    assert "150 Gewichtungen sind freiwillig eingegangen" in readme
    assert json.loads((folder / "METHODS.json").read_text())["inputs_digest"] == found.inputs_digest
    assert len(bundle.verify(target)) == len(names)


def test_a_bundle_with_one_byte_changed_is_refused_with_a_sentence(
    app: Flask, tmp_path: Path
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    data = bundle_bytes(made(round_))
    path = tmp_path / "bundle.zip"
    runner = app.test_cli_runner()
    path.write_bytes(data)
    assert runner.invoke(args=["results", "verify", str(path)]).exit_code == 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        contents = {info.filename: archive.read(info) for info in archive.infolist()}
    changed = contents | {"weights.csv": contents["weights.csv"].replace(b"mobility", b"mobilitz")}
    missing = {name: body for name, body in contents.items() if name != "weights.csv"}
    for bad, said in (
        (changed, "wurde verändert"),
        (missing, "fehlt"),
        (contents | {"x": b""}, "gehört nicht"),
    ):
        with zipfile.ZipFile(path, "w") as archive:
            for name, body in bad.items():
                archive.writestr(name, body)
        outcome = runner.invoke(args=["results", "verify", str(path)])
        assert outcome.exit_code == 1
        assert said in outcome.output
    sums = data.rindex(b"SHA256SUMS", 0, data.rindex(b"PK\x01\x02", 0, data.index(b"PK\x05\x06")))
    flags = [place + 8 for place in range(len(data) - 12) if data.startswith(b"PK\x01\x02", place)]
    for place in [*range(100, len(data), len(data) // 40), *range(sums, sums + 60), *flags]:
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        try:
            bundle.verify(path)
        except BadInput:
            continue
        # What a reader of the archive does not read, such as an attribute, changes no file in it.
        with zipfile.ZipFile(path) as archive:
            assert {info.filename: archive.read(info) for info in archive.infolist()} == contents


def test_one_snapshot_gives_the_same_bytes_twice_and_from_either_database(
    migrated_apps: Any,
) -> None:
    moment = datetime(2026, 11, 20, 12, tzinfo=UTC)
    opened, closed = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 19, tzinfo=UTC)
    uid = secrets.token_hex(16)
    first_app, second_app = migrated_apps["sqlite"], migrated_apps["postgresql"]
    results: list[dict[str, bytes]] = []
    for twin in (first_app, second_app):
        with twin.app_context():
            round_ = closed_round(
                uid=uid,
                slug=f"same-{uid[:8]}",
                goals_points=10,
                publish_ballots=True,
                title={"de": "Runde"},
                weights_opens_at=opened,
                weights_closes_at=closed,
                ideas_opens_at=opened,
                ideas_closes_at=closed,
            )
            if results:
                shutil.copy(first_app.config["KEY_FILE"], second_app.config["KEY_FILE"])
            ballots = points(120, seed=3)
            cast_all(round_, ballots)
            found = made(round_, moment)
            first, second = bundle_bytes(found), bundle_bytes(found)
            assert first == second
            assert workbook(found) == workbook(found)
            with zipfile.ZipFile(io.BytesIO(first)) as archive:
                results.append(
                    {name: archive.read(name) for name in archive.namelist()}
                    | {"bundle.zip": first}
                )
            db.session.remove()
    one, other = results
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


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
        "bundle.zip",
        "items.csv",
    }
    assert len((tmp_path / "ideas.csv").read_text().splitlines()) == 2
    assert (
        "version 1, 40 ballots" in runner.invoke(args=["results", "snapshot", round_.slug]).output
    )
    assert runner.invoke(args=["results", "snapshot", "nowhere"]).exit_code == 1


def test_the_columns_of_every_table_are_filled_as_they_are_announced(app: Flask) -> None:
    round_ = closed_round(goals_points=10)
    cast_all(round_, points(40))
    found = made(round_)
    for name in columns.TABLES:
        for row in found.tables[name]:
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
    assert joined(files.ballots(made(together))) == joined(files.ballots(made(apart)))
