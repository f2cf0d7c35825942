"""What can be followed and how often mails come; when the next weekly mail is due. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

KEY_LENGTH = 80
MOST_FOLLOWS = 300
"""How much one account may follow."""
SUBJECTS_PER_MAIL = 30
"""A mail about more would be too long to read, and its header to unsubscribe too long to send."""

GRACE = timedelta(minutes=5)
"""Mails "at once" wait this long, so that several events become one mail."""
KEEP_NEWS = timedelta(days=60)
"""What could not be mailed for so long is no news any more."""
LINK_LASTS = timedelta(days=60)
"""How long the link to unsubscribe in a mail works without signing in."""

WEEKDAY = 0
"""Weekly mails go out on Mondays (as `date.weekday` counts)."""
HOUR = time(9, 0)


class Kind(StrEnum):
    """What can be followed. The key of a round is its slug, of an idea its number, of a project
    its key."""

    ROUND = "round"
    IDEA = "idea"
    PROJECT = "project"


CONSULTATION = "council"
"""What news can be about though nobody follows it; the key is the id of a row of the council's."""


class Frequency(StrEnum):
    """How often mails about a subject come."""

    AT_ONCE = "at_once"
    WEEKLY = "weekly"
    NEVER = "never"


def weekly_due(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the last moment, up to `now`, at which weekly mails were due in this zone."""
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - WEEKDAY) % 7)
    due = datetime.combine(day, HOUR, zone)
    if due > local:
        due = datetime.combine(day - timedelta(days=7), HOUR, zone)
    return due
