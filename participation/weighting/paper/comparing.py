"""What differs between the entries of a sheet, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from participation.rounds.models import Round
from participation.rounds.rules import InstrumentKind
from participation.web.filters import tr
from participation.web.translation import _
from participation.weighting.paper.double_entry import Waiting
from participation.weighting.paper.reading import INVALID_NAMES, Entry
from participation.weighting.rules import NO_OPINION


@dataclass(frozen=True)
class Difference:
    """One thing on a sheet that was typed in differently: what it is, and each entry."""

    title: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """A sheet that was typed in differently."""

    ref: str
    entries: int
    differences: tuple[Difference, ...]


def compared(round_: Round, sheet: Waiting) -> Compared:
    """Return a sheet with what differs between its entries."""
    rows = (Difference(title, said) for title, said in _rows(round_, sheet.entries))
    different = tuple(row for row in rows if len(set(row.said)) > 1)
    return Compared(sheet.ref, len(sheet.entries), different)


def _rows(round_: Round, entries: tuple[Entry, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield _("Der Bogen"), tuple(map(_validity, entries))
    codes = list(dict.fromkeys(entry.code for entry in entries if entry.code))
    names = {code: _("Code %(letter)s", letter="ABCDEF"[at % 6]) for at, code in enumerate(codes)}
    yield _("Code"), tuple(names.get(entry.code, _("kein Code")) for entry in entries)
    pick = round_.settings.instrument.kind is InstrumentKind.PICK
    for position, field in enumerate(round_.frame.fields):
        title = f"{position + 1} {tr(field.title)}"
        yield title, tuple(_answer(entry, position, pick=pick) for entry in entries)
        for place, goal in enumerate(field.goals):
            goals = tuple(_goal(entry, position, place) for entry in entries)
            yield f"{title}: {tr(goal.title)}", goals


def _validity(entry: Entry) -> str:
    reason = entry.reading.invalid
    return _("gültig") if reason is None else _("ungültig: %(why)s", why=_(INVALID_NAMES[reason]))


def _answer(entry: Entry, position: int, *, pick: bool) -> str:
    if entry.reading.invalid is not None:
        return "–"
    value = entry.reading.values[position]
    if value == NO_OPINION:
        return _("keine Angabe")
    if pick:
        return _("angekreuzt") if value else _("nicht angekreuzt")
    return str(value)


def _goal(entry: Entry, position: int, place: int) -> str:
    points = entry.reading.goals.get(position)
    return _("nichts") if points is None else str(points[place])
