"""Phases, windows and local times, decided from plain values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from participation.kernel.errors import BadInput
from participation.rounds.rules import (
    GoalRules,
    Instrument,
    InstrumentKind,
    Phase,
    RoundState,
    Window,
    check_window,
    key_destroyed_on,
    may_change_rules,
    next_change,
    parse_moment,
    phase,
    registered_late,
    state,
)

OPENS = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
CLOSES = datetime(2026, 12, 20, 23, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
WINDOW = Window(OPENS, CLOSES)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - INSTANT, Phase.BEFORE),
        (OPENS, Phase.OPEN),
        (OPENS + INSTANT, Phase.OPEN),
        (CLOSES - INSTANT, Phase.OPEN),
        (CLOSES, Phase.AFTER),
        (CLOSES + INSTANT, Phase.AFTER),
    ],
)
def test_the_first_instant_is_in_and_the_last_is_out(now: datetime, expected: Phase) -> None:
    assert phase(WINDOW, now) is expected


def test_absent_window_is_never_open() -> None:
    assert phase(Window(), OPENS) is Phase.ABSENT


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - INSTANT, RoundState.COMING),
        (OPENS, RoundState.OPEN),
        (CLOSES, RoundState.BETWEEN),
        (CLOSES + timedelta(days=1), RoundState.OPEN),
        (CLOSES + timedelta(days=2), RoundState.CLOSED),
    ],
)
def test_a_round_is_as_its_windows_are_together(now: datetime, expected: RoundState) -> None:
    later = Window(CLOSES + timedelta(days=1), CLOSES + timedelta(days=2))
    assert state((WINDOW, later), now) is expected


def test_a_round_without_windows_is_coming() -> None:
    assert state((Window(), Window()), OPENS) is RoundState.COMING


def test_the_rules_stand_from_the_first_instant_of_the_first_window() -> None:
    windows = (Window(), WINDOW)
    assert may_change_rules(windows, OPENS - INSTANT, published=True)
    assert not may_change_rules(windows, OPENS, published=True)
    assert may_change_rules(windows, CLOSES, published=False)


def test_the_next_change_is_strictly_later() -> None:
    assert next_change((WINDOW, Window()), OPENS) == CLOSES
    assert next_change((WINDOW, Window()), CLOSES) is None


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-27T09:00", OPENS),
        ("2027-03-28T01:59", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        ("2027-03-28T03:00", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        ("2027-10-31T01:59", datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
        ("2027-10-31T03:00", datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
        ("2027-10-31T02:30+02:00", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        ("2027-10-31T02:30+01:00", datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_local_time_is_one_moment(text: str, utc: datetime) -> None:
    assert parse_moment(text, "Europe/Berlin") == utc


@pytest.mark.parametrize("text", ["2027-03-28T02:00", "2027-03-28T02:30", "2027-03-28T02:59"])
def test_a_local_time_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="gibt es nicht"):
        parse_moment(text, "Europe/Berlin")


@pytest.mark.parametrize("text", ["2027-10-31T02:00", "2027-10-31T02:30", "2027-10-31T02:59"])
def test_a_local_time_that_comes_twice_is_asked_about(text: str) -> None:
    with pytest.raises(BadInput, match="zweimal"):
        parse_moment(text, "Europe/Berlin")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "morgen",
        "2026-13-01T00:00",
        "2026-11-27T25:00",
        "9" * 100,
        "0001-01-01T00:00",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:30Z",
    ],
)
def test_invalid_time_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="keine Zeitangabe"):
        parse_moment(text, "Europe/Berlin")


def test_an_unknown_zone_is_refused() -> None:
    for name in ("Mars/Olympus", "", "../etc/passwd", "Europe"):
        with pytest.raises(BadInput, match="Zeitzone"):
            parse_moment("2026-11-27T09:00", name)


def test_a_window_ends_after_it_begins() -> None:
    check_window(Window())
    check_window(WINDOW)
    for window in (
        Window(OPENS, OPENS),
        Window(CLOSES, OPENS),
        Window(OPENS, None),
        Window(None, CLOSES),
    ):
        with pytest.raises(BadInput):
            check_window(window)


RESULT = CLOSES + timedelta(days=20)


@pytest.mark.parametrize(
    ("published_at", "ends_at", "due"),
    [
        (RESULT, CLOSES, RESULT + timedelta(days=30)),
        (None, CLOSES, CLOSES + timedelta(days=180)),
        (CLOSES + timedelta(days=150), CLOSES, CLOSES + timedelta(days=180)),
        (CLOSES + timedelta(days=149), CLOSES, CLOSES + timedelta(days=179)),
        (RESULT, None, RESULT + timedelta(days=30)),
        (None, None, None),
    ],
)
def test_key_is_destroyed_after_the_result_and_at_the_latest_after_the_end(
    published_at: datetime | None, ends_at: datetime | None, due: datetime | None
) -> None:
    day = key_destroyed_on(published_at, ends_at, after_days=30, backstop_days=180)
    assert day == due


@pytest.mark.parametrize("half", [Window(OPENS, None), Window(None, CLOSES)])
def test_half_a_window_is_none(half: Window) -> None:
    assert half.absent
    assert phase(half, OPENS) is Phase.ABSENT
    assert not WINDOW.absent


@pytest.mark.parametrize(
    ("created_at", "late"), [(OPENS - INSTANT, False), (OPENS, False), (OPENS + INSTANT, True)]
)
def test_a_round_is_registered_late_once_its_first_window_is_open(
    created_at: datetime, late: bool
) -> None:
    assert registered_late(created_at, (Window(), WINDOW)) is late
    assert not registered_late(created_at, (Window(), Window()))


def test_the_next_change_of_a_coming_round_is_its_opening() -> None:
    assert next_change((WINDOW, Window(OPENS + INSTANT, CLOSES)), OPENS - INSTANT) == OPENS


def test_a_ballot_has_20_points_or_three_fields_exactly_unless_set() -> None:
    assert Instrument() == Instrument(InstrumentKind.POINTS, total=20, k=3, exactly=True)
    assert GoalRules() == GoalRules(points=10, top=3, drawn=1)


def test_an_error_repeats_sixty_characters_of_what_was_typed() -> None:
    for text, name, value in (
        ("9" * 61, "Europe/Berlin", "text"),
        ("2027-01-01", "x" * 61, "name"),
    ):
        with pytest.raises(BadInput) as refusal:
            parse_moment(text, name)
        assert len(refusal.value.values[value]) == 60


def test_a_time_that_comes_twice_is_written_in_both_ways() -> None:
    with pytest.raises(BadInput) as refusal:
        parse_moment(" 2027-10-31T02:30 ", "Europe/Berlin", field="opens")
    assert refusal.value.field == "opens"
    assert refusal.value.values == {
        "text": "2027-10-31T02:30",
        "early": "2027-10-31T02:30+02:00",
        "late": "2027-10-31T02:30+01:00",
    }
