"""Milestones: what is late and by how much, from plain dates."""

from __future__ import annotations

from datetime import date

import pytest

from participation.kernel.partial_dates import parse
from participation.projects.schedule import (
    Delay,
    Step,
    Unit,
    delay_of,
    progress,
    slippage,
    step_problems,
)

TODAY = date(2026, 11, 22)
TITLE = {"de": "Markierung"}


def step(planned: str = "", expected: str = "", done: str = "", **texts: str) -> Step:
    """A milestone with these dates, and the words of the done one."""
    return Step(
        TITLE,
        parse(planned),
        parse(expected),
        parse(done, texts.get("done_wording", "")),
        {"de": texts["reason"]} if "reason" in texts else {},
    )


@pytest.mark.parametrize(
    ("planned", "actual", "delay"),
    [
        ("2026-12", "2027-02", Delay(2, Unit.MONTHS)),
        ("2026-12-01", "2026-12-13", Delay(12, Unit.DAYS)),
        ("2026-10-15", "2026-12-20", Delay(2, Unit.MONTHS)),
        ("2026-12", "2027-Q1", Delay(1, Unit.QUARTERS)),
        ("2026", "2028-03-01", Delay(2, Unit.YEARS)),
        ("2026-Q4", "2026-12-31", None),
        ("2027", "2027-06", None),
        ("2027-02", "2026-12", None),
        ("2027-02", "2027-02", None),
        ("", "2027-02", None),
        ("2027-02", "", None),
    ],
)
def test_slippage_is_counted_in_the_unit_of_the_coarser_date(
    planned: str, actual: str, delay: Delay | None
) -> None:
    assert slippage(parse(planned), parse(actual)) == delay


@pytest.mark.parametrize(
    ("milestone", "delay"),
    [
        (step("2026-11"), None),
        (step("2026-11-22"), None),
        (step("2026-11-21"), Delay(1, Unit.DAYS, overdue=True)),
        (step("2026-08"), Delay(2, Unit.MONTHS, overdue=True)),
        (step("2026-08", "2026-10"), Delay(2, Unit.MONTHS, overdue=True)),
        (step("2026-08", "2027-02"), Delay(6, Unit.MONTHS)),
        (step("2026-08", "2026-10", "2026-11-03"), Delay(3, Unit.MONTHS)),
        (step("2026-08", done="2026-08-31"), None),
        (step("2026-08", done_wording="im Sommer"), None),
        (step(expected="2026-10-31"), Delay(22, Unit.DAYS, overdue=True)),
        (step(), None),
    ],
)
def test_a_milestone_is_late_against_its_plan(milestone: Step, delay: Delay | None) -> None:
    assert delay_of(milestone, TODAY) == delay


def test_progress_counts_milestones_and_names_the_longest_delay_of_what_is_open() -> None:
    steps = [
        step("2020", done="2026-01-01"),
        step("2026-12", "2027-02"),
        step("2026-11-10"),
        step("2028"),
    ]
    far = progress(steps, state="running", today=TODAY)
    assert (far.done, far.total) == (1, 4)
    assert far.delay == Delay(2, Unit.MONTHS)
    assert far.upcoming is steps[1]


@pytest.mark.parametrize("state", ["done", "stopped"])
def test_nothing_is_late_in_a_project_that_is_over(state: str) -> None:
    far = progress([step("2020")], state=state, today=TODAY)
    assert (far.delay, far.upcoming) == (None, None)


def refused(milestone: Step) -> list[str | None]:
    """The form fields that are named as wrong."""
    return [problem.field for problem in step_problems(milestone, TODAY)]


def test_a_shift_needs_its_reason() -> None:
    assert refused(step("2026-12", "2027-02")) == ["reason.de"]
    assert refused(step("2026-12", "2027-02", reason="Die Farbe fehlt.")) == []
    assert refused(step("2026-12", "2026-12-31")) == []


def test_what_is_done_was_not_done_in_the_future() -> None:
    assert refused(step("2026-12", done="2026-12")) == ["done"]
    assert refused(step("2026-12", done="2026-11")) == []
