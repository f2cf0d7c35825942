"""Where dates stand on the line of years."""

from __future__ import annotations

from datetime import date

from participation.kernel.partial_dates import parse
from participation.projects.board.timeline import timeline
from participation.projects.schedule import Step

TODAY = date(2026, 7, 2)


def test_without_dates_there_is_nothing_to_draw() -> None:
    assert timeline([Step({"de": "Ort gesucht"})], TODAY) is None


def test_a_year_is_as_wide_as_its_days() -> None:
    drawn = timeline([Step({}, parse("2026"), parse("2027"))], TODAY)
    assert drawn is not None
    assert [(mark.kind, mark.x, mark.width) for mark in drawn.lanes[0].marks] == [
        ("planned", 0.0, 50.0),
        ("expected", 50.0, 50.0),
    ]
    assert drawn.years == ((2026, 0.0), (2027, 50.0))
    assert drawn.today == 24.93


def test_a_day_at_the_end_can_still_be_seen() -> None:
    drawn = timeline([Step({}, parse("2026-12-31"))], date(2030, 1, 1))
    assert drawn is not None
    assert (drawn.lanes[0].marks[0].x, drawn.lanes[0].marks[0].width) == (99.0, 1.0)
    assert drawn.today is None


def test_a_long_line_labels_not_every_year() -> None:
    drawn = timeline([Step({}, parse("2000"), parse("2030"))], TODAY)
    assert drawn is not None
    assert len(drawn.years) <= 12
