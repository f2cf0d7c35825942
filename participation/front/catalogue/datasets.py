"""What a catalogue lists: datasets and the files that they are offered in, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from participation.strategy.rules import Texts


@dataclass(frozen=True)
class File:
    """A file of a dataset: what it is for, where it is, and its SHA-256 where it never changes."""

    title: Texts
    address: str
    kind: str
    sha256: str | None = None


@dataclass(frozen=True)
class Dataset:
    """A dataset: the end of its address, what it is, the page that shows it, its files, when it was
    published and changed last as far as that is kept, and the time that it is about."""

    key: str
    title: Texts
    description: Texts
    page: str
    files: tuple[File, ...]
    issued: datetime | None = None
    modified: datetime | None = None
    period: tuple[datetime, datetime] | None = None
    about_money: bool = False
    version: str = ""
