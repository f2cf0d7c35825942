"""Working days in Germany. Pure.

Monday to Friday without the nine holidays that all sixteen states have. Which further ones a city
has, its state decides, and the application does not know the state: what is promised in working
days ends there a day earlier than people count, never later.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

FIXED = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
"""New Year, Labour Day, Unity Day, Christmas Day, the day after."""
FROM_EASTER = (-2, 1, 39, 50)
"""Days after Easter Sunday of Good Friday, Easter Monday, Ascension, Whit Monday."""


def easter(year: int) -> date:
    """Return Easter Sunday of a year of the Gregorian calendar.

    The computus of Meeus, Jones and Butcher (J. Meeus, Astronomical Algorithms, chapter 8).
    """
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, leap_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - correction + 15) % 30
    quarters, years = divmod(rest, 4)
    to_sunday = (32 + 2 * leap_rest + 2 * quarters - moon - years) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> frozenset[date]:
    """Return the days of a year that are holidays in all of Germany."""
    sunday = easter(year)
    moving = (sunday + timedelta(days=days) for days in FROM_EASTER)
    return frozenset([*(date(year, month, day) for month, day in FIXED), *moving])


def is_working_day(day: date) -> bool:
    """Tell whether a day is neither at a weekend nor a holiday everywhere in Germany."""
    return day.weekday() < 5 and day not in holidays(day.year)


def working_day_after(day: date, count: int) -> date:
    """Return the working day that is `count` working days after a day, which itself does not
    count."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def earliest_start(due: date, count: int) -> date:
    """Return the first day from which `count` working days end on a day or later."""
    day = due
    while working_day_after(day - timedelta(days=1), count) >= due:
        day -= timedelta(days=1)
    return day
