"""Looking at files that a database has open."""

from __future__ import annotations

import subprocess
from pathlib import Path


def bytes_of(path: Path) -> bytes:
    """What stands in a file, read by another process.

    Closing any handle of a file ends all locks that a process holds on it, SQLite's included; the
    next process to close the database would then take its log away from under our connections.
    """
    return subprocess.run(["cat", str(path)], capture_output=True, check=True).stdout
