"""The clock that services are given, so that a test can hold it."""

from __future__ import annotations

from datetime import UTC, datetime


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


clock = Clock()
