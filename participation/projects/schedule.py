"""Milestones: what is done, what is late and by how much. Pure.

Progress is the number of milestones done of all, and the slippage; there is no per cent. A date is
given the benefit of the doubt: what was planned for a month is late when the month is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from participation.kernel.errors import N_, BadInput
from participation.kernel.partial_dates import PartialDate, Precision
from participation.projects.rules import NOTE_LENGTH, OVER, TITLE_LENGTH, WORDING_LENGTH
from participation.strategy.rules import Texts, text_problems

NO_DATE = PartialDate()
LONGEST_IN_DAYS = 31
"""A longer delay is told in whole months."""
DAYS_OF_UNIT = {"days": 1, "months": 30, "quarters": 91, "years": 365}


class Unit(StrEnum):
    """In what a delay is counted: as coarse as the coarser of its two dates."""

    DAYS = "days"
    MONTHS = "months"
    QUARTERS = "quarters"
    YEARS = "years"


UNITS = {
    Precision.DAY: Unit.DAYS,
    Precision.MONTH: Unit.MONTHS,
    Precision.QUARTER: Unit.QUARTERS,
    Precision.YEAR: Unit.YEARS,
}


@dataclass(frozen=True)
class Delay:
    """How much later than planned; `overdue` when the day has passed and nobody said when it will
    be done."""

    number: int
    unit: Unit
    overdue: bool = False

    @property
    def days(self) -> int:
        """About how many days, to find the longest of several delays."""
        return self.number * DAYS_OF_UNIT[self.unit]


@dataclass(frozen=True)
class Step:
    """A milestone as plain values."""

    title: Texts
    planned: PartialDate = NO_DATE
    expected: PartialDate = NO_DATE
    done: PartialDate = NO_DATE
    reason: Texts = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether it is done, be the date known or only in words."""
        return bool(self.done.value or self.done.wording)

    @property
    def due(self) -> PartialDate:
        """When it is expected by what is known: the expected date, else the planned one."""
        return self.expected if self.expected.value or self.expected.wording else self.planned


@dataclass(frozen=True)
class Progress:
    """How far a project is."""

    done: int
    total: int
    delay: Delay | None
    """The longest delay of what is still to be done; None when the project is over."""
    upcoming: Step | None
    """The first milestone that is not done."""


def slippage(planned: PartialDate, actual: PartialDate) -> Delay | None:
    """Return how much later than planned a date is; None when it is not later or a date is
    missing."""
    if planned.precision is None or actual.precision is None:
        return None
    precision = max(planned.precision, actual.precision, key=lambda each: each.value)
    number = _index(actual, precision) - _index(planned, precision)
    if number <= 0:
        return None
    if precision is Precision.DAY:
        assert planned.last_day is not None
        assert actual.last_day is not None
        return _span(planned.last_day, actual.last_day)
    return Delay(number, UNITS[precision])


def delay_of(step: Step, today: date) -> Delay | None:
    """Return how much later than planned a milestone was, will be, or is by today."""
    if step.is_done:
        return slippage(step.planned, step.done)
    last_day = step.due.last_day
    if last_day is not None and last_day < today:
        since = step.planned.last_day or last_day
        return _span(min(since, last_day), today, overdue=True)
    return slippage(step.planned, step.expected)


def progress(steps: Sequence[Step], *, state: str, today: date) -> Progress:
    """Return how far a project is. When it is over, nothing is late any more."""
    open_ = [step for step in steps if not step.is_done]
    delays = [] if state in OVER else _delays(open_, today)
    return Progress(
        done=len(steps) - len(open_),
        total=len(steps),
        delay=max(delays, key=lambda delay: delay.days, default=None),
        upcoming=open_[0] if open_ and state not in OVER else None,
    )


def step_problems(step: Step, today: date) -> list[BadInput]:
    """Return what has to be corrected before a milestone can be stored, in the order of the
    form."""
    errors = text_problems(step.title, "title", TITLE_LENGTH)
    for name in ("planned", "expected", "done"):
        if len(getattr(step, name).wording) > WORDING_LENGTH:
            sentence = N_("Höchstens %(most)s Zeichen. Kürzen Sie die Worte der Quelle.")
            errors.append(BadInput(sentence, field=f"{name}_wording", most=WORDING_LENGTH))
    if step.done.first_day and step.done.first_day > today:
        sentence = N_("Das Datum liegt in der Zukunft. Tragen Sie es bei „erwartet“ ein.")
        errors.append(BadInput(sentence, field="done"))
    reason = text_problems(step.reason, "reason", NOTE_LENGTH, required=False)
    if not reason and slippage(step.planned, step.expected) and not step.reason.get("de"):
        sentence = N_("Der Meilenstein kommt später als geplant. Schreiben Sie, warum.")
        reason = [BadInput(sentence, field="reason.de")]
    return errors + reason


def _delays(steps: Iterable[Step], today: date) -> list[Delay]:
    return [delay for step in steps if (delay := delay_of(step, today)) is not None]


def _index(day: PartialDate, precision: Precision) -> int:
    """Return the number of the day, month, quarter or year in which a date begins."""
    first = day.first_day
    assert first is not None
    if precision is Precision.DAY:
        return first.toordinal()
    return (first.year * 12 + first.month - 1) // int(precision.value)


def _span(start: date, end: date, *, overdue: bool = False) -> Delay:
    """Return the time between two days, in whole months when it is long."""
    days = (end - start).days
    if days <= LONGEST_IN_DAYS:
        return Delay(days, Unit.DAYS, overdue)
    months = (end.year - start.year) * 12 + end.month - start.month
    return Delay(months - (end.day < start.day), Unit.MONTHS, overdue)
