"""Kinds of files, and files as pieces of bytes: their digest, and holding them until they are
whole."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from participation.web.csv_writer import Format

PIECE = 64 * 1024


@dataclass(frozen=True)
class Kind:
    """A file format: how its name ends and what it is served as."""

    ending: str
    media_type: str


TEXT = Kind(".txt", "text/plain; charset=utf-8")
XLSX = Kind(".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
DOCX = Kind(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
ZIP = Kind(".zip", "application/zip")
KINDS = {
    Format.CSV: Kind(".csv", "text/csv; charset=utf-8"),
    Format.EXCEL: Kind("-excel.csv", "text/csv; charset=utf-8"),
}


def digest(pieces: Iterator[bytes]) -> str:
    """Return the SHA-256 of a file's pieces."""
    sha256 = hashlib.sha256()
    for piece in pieces:
        sha256.update(piece)
    return sha256.hexdigest()


def spooled(pieces: Iterator[bytes]) -> tuple[IO[bytes], int]:
    """Write a file's pieces to a temporary file and return it rewound with its size.

    Reading is over before the first byte goes out, so no slow reader keeps a database transaction
    open.
    """
    file = tempfile.SpooledTemporaryFile(max_size=1024 * 1024)  # noqa: SIM115
    try:
        for piece in pieces:
            file.write(piece)
    except BaseException:
        file.close()
        raise
    size = file.tell()
    file.seek(0)
    return file, size


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield an open file in pieces and close it."""
    with file:
        while piece := file.read(PIECE):
            yield piece
