"""Dates as exact as their source: a year, a quarter, a month or a day, with the words of the
source. Pure.

`2020`, `2020-Q4`, `2021-07` and `2021-07-14` are the values; what has no date has the value None
and its wording alone ("in der letzten Sitzung im Juli").
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import total_ordering

from participation.kernel.errors import N_, BadInput

FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST_WORDING = 200

_VALUE = re.compile(
    r"(?P<year>[0-9]{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"
)
_GERMAN_DAY = re.compile(r"(?P<day>[0-9]{1,2})\. ?(?P<month>[0-9]{1,2})\. ?(?P<year>[0-9]{4})")

_UNREADABLE = N_(
    "„%(text)s“ ist kein Datum. Schreiben Sie ein Jahr („2021“), ein Quartal („2021-Q3“), einen"
    " Monat („2021-07“) oder einen Tag („2021-07-14“)."
)
_NO_SUCH_DAY = N_("Das Datum „%(text)s“ gibt es nicht im Kalender. Prüfen Sie Tag und Monat.")
_OUT_OF_RANGE = N_(
    "„%(text)s“ liegt zu weit weg. Das Jahr muss zwischen %(first)s und %(last)s liegen."
)
_TOO_COARSE = N_(
    "%(months)s Monate nach „%(value)s“ lassen sich nicht genau nennen. Geben Sie das Datum"
    " genauer an."
)


class Precision(Enum):
    """How exact a date is; the value is how many months it spans, 0 for a day."""

    DAY = 0
    MONTH = 1
    QUARTER = 3
    YEAR = 12


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A date as exact as its source, and the words of the source.

    Raises BadInput for a value that is none of the four forms or no date of the calendar. Dates
    are in the order of their first days, the longer before the shorter; what has no date comes
    last.
    """

    value: str | None = None
    wording: str = ""

    def __post_init__(self) -> None:
        if self.value is not None:
            _check(self.value)

    @property
    def precision(self) -> Precision | None:
        """How exact the date is; None without a date."""
        if self.value is None:
            return None
        if "Q" in self.value:
            return Precision.QUARTER
        return {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[len(self.value)]

    @property
    def first_day(self) -> date | None:
        """The first day it can mean; None without a date."""
        if self.value is None:
            return None
        year, _, rest = self.value.partition("-")
        if rest.startswith("Q"):
            return date(int(year), int(rest[1]) * 3 - 2, 1)
        return date(int(year), int(rest[:2] or 1), int(rest[3:] or 1))

    @property
    def last_day(self) -> date | None:
        """The last day it can mean; None without a date."""
        first = self.first_day
        if first is None or self.precision is None or self.precision is Precision.DAY:
            return first
        month = first.month + self.precision.value - 1
        return date(first.year, month, monthrange(first.year, month)[1])

    def plus_months(self, months: int) -> PartialDate:
        """Return the date so many months on, as exact as this one and without its wording.

        A day that the month does not have becomes its last day: 31 August and six months are
        28 February. A day that was the last of a shorter month stays that day (28 February and
        six months are 28 August), so that a series has to be counted from its beginning:
        `start.plus_months(6 * n)`. Raises BadInput where the date is missing or too coarse: a
        quarter moves by quarters, a year by years.
        """
        first = self.first_day
        step = self.precision.value if self.precision else 0
        if first is None or (step and months % step):
            value = self.value or self.wording
            raise BadInput(_TOO_COARSE, months=months, value=value)
        year, index = divmod(first.year * 12 + first.month - 1 + months, 12)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise BadInput(_OUT_OF_RANGE, text=str(year), first=FIRST_YEAR, last=LAST_YEAR)
        month = index + 1
        if self.precision is Precision.DAY:
            day = min(first.day, monthrange(year, month)[1])
            return PartialDate(date(year, month, day).isoformat())
        if self.precision is Precision.MONTH:
            return PartialDate(f"{year}-{month:02}")
        if self.precision is Precision.QUARTER:
            return PartialDate(f"{year}-Q{index // 3 + 1}")
        return PartialDate(str(year))

    def __lt__(self, other: PartialDate) -> bool:
        return self._order() < other._order()

    def _order(self) -> tuple[date, int, str, str]:
        span = self.precision.value if self.precision else 0
        return (self.first_day or date.max, -span, self.value or "", self.wording)


def parse(text: str, wording: str = "") -> PartialDate:
    """Return what was typed as a date; a blank text is no date, with its wording.

    Days are also read as people write them in German ("14.07.2021"). Raises BadInput.
    """
    text = text.strip()
    if not text:
        return PartialDate(None, wording)
    if german := _GERMAN_DAY.fullmatch(text):
        typed = text
        text = f"{german['year']}-{german['month']:0>2}-{german['day']:0>2}"
        _check(text, typed)
    return PartialDate(text, wording)


def _check(value: str, typed: str = "") -> None:
    """Raise BadInput for what is no date, in the words in which it was typed."""
    match = _VALUE.fullmatch(value)
    if match is None:
        raise BadInput(_UNREADABLE, text=value[:40])
    if not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
        raise BadInput(_OUT_OF_RANGE, text=typed or value, first=FIRST_YEAR, last=LAST_YEAR)
    try:
        date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
    except ValueError:
        raise BadInput(_NO_SUCH_DAY, text=typed or value) from None
