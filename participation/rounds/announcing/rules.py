"""Which announcements of a round are due at a moment, from its windows alone. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from participation.rounds.rules import Window

REMINDER = timedelta(days=3)
"""So long before the end people are reminded of it."""
LAST_REMINDER = timedelta(hours=1)
"""Later than so long before the end nobody is reminded: the mail would come too late."""
LATE = timedelta(days=2)
"""What is past for longer is not announced any more, as after a worker that stood still."""


class Occasion(StrEnum):
    """What is announced of a window."""

    OPENED = "opened"
    CLOSING = "closing"
    CLOSED = "closed"


class Part(StrEnum):
    """What may be done in a window: hand in ideas, weight, or both where the windows are one."""

    IDEAS = "ideas"
    WEIGHTS = "weights"
    BOTH = "both"


@dataclass(frozen=True)
class Announcement:
    """An announcement and the moment it is about; `closes` is when the window ends."""

    occasion: Occasion
    part: Part
    moment: datetime
    closes: datetime

    @property
    def event(self) -> str:
        """The event as followers' news names it."""
        return event(self.part, self.occasion)

    @property
    def mark(self) -> str:
        """What keeps it from being told twice. A window that is extended ends at another moment, of
        which people are told anew."""
        return _mark(self.event, self.moment)

    @property
    def marks(self) -> frozenset[str]:
        """The marks that tell that it was announced: its own, or that of both windows together,
        which were one before one of them was extended."""
        return frozenset({self.mark, _mark(event(Part.BOTH, self.occasion), self.moment)})


def _mark(name: str, moment: datetime) -> str:
    return f"{name} {moment:%Y-%m-%dT%H:%M}"


def event(part: Part, occasion: Occasion) -> str:
    """Return the name of the event."""
    return f"round.{part}_{occasion}"


def due(ideas: Window, weights: Window, now: datetime) -> list[Announcement]:
    """Return what is to be announced at a moment, told before or not."""
    if ideas == weights:
        return list(_of_window(Part.BOTH, ideas, now))
    return [*_of_window(Part.IDEAS, ideas, now), *_of_window(Part.WEIGHTS, weights, now)]


def _of_window(part: Part, window: Window, now: datetime) -> Iterator[Announcement]:
    opens, closes = window.opens, window.closes
    if opens is None or closes is None:
        return
    reminder = closes - REMINDER
    if opens <= now < min(opens + LATE, closes):
        yield Announcement(Occasion.OPENED, part, opens, closes)
    # Nobody is reminded of a window that has hardly opened.
    if opens + LATE <= reminder <= now < closes - LAST_REMINDER:
        yield Announcement(Occasion.CLOSING, part, closes, closes)
    if closes <= now < closes + LATE:
        yield Announcement(Occasion.CLOSED, part, closes, closes)
