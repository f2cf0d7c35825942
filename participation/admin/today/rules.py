"""What comes first, what belongs together, and when the mail of it is due. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from participation.kernel.working_days import is_working_day

AHEAD = timedelta(days=7)
"""How far ahead a task is shown as one."""
COMING_FOR = timedelta(days=92)
"""How far ahead the list of what comes looks."""
MOST_COMING = 8
MAIL_AT = time(7, 0)
MOST_DOTS = 30
"""Dots of one day in the picture of what waits; with more, a dot stands for several."""


class Area(StrEnum):
    """The page of an area on which a task stands, besides the page of everything."""

    MODERATION = "moderation"
    PLANNING = "planning"
    ADMINISTRATION = "administration"


class Group(StrEnum):
    """By when a task has to be done."""

    NOW = "now"
    TODAY = "today"
    SOON = "soon"


@dataclass(frozen=True)
class Target:
    """A page by its endpoint, so that page and mail each make their own kind of address of it."""

    endpoint: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """What needs somebody: when, what and why, and one action, in the reader's language.

    `due` is the last day on which it is in time, None for what needs somebody at once. `rank`
    orders what is due at the same time, lower first. `listing` shows what the title counts, where
    that is another page than the action's. `late` says that a time limit is over, or that something
    wrong can be read by everybody.
    """

    rank: int
    due: date | None
    when: str
    what: str
    why: str
    action: str
    target: Target
    listing: Target | None = None
    late: bool = False


@dataclass(frozen=True)
class Coming:
    """A day that brings something."""

    day: date
    what: str
    target: Target


def group_of(due: date | None, today: date) -> Group | None:
    """Return by when something has to be done that is due on a day; None when it is far off."""
    if due is None or due < today:
        return Group.NOW
    if due == today:
        return Group.TODAY
    return Group.SOON if due <= today + AHEAD else None


def arranged(tasks: Iterable[Task], today: date) -> dict[Group, list[Task]]:
    """Return tasks by group in the order in which they stand; groups without any are left out.

    What needs somebody now is ordered by rank alone, what has a day ahead by that day first.
    """
    groups: dict[Group, list[Task]] = {}
    for task in tasks:
        group = group_of(task.due, today)
        if group is not None:
            groups.setdefault(group, []).append(task)
    return {
        group: sorted(groups[group], key=lambda task: _order(task, group))
        for group in Group
        if group in groups
    }


def _order(task: Task, group: Group) -> tuple[date, int, str]:
    return (date.min if group is Group.NOW else task.due or date.min, task.rank, task.what)


def coming(dates: Iterable[Coming], today: date) -> list[Coming]:
    """Return the next days that bring something, after today."""
    ahead = (each for each in dates if today < each.day <= today + COMING_FOR)
    return sorted(ahead, key=lambda each: (each.day, each.what))[:MOST_COMING]


@dataclass(frozen=True)
class DueDay:
    """How many ideas have to be decided on by a day, and as how many dots that is drawn."""

    day: date
    ideas: int
    dots: int
    late: bool


@dataclass(frozen=True)
class Promise:
    """The ideas that wait, by the day until which the rounds promise a decision."""

    days: tuple[DueDay, ...] = ()
    ideas_per_dot: int = 1

    @property
    def total(self) -> int:
        """How many ideas wait."""
        return sum(day.ideas for day in self.days)

    @property
    def late(self) -> int:
        """How many wait longer than promised."""
        return sum(day.ideas for day in self.days if day.late)


def promise(waiting: Mapping[date, int], today: date) -> Promise:
    """Return the picture of what waits from counts by the last promised day."""
    scale = max(1, -(-max(waiting.values(), default=0) // MOST_DOTS))
    days = (
        DueDay(day, ideas, -(-ideas // scale), day < today)
        for day, ideas in sorted(waiting.items())
        if ideas
    )
    return Promise(tuple(days), scale)


def mail_day(now: datetime, zone: ZoneInfo) -> date | None:
    """Return the day whose mail is due at a moment: a working day from seven o'clock on."""
    local = now.astimezone(zone)
    due = local.time() >= MAIL_AT and is_working_day(local.date())
    return local.date() if due else None
