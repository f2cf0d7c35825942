"""What a file of projects would change: rows of a table beside what is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from participation.kernel.errors import N_, BadInput, ParticipationError
from participation.kernel.text import clean_line, clean_text
from participation.projects.rules import Draft, normal, problems
from participation.strategy.rules import Texts
from participation.web.csv_writer import unsafe
from participation.web.csvfile import CsvTable, Row, read_table

COLUMNS = ("key", "title", "kind", "state", "place", "unit", "main_field", "text", "partners")
REQUIRED = ("key", "title")
TOLD = ("published", "url")
"""Columns of our own files that an import passes over."""
BETWEEN_PARTNERS = ";"
KEPT_STATE = N_("Den Stand eines veröffentlichten Projekts ändern Sie auf seiner Seite.")


@dataclass(frozen=True)
class Stored:
    """A project of the strategy as it is."""

    draft: Draft
    published: bool


@dataclass(frozen=True)
class Present:
    """What a file is held against: the strategy's projects by key, keys of its action fields and of
    the units that can be chosen, and the names that projects elsewhere have."""

    projects: Mapping[str, Stored]
    fields: Collection[str]
    units: Collection[str]
    taken: Collection[str]


@dataclass(frozen=True)
class Change:
    """A row that adds a project (`before` is None) or changes one."""

    line: int
    before: Draft | None
    after: Draft

    @property
    def columns(self) -> list[tuple[str, str, str]]:
        """What changes: column, text before, text after."""
        old = cells(self.before) if self.before else {}
        new = cells(self.after)
        return [
            (name, old.get(name, ""), new[name]) for name in COLUMNS if old.get(name) != new[name]
        ]


@dataclass(frozen=True)
class Plan:
    """What a file changes, in its order, and how many projects it leaves as they are."""

    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    same: int

    @property
    def is_empty(self) -> bool:
        """Whether the file changes nothing."""
        return not self.added and not self.changed

    def digest(self) -> str:
        """Return a digest by which a plan that somebody was shown is known again."""
        return hashlib.sha256(repr((self.added, self.changed)).encode()).hexdigest()


def cells(draft: Draft) -> dict[str, str]:
    """Return a project as the cells of a row; texts are the German ones."""
    return {
        "key": draft.key,
        "title": draft.title.get("de", ""),
        "kind": draft.kind,
        "state": draft.state,
        "place": draft.place,
        "unit": draft.unit or "",
        "main_field": draft.main_field or "",
        "text": draft.text.get("de", ""),
        "partners": f"{BETWEEN_PARTNERS} ".join(draft.partners),
    }


def plan(path: Path | str, present: Present) -> Plan:
    """Return what a file changes. A column that is left out says nothing; an empty cell empties.

    Raises FileRefused with every problem and its line.
    """
    optional = [name for name in (*COLUMNS, *TOLD) if name not in REQUIRED]
    table = read_table(path, REQUIRED, optional)
    changes: list[Change] = []
    lines: dict[str, int] = {}
    same = 0
    for row in table:
        stored = present.projects.get(clean_line(row["key"]))
        draft = _draft(row, table, stored)
        wrong = _problems(draft, stored, present)
        if draft.key in lines:
            sentence = N_("„%(key)s“ steht schon in Zeile %(line)s.")
            wrong.append(BadInput(sentence, key=draft.key, line=lines[draft.key]))
        for problem in wrong:
            table.problems.add(row.line, problem)
        lines.setdefault(draft.key, row.line)
        if stored is not None and stored.draft == draft:
            same += 1
        else:
            changes.append(Change(row.line, stored.draft if stored else None, draft))
    table.problems.refuse()
    added = tuple(change for change in changes if change.before is None)
    return Plan(added, tuple(change for change in changes if change.before), same)


def _draft(row: Row, table: CsvTable, stored: Stored | None) -> Draft:
    """Return the project that a row describes; what it does not say stays as it is stored."""
    before = stored.draft if stored else Draft(clean_line(row["key"]), {}, {})
    given = {name: unsafe(row[name]) for name in table.columns if name in COLUMNS}
    line = {name: clean_line(text) for name, text in given.items()}
    values: dict[str, object] = {
        name: line[name] for name in ("key", "place", "unit", "main_field") if name in line
    }
    # Without a word of its own a new project is a further one that somebody proposes.
    values |= {
        name: line[name] or getattr(before, name) for name in ("kind", "state") if name in line
    }
    values["title"] = _german(before.title, line["title"])
    if "text" in given:
        values["text"] = _german(before.text, clean_text(given["text"]))
    if "partners" in line:
        values["partners"] = tuple(
            name.strip() for name in line["partners"].split(BETWEEN_PARTNERS)
        )
    return normal(replace(before, **values))  # type: ignore[arg-type]


def _german(texts: Texts, german: str) -> dict[str, str]:
    return dict(texts) | {"de": german}


def _problems(draft: Draft, stored: Stored | None, present: Present) -> list[ParticipationError]:
    before = stored.draft if stored else None
    allowed = {*present.fields, before.main_field or ""} if before else set(present.fields)
    wrong: list[ParticipationError] = list(problems(draft, fields=allowed))
    if draft.unit and draft.unit not in present.units and (not before or before.unit != draft.unit):
        sentence = N_("Die Fachstelle „%(key)s“ gibt es nicht, oder sie ist abgeschaltet.")
        wrong.append(BadInput(sentence, key=draft.unit[:60]))
    if stored is None and draft.key in present.taken:
        sentence = N_("„%(key)s“ gehört schon zu einem anderen Projekt. Wählen Sie etwas anderes.")
        wrong.append(BadInput(sentence, key=draft.key))
    if stored is not None and stored.published and stored.draft.state != draft.state:
        wrong.append(BadInput(KEPT_STATE))
    return wrong
