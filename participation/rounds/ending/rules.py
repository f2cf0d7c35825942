"""When a round may end before its time, and what is left of it then. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from participation.rounds.rules import (
    Phase,
    RoundState,
    WhenStopped,
    Window,
    first_opening,
    phase,
    state,
)

STOPPED, WITHDRAWN = "stopped", "withdrawn"
"""The kinds of the deviations that keep the reasons."""


def ended_early(window: Window, now: datetime) -> Window:
    """Return what is left of a window when its round is stopped: one that is open closes, one that
    has not opened is gone, one that is over stays."""
    now_is = phase(window, now)
    if now_is is Phase.BEFORE:
        return Window()
    if now_is is Phase.OPEN and window.opens is not None:
        # A window is never empty, not even where it is stopped at its first instant.
        return Window(window.opens, max(now, window.opens + timedelta(microseconds=1)))
    return window


def may_stop(windows: Iterable[Window], now: datetime) -> bool:
    """Tell whether a round can be stopped: it has begun and is not over."""
    return state(windows, now) in (RoundState.OPEN, RoundState.BETWEEN)


def may_withdraw(windows: Iterable[Window], now: datetime) -> bool:
    """Tell whether a published round can be withdrawn: none of its windows has opened."""
    opening = first_opening(windows)
    return opening is None or now < opening


def discards_ballots(weights: Window, when_stopped: str, now: datetime) -> bool:
    """Tell whether stopping a round leaves its ballots uncounted: only while people weight, and
    where its rules say so. What was handed in by the regular end is counted either way."""
    return when_stopped == WhenStopped.DESTROY and phase(weights, now) is Phase.OPEN
