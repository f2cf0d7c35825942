"""Milestones with their delays."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from participation.api.resources.values import PartialDate, Shape, Texts, known, one_of, texts
from participation.projects import schedule
from participation.projects.rules import State
from participation.projects.schedule import Step, delay_of

ProjectState = Annotated[str, one_of(State)]


class Delay(Shape):
    """How much later than planned; `overdue` when the day has passed and nobody said when it will
    be done."""

    number: int
    unit: Annotated[str, one_of(schedule.Unit)]
    overdue: bool


class Milestone(Shape):
    """A step of a project: when it was planned, when it is expected now, when it was done."""

    title: Texts
    planned: PartialDate | None
    expected: PartialDate | None
    done: PartialDate | None
    delay: Delay | None
    reason: Texts


def milestone(step: Step, today: date) -> Milestone:
    """Return a milestone with its delay as of a day."""
    return Milestone(
        title=texts(step.title),
        planned=known(step.planned),
        expected=known(step.expected),
        done=known(step.done),
        delay=delay(delay_of(step, today)),
        reason=texts(step.reason),
    )


def delay(late: schedule.Delay | None) -> Delay | None:
    """Return a delay."""
    return Delay(number=late.number, unit=late.unit, overdue=late.overdue) if late else None
