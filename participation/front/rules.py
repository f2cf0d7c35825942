"""How time left is put in words, decided from plain values. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class Unit(StrEnum):
    """What the time left is counted in."""

    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"


def time_left(until: datetime, now: datetime) -> tuple[int, Unit]:
    """Return how long it is until a moment, in the unit people would use: never more than there
    really is, at least 1."""
    left = max(until - now, timedelta(0))
    if left >= timedelta(days=2):
        return left.days, Unit.DAYS
    if left >= timedelta(hours=2):
        return int(left.total_seconds() // 3600), Unit.HOURS
    return max(int(left.total_seconds() // 60), 1), Unit.MINUTES
