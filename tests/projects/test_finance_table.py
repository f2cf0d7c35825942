"""The table of who pays what: sums, shares, places, locks. The amounts are those of a region's
motion for six projects in three places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kernel.amounts import Unit
from participation.projects.finance import table
from participation.projects.finance.fields import by_field
from participation.projects.finance.rules import Lock, SourceKind
from participation.projects.finance.table import (
    Cell,
    FinanceTable,
    Hatch,
    Line,
    ProjectInfo,
    SourceInfo,
)

REGIONAL, MUNICIPAL, PRIVATE = 1, 2, 3
SOURCES = [
    SourceInfo(REGIONAL, "regional", {"de": "Region"}, SourceKind.REGIONAL),
    SourceInfo(MUNICIPAL, "municipal", {"de": "Kommunen"}, SourceKind.MUNICIPAL),
    SourceInfo(PRIVATE, "private", {"de": "Privat"}, SourceKind.PRIVATE),
]
MOTION = [
    ("Stuttgart", "KI-XC", (340, 340, 16_320)),
    ("Stuttgart", "KI-ckstart", (25, 25, None)),
    ("Stuttgart", "KI im Bau", (160, 160, None)),
    ("Böblingen", "AITransform", (597, 597, None)),
    ("Böblingen", "AIVision (Fläche)", (None, None, 12_000)),
    ("Ditzingen", "mAlkerSpace", (500, None, 1_500)),
]
"""In hundredths of a million."""
PROJECTS = [
    ProjectInfo(number, f"p{number}", {"de": title}, place)
    for number, (place, title, _amounts) in enumerate(MOTION)
]
LINES = [
    Line(number, source.id, 0, amount * 1_000_000, "Mio.")
    for number, (_place, _title, amounts) in enumerate(MOTION)
    for source, amount in zip(SOURCES, amounts, strict=True)
    if amount is not None
]


def motion(locks: dict[tuple[int, int], Lock] | None = None) -> FinanceTable:
    return table.build(PROJECTS, SOURCES, LINES, locks)


def percent(row: table.Row) -> list[float | None]:
    return [None if part is None else part / 100 for part in row.shares]


def test_the_sums_are_those_of_the_motion_to_the_cent() -> None:
    result = motion()
    assert [cell.cents for cell in result.total.cells] == [1622000000, 1122000000, 29820000000]
    assert result.total.cents == 32564000000
    assert result.public_cents == 2744000000
    assert {place.name: place.sums.cents for place in result.places} == {
        "Stuttgart": 17370000000,
        "Böblingen": 13194000000,
        "Ditzingen": 2000000000,
    }


def test_the_shares_are_those_of_the_motion() -> None:
    result = motion()
    assert percent(result.total) == [4.98, 3.45, 91.57]
    assert result.public_cents
    assert table.share(result.public_cents, result.total.cents or 1) == 843
    rows = [row for place in result.places for row in place.rows]
    assert [percent(row) for row in rows] == [
        [2, 2, 96],
        [50, 50, None],
        [50, 50, None],
        [50, 50, None],
        [None, None, 100],
        [25, None, 75],
    ]


def test_shares_that_miss_the_whole_say_so_and_nothing_is_adjusted() -> None:
    stuttgart, boeblingen, ditzingen = motion().places
    assert percent(boeblingen.sums) == [4.52, 4.52, 90.95]
    assert (boeblingen.sums.shares_total, boeblingen.sums.is_rounded) == (9999, True)
    assert not motion().total.is_rounded
    assert (stuttgart.sums.is_rounded, ditzingen.sums.is_rounded) == (False, False)


def test_five_of_the_six_projects_get_public_money() -> None:
    assert motion().publicly_funded == 5


def test_a_blank_is_none_in_rows_and_sums_and_zero_is_zero() -> None:
    sources = SOURCES[:2]
    result = table.build(PROJECTS[:1], sources, [Line(0, REGIONAL, 0, 0)], all_sources=True)
    assert result.total.cells == (Cell(0, Unit.EURO), Cell())
    assert result.total.cents == 0
    assert result.total.shares == (None, None)
    assert not result.total.is_rounded
    empty = table.build(PROJECTS[:1], sources, [], all_sources=True)
    assert empty.total.cents is None
    assert empty.public_cents is None


def test_amounts_of_several_years_are_added_in_their_cell() -> None:
    lines = [Line(0, REGIONAL, 2022, 100), Line(0, REGIONAL, 2023, 200)]
    assert table.build(PROJECTS[:1], SOURCES, lines).total.cents == 300


def test_the_unit_is_named_where_all_amounts_share_it() -> None:
    assert motion().unit is Unit.MILLION
    mixed = [*LINES, Line(0, MUNICIPAL, 2022, 1, "")]
    result = table.build(PROJECTS, SOURCES, mixed)
    assert result.unit is None
    assert result.places[0].rows[0].cells[1].unit is None
    assert result.places[0].rows[0].cells[0].unit is Unit.MILLION


def test_sources_without_amounts_have_no_column_unless_asked_for() -> None:
    lines = [line for line in LINES if line.source_id != MUNICIPAL]
    assert len(table.build(PROJECTS, SOURCES, lines).sources) == 2
    assert len(table.build(PROJECTS, SOURCES, lines, all_sources=True).sources) == 3


def test_an_unknown_amount_locks_all_of_its_source_and_year_and_stays_in_the_sums() -> None:
    lines = [Line(0, REGIONAL, 2022, 100), Line(1, REGIONAL, 2022, 50), Line(2, REGIONAL, 0, 7)]
    locks = {(REGIONAL, 2022): Lock(unknown=True)}
    result = table.build(PROJECTS, SOURCES, lines, locks)
    hatches = [row.cells[0].hatch for row in result.places[0].rows]
    assert hatches == [Hatch.WHOLLY, Hatch.WHOLLY, Hatch.NONE]
    assert result.total.cents == 157


@pytest.mark.parametrize(
    ("lock", "hatch"),
    [
        (Lock(149), Hatch.PARTLY),
        (Lock(150), Hatch.WHOLLY),
        (Lock(500), Hatch.WHOLLY),
        (Lock(0), Hatch.NONE),
    ],
)
def test_a_lock_below_the_sum_hatches_partly(lock: Lock, hatch: Hatch) -> None:
    lines = [Line(0, REGIONAL, 2022, 100), Line(1, REGIONAL, 2022, 50)]
    result = table.build(PROJECTS, SOURCES, lines, {(REGIONAL, 2022): lock})
    assert {row.cells[0].hatch for row in result.places[0].rows[:2]} == {hatch}


def test_a_cell_with_locked_and_open_years_is_hatched_partly() -> None:
    lines = [Line(0, REGIONAL, 2022, 100), Line(0, REGIONAL, 2023, 100)]
    result = table.build(PROJECTS[:1], SOURCES, lines, {(REGIONAL, 2022): Lock(unknown=True)})
    assert result.places[0].rows[0].cells[0].hatch is Hatch.PARTLY


def test_money_by_field_counts_a_project_for_its_main_field_alone_and_adds_up() -> None:
    fields = ["mobility", "energy"]
    main = ["mobility", "mobility", None, "gone", "energy", "energy"]
    projects = [
        ProjectInfo(number, f"p{number}", {}, main_field=field) for number, field in enumerate(main)
    ]
    rows = by_field(projects, SOURCES, LINES, fields)
    assert [row.key for row in rows] == ["mobility", "energy", None]
    assert [row.public.cents for row in rows] == [730_000_000, 500_000_000, 1_514_000_000]
    assert [row.private.cents for row in rows] == [16_320_000_000, 13_500_000_000, None]
    assert sum(row.public.cents or 0 for row in rows) == motion().public_cents


def test_sums_are_exact_at_quadrillions_of_cents() -> None:
    lines = [Line(0, source.id, year, 10**15 + 1) for source in SOURCES for year in range(1000)]
    assert table.build(PROJECTS[:1], SOURCES, lines).total.cents == 3 * 10**18 + 3000


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**17)), min_size=3, max_size=3))
def test_shares_are_within_half_a_hundredth_of_the_truth(amounts: list[int | None]) -> None:
    lines = [
        Line(0, source.id, 0, amount)
        for source, amount in zip(SOURCES, amounts, strict=True)
        if amount is not None
    ]
    row = table.build(PROJECTS[:1], SOURCES, lines, all_sources=True).total
    for cell, part in zip(row.cells, row.shares, strict=True):
        if part is not None and row.cents and cell.cents is not None:
            assert abs(part * row.cents - cell.cents * 10_000) * 2 <= row.cents
