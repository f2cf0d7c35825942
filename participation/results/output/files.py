"""The files that planners download, made from a snapshot's tables and from ideas."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from participation.ideas import files as ideas_files
from participation.results import queries
from participation.results.models import Snapshot
from participation.results.queries import BALLOT_ROWS, BUNDLE, COMMITMENTS
from participation.results.tables.columns import TABLES, names
from participation.rounds.models import Round
from participation.web.csv_writer import SILENCE, Format, encode


def table(snapshot: Snapshot, name: str, form: Format) -> Iterator[bytes]:
    """Yield a table of the snapshot as CSV."""
    columns = names(name)
    return encode(
        columns, ([row[column] for column in columns] for row in snapshot.tables[name]), form
    )


def table_names(snapshot: Snapshot) -> list[str]:
    """Return the tables of a snapshot that hold rows, and weights always."""
    return [name for name in TABLES if name == "weights" or snapshot.tables.get(name)]


def has_ballots(snapshot: Snapshot) -> bool:
    """Tell whether the ballots themselves belong to this result."""
    return bool(snapshot.tables["notes"]["rows"])


def ballots(snapshot: Snapshot, form: Format = Format.CSV) -> Iterator[bytes]:
    """Yield ballots.csv: one row a ballot in shuffled order, one column a field, `-` for no
    opinion."""
    keys = [row["item"] for row in snapshot.tables["weights"]]
    return encode(keys, _ballot_rows(snapshot, len(keys)), form)


def _ballot_rows(snapshot: Snapshot, fields: int) -> Iterator[Sequence[Any]]:
    for piece in queries.parts(snapshot.id, BALLOT_ROWS):
        rows = np.frombuffer(zlib.decompress(piece), dtype=np.int8).reshape(-1, fields)
        for row in rows.tolist():
            yield [SILENCE if value < 0 else value for value in row]


def commitments(snapshot: Snapshot) -> Iterator[bytes]:
    """Yield commitments.txt: the sorted receipts, one in a line."""
    for piece in queries.parts(snapshot.id, COMMITMENTS):
        yield "".join(piece[at : at + 32].hex() + "\n" for at in range(0, len(piece), 32)).encode()


def bundle(snapshot: Snapshot) -> Iterator[bytes]:
    """Yield the bundle that was made when this version was published."""
    yield from queries.parts(snapshot.id, BUNDLE)


def ideas(round_: Round, form: Format, *, public: bool, now: datetime) -> Iterator[bytes]:
    """Yield ideas.csv. Moments are UTC for machines and the round's own time for Excel."""
    rows = ideas_files.export_rows(round_, public=public, now=now)
    local = rows if form is Format.CSV else local_rows(rows, round_.timezone)
    return encode(ideas_files.COLUMNS, local, form)


def local_rows(rows: Iterator[Sequence[Any]], zone: str) -> Iterator[Sequence[Any]]:
    """Yield rows with their moments in the round's own time."""
    zone_info = ZoneInfo(zone)
    for row in rows:
        yield [
            value.astimezone(zone_info) if isinstance(value, datetime) else value for value in row
        ]


def file_name(slug: str, name: str, ending: str, day: datetime) -> str:
    """Return a dated file name: `2027-01-15-frame-2027-weights.csv`."""
    return f"{day:%Y-%m-%d}-{slug}-{name}{ending}"
