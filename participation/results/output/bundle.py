"""bundle.zip: everything a stranger needs to check and recompute a result, nothing that residents
wrote. It is made once, when a version is published, and kept: every download is the same bytes."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from flask_babel import force_locale

from participation.results.models import Snapshot
from participation.results.output import figures, files, recompute, texts
from participation.results.output.presenter import ResultPage
from participation.results.output.spreadsheets.planning import workbook
from participation.results.output.verification import SUMS
from participation.results.tables.columns import TABLES
from participation.web.csv_writer import Format
from participation.web.filters import tr
from participation.web.tabular.archives import (
    DESCRIPTOR,
    PROFILE,
    Entry,
    add,
    csv_resource,
    to_json,
)


def bundle(snapshot: Snapshot) -> IO[bytes]:
    """Make the bundle and return it as an open temporary file, rewound; memory stays bounded
    however many ballots there are."""
    target = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        _write(target, snapshot)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def _write(target: IO[bytes], snapshot: Snapshot) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        written = [add(archive, name, pieces) for name, pieces in _contents(snapshot)]
        written.append(add(archive, DESCRIPTOR, [to_json(data_package(snapshot, written))]))
        sums = "".join(
            f"{entry.digest}  {entry.name}\n"
            for entry in sorted(written, key=lambda entry: entry.name)
        )
        add(archive, SUMS, [sums.encode()])


def _contents(snapshot: Snapshot) -> Iterator[tuple[str, Iterator[bytes]]]:
    yield "README.md", iter([texts.readme(snapshot).encode()])
    yield "METHODS.json", iter([to_json(methods_document(snapshot))])
    for name in files.table_names(snapshot):
        yield f"{name}.csv", files.table(snapshot, name, Format.CSV)
    yield "commitments.txt", files.commitments(snapshot)
    if files.has_ballots(snapshot):
        yield "ballots.csv", files.ballots(snapshot)
        yield "recompute.py", iter([Path(recompute.__file__).read_bytes()])
    yield "summary.md", iter([texts.summary(snapshot).encode()])
    yield "planning.xlsx", iter([workbook(snapshot)])
    with force_locale("de"):
        page = ResultPage(snapshot)
        charts = [(f"chart-{name}.svg", figures.draw(page, name)) for name in figures.names(page)]
    yield from ((name, iter([svg.encode()])) for name, svg in charts)


def methods_document(snapshot: Snapshot) -> dict[str, Any]:
    """Return METHODS.json: how the result was made, as JSON values."""
    listed = {"count": snapshot.method["commitments"]["count"]}
    return dict(snapshot.method) | {
        "commitments": listed,
        "version": snapshot.number,
        "made_at": snapshot.made_at.isoformat(timespec="seconds"),
        "reason": snapshot.reason,
        "raking": snapshot.tables["notes"].get("raking"),
        "tables": files.table_names(snapshot),
    }


def data_package(snapshot: Snapshot, written: list[Entry]) -> dict[str, Any]:
    """Return the descriptor of a Data Package 2.0 with a Table Schema for every CSV."""
    with force_locale("de"):
        page = ResultPage(snapshot)
        caveat = page.caveat
        title = tr(page.method["round"]["title"])
    sizes = {entry.name: entry for entry in written}
    schemas = {f"{name}.csv": _schema(name) for name in files.table_names(snapshot)}
    if files.has_ballots(snapshot):
        keys = [row["item"] for row in snapshot.tables["weights"]]
        fields = [
            {"name": key, "type": "integer", "description": "Points; '-' is no opinion"}
            for key in keys
        ]
        schemas["ballots.csv"] = {"fields": fields, "missingValues": ["", "-"]}
    return {
        "$schema": PROFILE,
        "name": f"{page.method['round']['slug']}-v{snapshot.number}",
        "title": title,
        "description": caveat,
        "version": f"{snapshot.number}.0.0",
        "created": snapshot.made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "resources": [csv_resource(sizes[path], schema) for path, schema in schemas.items()],
    }


def _schema(name: str) -> dict[str, Any]:
    fields = [
        {"name": column, "type": kind, "description": meaning}
        for column, kind, meaning in TABLES[name]
    ]
    return {"fields": fields, "missingValues": [""]}
