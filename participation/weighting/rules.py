"""What a ballot says and how it is kept. Pure.

A ballot is packed into signed bytes, so that a million of them are one small row each and numpy reads them at once:
one byte per field in the frame's order, and, where goals are weighted, one byte per field telling why its goals were
asked, then one byte per goal, field after field. Negative bytes are states, and no state ever turns into another.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

NO_OPINION = -1
"""„Keine Angabe“, a choice of its own."""
NOT_SHOWN = -2
"""The item was not asked of this person."""
NOT_REACHED = -3
"""The item was due, and the person stopped before it or skipped the page."""


class Asked(IntEnum):
    """Why the goals of a field were asked."""

    NOT = 0
    TOP = 1
    DRAWN = 2


@dataclass(frozen=True)
class Layout:
    """How many fields there are and how many goals each has (all zero where only fields are weighted)."""

    goals: tuple[int, ...]

    @property
    def fields(self) -> int:
        """The number of fields."""
        return len(self.goals)

    @property
    def two_levels(self) -> bool:
        """Whether goals are weighted."""
        return any(self.goals)

    @property
    def size(self) -> int:
        """The bytes of a packed ballot."""
        return self.fields * 2 + sum(self.goals) if self.two_levels else self.fields

    def goal_slice(self, field: int) -> slice:
        """Return where the goals of a field stand in a packed ballot."""
        start = self.fields * 2 + sum(self.goals[:field])
        return slice(start, start + self.goals[field])


@dataclass(frozen=True)
class Answers:
    """A ballot: points (or 0/1 for `pick`) per field, why goals were asked, points per goal; states are negative."""

    fields: tuple[int, ...]
    asked: tuple[Asked, ...] = ()
    goals: tuple[tuple[int, ...], ...] = ()


def pack(answers: Answers, layout: Layout) -> bytes:
    """Return the ballot's bytes. Raises ValueError when it does not fit the layout."""
    values = list(answers.fields)
    if layout.two_levels:
        values += [int(asked) for asked in answers.asked]
        values += [value for goals in answers.goals for value in goals]
    if len(values) != layout.size:
        raise ValueError(f"{len(values)} answers do not fit a ballot of {layout.size}")
    return struct.pack(f"{layout.size}b", *values)


def unpack(data: bytes, layout: Layout) -> Answers:
    """Return the ballot that `pack` wrote."""
    values = struct.unpack(f"{layout.size}b", data)
    fields = values[: layout.fields]
    if not layout.two_levels:
        return Answers(fields)
    asked = tuple(Asked(value) for value in values[layout.fields : layout.fields * 2])
    goals = tuple(values[layout.goal_slice(field)] for field in range(layout.fields))
    return Answers(fields, asked, goals)
