"""Which moments of a round can be tried out, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from participation.dry_run.rules import Moment, marked, steps_between, stops
from participation.rounds.configuration.settings import Settings
from participation.rounds.rules import Window

OPENS = datetime(2027, 3, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
IDEAS = Window(OPENS, OPENS + 10 * DAY)
WEIGHTS = Window(OPENS + 12 * DAY, OPENS + 20 * DAY)
WAY = stops(Settings(ideas=IDEAS, weights=WEIGHTS))


def test_a_round_with_both_windows_has_every_moment_in_the_order_of_its_days() -> None:
    assert [stop.moment for stop in WAY] == list(Moment)
    assert [stop.at for stop in WAY] == sorted(stop.at for stop in WAY)


def test_a_moment_within_a_window_is_its_middle_and_the_last_day_lies_in_it() -> None:
    at = {stop.moment: stop.at for stop in WAY}
    assert at[Moment.IDEAS] == OPENS + 5 * DAY
    assert at[Moment.WEIGHTS] == OPENS + 16 * DAY
    assert OPENS + 19 * DAY < at[Moment.LAST_DAY] < OPENS + 20 * DAY < at[Moment.AFTER]


def test_the_last_day_of_a_short_round_lies_within_it() -> None:
    hour = Window(OPENS, OPENS + timedelta(hours=1))
    at = {stop.moment: stop.at for stop in stops(Settings(weights=hour))}
    assert at[Moment.WEIGHTS] < at[Moment.LAST_DAY] < OPENS + timedelta(hours=1)


def test_a_round_of_ideas_alone_has_no_result() -> None:
    moments = [stop.moment for stop in stops(Settings(ideas=IDEAS))]
    assert moments == [Moment.BEFORE, Moment.IDEAS, Moment.LAST_DAY, Moment.AFTER]


def test_a_round_without_windows_has_no_moments() -> None:
    assert stops(Settings()) == ()


def test_a_result_that_appears_by_itself_is_there_after_its_date() -> None:
    wanted = OPENS + 40 * DAY
    way = stops(Settings(weights=WEIGHTS, publish_results_at=wanted))
    assert way[-1].moment is Moment.RESULT
    assert way[-1].at > wanted


def test_going_forward_goes_through_what_lies_between() -> None:
    between = steps_between(WAY, Moment.BEFORE, Moment.WEIGHTS)
    assert between is not None
    assert [stop.moment for stop in between] == [Moment.IDEAS, Moment.WEIGHTS]
    assert steps_between(WAY, Moment.AFTER, Moment.AFTER) == ()
    assert steps_between(WAY, None, Moment.BEFORE) == WAY[:1]


def test_going_back_is_no_way_on() -> None:
    assert steps_between(WAY, Moment.AFTER, Moment.IDEAS) is None


def test_a_title_says_in_each_language_that_it_does_not_count() -> None:
    title = marked({"de": "Was zählt?", "en": "What counts?"})
    assert title == {
        "de": "Was zählt? (Probelauf – zählt nicht)",
        "en": "What counts? (Dry run – does not count)",
    }


def test_a_long_title_is_cut_so_that_the_mark_fits() -> None:
    title = marked({"de": "x" * 120})["de"]
    assert len(title) == 120
    assert title.endswith("x… (Probelauf – zählt nicht)")
