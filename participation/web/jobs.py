"""What a feature gives the worker: a name, how often, and a function that works rows off; and what
every page shares for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from participation.kernel.clock import Clock
from participation.web.rate_limits import forget_expired


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


JOBS = [Job("web.forget_expired_limits", 10.0, forget_expired)]
