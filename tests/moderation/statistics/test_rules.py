"""Figures from plain values: durations, weeks, and what is shown of small numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from participation.ideas.rules import Action
from participation.moderation.rules import Reason
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
        # Where all have one ground, everybody would know it of each.
        ({"advert": 3}, Split(3, {}, 3)),
        ({"advert": 3, "insult": 4}, Split(7, {"advert": 3, "insult": 4})),
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
    assert total == Split(10, {"advert": 4}, 6, at_least=True)
    assert rules.added([Split(4), Split(6)]) == Split(10)


def rejected(weeks_ago: int, *reasons: Reason) -> list[Made]:
    """Rejections in the middle of a week, for these reasons."""
    at = NOW - timedelta(weeks=weeks_ago)
    return [Made(number, Action.REJECT, reason, at) for number, reason in enumerate(reasons)]


def told(made: list[Made], weeks_ago: int = 0, ended: int | None = None) -> Split:
    """What everybody reads some weeks ago of a round that ended some weeks ago, or goes on."""
    until = rules.week_start(NOW - timedelta(weeks=weeks_ago), ZONE)
    ends_at = NOW + timedelta(weeks=20) if ended is None else NOW - timedelta(weeks=ended)
    return rules.shown_reasons(made, ends_at=ends_at, until=until, zone=ZONE)


def test_the_difference_of_two_weeks_never_tells_of_one_decision() -> None:
    made = [
        *rejected(5, *[Reason.ADVERT] * 6, *[Reason.INSULT] * 5),
        *rejected(4, Reason.ADVERT),
        *rejected(3, *[Reason.PERSONAL] * 3),
        *rejected(2, *[Reason.ADVERT] * 8, Reason.INSULT),
    ]
    first = Split(11, {"advert": 6, "insult": 5}, at_least=True)
    # The neighbour whose idea was rejected alone in a week changes no figure, and afterwards is one
    # of thirteen; a ground that only few of these had stands in none.
    assert [told(made, back) for back in (4, 3, 2)] == [first] * 3
    assert told(made, 1) == Split(24, {"advert": 15, "insult": 5}, 4, at_least=True)


def test_while_a_round_goes_on_none_and_few_look_alike() -> None:
    assert told([]) == told(rejected(2, *[Reason.ADVERT] * 9)) == Split(None, under=10)


def test_once_a_round_is_over_three_are_enough_and_later_ones_wait_again() -> None:
    made = rejected(6, Reason.ADVERT, Reason.INSULT, Reason.INSULT, Reason.UNCLEAR)
    four = Split(4, {}, 4, at_least=True)
    assert told(made, weeks_ago=4, ended=4) == Split(None, under=10)
    assert told(made, weeks_ago=3, ended=4) == four
    assert told([*made, *rejected(2, Reason.ILLEGAL)], ended=4) == four
    assert told(rejected(6, Reason.ADVERT), ended=4) == Split(None)
    assert told([], ended=4) == Split(0)
