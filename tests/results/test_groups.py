"""Groups: merged, hidden, left out; and what planners are told of them."""

from __future__ import annotations

from flask import Flask

from participation.results import queries
from participation.rounds.models import Round
from tests.results.making import BAND, make
from tests.results.sheets import cast_all, closed_round, points


def test_small_and_unanimous_groups_are_merged_or_hidden(app: Flask) -> None:
    round_ = closed_round(questions=[BAND])
    labels = [{"age": "young"}] * 20 + [{"age": "old"}] * 15 + [{"age": "oldest"}] * 4 + [{}] * 11
    cast_all(round_, points(50), labels=labels)
    rows = [row for row in make(round_).tables["subgroups"] if row["dimension"] == "age"]
    assert {row["group"]: row["n_ballots"] for row in rows} == {
        "young": 20,
        "old": 15,
        "no_answer+oldest": 15,
    }
    same = closed_round(questions=[BAND])
    ballots = [*points(30), *[(20, 0, 0)] * 12]
    cast_all(same, ballots, labels=[{"age": "young"}] * 30 + [{"age": "old"}] * 12)
    assert [row for row in make(same).tables["subgroups"] if row["dimension"] == "age"] == []


def test_a_channel_is_left_out_only_where_ten_are_left_on_both_sides(app: Flask) -> None:
    wide, narrow = closed_round(), closed_round()
    cast_all(wide, points(40))
    cast_all(wide, points(10, seed=2), channel="open", prefix="b")
    cast_all(narrow, points(40))
    cast_all(narrow, points(9, seed=2), channel="open", prefix="b")

    def variants(round_: Round) -> set[str]:
        return {f"{row['variant']}:{row['group']}" for row in make(round_).tables["sensitivity"]}

    assert {"without_channel:email", "without_channel:open"} <= variants(wide)
    assert not any(name.startswith("without_channel") for name in variants(narrow))


def test_ballots_are_published_only_where_that_was_announced_and_never_beside_subgroups(
    app: Flask,
) -> None:
    announced, quiet, few = (
        closed_round(publish_ballots=True, questions=[BAND]),
        closed_round(questions=[BAND]),
        closed_round(publish_ballots=True),
    )
    for round_, n in ((announced, 100), (quiet, 100), (few, 99)):
        cast_all(round_, points(n), labels=[{"age": "young" if i % 2 else "old"} for i in range(n)])
    found = make(announced)
    assert found.tables["notes"]["rows"]
    assert found.tables["subgroups"] == []
    assert sum(1 for _ in queries.parts(found.id, queries.BALLOT_ROWS)) == 1
    assert make(quiet).tables["subgroups"]
    for round_ in (quiet, few):
        assert not make(round_).tables["notes"]["rows"]
        assert not list(queries.parts(make(round_).id, queries.BALLOT_ROWS))


def test_a_round_may_ask_for_larger_groups(app: Flask) -> None:
    round_ = closed_round(thresholds={"group": 20}, questions=[BAND])
    labels = [{"age": "young"}] * 25 + [{"age": "old"}] * 15 + [{"age": "oldest"}] * 10
    cast_all(round_, points(50), labels=labels)
    rows = [row for row in make(round_).tables["subgroups"] if row["dimension"] == "age"]
    assert {row["group"]: row["n_ballots"] for row in rows} == {"young": 25, "old+oldest": 25}
    small = closed_round(thresholds={"group": 20}, questions=[BAND])
    cast_all(small, points(15), labels=labels[:15])
    found = make(small)
    assert found.tables["notes"]["figures"]
    assert found.tables["subgroups"] == []


def test_conspicuous_ballots_are_told_to_planners_and_left_out_only_where_groups_allow_it(
    app: Flask,
) -> None:
    round_ = closed_round()
    cast_all(round_, [*points(60), *[(15, 3, 2)] * 15, *[(1, 2, 17)] * 15])
    cast_all(
        round_,
        [(0, 0, 20 - i % 2) if not i % 2 else (1, 0, 19) for i in range(20)],
        channel="open",
        prefix="o",
    )
    tables = make(round_).tables
    assert tables["signals"]["identical_ballots"] >= 30
    assert "open" in tables["signals"]["channels"]
    without = [row for row in tables["sensitivity"] if row["variant"] == "without_identical"]
    assert without
    assert without[0]["n_ballots"] == 110 - tables["signals"]["identical_ballots"]
