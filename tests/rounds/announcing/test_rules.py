"""Which announcements of a round are due at a moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from participation.rounds.announcing.rules import Occasion, Part, due
from participation.rounds.rules import Window

OPENS = datetime(2026, 11, 1, 8, tzinfo=UTC)
CLOSES = datetime(2026, 11, 21, 8, tzinfo=UTC)
WINDOW = Window(OPENS, CLOSES)
NONE = Window()
SECOND = timedelta(seconds=1)


def occasions(now: datetime, window: Window = WINDOW) -> list[str]:
    return [each.occasion.value for each in due(window, NONE, now)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - SECOND, []),
        (OPENS, ["opened"]),
        (OPENS + timedelta(days=2) - SECOND, ["opened"]),
        (OPENS + timedelta(days=2), []),
        (CLOSES - timedelta(days=3) - SECOND, []),
        (CLOSES - timedelta(days=3), ["closing"]),
        (CLOSES - timedelta(hours=1) - SECOND, ["closing"]),
        (CLOSES - timedelta(hours=1), []),
        (CLOSES - SECOND, []),
        (CLOSES, ["closed"]),
        (CLOSES + timedelta(days=2) - SECOND, ["closed"]),
        (CLOSES + timedelta(days=2), []),
    ],
)
def test_each_is_due_from_its_moment_until_it_is_long_past(
    now: datetime, expected: list[str]
) -> None:
    assert occasions(now) == expected


def test_nobody_is_reminded_of_a_window_that_has_hardly_opened() -> None:
    short = Window(OPENS, OPENS + timedelta(days=5) - SECOND)
    assert occasions(OPENS + timedelta(days=3), short) == []
    longer = Window(OPENS, OPENS + timedelta(days=5))
    assert occasions(OPENS + timedelta(days=3), longer) == ["closing"]


def test_a_window_that_is_over_is_not_said_to_be_open() -> None:
    day = Window(OPENS, OPENS + timedelta(hours=6))
    assert occasions(OPENS + timedelta(hours=6), day) == ["closed"]


def test_two_windows_that_are_one_are_announced_as_one() -> None:
    (both,) = due(WINDOW, WINDOW, OPENS)
    assert (both.part, both.event) == (Part.BOTH, "round.both_opened")


def test_two_windows_are_announced_each_at_its_time() -> None:
    weights = Window(CLOSES, CLOSES + timedelta(days=20))
    told = [(each.part, each.occasion) for each in due(WINDOW, weights, CLOSES)]
    assert told == [(Part.IDEAS, Occasion.CLOSED), (Part.WEIGHTS, Occasion.OPENED)]


def test_a_round_without_windows_announces_nothing() -> None:
    assert due(NONE, NONE, OPENS) == []


def test_an_extended_window_has_another_mark_and_fits_its_column() -> None:
    (before,) = due(NONE, WINDOW, CLOSES)
    (after,) = due(NONE, Window(OPENS, CLOSES + timedelta(days=7)), CLOSES + timedelta(days=7))
    assert before.event == after.event == "round.weights_closed"
    assert before.mark != after.mark
    assert len(before.mark) <= 60
