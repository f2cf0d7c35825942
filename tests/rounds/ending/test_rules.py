"""What is left of a round's windows when it ends before its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from participation.rounds.ending.rules import (
    discards_ballots,
    ended_early,
    may_stop,
    may_withdraw,
)
from participation.rounds.rules import Phase, Window, phase

OPENS = datetime(2026, 11, 1, 8, tzinfo=UTC)
CLOSES = datetime(2026, 11, 21, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)
IDEAS = Window(OPENS, CLOSES)
WEIGHTS = Window(CLOSES + timedelta(days=7), CLOSES + timedelta(days=28))


def test_an_open_window_closes_at_the_moment_of_the_stop() -> None:
    now = OPENS + timedelta(days=3)
    assert ended_early(IDEAS, now) == Window(OPENS, now)


def test_a_window_that_was_to_open_later_is_gone() -> None:
    assert ended_early(WEIGHTS, CLOSES).absent


def test_a_window_that_is_over_stays_as_it_was() -> None:
    assert ended_early(IDEAS, CLOSES) == IDEAS


def test_a_window_stopped_at_its_first_instant_still_ends_after_it_began() -> None:
    left = ended_early(IDEAS, OPENS)
    assert left.closes is not None
    assert left.closes > OPENS
    assert phase(left, left.closes) is Phase.AFTER


@pytest.mark.parametrize(
    ("now", "stop", "withdraw"),
    [
        (OPENS - SECOND, False, True),
        (OPENS, True, False),
        (CLOSES, True, False),
        (CLOSES + timedelta(days=8), True, False),
        (CLOSES + timedelta(days=28), False, False),
    ],
)
def test_a_round_is_withdrawn_before_it_begins_and_stopped_until_it_is_over(
    now: datetime, stop: bool, withdraw: bool
) -> None:
    windows = (IDEAS, WEIGHTS)
    assert (may_stop(windows, now), may_withdraw(windows, now)) == (stop, withdraw)


@pytest.mark.parametrize(
    ("now", "rule", "expected"),
    [
        (OPENS - SECOND, "destroy", False),
        (OPENS, "destroy", True),
        (OPENS, "count", False),
        (CLOSES, "destroy", False),
    ],
)
def test_ballots_are_discarded_only_while_people_weight_and_where_the_rules_say_so(
    now: datetime, rule: str, expected: bool
) -> None:
    assert discards_ballots(Window(OPENS, CLOSES), rule, now) is expected
