"""What a feature gives the worker: a name, how often, and a function that works rows off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from participation.kernel.clock import Clock


@dataclass(frozen=True)
class Job:
    """A job that may run at any time, any number of times, on any host: what must not be lost is a
    row before.

    `every` is in seconds. `run` takes the clock and returns how many rows it worked off; it commits
    by itself.
    """

    name: str
    every: float
    run: Callable[[Clock], int]
