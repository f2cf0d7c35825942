"""Matching what a file names with what is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache

from participation.kernel.amounts import POWERS, Unit
from participation.kernel.errors import N_, BadInput
from participation.kernel.text import fold, slug_of
from participation.projects.finance.intake.plan import (
    Change,
    Known,
    LineKey,
    Named,
    Plan,
    Present,
    Stored,
)
from participation.projects.finance.intake.reading import Entry, Reading
from participation.projects.finance.rules import (
    KIND_TITLES,
    NO_YEAR,
    RESERVED_COLUMNS,
    SourceKind,
    Stage,
    too_many_sources,
)
from participation.projects.rules import Draft, problems
from participation.strategy.rules import KEY_LENGTH, RESERVED_KEYS, TITLE_LENGTH, Texts

_KIND_NAMES = {
    "eu": SourceKind.EU,
    "bund": SourceKind.FEDERAL,
    "land": SourceKind.STATE,
    "region": SourceKind.REGIONAL,
    "kommune": SourceKind.MUNICIPAL,
    "kommunen": SourceKind.MUNICIPAL,
    "privat": SourceKind.PRIVATE,
    **{kind.value.lower(): kind for kind in SourceKind if kind is not SourceKind.UNASSIGNED},
}
_NO_PROJECT = N_(
    "Das Projekt „%(name)s“ gibt es in dieser Strategie nicht. Legen Sie es an, oder erlauben Sie,"
    " dass die Datei Fehlendes anlegt."
)
_NO_SOURCE = N_(
    "Die Quelle „%(name)s“ gibt es in dieser Strategie nicht. Legen Sie sie an, oder erlauben Sie,"
    " dass die Datei Fehlendes anlegt."
)
_AMBIGUOUS = N_("Der Name „%(name)s“ kommt mehrfach vor. Schreiben Sie das Kürzel in diese Spalte.")
_OTHER_PLACE = N_(
    "Das Projekt „%(name)s“ liegt in „%(stored)s“, in der Datei steht „%(place)s“. Ändern Sie eines"
    " von beiden."
)
_TWICE = N_("Dieser Betrag steht schon in Zeile %(first)s. Lassen Sie eine der Zeilen weg.")
_BY_YEAR = N_(
    "Für „%(project)s“ stehen bei „%(source)s“ schon Beträge für einzelne Jahre, zusammen mit einer"
    " anderen Summe. Laden Sie eine Datei mit den Spalten „year“ und „amount“."
)


class _Names:
    """Who is called what, whatever the case and accents."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.titles: dict[Named, Texts] = {}
        self.places: dict[Named, str] = {}
        self._named: dict[str, list[Named]] = defaultdict(list)
        self._fold = cache(fold)
        for item in known:
            self.places[item.id] = item.place
            self.add(item.id, item.title, item.names)

    def add(self, named: Named, title: Texts, names: Iterable[str]) -> None:
        self.titles[named] = title
        for name in {self._fold(name) for name in names}:
            self._named[name].append(named)

    def matches(self, name: str) -> list[Named]:
        return self._named.get(self._fold(name), [])


def plan(reading: Reading, present: Present, *, add_missing: bool) -> Plan:
    """Return what the file would change. Everything wrong goes to the reading's problems.

    Projects are found by key, title or alias, sources by key or title. With `add_missing` those
    that are not there are added, projects as drafts, and a project without a place gets the
    file's.
    """
    result = Plan()
    sources, projects = _Names(present.sources), _Names(present.projects)
    for line, name in reading.sources:
        if _is_missing(reading, line, name, sources, _NO_SOURCE, add_missing):
            _add_source(result, reading, line, name, sources)
    if result.sources and (wrong := too_many_sources(len(sources.titles))):
        reading.problems.add(1, wrong)
    taken = set(present.taken)
    for line, place, name in reading.projects:
        if _is_missing(reading, line, name, projects, _NO_PROJECT, add_missing):
            _add_project(result, reading, line, place, name, taken, projects)
        elif place and (matches := projects.matches(name)):
            _place(result, reading, line, place, matches[0], projects, add_missing)
    if not reading.problems:
        _lines(result, reading, present, projects, sources)
    return result


def _is_missing(
    reading: Reading, line: int, name: str, names: _Names, sentence: str, add_missing: bool
) -> bool:
    """Tell whether something is to be added; note what is ambiguous or may not be added."""
    matches = names.matches(name)
    if len(matches) > 1:
        reading.problems.add(line, BadInput(_AMBIGUOUS, name=name[:60]))
    elif not matches and not add_missing:
        reading.problems.add(line, BadInput(sentence, name=name[:60]))
    return not matches and add_missing


