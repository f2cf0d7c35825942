"""Where the dates of milestones stand on one line of years, for a drawing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from participation.kernel.partial_dates import PartialDate
from participation.projects.schedule import Step

NARROWEST = 1.0
"""Per cent of the width that a single day takes, so that it can be seen."""
MOST_YEARS = 12
"""More years than this are not all labelled."""


@dataclass(frozen=True)
class Mark:
    """A stretch of the line, in per cent of its width: what a date may mean."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class Lane:
    """A milestone with its marks: planned, expected, done, those that are known."""

    step: Step
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Timeline:
    """All lanes, the years with their places, and today's place, None outside of the years."""

    lanes: tuple[Lane, ...]
    years: tuple[tuple[int, float], ...]
    today: float | None


def timeline(steps: Sequence[Step], today: date) -> Timeline | None:
    """Return the drawing of these milestones; None when no date is known."""
    days = [date_ for step in steps for _kind, date_ in _dates(step) if date_.value]
    if not days:
        return None
    first = date(min(_first(day) for day in days).year, 1, 1)
    last = date(max(_last(day) for day in days).year, 12, 31)
    length = (last - first).days + 1

    def place(day: date) -> float:
        return round(100 * (day - first).days / length, 2)

    def mark(kind: str, day: PartialDate) -> Mark:
        x = place(_first(day))
        width = max(100 * ((_last(day) - _first(day)).days + 1) / length, NARROWEST)
        return Mark(kind, min(x, round(100 - width, 2)), round(width, 2))

    lanes = tuple(
        Lane(step, tuple(mark(kind, day) for kind, day in _dates(step) if day.value))
        for step in steps
    )
    every = -(-(last.year - first.year + 1) // MOST_YEARS)
    years = range(first.year, last.year + 1, every)
    return Timeline(
        lanes,
        tuple((year, place(date(year, 1, 1))) for year in years),
        place(today) if first <= today <= last else None,
    )


def _dates(step: Step) -> Iterable[tuple[str, PartialDate]]:
    return (("planned", step.planned), ("expected", step.expected), ("done", step.done))


def _first(day: PartialDate) -> date:
    assert day.first_day is not None
    return day.first_day


def _last(day: PartialDate) -> date:
    assert day.last_day is not None
    return day.last_day
