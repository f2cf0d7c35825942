"""What one person read off a sheet: its points, or why it is invalid. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from participation.kernel.errors import N_

BLOCK = 256
"""Entries are filled up to a multiple of this, so that their length tells nothing."""


class Invalid(StrEnum):
    """Why a sheet is no ballot."""

    SUM = "sum"
    COUNT = "count"
    BLANK = "blank"
    UNREADABLE = "unreadable"


INVALID_NAMES: Mapping[Invalid, str] = {
    Invalid.SUM: N_("Die Punkte ergeben nicht die verlangte Summe"),
    Invalid.COUNT: N_("Es sind zu viele oder zu wenige Felder angekreuzt"),
    Invalid.BLANK: N_("Der Bogen ist leer"),
    Invalid.UNREADABLE: N_("Der Bogen ist nicht eindeutig zu lesen"),
}


@dataclass(frozen=True)
class Reading:
    """The answer to each field, and the points for the goals of fields by their position; nothing
    of either where the sheet is `invalid`."""

    values: tuple[int, ...] = ()
    goals: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    invalid: Invalid | None = None


@dataclass(frozen=True)
class Entry:
    """A reading with what it was typed in with: the sheet's reference, and the hash of a code on
    it."""

    ref: str
    reading: Reading
    code: str = ""

    def same_as(self, other: Entry) -> bool:
        """Tell whether both say the same of the sheet, however its reference was spelt."""
        return (self.reading, self.code) == (other.reading, other.code)


def to_text(entry: Entry) -> str:
    """Return an entry as text of a length that says nothing of it."""
    reading = entry.reading
    text = json.dumps(
        {
            "ref": entry.ref,
            "code": entry.code,
            "values": reading.values,
            "goals": [[position, points] for position, points in sorted(reading.goals.items())],
            "invalid": reading.invalid,
        }
    )
    return text.ljust(-(-len(text) // BLOCK) * BLOCK)


def from_text(text: str) -> Entry:
    """Return the entry that `to_text` wrote."""
    said = json.loads(text)
    reading = Reading(
        tuple(said["values"]),
        {position: tuple(points) for position, points in said["goals"]},
        Invalid(said["invalid"]) if said["invalid"] else None,
    )
    return Entry(said["ref"], reading, said["code"])


def invalid_reasons(*, pick: bool) -> tuple[Invalid, ...]:
    """Return why a sheet can be invalid where points are given, or fields are chosen."""
    wrong = Invalid.COUNT if pick else Invalid.SUM
    return wrong, Invalid.BLANK, Invalid.UNREADABLE
