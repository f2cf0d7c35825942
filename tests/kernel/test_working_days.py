"""Working days in all of Germany."""

from __future__ import annotations

from datetime import date

import pytest

from participation.kernel.working_days import (
    easter,
    holidays,
    is_working_day,
    working_day_after,
)


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1818, date(1818, 3, 22)),
        (1943, date(1943, 4, 25)),
        (1954, date(1954, 4, 18)),
        (1981, date(1981, 4, 19)),
        (2000, date(2000, 4, 23)),
        (2024, date(2024, 3, 31)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
        (2049, date(2049, 4, 18)),
    ],
)
def test_easter_falls_on_its_known_days(year: int, day: date) -> None:
    assert easter(year) == day


def test_easter_is_a_sunday_between_22_march_and_25_april_in_every_year() -> None:
    sundays = [easter(year) for year in range(1583, 3000)]
    assert {day.weekday() for day in sundays} == {6}
    assert {(3, 22) <= (day.month, day.day) <= (4, 25) for day in sundays} == {True}


def test_nine_holidays_are_the_same_in_all_states() -> None:
    assert sorted(holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 10, 3),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ]


def test_a_holiday_of_single_states_is_a_working_day() -> None:
    assert is_working_day(date(2026, 1, 6))


@pytest.mark.parametrize(
    ("start", "count", "day"),
    [
        (date(2026, 11, 23), 2, date(2026, 11, 25)),
        (date(2026, 11, 20), 2, date(2026, 11, 24)),
        (date(2026, 11, 21), 2, date(2026, 11, 24)),
        (date(2026, 11, 22), 1, date(2026, 11, 23)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 12, 24), 2, date(2026, 12, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_the_first_day_weekends_and_holidays_do_not_count(
    start: date, count: int, day: date
) -> None:
    assert working_day_after(start, count) == day
