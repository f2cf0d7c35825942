"""What comes first, what belongs together, and when the mail is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from participation.admin.today.rules import (
    MOST_DOTS,
    Coming,
    Group,
    Target,
    Task,
    arranged,
    coming,
    group_of,
    mail_day,
    promise,
)

TODAY = date(2026, 11, 23)
BERLIN = ZoneInfo("Europe/Berlin")
SOMEWHERE = Target("somewhere")


def task(what: str, due: date | None = None, rank: int = 1, **values: Any) -> Task:
    return Task(rank, due, "when", what, "why", "do", SOMEWHERE, **values)


@pytest.mark.parametrize(
    ("days", "group"),
    [
        (None, Group.NOW),
        (-3, Group.NOW),
        (0, Group.TODAY),
        (1, Group.SOON),
        (7, Group.SOON),
        (8, None),
    ],
)
def test_what_is_late_is_due_now_and_what_is_far_off_not_at_all(
    days: int | None, group: Group | None
) -> None:
    due = None if days is None else TODAY + timedelta(days=days)
    assert group_of(due, TODAY) is group


def test_groups_come_in_their_order_and_empty_ones_are_left_out() -> None:
    tasks = [task("soon", TODAY + timedelta(days=2)), task("now")]
    assert list(arranged(tasks, TODAY)) == [Group.NOW, Group.SOON]
    assert arranged([], TODAY) == {}


def test_now_the_rank_decides_whatever_has_been_late_for_longest() -> None:
    late = task("late", TODAY - timedelta(days=30), rank=5)
    public = task("public", rank=1)
    assert arranged([late, public], TODAY)[Group.NOW] == [public, late]


def test_of_the_next_days_the_nearest_comes_first_whatever_its_rank() -> None:
    near, far = (task(f"in {days}", TODAY + timedelta(days=days), 9 - days) for days in (2, 5))
    assert arranged([far, near], TODAY)[Group.SOON] == [near, far]


def test_what_comes_begins_tomorrow_and_is_ordered_by_day() -> None:
    days = [Coming(TODAY + timedelta(days=n), f"{n}", SOMEWHERE) for n in (40, 1, 0, -1, 92, 93)]
    assert [each.what for each in coming(days, TODAY)] == ["1", "40", "92"]


def test_waiting_ideas_are_drawn_by_the_day_until_which_they_are_promised() -> None:
    shown = promise({TODAY + timedelta(days=1): 3, TODAY - timedelta(days=2): 1}, TODAY)
    assert [(day.ideas, day.dots, day.late) for day in shown.days] == [(1, 1, True), (3, 3, False)]
    assert (shown.total, shown.late, shown.ideas_per_dot) == (4, 1, 1)


def test_of_thousands_a_dot_stands_for_several_and_no_day_is_without_one() -> None:
    shown = promise({TODAY: 5000, TODAY + timedelta(days=1): 1}, TODAY)
    assert shown.ideas_per_dot == 167
    assert [day.dots for day in shown.days] == [MOST_DOTS, 1]


def test_nothing_waits_is_no_picture() -> None:
    assert promise({}, TODAY).days == ()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 23, 5, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 23, 6, 0, tzinfo=UTC), TODAY),
        (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), TODAY),
        (datetime(2026, 11, 22, 8, 0, tzinfo=UTC), None),
        (datetime(2026, 12, 25, 8, 0, tzinfo=UTC), None),
        (datetime(2026, 7, 1, 5, 0, tzinfo=UTC), date(2026, 7, 1)),
    ],
)
def test_the_mail_is_due_at_seven_local_time_on_working_days(
    moment: datetime, day: date | None
) -> None:
    assert mail_day(moment, BERLIN) == day
