"""What an answer needs, by its status, and when answers are due."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from participation.answers.rules import (
    COMPETENT_LENGTH,
    NAMES,
    SENTENCES,
    TEXT_LENGTH,
    Draft,
    Status,
    days_overdue,
    due_reminders,
    problems,
)

TODAY = date(2027, 3, 15)
DUE = date(2027, 3, 31)


def fields(status: str, **values: Any) -> list[str | None]:
    """The fields of a draft in which something is wrong."""
    return [problem.field for problem in problems(Draft(status, **values), today=TODAY)]


def test_every_status_has_a_name_and_a_sentence() -> None:
    assert set(NAMES) == set(SENTENCES) == set(Status)


@pytest.mark.parametrize(
    ("status", "needed"),
    [
        (Status.IN_REVIEW, {"review_by": "2027-03"}),
        (Status.TAKEN_INTO_PROJECT, {"project": "night-bus"}),
        (Status.ALREADY_DONE, {}),
        (Status.PARTLY, {"text": "Den ersten Teil."}),
        (Status.NOT_FOLLOWED, {"text": "Dafür fehlt der Platz."}),
        (Status.NOT_COMPETENT, {"competent": "Verkehrsverbund"}),
        (Status.NEEDS_COUNCIL, {}),
    ],
)
def test_each_status_needs_what_it_is_about(status: Status, needed: dict[str, str]) -> None:
    assert fields(status, **needed) == []
    assert fields(status) == list(needed)


def test_a_status_that_does_not_exist_is_refused() -> None:
    assert fields("carried_out") == fields("") == ["status"]


@pytest.mark.parametrize(
    ("status", "given", "field"),
    [
        (Status.NOT_FOLLOWED, {"text": "Nein.", "project": "night-bus"}, "project"),
        (Status.ALREADY_DONE, {"paper": "2027-118"}, "paper"),
        (Status.ALREADY_DONE, {"review_by": "2027-04"}, "review_by"),
        (Status.ALREADY_DONE, {"competent": "Land"}, "competent"),
    ],
)
def test_what_belongs_to_another_status_is_refused(
    status: Status, given: dict[str, str], field: str
) -> None:
    assert fields(status, **given) == [field]


@pytest.mark.parametrize(
    ("until", "allowed"),
    [
        ("2027-03-15", True),
        ("2027-03-14", False),
        ("2027-03", True),
        ("2027-02", False),
        ("2027-Q1", True),
        ("2027", True),
        ("2026", False),
        ("bald", False),
        ("2027-02-30", False),
    ],
)
def test_a_review_ends_on_a_date_that_is_not_over(until: str, allowed: bool) -> None:
    assert fields(Status.IN_REVIEW, review_by=until) == ([] if allowed else ["review_by"])


def test_texts_are_as_long_as_they_may_be() -> None:
    assert fields(Status.PARTLY, text="x" * TEXT_LENGTH) == []
    assert fields(Status.PARTLY, text="x" * (TEXT_LENGTH + 1)) == ["text"]
    longest = "x" * COMPETENT_LENGTH
    assert fields(Status.NOT_COMPETENT, competent=longest) == []
    assert fields(Status.NOT_COMPETENT, competent=longest + "x") == ["competent"]


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (datetime(2027, 3, 31, 21, 59, tzinfo=UTC), 0),
        (datetime(2027, 3, 31, 22, 0, tzinfo=UTC), 1),
        (datetime(2027, 4, 10, 12, 0, tzinfo=UTC), 10),
        (datetime(2027, 3, 1, tzinfo=UTC), 0),
    ],
)
def test_a_time_limit_is_over_after_its_last_day_in_its_zone(now: datetime, days: int) -> None:
    assert days_overdue(DUE, now, "Europe/Berlin") == days


def test_without_a_time_limit_nothing_is_late() -> None:
    now = datetime(2099, 1, 1, tzinfo=UTC)
    assert days_overdue(None, now, "Europe/Berlin") == 0
    assert due_reminders(None, now, "Europe/Berlin") == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2027, 3, 16, 22, 59, tzinfo=UTC), []),
        (datetime(2027, 3, 16, 23, 0, tzinfo=UTC), [-14]),
        (datetime(2027, 3, 30, 22, 0, tzinfo=UTC), [0, -14]),
        (datetime(2027, 4, 13, 22, 0, tzinfo=UTC), [14, 0, -14]),
    ],
)
def test_reminders_come_two_weeks_before_on_and_two_weeks_after_the_last_day(
    now: datetime, expected: list[int]
) -> None:
    assert due_reminders(DUE, now, "Europe/Berlin") == expected
