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
from participation.kernel.errors import BadInput
from participation.results.models import Snapshot
from participation.results.output import bundle
from participation.results.output.workbook import workbook
from tests.conftest import BACKENDS, begin_anew
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
    found = make(round_)
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
        encoding="utf-8",
        check=True,
    )
    expected = [
        f"{row['item']},{row['mean_share']:.6f},stimmt überein" for row in found.tables["weights"]
    ]
    assert printed.stdout.splitlines() == expected
    readme = (folder / "README.md").read_text()
    assert "Eines dieser Felder liegt vorn: Mobilität, Bildung." in readme
    assert "Grundlage sind 150 freiwillig abgegebene Gewichtungen" in readme
    assert json.loads((folder / "METHODS.json").read_text())["inputs_digest"] == found.inputs_digest
    assert len(bundle.verify(target)) == len(names)


def test_a_bundle_with_one_byte_changed_is_refused_with_a_sentence(
    app: Flask, tmp_path: Path
) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    data = bundle_bytes(make(round_))
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
            found = make(round_, at=moment)
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
