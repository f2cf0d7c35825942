"""bundle.zip: everything a stranger needs to check and recompute a result. One snapshot, one
sequence of bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from flask_babel import force_locale, gettext

from participation.kernel.errors import N_, BadInput
from participation.results.models import Snapshot
from participation.results.output import figures, files, recompute
from participation.results.output.csv import Format
from participation.results.output.presenter import ResultPage
from participation.results.output.workbook import cover_lines, workbook
from participation.results.tables.columns import TABLES
from participation.web.filters import tr

SUMS = "SHA256SUMS"
# A ZIP entry has no time zone and no year before 1980.
WHEN = (1980, 1, 1, 0, 0, 0)
NOT_A_BUNDLE = N_("Das ist keine lesbare ZIP-Datei. Laden Sie das Bündel noch einmal herunter.")
CHANGED = N_("„%(name)s“ wurde verändert. Die Prüfsumme stimmt nicht.")
MISSING = N_("„%(name)s“ fehlt im Bündel.")
FOREIGN = N_("„%(name)s“ gehört nicht in dieses Bündel.")
NOT_RECOMPUTED = N_(
    "Die Anteile lassen sich aus ballots.csv nicht nachrechnen: %(name)s weicht ab."
)


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


@dataclass(frozen=True)
class _Entry:
    """What is known of a file that was written."""

    name: str
    size: int
    digest: str


def bundle(snapshot: Snapshot) -> IO[bytes]:
    """Return the bundle as an open temporary file, rewound; memory stays bounded however many
    ballots there are."""
    target = tempfile.TemporaryFile()  # noqa: SIM115
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        written = [_add(archive, name, pieces) for name, pieces in _contents(snapshot)]
        package = (
            json.dumps(
                data_package(snapshot, written), ensure_ascii=False, indent=1, sort_keys=True
            )
            + "\n"
        )
        written.append(_add(archive, "datapackage.json", iter([package.encode()])))
        sums = "".join(
            f"{entry.digest}  {entry.name}\n"
            for entry in sorted(written, key=lambda entry: entry.name)
        )
        _add(archive, SUMS, iter([sums.encode()]))
    target.seek(0)
    return target


def _contents(snapshot: Snapshot) -> Iterator[tuple[str, Iterator[bytes]]]:
    yield "README.md", iter([readme(snapshot).encode()])
    methods = (
        json.dumps(methods_document(snapshot), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    )
    yield "METHODS.json", iter([methods.encode()])
    for name in files.table_names(snapshot):
        yield f"{name}.csv", files.table(snapshot, name, Format.CSV)
    yield "commitments.txt", files.commitments(snapshot)
    if files.has_ballots(snapshot):
        yield "ballots.csv", files.ballots(snapshot)
        yield "recompute.py", iter([Path(recompute.__file__).read_bytes()])
    yield "planning.xlsx", iter([workbook(snapshot)])
    with force_locale("de"):
        page = ResultPage(snapshot)
        charts = [(f"chart-{name}.svg", figures.draw(page, name)) for name in figures.names(page)]
    yield from ((name, iter([svg.encode()])) for name, svg in charts)


def _add(archive: zipfile.ZipFile, name: str, pieces: Iterator[bytes]) -> _Entry:
    found = zipfile.ZipInfo(name, WHEN)
    found.compress_type = zipfile.ZIP_DEFLATED
    found.external_attr = 0o644 << 16
    found.create_system = 3
    digest, size = hashlib.sha256(), 0
    with archive.open(found, "w", force_zip64=False) as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
    return _Entry(name, size, digest.hexdigest())


def methods_document(snapshot: Snapshot) -> dict[str, Any]:
    """Return METHODS.json: how the result was made, as JSON values."""
    listed = {"count": snapshot.method["commitments"]["count"]}
    return dict(snapshot.method) | {
        "commitments": listed,
        "version": snapshot.number,
        "made_at": snapshot.made_at.isoformat(timespec="seconds"),
        "reason": snapshot.reason,
        "tables": files.table_names(snapshot),
    }


def readme(snapshot: Snapshot) -> str:
    """Return README.md in German, then in English."""
    parts = []
    for language in ("de", "en"):
        with force_locale(language):
            parts.append(_readme(ResultPage(snapshot)))
    return "\n---\n\n".join(parts)


def _readme(page: ResultPage) -> str:
    lines = [
        f"# {page.finding}",
        "",
        *(f"- **{key}:** {text}" for key, text in cover_lines(page)),
        "",
    ]
    lines += [f"## {_('Dateien')}", ""]
    lines += [f"- `{name}.csv`" for name in page.files()]
    lines += ["- `planning.xlsx`", "- `METHODS.json`", "- `datapackage.json`", f"- `{SUMS}`"]
    lines.append(
        "- `commitments.txt`: "
        + _("die sortierte Liste aller Belege; sie zeigt, dass eine Gewichtung vorliegt.")
    )
    if files.has_ballots(page.snapshot):
        lines.append(
            "- `ballots.csv`, `recompute.py`: "
            + _("rechnet die Anteile noch einmal nach: python3 recompute.py")
        )
    lines += ["", _("Prüfen Sie die Dateien mit: sha256sum -c SHA256SUMS"), ""]
    return "\n".join(lines)


def data_package(snapshot: Snapshot, written: list[_Entry]) -> dict[str, Any]:
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
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{page.method['round']['slug']}-v{snapshot.number}",
        "title": title,
        "description": caveat,
        "version": f"{snapshot.number}.0.0",
        "created": snapshot.made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "resources": [_resource(sizes[path], schema) for path, schema in schemas.items()],
    }


def _schema(name: str) -> dict[str, Any]:
    fields = [
        {"name": column, "type": kind, "description": meaning}
        for column, kind, meaning in TABLES[name]
    ]
    return {"fields": fields, "missingValues": [""]}


def _resource(entry: _Entry, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": entry.name.removesuffix(".csv"),
        "path": entry.name,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": entry.size,
        "hash": f"sha256:{entry.digest}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
        "schema": schema,
    }


def verify(path: Path) -> list[str]:
    """Return the names of the files of a bundle after checking each; raises BadInput with what is
    wrong."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _verified(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        RuntimeError,
        UnicodeDecodeError,
    ) as error:
        # RuntimeError: a changed flag says that a file is encrypted, or packed in a way that is not
        # known here.
        raise BadInput(NOT_A_BUNDLE) from error


