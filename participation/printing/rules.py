"""What a printed document is made from, how large it may be, and how often making it is tried.
Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MOST_TRIES = 3
PAUSE = timedelta(minutes=10)
"""For how long a claimed document is nobody else's, and how long after a failure it comes due."""
SECONDS = 120
"""How long making one may take."""
MOST_HTML = 4 * 1024 * 1024
MOST_PDF = 20 * 1024 * 1024


class Kind(StrEnum):
    """What there are printed documents of."""

    VERSION = "version"
    REPORT = "report"
    FINANCE = "finance"
    PAPER = "paper"


@dataclass(frozen=True)
class Wanted:
    """A document that there should be: its key within its kind, and a digest of what it says, by
    which one is known that says something else."""

    key: str
    made_from: str


@dataclass(frozen=True)
class Kept:
    """A document that was made, as pages name it."""

    key: str
    language: str
    sha256: str
    size: int
    made_at: datetime

    @property
    def number(self) -> int:
        """The number with which its key ends, of a version or a report."""
        return int(self.key.rpartition("/")[2])

    @property
    def kilobytes(self) -> int:
        """Its size in thousands of bytes, at least one."""
        return max(1, round(self.size / 1000))


def made_from(*values: object) -> str:
    """Return the digest of plain values; what JSON does not know counts as its text."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
