"""Dates as exact as their source."""

from __future__ import annotations

import random
from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from participation.kernel.errors import BadInput
from participation.kernel.partial_dates import PartialDate, Precision, parse
from participation.web.filters import partial_date

UNDATED = PartialDate(None, "in der letzten Sitzung im Juli")


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2020", Precision.YEAR, date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-Q4", Precision.QUARTER, date(2020, 10, 1), date(2020, 12, 31)),
        ("2021-07", Precision.MONTH, date(2021, 7, 1), date(2021, 7, 31)),
        ("2024-02", Precision.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        ("2021-07-14", Precision.DAY, date(2021, 7, 14), date(2021, 7, 14)),
    ],
)
def test_a_date_knows_the_days_it_can_mean(
    text: str, precision: Precision, first: date, last: date
) -> None:
    parsed = parse(text)
    assert (parsed.value, parsed.precision) == (text, precision)
    assert (parsed.first_day, parsed.last_day) == (first, last)


@pytest.mark.parametrize("text", ["14.07.2021", "14.7.2021", " 14. 7. 2021 "])
def test_a_day_as_people_write_it_is_the_same_day(text: str) -> None:
    assert parse(text) == PartialDate("2021-07-14")


@pytest.mark.parametrize(
    "text",
    [
        "2021-02-30",
        "30.02.2021",
        "2021-13",
        "2021-00",
        "2021-07-00",
        "20210714",
        "2021-7",
        "2021-7-14",
        "2021-Q5",
        "2021-Q0",
        "2021-q1",
        "2021Q1",
        "21",
        "02021",
        "1899",
        "2200",
        "٢٠٢١",
        "２０２１",
        "2021-07-14T00:00",
        "2021-07-14\n",
        "Juli 2021",
        "07/14/2021",
        "-2021",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        PartialDate(text)


def test_what_has_no_date_keeps_the_words_of_its_source() -> None:
    undated = parse(" ", "in der letzten Sitzung im Juli")
    assert undated == UNDATED
    assert (undated.first_day, undated.last_day, undated.precision) == (None, None, None)


def test_dates_are_in_the_order_of_their_first_days_and_undated_ones_last() -> None:
    ordered = [
        PartialDate("2019"),
        PartialDate("2020-Q4"),
        PartialDate("2021"),
        PartialDate("2021-Q1"),
        PartialDate("2021-01"),
        PartialDate("2021-01-01"),
        PartialDate("2021-07-14"),
        UNDATED,
    ]
    shuffled = random.Random(1).sample(ordered, len(ordered))
    assert sorted(shuffled) == ordered


@pytest.mark.parametrize(
    ("value", "months", "later"),
    [
        ("2021-08-31", 6, "2022-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2021-08-31", 12, "2022-08-31"),
        ("2022-02-28", 6, "2022-08-28"),
        ("2021-03-31", -1, "2021-02-28"),
        ("2021-12", 1, "2022-01"),
        ("2020-Q4", 3, "2021-Q1"),
        ("2020-Q4", 6, "2021-Q2"),
        ("2020", 24, "2022"),
    ],
)
def test_months_later_a_date_is_as_exact_as_before(value: str, months: int, later: str) -> None:
    assert PartialDate(value, "words").plus_months(months) == PartialDate(later)


@pytest.mark.parametrize(
    ("start", "months"),
    [
        (PartialDate("2020"), 6),
        (PartialDate("2020-Q4"), 1),
        (UNDATED, 6),
        (PartialDate("2199-12"), 1),
    ],
)
def test_months_that_a_date_cannot_tell_are_refused(start: PartialDate, months: int) -> None:
    with pytest.raises(BadInput):
        start.plus_months(months)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(-500, 500))
def test_a_day_never_leaves_the_month_it_is_moved_to(day: date, months: int) -> None:
    moved = PartialDate(day.isoformat()).plus_months(months).first_day
    assert moved
    assert moved.year * 12 + moved.month == day.year * 12 + day.month + months
    assert moved.day <= day.day


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        ("2020", "2020", "2020"),
        ("2020-Q4", "4. Quartal 2020", "4th quarter 2020"),
        ("2021-07", "Juli 2021", "July 2021"),
        ("2021-07-14", "14. Juli 2021", "14 July 2021"),
        (None, "ohne Datum", "no date"),
    ],
)
def test_a_page_writes_a_date_in_the_readers_language(
    app: Flask, value: str | None, german: str, english: str
) -> None:
    with app.test_request_context():
        with force_locale("de"):
            assert partial_date(value) == german
        with force_locale("en"):
            assert partial_date(value) == english


def test_a_page_shows_the_words_of_the_source_where_there_is_no_date(app: Flask) -> None:
    with app.test_request_context():
        assert partial_date(UNDATED) == "in der letzten Sitzung im Juli"
        assert partial_date(None, "im kommenden Jahr") == "im kommenden Jahr"
        assert partial_date("2021-07", "im Juli") == "Juli 2021"


@pytest.mark.parametrize("typed", ["33.11.2026", "14. 7. 9999"])
def test_a_day_that_cannot_be_is_named_as_it_was_typed(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse(typed)
    assert refused.value.values["text"] == typed
