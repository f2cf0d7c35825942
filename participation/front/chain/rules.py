"""Which steps follow an answer, a project and a consultation. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from participation.answers.rules import DECLINES
from participation.council.rules import Outcome
from participation.projects.rules import State
from participation.web.steps import StepState, last_done

AGAINST = (Outcome.REJECTED, Outcome.WITHDRAWN)


def promises(status: str | None) -> bool:
    """Tell whether anything may follow what the city has answered; None stands for no answer."""
    return status not in DECLINES


def is_to_be_carried_out(state: str, decided: Iterable[str]) -> bool:
    """Tell whether the carrying out of a project is a step of its way.

    `decided` are the outcomes of what authoritative bodies did with it, by date: a project that
    they rejected, or that was stopped, is not promised.
    """
    if state in (State.RUNNING, State.DONE):
        return True
    last = [*decided][-1:]
    return state != State.STOPPED and not set(last) & set(AGAINST)


def mark_next(states: Iterable[StepState]) -> list[StepState]:
    """Return the states of steps in their order, the first open one after all that is done made the
    next, unless one is the next already."""
    marked = list(states)
    begin = last_done(marked) + 1
    if StepState.NEXT not in marked and StepState.OPEN in marked[begin:]:
        marked[marked.index(StepState.OPEN, begin)] = StepState.NEXT
    return marked
