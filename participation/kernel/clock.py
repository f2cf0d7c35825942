"""The clock that services are given, so that a test can hold it and a dry run can pretend a
date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_ahead: ContextVar[timedelta] = ContextVar("ahead", default=timedelta(0))


class Clock:
    """The time of this machine in UTC."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock(Clock):
    """A clock fixed at one moment until it is set: for the demo's past and for tests."""

    def __init__(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        self.moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment this clock is set to."""
        return self.moment


class PretendingClock(Clock):
    """The time of this machine, or another one within `pretending`."""

    def now(self) -> datetime:
        """Return the present or the pretended moment."""
        return super().now() + _ahead.get()


@contextmanager
def pretending(moment: datetime) -> Iterator[None]:
    """Let it be this moment for what runs in here, and for nobody else: a thread of its own keeps
    the time of the machine."""
    token = _ahead.set(moment - machine_clock.now())
    try:
        yield
    finally:
        _ahead.reset(token)


clock = PretendingClock()
machine_clock = Clock()
"""For what is shared with those who do not pretend, such as counters of requests."""
