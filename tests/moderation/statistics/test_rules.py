"""Figures from plain values: durations, weeks, and what is shown of small numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from participation.moderation.statistics import rules
from participation.moderation.statistics.rules import Arrived, Made, Split, shown

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ZONE = "Europe/Berlin"


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def test_median_and_ninetieth_percentile_are_interpolated() -> None:
    found = rules.duration([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0])
    assert (found.count, found.median) == (10, 5.5)
    assert found.p90 == pytest.approx(9.1)


def test_without_decisions_there_is_no_duration() -> None:
    assert rules.duration([]) == rules.Duration(0, None, None)


def test_the_wait_ends_with_the_first_decision_not_with_a_revision() -> None:
    arrived = [Arrived(1, "published", ago(10))]
    made = [Made(1, "reject", "advert", ago(6)), Made(1, "publish", None, ago(1))]
    assert rules.waits(arrived, made) == [(ago(6), 4.0)]


def test_weeks_begin_on_monday_here() -> None:
    late_on_sunday = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert rules.week_start(late_on_sunday, ZONE).date() == date(2026, 11, 23)


def test_the_backlog_of_a_week_is_what_waited_at_its_end() -> None:
    arrived = [
        Arrived(1, "waiting", ago(24 * 9)),
        Arrived(2, "published", ago(24 * 9)),
        # Asked for a change it waits still; published at once it never did.
        Arrived(3, "waiting", ago(24 * 9)),
        Arrived(4, "published", ago(24 * 9)),
        Arrived(5, "withdrawn", ago(24 * 9)),
    ]
    made = [Made(3, "ask", None, ago(30)), Made(2, "publish", None, ago(24))]
    present, last, before, *_rest = rules.weeks(arrived, made, now=NOW, zone=ZONE)
    assert (present.monday, present.backlog, present.actions["publish"]) == (
        date(2026, 11, 23),
        2,
        1,
    )
    assert (last.submitted, last.backlog) == (5, 3)
    assert (before.submitted, before.backlog) == (0, 0)
    assert present.duration.count == 2


@pytest.mark.parametrize(
    ("counts", "split"),
    [
        ({}, Split(0)),
        ({"advert": 2}, Split(None)),
        ({"advert": 3}, Split(3, {"advert": 3})),
        ({"advert": 5, "insult": 1, "unclear": 2}, Split(8, {"advert": 5}, 3)),
        # A rest of one or two takes the smallest part along.
        ({"advert": 5, "unclear": 4, "insult": 1}, Split(10, {"advert": 5}, 5)),
        ({"advert": 5, "insult": 1}, Split(6, {}, 6)),
    ],
)
def test_grounds_of_fewer_than_three_are_merged(counts: dict[str, int], split: Split) -> None:
    assert shown(counts, kinds=8) == split


def test_a_rest_that_can_be_of_one_ground_alone_takes_another_along() -> None:
    counts = {"advert": 9, "insult": 8, "unclear": 2, "off_topic": 1}
    assert shown(counts, kinds=4).parts == {"advert": 9, "insult": 8}
    two_left = {"advert": 9, "insult": 8, "unclear": 3, "off_topic": 0}
    assert shown(two_left, kinds=4) == Split(20, {"advert": 9, "insult": 8, "unclear": 3})
    one_left = {"advert": 9, "insult": 8, "unclear": 5, "off_topic": 2}
    assert shown(one_left, kinds=4) == Split(24, {"advert": 9, "insult": 8}, 7)


def test_outcomes_are_shown_as_they_are_once_there_are_three() -> None:
    assert shown({"kept": 2, "removed": 1}) == Split(3, {"kept": 2, "removed": 1})
    assert shown({"kept": 1, "removed": 1}) == Split(None)


def test_a_citys_figures_are_the_sum_of_what_its_rounds_show() -> None:
    total = rules.added([Split(None), Split(4, {"advert": 4}), Split(6, {}, 6)])
    assert total == Split(10, {"advert": 4}, 6)
