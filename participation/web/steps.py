"""The steps of a way as `components/way.html` shows them: of an idea, a round, a paper. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from participation.kernel.partial_dates import PartialDate


class StepState(StrEnum):
    """Where a step of a way stands: done, under way, the next one, or still open."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"
    OPEN = "open"


@dataclass(frozen=True)
class Link:
    """An address with its words; without an address they are only named."""

    url: str | None
    label: str


@dataclass(frozen=True)
class ChainStep:
    """A step of a way, in the reader's language.

    `when` is when it was done; of a step that is not done the text says what comes and when.
    """

    title: str
    state: StepState
    when: datetime | PartialDate | None = None
    text: str = ""
    link: Link | None = None


def in_order(steps: Sequence[ChainStep]) -> tuple[ChainStep, ...]:
    """Return the steps, none of them under way or next before one that is done: such a step is
    open."""
    last = last_done([step.state for step in steps])
    return tuple(
        replace(step, state=StepState.OPEN)
        if place < last and step.state is not StepState.DONE
        else step
        for place, step in enumerate(steps)
    )


def last_done(states: Sequence[StepState]) -> int:
    """Return the place of the last step that is done, -1 where none is."""
    return max((place for place, state in enumerate(states) if state is StepState.DONE), default=-1)
