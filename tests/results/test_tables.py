"""Single tables of a result, from ballots in the database."""

from __future__ import annotations

from datetime import date

from flask import Flask

from participation.results.tables import build as tables
from tests.results.making import make
from tests.results.sheets import cast_all, closed_round, points, two_level


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


def test_below_thirty_ballots_the_fields_stand_in_the_frames_order(app: Flask) -> None:
    ballots = [(2, 8, 10)] * 10 + [(0, 10, 10)] * 19
    few, enough = closed_round(), closed_round()
    cast_all(few, ballots)
    cast_all(enough, [*ballots, (0, 0, 20)])
    assert make(few).tables["finding"]["order"] == ["mobility", "energy", "education"]
    assert make(enough).tables["finding"]["order"] == ["education", "energy", "mobility"]


def test_totals_of_channels_do_not_stand_among_the_days(app: Flask) -> None:
    round_ = closed_round(participation=["email", "open"])
    cast_all(round_, points(40))
    cast_all(round_, points(12, seed=2), channel="open", prefix="browser")
    found = make(round_).tables
    assert [(row["channel"], row["n_ballots"]) for row in found["channels"]] == [
        ("email", 40),
        ("open", 12),
    ]
    assert found["participation"]
    assert all(row["day"] for row in found["participation"])
    assert sum(row["n_ballots"] for row in found["participation"]) == 52
