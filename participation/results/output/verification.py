"""Checking a bundle that came from anywhere: every file against its sum, and the shares against the
ballots. What is unpacked is bounded before it is read, and nothing is written to disk."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from participation.kernel.errors import N_, BadInput
from participation.results.output import recompute
from participation.web.tabular.kinds import PIECE

SUMS = "SHA256SUMS"
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
MOST_FILES = 200
MEGABYTE = 1024 * 1024
LARGE = ("ballots.csv", "commitments.txt")
"""The files that grow with the number of ballots; a million of them are about 70 MB."""
LARGEST = 512 * MEGABYTE
LARGEST_OTHER = 32 * MEGABYTE

NOT_A_BUNDLE = N_("Das ist keine lesbare ZIP-Datei. Laden Sie das Bündel noch einmal herunter.")
CHANGED = N_("„%(name)s“ wurde verändert. Die Prüfsumme stimmt nicht.")
MISSING = N_("„%(name)s“ fehlt im Bündel.")
FOREIGN = N_("„%(name)s“ gehört nicht in dieses Bündel.")
DOUBLED = N_("„%(name)s“ steht mehr als einmal im Bündel.")
NOT_PLAIN = N_("„%(name)s“ ist kein Name für eine Datei in einem Bündel. Ordner hat es nicht.")
TOO_MANY = N_("Das sind mehr als %(most)s Dateien. So viele hat kein Bündel.")
TOO_LARGE = N_(
    "„%(name)s“ ist ausgepackt größer als %(most)s MB. So groß ist sie in keinem Bündel."
)
BAD_SUMS = N_("SHA256SUMS ist keine Liste von Prüfsummen.")
BAD_JSON = N_("„%(name)s“ ist kein lesbares JSON.")
BAD_TABLES = N_(
    "METHODS.json, weights.csv und ballots.csv passen nicht zusammen. Die Anteile lassen sich nicht"
    " nachrechnen."
)
NOT_RECOMPUTED = N_(
    "Die Anteile lassen sich aus ballots.csv nicht nachrechnen: %(name)s weicht ab."
)


def verify(path: Path) -> list[str]:
    """Return the names of the files of a bundle after checking each. Raises BadInput with what is
    wrong."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _verified(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as error:
        # RuntimeError: a changed flag says that a file is encrypted, or packed in a way that is not
        # known here. ValueError: names or places that are none.
        raise BadInput(NOT_A_BUNDLE) from error


def _verified(archive: zipfile.ZipFile) -> list[str]:
    entries = archive.infolist()
    _check_entries(entries)
    names = [entry.filename for entry in entries]
    if SUMS not in names:
        raise BadInput(MISSING, name=SUMS)
    sums = _sums(archive)
    for name in names:
        if name != SUMS and name not in sums:
            raise BadInput(FOREIGN, name=name)
    for name, digest in sums.items():
        if name not in names:
            raise BadInput(MISSING, name=name)
        if not _unchanged(archive, name, digest):
            raise BadInput(CHANGED, name=name)
    for name in names:
        if name.endswith(".json"):
            _json(archive, name)
    if "ballots.csv" in names:
        _check_shares(archive, names)
    return names


def _check_entries(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse by the list of contents alone what should not be unpacked."""
    if len(entries) > MOST_FILES:
        raise BadInput(TOO_MANY, most=MOST_FILES)
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        # The name as it is written, for a reader may cut it at a NUL.
        if name != entry.orig_filename or not PLAIN_NAME.fullmatch(name):
            raise BadInput(NOT_PLAIN, name=entry.orig_filename[:80])
        if name.casefold() in seen:
            raise BadInput(DOUBLED, name=name)
        seen.add(name.casefold())
        most = LARGEST if name in LARGE else LARGEST_OTHER
        if entry.file_size > most:
            raise BadInput(TOO_LARGE, name=name, most=most // MEGABYTE)


def _sums(archive: zipfile.ZipFile) -> dict[str, str]:
    sums: dict[str, str] = {}
    try:
        lines = archive.read(SUMS).decode("ascii").splitlines()
    except UnicodeDecodeError as error:
        raise BadInput(BAD_SUMS) from error
    for line in lines:
        digest, _space, name = line.partition("  ")
        if not re.fullmatch(r"[0-9a-f]{64}", digest) or not PLAIN_NAME.fullmatch(name):
            raise BadInput(BAD_SUMS)
        if name in sums:
            raise BadInput(DOUBLED, name=name)
        sums[name] = digest
    return sums


def _unchanged(archive: zipfile.ZipFile, name: str, digest: str) -> bool:
    sha256 = hashlib.sha256()
    try:
        # A reader never gives more than the size that was checked.
        with archive.open(name) as file:
            while piece := file.read(PIECE):
                sha256.update(piece)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError):
        return False
    return sha256.hexdigest() == digest


def _json(archive: zipfile.ZipFile, name: str) -> Any:
    try:
        return json.loads(archive.read(name))
    except (ValueError, RecursionError) as error:
        raise BadInput(BAD_JSON, name=name) from error


def _check_shares(archive: zipfile.ZipFile, names: Sequence[str]) -> None:
    for name in ("METHODS.json", "weights.csv"):
        if name not in names:
            raise BadInput(MISSING, name=name)
    try:
        different = _different(archive, _json(archive, "METHODS.json"))
    except BadInput:
        raise
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        StopIteration,
        TypeError,
        ValueError,
        csv.Error,
    ) as error:
        raise BadInput(BAD_TABLES) from error
    if different:
        raise BadInput(NOT_RECOMPUTED, name=different[:80])


def _different(archive: zipfile.ZipFile, method: Any) -> str:
    """Return the first field whose published share is another than the ballots say, "" for none."""
    weights = list(csv.DictReader(io.StringIO(archive.read("weights.csv").decode("utf-8"))))
    with archive.open("ballots.csv") as raw:
        reader = csv.reader(io.TextIOWrapper(raw, "utf-8", newline=""))
        keys = next(reader)
        rows = ([None if cell == "-" else int(cell) for cell in row] for row in reader)
        shares = recompute.recomputed(rows, len(keys), method)
    column = "chosen_share" if method["instrument"]["kind"] == "pick" else "mean_share"
    differences = (
        row["item"]
        for row, share in zip(weights, shares, strict=True)
        if not recompute.agrees(row[column], share)
    )
    return next(differences, "")