def _add_source(result: Plan, reading: Reading, line: int, name: str, sources: _Names) -> None:
    taken = {*RESERVED_COLUMNS, *result.sources, *_keys(sources)}
    key = _free(slug_of(name), taken)
    kind = _KIND_NAMES.get(fold(name), SourceKind.UNASSIGNED)
    title = {"de": name} if kind is SourceKind.UNASSIGNED else KIND_TITLES[kind]
    if len(name) > TITLE_LENGTH:
        sentence = N_("Der Name der Quelle ist länger als %(most)s Zeichen. Kürzen Sie ihn.")
        reading.problems.add(line, BadInput(sentence, most=TITLE_LENGTH))
    result.sources[key] = (title, kind)
    sources.add(key, title, (name, key, *title.values()))


def _add_project(
    result: Plan,
    reading: Reading,
    line: int,
    place: str,
    name: str,
    taken: set[str],
    projects: _Names,
) -> None:
    key = _free(slug_of(name), taken)
    draft = Draft(key=key, title={"de": name}, text={}, place=place)
    for wrong in problems(draft, fields=()):
        reading.problems.add(line, wrong)
    taken.add(key)
    result.projects[key] = draft
    projects.places[key] = place
    projects.add(key, draft.title, (name, key))


def _keys(names: _Names) -> Collection[str]:
    return [named for named in names.titles if isinstance(named, str)]


def _free(wish: str, taken: Collection[str]) -> str:
    """Return a key that is not taken: the wish, or the wish with a number."""
    base = wish[: KEY_LENGTH - 5].rstrip("-") or "x"
    key, number = base, 1
    while key in taken or key in RESERVED_KEYS:
        number += 1
        key = f"{base}-{number}"
    return key


def _place(
    result: Plan,
    reading: Reading,
    line: int,
    place: str,
    project: Named,
    projects: _Names,
    add_missing: bool,
) -> None:
    stored = projects.places[project]
    if fold(place) == fold(stored):
        return
    if not stored and add_missing and isinstance(project, int):
        result.places[project] = projects.places[project] = place
        return
    error = BadInput(_OTHER_PLACE, name=projects.titles[project], stored=stored, place=place[:60])
    reading.problems.add(line, error)


def _lines(
    result: Plan, reading: Reading, present: Present, projects: _Names, sources: _Names
) -> None:
    by_cell: dict[tuple[Named, Named, Stage], dict[int, Stored]] = defaultdict(dict)
    for key, stored in present.lines.items():
        by_cell[key.project, key.source, key.stage][key.year] = stored
    seen: dict[LineKey, int] = {}
    for entry in reading.entries:
        project, source = projects.matches(entry.project)[0], sources.matches(entry.source)[0]
        key = LineKey(project, source, entry.year, entry.stage)
        if key in seen:
            reading.problems.add(entry.line, BadInput(_TWICE, first=seen[key]))
            continue
        seen[key] = entry.line
        years = by_cell[project, source, entry.stage]
        if reading.is_pivot and years.keys() - {NO_YEAR}:
            _compare_years(result, reading, entry, years.values(), projects.titles[project])
        elif change := _change(entry, key, years.get(entry.year), projects, sources):
            result.changes.append(change)
        else:
            result.unchanged += 1
    result.mixed_years = _mixed_years(result.changes, by_cell)


def _change(
    entry: Entry, key: LineKey, before: Stored | None, projects: _Names, sources: _Names
) -> Change | None:
    """Return what the entry changes; what the file does not say stays as it is."""
    unit, note = entry.unit, entry.note
    if unit is None:
        unit = before.unit if before and _fits(entry.cents, before) else Unit.EURO
    if note is None:
        note = before.note if before else ""
    if before and (before.cents, before.unit, before.note) == (entry.cents, unit, note):
        return None
    titles = projects.titles[key.project], sources.titles[key.source]
    return Change(key, *titles, before, entry.cents, unit, note)


def _fits(cents: int, before: Stored) -> bool:
    """Tell whether an amount in euros is still to be shown in the unit given before: it is the same
    or has at most two decimals there."""
    return cents == before.cents or cents % 10 ** POWERS[before.unit] == 0


def _compare_years(
    result: Plan, reading: Reading, entry: Entry, years: Iterable[Stored], project: Texts
) -> None:
    """A pivot knows no years: it may repeat the sum of those that are there, nothing else."""
    if sum(stored.cents for stored in years) == entry.cents:
        result.unchanged += 1
    else:
        error = BadInput(_BY_YEAR, project=project, source=entry.source[:60])
        reading.problems.add(entry.line, error)


def _mixed_years(
    changes: Iterable[Change], by_cell: dict[tuple[Named, Named, Stage], dict[int, Stored]]
) -> int:
    years: dict[tuple[Named, Named, Stage], set[int]] = defaultdict(set)
    for change in changes:
        years[change.key.project, change.key.source, change.key.stage].add(change.key.year)
    whole = (of_cell | by_cell[cell].keys() for cell, of_cell in years.items())
    return sum(NO_YEAR in of_cell and len(of_cell) > 1 for of_cell in whole)
