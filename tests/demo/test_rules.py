"""Days counted from today, links in kept mails, and what the content files hold."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from typing import Any

from participation.demo.content import CLOSED_BALLOTS, FOLDER, Content
from participation.demo.rules import dated, pieces, with_periods
from participation.ideas.rules import TITLE_LENGTH, problems
from participation.ideas.rules import Content as Idea
from participation.rounds.file import roundfile

TODAY = date(2026, 12, 30)
BASE = "http://127.0.0.1:8000"


def test_days_are_counted_from_today_over_the_end_of_a_year() -> None:
    assert (
        dated('opens: "{-30}T09:00", closes: "{3}T00:00"', TODAY)
        == 'opens: "2026-11-30T09:00", closes: "2027-01-02T00:00"'
    )


def test_a_day_stands_alone_before_a_quote_or_at_the_end_of_a_line() -> None:
    assert (
        dated('answers_due: "{-5}"\nbis,{2}\n', TODAY)
        == 'answers_due: "2026-12-25"\nbis,2027-01-01\n'
    )


def test_braces_that_are_no_day_stay() -> None:
    assert dated("{de: Text} {5} {-3}Tag", TODAY) == "{de: Text} {5} {-3}Tag"


def test_only_links_of_this_installation_can_be_clicked() -> None:
    body = (
        f"Klicken Sie: {BASE}/sign-in/abc.\nNicht: http://evil.example/x\n{BASE}.evil.example/y\n"
    )
    links = [(piece.text, piece.path) for piece in pieces(body, BASE) if piece.path]
    assert links == [(f"{BASE}/sign-in/abc", "/sign-in/abc")]
    assert "".join(piece.text for piece in pieces(body, BASE)) == body


def test_a_link_that_would_leave_this_installation_stays_text() -> None:
    assert [piece.path for piece in pieces(f"{BASE}//evil.example/x", BASE)] == [None]


def test_the_strategy_has_ten_fields_with_three_to_five_goals_in_two_languages() -> None:
    frame = roundfile.parse(Content(TODAY).round_file("open")).frame
    assert len(frame.fields) == 10
    assert all(3 <= len(field.goals) <= 5 for field in frame.fields)
    items: list[Any] = [
        *frame.guidelines,
        *frame.fields,
        *(goal for field in frame.fields for goal in field.goals),
    ]
    assert all(set(item.title) == set(item.text) == {"de", "en"} for item in items)


def test_every_round_can_be_read_on_any_day_of_a_year() -> None:
    for name in ("open", "closed", "coming"):
        for month in range(1, 13):
            file = roundfile.parse(Content(date(2027, month, 28)).round_file(name))
            assert file.published


def test_the_ideas_are_distinct_and_fit_the_frame() -> None:
    content = Content(TODAY)
    frame = roundfile.parse(content.round_file("closed")).frame
    closed = content.rows("ideas_signed_in") + content.rows("ideas_closed")
    for rows, count in ((closed, 105), (content.rows("ideas_open"), 24)):
        assert (
            len(rows)
            == len({row["title"] for row in rows})
            == len({row["text"] for row in rows})
            == count
        )
        assert {row["field"] for row in rows} == set(frame.field_keys)
        for row in rows:
            assert not problems(
                Idea(row["title"], row["text"], row["field"], row["goal"] or None), frame
            ), row
            assert len(row["title"]) <= TITLE_LENGTH


def test_the_ballots_choose_three_of_ten_as_in_the_round_this_is_modelled_on() -> None:
    chosen: Counter[str] = Counter()
    count = 0
    for name, _channel, _day in CLOSED_BALLOTS:
        with (FOLDER / f"ballots_{name}.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                row.pop("ref")
                assert list(row.values()).count("1") == 3
                chosen.update(key for key, value in row.items() if value == "1")
                count += 1
    assert count == 100
    assert [chosen[key] for key in ("mobility", "digital-administration", "infrastructure")] == [
        51,
        47,
        43,
    ]
    assert sum(chosen.values()) == 300


def test_periods_are_counted_from_the_present_one() -> None:
    text = "{month+1} {month-12} {quarter+1} {quarter-4} {year+2} {year-1}"
    assert with_periods(text, TODAY) == "2027-01 2025-12 2027-Q1 2025-Q4 2028 2025"
