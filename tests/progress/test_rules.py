"""When reports are due, and what has to be right about them."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest

from participation.progress.rules import (
    Period,
    Rhythm,
    due_dates,
    next_due,
    overdue,
    period_problems,
    reason_problem,
    rhythm_problems,
    text_problem,
)

HALF_YEARLY = Rhythm(6, date(2026, 8, 31))


def test_due_dates_are_counted_from_the_first_day_to_the_end_of_shorter_months() -> None:
    assert list(islice(due_dates(HALF_YEARLY), 4)) == [
        date(2026, 8, 31),
        date(2027, 2, 28),
        date(2027, 8, 31),
        date(2028, 2, 29),
    ]


def test_due_dates_end_with_the_calendar() -> None:
    assert list(due_dates(Rhythm(60, date(2190, 1, 1)))) == [date(2190, 1, 1), date(2195, 1, 1)]


def test_rhythm_without_first_day_has_no_due_date() -> None:
    assert next_due(Rhythm(6), None) is None
    assert overdue(Rhythm(6), None, date(2030, 1, 1)) == []


def test_no_rhythm_has_no_due_date() -> None:
    assert next_due(None, None) is None
    assert overdue(None, None, date(2030, 1, 1)) == []


def test_next_report_is_due_first_after_the_last_one() -> None:
    assert next_due(HALF_YEARLY, None) == date(2026, 8, 31)
    assert next_due(HALF_YEARLY, date(2026, 8, 31)) == date(2027, 2, 28)


def test_last_report_may_have_been_due_on_a_day_of_its_own() -> None:
    assert next_due(HALF_YEARLY, date(2026, 12, 1)) == date(2027, 2, 28)


def test_report_is_overdue_from_the_day_after_it_was_due() -> None:
    due = date(2026, 8, 31)
    assert overdue(HALF_YEARLY, None, due) == []
    assert overdue(HALF_YEARLY, None, date(2026, 9, 1)) == [due]


def test_every_missing_report_is_overdue() -> None:
    missing = overdue(HALF_YEARLY, date(2026, 8, 31), date(2027, 9, 1))
    assert missing == [date(2027, 2, 28), date(2027, 8, 31)]


@pytest.mark.parametrize(
    ("months", "fields"), [(0, ["months"]), (1, []), (60, []), (61, ["months"])]
)
def test_rhythm_is_one_to_sixty_months(months: int, fields: list[str]) -> None:
    assert [problem.field for problem in rhythm_problems(Rhythm(months))] == fields


def test_first_due_date_must_be_a_year_that_partial_dates_know() -> None:
    [problem] = rhythm_problems(Rhythm(6, date(1, 1, 1)))
    assert problem.field == "first_due"


def test_period_of_one_day_is_a_period() -> None:
    day = date(2026, 1, 1)
    assert period_problems(Period(day, day, day)) == []


def test_period_must_not_end_before_it_begins() -> None:
    [problem] = period_problems(Period(date(2026, 7, 1), date(2026, 6, 30), date(2026, 8, 31)))
    assert problem.field == "last_day"


def test_each_day_outside_the_calendar_is_named() -> None:
    wrong = Period(date(1800, 1, 1), date(2500, 1, 1), date(2600, 1, 1))
    assert [each.field for each in period_problems(wrong)] == ["first_day", "last_day", "due"]


def test_entry_may_be_empty_and_is_bounded() -> None:
    assert text_problem("") is None
    assert text_problem("x" * 4000) is None
    assert text_problem("x" * 4001) is not None


def test_correction_needs_a_reason_of_bounded_length() -> None:
    assert reason_problem("") is not None
    assert reason_problem("Ein Betrag war falsch.") is None
    assert reason_problem("x" * 1001) is not None
