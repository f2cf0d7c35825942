"""ZIP archives of which the same contents give the same bytes, and the descriptor of a Data Package
2.0 in them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

# A ZIP entry has no time zone and no year before 1980.
WHEN = (1980, 1, 1, 0, 0, 0)
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True)
class Entry:
    """What is known of a file that was written."""

    name: str
    size: int
    digest: str


def add(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> Entry:
    """Write a file into an archive, without the time at which that happens."""
    member = zipfile.ZipInfo(name, WHEN)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    member.create_system = 3
    sha256, size = hashlib.sha256(), 0
    with archive.open(member, "w", force_zip64=False) as file:
        for piece in pieces:
            file.write(piece)
            sha256.update(piece)
            size += len(piece)
    return Entry(name, size, sha256.hexdigest())


def to_json(document: dict[str, Any]) -> bytes:
    """Return a JSON document in its one form."""
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def csv_resource(entry: Entry, schema: dict[str, Any]) -> dict[str, Any]:
    """Return the description of a CSV file for programs."""
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
