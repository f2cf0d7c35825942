"""How the time left is put in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from participation.front.rules import Unit, time_left

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (timedelta(days=3) - timedelta(seconds=1), (2, Unit.DAYS)),
        (timedelta(days=2), (2, Unit.DAYS)),
        (timedelta(days=2) - timedelta(seconds=1), (47, Unit.HOURS)),
        (timedelta(hours=2), (2, Unit.HOURS)),
        (timedelta(hours=2) - timedelta(seconds=1), (119, Unit.MINUTES)),
        (timedelta(minutes=2), (2, Unit.MINUTES)),
        (timedelta(minutes=2) - timedelta(seconds=1), (1, Unit.MINUTES)),
        (timedelta(seconds=1), (1, Unit.MINUTES)),
        (timedelta(0), (1, Unit.MINUTES)),
        (timedelta(days=-3), (1, Unit.MINUTES)),
    ],
)
def test_time_left_is_never_more_than_there_is_and_at_least_a_minute(
    left: timedelta, expected: tuple[int, Unit]
) -> None:
    assert time_left(NOW + left, NOW) == expected
