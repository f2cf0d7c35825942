"""The bundle: complete, the same bytes twice and from either database, checked by a stranger."""

from __future__ import annotations

import hashlib
import io
import json
import secrets
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from frictionless import Package

from participation.extensions import db
from participation.results.models import Snapshot
from participation.results.output import bundle, verification
from participation.results.output.spreadsheets.planning import workbook
from participation.results.tables.columns import names as column_names
from tests.databases import BACKENDS
from tests.emptying import begin_anew
from tests.results.making import make
from tests.results.sheets import cast_all, closed_round, points


def bundle_bytes(snapshot: Snapshot) -> bytes:
    """The bundle as one would download it."""
    with bundle.bundle(snapshot) as file:
        return file.read()


def test_a_bundle_is_complete_valid_and_recomputes(app: Flask, tmp_path: Path) -> None:
    round_ = closed_round(publish_ballots=True, no_opinion=True)
    silent = [(12, 8, -1)] * 35 + [(5, -1, 15)] * 35
    cast_all(round_, [*points(80), *silent])
    snapshot = make(round_)
    target = tmp_path / "bundle.zip"
    target.write_bytes(bundle_bytes(snapshot))
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
        "summary.md",
    }
    assert not [name for name in names if "ideas" in name]
    assert "subgroups.csv" not in names
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])
    printed = subprocess.run(
        [sys.executable, "-I", str(folder / "recompute.py")],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    expected = [
        f"{row['item']},{row['mean_share']:.6f},stimmt überein"
        for row in snapshot.tables["weights"]
    ]
    assert printed.stdout.splitlines() == expected
    readme = (folder / "README.md").read_text()
    assert "Eines dieser Felder liegt vorn: Mobilität, Bildung." in readme
    assert "Grundlage sind 150 freiwillig abgegebene Gewichtungen" in readme
    assert (
        json.loads((folder / "METHODS.json").read_text())["inputs_digest"] == snapshot.inputs_digest
    )
    assert len(verification.verify(target)) == len(names)


def test_one_snapshot_gives_the_same_bytes_twice_and_from_either_database(
    migrated_apps: Any,
) -> None:
    moment = datetime(2026, 11, 20, 12, tzinfo=UTC)
    opened, closed = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 19, tzinfo=UTC)
    uid = secrets.token_hex(16)
    results: list[dict[str, bytes]] = []
    for backend in BACKENDS:
        twin = migrated_apps[backend]
        with twin.app_context():
            begin_anew(twin, backend, keys_of=migrated_apps[BACKENDS[0]] if results else None)
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
            ballots = points(120, seed=3)
            cast_all(round_, ballots)
            snapshot = make(round_, at=moment)
            first, second = bundle_bytes(snapshot), bundle_bytes(snapshot)
            assert first == second
            assert workbook(snapshot) == workbook(snapshot)
            with zipfile.ZipFile(io.BytesIO(first)) as archive:
                results.append(
                    {name: archive.read(name) for name in archive.namelist()}
                    | {"bundle.zip": first}
                )
            db.session.remove()
    one, other = results
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_every_file_of_a_bundle_is_described_in_both_languages(app: Flask) -> None:
    round_ = closed_round(publish_ballots=True)
    cast_all(round_, points(120))
    with zipfile.ZipFile(io.BytesIO(bundle_bytes(make(round_)))) as archive:
        german, english = archive.read("README.md").decode().split("\n---\n")
        names = set(archive.namelist()) - {"README.md"}
    for text in (german, english):
        lines = [line for line in text.splitlines() if line.startswith(("- `", "### "))]
        first = next(position for position, line in enumerate(lines) if line.startswith("### "))
        assert {line.split("`")[1] for line in lines[:first]} == names
        assert all(line.split("`: ")[1] for line in lines if line.startswith("- `"))
        for name, columns in columns_of(lines[first:]).items():
            assert columns == list(column_names(name)), name
    assert set(columns_of(lines[first:])) >= {"weights", "items", "participation"}
    assert "Texte von Teilnehmenden sind hier nicht dabei" in german
    assert "participants" in english


def columns_of(lines: list[str]) -> dict[str, list[str]]:
    """The columns that a README names below each table."""
    columns: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith("### "):
            columns[line.removeprefix("### ").removesuffix(".csv")] = []
        else:
            columns[list(columns)[-1]].append(line.split("`")[1])
    return columns


def test_summary_for_the_council_is_in_the_bundle_and_says_what_its_page_says(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(120))
    with zipfile.ZipFile(io.BytesIO(bundle_bytes(make(round_)))) as archive:
        german, english = archive.read("summary.md").decode().split("\n---\n")
    for said in ("20 Punkte waren auf 3 Handlungsfelder", "Grundlage sind 120", "- Mobilität: "):
        assert said in german
    for said in ("20 points", "- Mobility: "):
        assert said in english
