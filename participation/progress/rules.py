"""When reports are due, and what has to be right about their periods and texts. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from participation.kernel.errors import N_, BadInput
from participation.kernel.partial_dates import FIRST_YEAR, LAST_YEAR, PartialDate

TEXT_LENGTH = 4000
REASON_LENGTH = 1000
MOST_MONTHS = 60


@dataclass(frozen=True)
class Rhythm:
    """Every how many months a report is due, and when the first one is; a decision that asks for
    reports need not name that day."""

    months: int
    first_due: date | None = None


@dataclass(frozen=True)
class Period:
    """What a report is about, both days included, and when it is due."""

    first_day: date
    last_day: date
    due: date


def day_in(now: datetime, zone_name: str) -> date:
    """Return the day it is in a zone."""
    return now.astimezone(ZoneInfo(zone_name)).date()


def due_dates(rhythm: Rhythm) -> Iterator[date]:
    """Yield the days on which reports are due, as far as the calendar goes.

    Each is counted from the first one: 31 August, the last of February, 31 August again.
    """
    if rhythm.first_due is None:
        return
    start, months = PartialDate(rhythm.first_due.isoformat()), 0
    while True:
        try:
            day = start.plus_months(months).first_day
        except BadInput:
            return
        assert day is not None, "a day stays one"
        yield day
        months += rhythm.months


def next_due(rhythm: Rhythm | None, last: date | None) -> date | None:
    """Return the first day on which a report is due after that of the last one."""
    if rhythm is None:
        return None
    return next((day for day in due_dates(rhythm) if last is None or day > last), None)


def overdue(rhythm: Rhythm | None, last: date | None, today: date) -> list[date]:
    """Return the days after that of the last report on which one was due and is missing."""
    missing = []
    for day in due_dates(rhythm) if rhythm else ():
        if day >= today:
            break
        if last is None or day > last:
            missing.append(day)
    return missing


def rhythm_problems(rhythm: Rhythm) -> list[BadInput]:
    """Return what has to be corrected before a rhythm can be set; errors name the form's fields."""
    errors = []
    if not 1 <= rhythm.months <= MOST_MONTHS:
        sentence = N_("Möglich sind 1 bis %(most)s Monate, bei halbjährlichen Berichten 6.")
        errors.append(BadInput(sentence, field="months", most=MOST_MONTHS))
    return errors + _year_problems(rhythm.first_due, "first_due")


def period_problems(period: Period) -> list[BadInput]:
    """Return what has to be corrected before a report can be begun, in the order of the form."""
    errors = []
    for name in ("first_day", "last_day", "due"):
        errors += _year_problems(getattr(period, name), name)
    if period.last_day < period.first_day:
        sentence = N_("Der letzte Tag liegt vor dem ersten. Prüfen Sie beide.")
        errors.append(BadInput(sentence, field="last_day"))
    return errors


def _year_problems(day: date | None, field: str) -> list[BadInput]:
    if day is None or FIRST_YEAR <= day.year <= LAST_YEAR:
        return []
    sentence = N_("Das Jahr muss zwischen %(first)s und %(last)s liegen.")
    return [BadInput(sentence, field=field, first=FIRST_YEAR, last=LAST_YEAR)]


def text_problem(text: str) -> BadInput | None:
    """Return what is wrong with an entry; an empty one is still to be written."""
    if len(text) <= TEXT_LENGTH:
        return None
    sentence = N_("Der Text hat %(length)s Zeichen, %(most)s sind möglich. Kürzen Sie ihn.")
    return BadInput(sentence, field="text", length=len(text), most=TEXT_LENGTH)


def reason_problem(reason: str) -> BadInput | None:
    """Return what is wrong with the reason for a correction."""
    if not reason:
        sentence = N_("Schreiben Sie, was an dem veröffentlichten Bericht falsch ist.")
        return BadInput(sentence, field="reason")
    if len(reason) > REASON_LENGTH:
        sentence = N_("Der Text hat %(length)s Zeichen, %(most)s sind möglich. Kürzen Sie ihn.")
        return BadInput(sentence, field="reason", length=len(reason), most=REASON_LENGTH)
    return None