def _verified(archive: zipfile.ZipFile) -> list[str]:
    names = archive.namelist()
    if SUMS not in names:
        raise BadInput(MISSING, name=SUMS)
    sums = {}
    for line in archive.read(SUMS).decode().splitlines():
        digest, _space, name = line.partition("  ")
        sums[name] = digest
    for name in names:
        if name != SUMS and name not in sums:
            raise BadInput(FOREIGN, name=name[:80])
    for name, digest in sums.items():
        if name not in names:
            raise BadInput(MISSING, name=name[:80])
        if not _unchanged(archive, name, digest):
            raise BadInput(CHANGED, name=name[:80])
    if "ballots.csv" in names:
        _recomputed(archive)
    return names


def _unchanged(archive: zipfile.ZipFile, name: str, digest: str) -> bool:
    found = hashlib.sha256()
    try:
        with archive.open(name) as file:
            while piece := file.read(files.PIECE):
                found.update(piece)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError):
        return False
    return found.hexdigest() == digest


def _recomputed(archive: zipfile.ZipFile) -> None:
    method = json.loads(archive.read("METHODS.json"))
    weights = list(csv.DictReader(io.StringIO(archive.read("weights.csv").decode("utf-8"))))
    with archive.open("ballots.csv") as raw:
        reader = csv.reader(io.TextIOWrapper(raw, "utf-8", newline=""))
        keys = next(reader)
        rows = ([None if cell == "-" else int(cell) for cell in row] for row in reader)
        shares = recompute.recomputed(rows, len(keys), method)
    column = "chosen_share" if method["instrument"]["kind"] == "pick" else "mean_share"
    for row, share in zip(weights, shares, strict=True):
        if not recompute.agrees(row[column], share):
            raise BadInput(NOT_RECOMPUTED, name=row["item"])
