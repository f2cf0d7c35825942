"""When something falls due, on plain values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from participation.kernel.errors import BadInput
from participation.retention.rules import DueState, Times, idle_before, months_before, state_of

NOW = datetime(2027, 8, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("months", "day"),
    [
        (0, date(2027, 8, 31)),
        (6, date(2027, 2, 28)),
        (8, date(2026, 12, 31)),
        (42, date(2024, 2, 29)),
    ],
)
def test_months_are_counted_back_to_the_last_day_of_a_shorter_month(months: int, day: date) -> None:
    assert months_before(NOW, months).date() == day


def test_an_account_is_idle_from_the_month_after_its_time_has_passed() -> None:
    assert idle_before(NOW, Times(idle=24)) == date(2025, 8, 1), "seen in July 2025 or before"


def test_what_is_held_never_goes() -> None:
    for due in (NOW - timedelta(days=1), NOW + timedelta(days=1)):
        assert state_of("notes", due, NOW, held=True, answered=True) is DueState.HELD


@pytest.mark.parametrize(
    ("kind", "answered", "state"),
    [
        ("notes", False, DueState.ARCHIVE),
        ("notes", True, DueState.NOW),
        ("drafts", False, DueState.NOW),
        ("accounts", False, DueState.NOW),
    ],
)
def test_records_wait_for_the_archive_and_what_is_only_somebodys_own_does_not(
    kind: str, answered: bool, state: DueState
) -> None:
    assert state_of(kind, NOW, NOW, held=False, answered=answered) is state
    later = NOW + timedelta(seconds=1)
    assert state_of(kind, later, NOW, held=False, answered=answered) is DueState.LATER


@pytest.mark.parametrize("times", [Times(idle=11), Times(applications=2), Times(audit=1_201)])
def test_times_have_bounds(times: Times) -> None:
    with pytest.raises(BadInput):
        times.check()
