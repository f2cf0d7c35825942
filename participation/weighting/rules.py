"""What a ballot says and how it is kept. Pure.

A ballot is packed into signed bytes, so that a million of them are one small row each and numpy
reads them at once: one byte per field in the frame's order, and, where goals are weighted, one byte
per field telling why its goals were asked, then one byte per goal, field after field. Negative
bytes are states, and no state ever turns into another.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from participation.rounds.rules import GoalRules
from participation.strategy.rules import Frame

NO_OPINION = -1
"""The answer of somebody who chose to give none."""
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
    """How many fields there are and how many goals each has (all zero where only fields are
    weighted)."""

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
        """Return the slice of a packed ballot that holds the goals of a field."""
        start = self.fields * 2 + sum(self.goals[:field])
        return slice(start, start + self.goals[field])


@dataclass(frozen=True)
class Answers:
    """A ballot: points (or 0/1 for `pick`) per field, why goals were asked, points per goal; states
    are negative."""

    fields: tuple[int, ...]
    asked: tuple[Asked, ...] = ()
    goals: tuple[tuple[int, ...], ...] = ()


def pack(answers: Answers, layout: Layout) -> bytes:
    """Return the ballot's bytes. Raises struct.error when it does not fit the layout."""
    values = list(answers.fields)
    if layout.two_levels:
        values += [int(asked) for asked in answers.asked]
        values += [value for goals in answers.goals for value in goals]
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


def layout_of(frame: Frame, goals: GoalRules | None) -> Layout:
    """Return the layout of a round's ballots: its fields, and their goals where goals are
    weighted."""
    return Layout(tuple(len(field.goals) if goals else 0 for field in frame.fields))


def top_fields(values: Sequence[int], order: Sequence[int], most: int) -> tuple[int, ...]:
    """Return the fields with the most points, heaviest first, at most `most` and none without
    points.

    `order` is the ballot's own order of the fields; it breaks ties.
    """
    position = {field: number for number, field in enumerate(order)}
    heaviest = sorted(range(len(values)), key=lambda field: (-values[field], position[field]))
    return tuple(field for field in heaviest if values[field] > 0)[:most]


def drawn_fields(
    values: Sequence[int],
    top: Sequence[int],
    draw: Sequence[int],
    most: int,
    kept: Sequence[int] = (),
) -> tuple[int, ...]:
    """Return up to `most` fields drawn from the rest: never a top field, never one with no opinion.

    `draw` is the order of the draw; `kept` are the fields drawn before, which stay drawn as long as
    they may.
    """
    rest = [field for field in draw if field not in top and values[field] >= 0]
    first = [field for field in kept if field in rest]
    return tuple([*first, *(field for field in rest if field not in first)][:most])


def with_fields(
    values: Sequence[int],
    layout: Layout,
    rules: GoalRules | None,
    *,
    order: Sequence[int],
    draw: Sequence[int],
    before: Answers | None = None,
) -> Answers:
    """Return the ballot with these answers to the fields, and with the fields whose goals are
    asked.

    What a ballot said `before` about goals stays where they are still asked and goes where they are
    not; the draw stays.
    """
    fields = tuple(values)
    if rules is None or not layout.two_levels:
        return Answers(fields)
    kept = [field for field, why in enumerate(before.asked) if why is Asked.DRAWN] if before else []
    top = top_fields(fields, order, rules.top)
    drawn = drawn_fields(
        fields, top, [field for field in draw if layout.goals[field]], rules.drawn, kept
    )
    reasons = dict.fromkeys(drawn, Asked.DRAWN) | {
        field: Asked.TOP for field in top if layout.goals[field]
    }
    asked = tuple(reasons.get(field, Asked.NOT) for field in range(layout.fields))
    goals = tuple(_goals(field, asked[field], layout, before) for field in range(layout.fields))
    return Answers(fields, asked, goals)


def _goals(field: int, asked: Asked, layout: Layout, before: Answers | None) -> tuple[int, ...]:
    if asked is Asked.NOT:
        return (NOT_SHOWN,) * layout.goals[field]
    if before is not None and before.asked[field] is not Asked.NOT:
        return before.goals[field]
    return (NOT_REACHED,) * layout.goals[field]


def with_goals(answers: Answers, field: int, values: Sequence[int] | None) -> Answers:
    """Return the ballot with the points for one field's goals; None makes them
    `NOT_REACHED` again."""
    new = tuple(values) if values is not None else (NOT_REACHED,) * len(answers.goals[field])
    return replace(answers, goals=(*answers.goals[:field], new, *answers.goals[field + 1 :]))


def asked_fields(answers: Answers, order: Sequence[int]) -> tuple[int, ...]:
    """Return the fields whose goals are asked: the top ones heaviest first, then the drawn."""
    heaviest = top_fields(answers.fields, order, len(order))
    top = [field for field in heaviest if answers.asked and answers.asked[field] is Asked.TOP]
    drawn = [field for field, why in enumerate(answers.asked) if why is Asked.DRAWN]
    return (*top, *drawn)


def reached(answers: Answers, field: int) -> bool:
    """Tell whether the goals of an asked field were weighted."""
    return all(value >= 0 for value in answers.goals[field])
