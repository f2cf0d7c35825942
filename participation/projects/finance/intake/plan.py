"""What a file would change, as values: shown before anything is written. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from participation.kernel.amounts import Unit
from participation.projects.finance.rules import SourceKind, Stage
from participation.projects.rules import Draft
from participation.strategy.rules import Texts

Named = int | str
"""A row that is there, by its id, or one that the file adds, by its key."""


@dataclass(frozen=True)
class LineKey:
    """Which line an amount stands in."""

    project: Named
    source: Named
    year: int
    stage: Stage


@dataclass(frozen=True)
class Known:
    """A project or source that is there, with every name it goes by."""

    id: int
    title: Texts
    names: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True)
class Stored:
    """A line that is there."""

    id: int
    cents: int
    unit: Unit
    note: str


@dataclass(frozen=True)
class Present:
    """What a strategy holds before a file comes in; `taken` are the keys of all projects."""

    projects: tuple[Known, ...]
    sources: tuple[Known, ...]
    lines: Mapping[LineKey, Stored]
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Change:
    """A line that the file adds (before is None) or changes."""

    key: LineKey
    project: Texts
    source: Texts
    before: Stored | None
    cents: int
    unit: Unit
    note: str


@dataclass
class Plan:
    """What a file would do. Nothing is ever removed by a file: a blank says nothing."""

    projects: dict[str, Draft] = field(default_factory=dict)
    sources: dict[str, tuple[Texts, SourceKind]] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    # Of one project, source and stage, amounts with and without a year; the page adds them.
    mixed_years: int = 0

    @property
    def added(self) -> list[Change]:
        """The lines that are new."""
        return [change for change in self.changes if change.before is None]

    @property
    def changed(self) -> list[Change]:
        """The lines that get another amount, unit or remark."""
        return [change for change in self.changes if change.before is not None]

    @property
    def is_empty(self) -> bool:
        """Whether the file changes nothing."""
        return not (self.projects or self.sources or self.places or self.changes)

    def digest(self) -> str:
        """Return by what a plan that was shown is known again."""
        content = (
            list(self.projects.items()),
            list(self.sources.items()),
            list(self.places.items()),
            [(c.key, c.before, c.cents, c.unit, c.note) for c in self.changes],
        )
        return hashlib.sha256(repr(content).encode()).hexdigest()
