"""Single tables of a result, from ballots in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from flask import Flask

from participation.results.tables import build as tables
from tests.results.making import make
from tests.results.sheets import cast_all, closed_round, plain, points, two_level


def test_goals_are_read_in_two_strata(app: Flask) -> None:
    round_ = closed_round(goals_points=10)
    sizes = (2, 2, 2)
    ballots = [
        two_level((12, 8, 0), (1, 1, 2), ((7, 3), (10, 0) if i % 2 else None, (5, 5)), sizes)
        for i in range(30)
    ] + [two_level((5, 5, 10), (2, 1, 1), ((2, 8), (5, 5), (9, 1)), sizes) for i in range(30)]
    cast_all(round_, ballots)
    rows = {row["item"]: row for row in make(round_).tables["goals"]}
    # T = 30·0.6, D = 30·0.25, ℓ_top = .7, ℓ_drawn = .2
    assert rows["mobility-1"]["local_share"] == round((18 * 0.7 + 7.5 * 0.2) / 25.5, 6)
    assert rows["mobility-1"]["unweighted_share"] == 0.45
    assert rows["mobility-1"]["n_top"] == rows["mobility-1"]["n_drawn"] == 30
    assert rows["energy-1"]["n_top"] == 45
    assert rows["energy-1"]["weight"] == round(rows["energy-1"]["local_share"] * (8 + 5) / 40, 6)


def test_withdrawals_are_taken_off_the_days_on_which_ballots_came_in() -> None:
    first, second, third = (date(2026, 11, day) for day in (2, 3, 4))
    assert tables.settled_days([(first, 5), (second, 1), (third, -3)]) == [(first, 3)]
    assert tables.settled_days([(first, 5), (second, -1), (third, 2)]) == [(first, 4), (third, 2)]
    assert tables.settled_days([(first, 1), (second, -1)]) == []
    assert tables.settled_days([]) == []


def test_below_thirty_ballots_fields_are_in_the_frames_order(app: Flask) -> None:
    ballots = [(2, 8, 10)] * 10 + [(0, 10, 10)] * 19
    few, enough = closed_round(), closed_round()
    cast_all(few, ballots)
    cast_all(enough, [*ballots, (0, 0, 20)])
    assert make(few).tables["finding"]["order"] == ["mobility", "energy", "education"]
    assert make(enough).tables["finding"]["order"] == ["education", "energy", "mobility"]


def test_totals_of_channels_are_not_among_the_days(app: Flask) -> None:
    round_ = closed_round(participation=["email", "open"])
    cast_all(round_, points(40))
    cast_all(round_, points(12, seed=2), channel="open", prefix="browser")
    tables = make(round_).tables
    assert [(row["channel"], row["n_ballots"]) for row in tables["channels"]] == [
        ("email", 40),
        ("open", 12),
    ]
    assert tables["participation"]
    assert all(row["day"] for row in tables["participation"])
    assert sum(row["n_ballots"] for row in tables["participation"]) == 52


def goal_round(weights: Sequence[int], **values: Any) -> dict[str, Any]:
    """Goals of mobility where 30 people with 10 points answered at the top, and others, who gave it
    `weights` points, when it was drawn."""
    round_ = closed_round(goals_points=10, goals_top=1, **values)
    sizes = (2, 2, 2)
    top = two_level((10, 5, 5), (1, 0, 0), ((8, 2), None, None), sizes)
    drawn = [
        two_level((own, 20 - own, 0), (2, 1, 0), ((1, 9), (5, 5), None), sizes) for own in weights
    ]
    cast_all(round_, [*[top] * 30, *drawn])
    return {row["item"]: row for row in make(round_).tables["goals"]}


def test_drawn_answers_count_in_the_tables_by_their_weights(app: Flask) -> None:
    """Thirty with a point each come to thirty; with one of nine points among them, to 12.5."""
    even, uneven = goal_round([1] * 30), goal_round([9, *[1] * 29])
    assert (even["mobility-1"]["n_drawn"], even["mobility-1"]["top_only"]) == (30, 0)
    assert (uneven["mobility-1"]["n_drawn"], uneven["mobility-1"]["top_only"]) == (30, 1)
    assert uneven["mobility-1"]["local_share"] == 0.8


def test_goals_whose_drawn_answers_come_to_fewer_than_ten_are_not_shown(app: Flask) -> None:
    """Ten equal ones come to ten, twelve with one of nine points to 4.3."""
    lower = {"thresholds": {"drawn_answers": 2}}
    assert goal_round([1] * 10, **lower)["mobility-1"]["top_only"] == 0
    assert "mobility-1" not in goal_round([9, *[1] * 11], **lower)
    assert "mobility-1" not in goal_round([1] * 9, **lower)


def test_a_sheet_without_goals_counts_in_the_stratum_of_its_heaviest_field(app: Flask) -> None:
    """T = 30·0.5 + 20·0.6 with the sheets, D = 30·0.05: they gave mobility most."""
    round_ = closed_round(goals_points=10, goals_top=1)
    sizes = (2, 2, 2)
    top = two_level((10, 5, 5), (1, 0, 0), ((8, 2), None, None), sizes)
    drawn = two_level((1, 19, 0), (2, 1, 0), ((1, 9), (5, 5), None), sizes)
    cast_all(round_, [*[top] * 30, *[drawn] * 30, *[plain((12, 8, 0), round_)] * 20])
    goal = {row["item"]: row for row in make(round_).tables["goals"]}["mobility-1"]
    assert goal["local_share"] == round((27 * 0.8 + 1.5 * 0.1) / 28.5, 6)
    assert goal["unweighted_share"] == round((50 * 0.8 + 30 * 0.1) / 80, 6)


def test_the_interval_of_a_goal_is_in_its_row(app: Flask) -> None:
    round_ = closed_round(goals_points=10, goals_top=1)
    sizes = (2, 2, 2)
    ballots = [
        two_level((10, 5, 5), (1, 0, 0), ((8 - i % 5, 2 + i % 5), None, None), sizes)
        for i in range(60)
    ]
    cast_all(round_, ballots)
    row = next(row for row in make(round_).tables["goals"] if row["item"] == "mobility-1")
    # The mean of .8, .7, .6, .5, .4, give or take 1.96·√.02/√60
    assert row["local_share"] == 0.6
    assert row["stab_low"] == pytest.approx(0.564, abs=0.004)
    assert row["stab_high"] == pytest.approx(0.636, abs=0.004)


def test_bins_hold_the_share_of_the_given_answers(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, [(20, 0, 0)] * 30 + [(1, 9, 10)] * 10)
    rows = [row for row in make(round_).tables["distribution"] if row["item"] == "energy"]
    assert [(row["low"], row["high"], row["n"], row["share"]) for row in rows] == [
        (0.0, 0.0, 30, 0.75),
        (0.0, 0.05, 0, 0.0),
        (0.05, 0.1, 0, 0.0),
        (0.1, 0.2, 0, 0.0),
        (0.2, 0.5, 10, 0.25),
        (0.5, 1.0, 0, 0.0),
    ]
