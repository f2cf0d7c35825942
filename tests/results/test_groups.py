"""Groups: merged, hidden, left out; and what planners are told of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask

from participation.results import queries
from participation.rounds.models import Round
from participation.weighting.rules import NO_OPINION
from tests.pages import main_text
from tests.results.making import BAND, make, published
from tests.results.sheets import cast_all, closed_round, points

SILENT = NO_OPINION


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
    snapshot = make(announced)
    assert snapshot.tables["notes"]["rows"]
    assert snapshot.tables["subgroups"] == []
    assert sum(1 for _ in queries.parts(snapshot.id, queries.BALLOT_ROWS)) == 1
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
    snapshot = make(small)
    assert snapshot.tables["notes"]["figures"]
    assert snapshot.tables["subgroups"] == []


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


def test_a_group_has_the_shares_of_its_own_ballots_and_the_rest_of_those_it_unites(
    app: Flask,
) -> None:
    round_ = closed_round(questions=[BAND])
    parts = {"young": 20, "old": 15, "oldest": 4, "": 11}
    names = [name for name, n in parts.items() for _ in range(n)]
    ballots = points(50)
    cast_all(round_, ballots, labels=[{"age": name} if name else {} for name in names])
    rows = [row for row in make(round_).tables["subgroups"] if row["dimension"] == "age"]
    for group, united in (("young", ("young",)), ("no_answer+oldest", ("", "oldest"))):
        own = [b for b, name in zip(ballots, names, strict=True) if name in united]
        means = [round(sum(ballot[j] for ballot in own) / 20 / len(own), 6) for j in range(3)]
        assert [row["mean_share"] for row in rows if row["group"] == group] == means


ALIKE: list[tuple[int, ...]] = [(12, 8, SILENT), (12, 8, SILENT), (4, 4, 12), (10, SILENT, 10)]
"""Of four people two say nothing of the last field and one nothing of the second."""


def by_channel(
    ballots: Sequence[tuple[int, ...]], other: Sequence[tuple[int, ...]]
) -> dict[str, Any]:
    """The tables of a round with ballots by mail and others from open browsers."""
    round_ = closed_round(no_opinion=True)
    cast_all(round_, ballots)
    cast_all(round_, other, channel="open", prefix="o")
    return make(round_).tables


def test_channels_that_behaved_alike_have_the_shares_of_the_whole(app: Flask) -> None:
    """With 20 answers to a field the smaller channel alone would count silence as 0."""
    tables = by_channel(ALIKE * 30, ALIKE * 10)
    whole = [row["mean_share"] for row in tables["weights"]]
    assert not tables["notes"]["silence_as_zero"]
    for group in ("email", "open"):
        rows = [row for row in tables["subgroups"] if row["group"] == group]
        assert [row["mean_share"] for row in rows] == whole
        without = [row for row in tables["sensitivity"] if row["group"] == group]
        assert [row["share"] for row in without] == whole
        assert {row["difference"] for row in without} == {0.0}
        # Ten channels' worth of ballots are enough to compare, thirty to rank.
        assert [row["rank"] for row in without] == [row["rank"] for row in tables["weights"]]
    assert tables["signals"]["channels"] == []


def test_where_the_whole_counts_silence_as_zero_a_large_channel_does_too(app: Flask) -> None:
    """The field has 28 answers in all, and thirty or more of no channel."""
    ballots = [*[(12, 8, SILENT)] * 60, *[(4, 4, 12)] * 14]
    tables = by_channel(ballots, ballots)
    assert tables["notes"]["silence_as_zero"]
    whole = [row["mean_share"] for row in tables["weights"]]
    shown = [row["mean_share"] for row in tables["subgroups"] if row["group"] == "open"]
    assert shown == whole


def test_a_channel_in_which_nine_answered_a_field_is_not_shown(app: Flask) -> None:
    def groups(n: int) -> set[str]:
        other = [*[(12, 8, SILENT)] * 20, *[(4, 4, 12)] * n]
        return {row["group"] for row in by_channel(ALIKE * 30, other)["subgroups"]}

    assert groups(10) == {"email", "open"}
    assert groups(9) == set()


def test_equal_ballots_are_no_signal_where_chance_brings_as_many(app: Flask) -> None:
    """Each way to give 11, 6 and 3 to three fields is as frequent."""
    orders = [(11, 6, 3), (11, 3, 6), (6, 11, 3), (6, 3, 11), (3, 11, 6), (3, 6, 11)]
    expected, block = closed_round(), closed_round()
    others = [ballot for ballot in points(80) if ballot != (3, 6, 11)]
    cast_all(expected, orders * 15)
    cast_all(block, [*others, *[(3, 6, 11)] * 15])
    assert make(expected).tables["signals"]["identical_ballots"] == 0
    assert make(block).tables["signals"]["identical_ballots"] == 15


def test_a_single_group_of_equal_ballots_can_be_left_out(app: Flask) -> None:
    """They are unanimous by nature, so only their number matters."""
    round_ = closed_round()
    others = [ballot for ballot in points(80) if ballot != (3, 6, 11)]
    cast_all(round_, [*others, *[(3, 6, 11)] * 15])
    tables = make(round_).tables
    rows = [row for row in tables["sensitivity"] if row["variant"] == "without_identical"]
    assert {row["n_ballots"] for row in rows} == {len(others)}
    assert {row["group"] for row in rows} == {None}
    assert {row["dimension"] for row in tables["subgroups"]} <= {"channel"}


def test_even_ballots_and_those_for_one_field_are_no_signal(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, [*points(60), *[(20, 0, 0)] * 20, *[(7, 7, 6)] * 20, *[(10, 10, 0)] * 20])
    assert make(round_).tables["signals"]["identical_ballots"] == 0


def test_a_variant_of_fewer_than_thirty_ballots_has_no_ranks(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(30))
    cast_all(round_, points(29, seed=2), channel="open", prefix="o")
    rows = make(round_).tables["sensitivity"]
    ranks = {row["group"]: row["rank"] for row in rows if row["item"] == "mobility"}
    assert ranks["email"] is None
    assert ranks["open"] is not None


def test_up_to_one_ballot_in_a_hundred_equal_ones_are_not_many(app: Flask) -> None:
    others = [ballot for ballot in points(1100) if ballot != (3, 6, 11)]
    exactly, more = closed_round(), closed_round()
    cast_all(exactly, [*others[:989], *[(3, 6, 11)] * 11])
    cast_all(more, [*others[:1089], *[(3, 6, 11)] * 11])
    assert make(exactly).tables["signals"]["identical_ballots"] == 11
    assert make(more).tables["signals"]["identical_ballots"] == 0


def test_beside_single_ballots_channels_come_in_whole_per_cents_and_nothing_else_by_channel(
    app: Flask,
) -> None:
    round_ = closed_round(publish_ballots=True, questions=[BAND])
    labels = [{"age": "young" if position % 2 else "old"} for position in range(150)]
    cast_all(round_, points(150), labels=labels)
    cast_all(round_, points(110, seed=2), channel="open", prefix="b")
    cast_all(round_, points(20, seed=3), channel="code", prefix="c")
    tables = make(round_).tables
    assert tables["notes"]["rows"]
    rows = tables["subgroups"]
    assert {(row["dimension"], row["group"]) for row in rows} == {
        ("channel", "email"),
        ("channel", "open"),
    }
    assert all(row["mean_share"] == round(row["mean_share"], 2) for row in rows)
    assert not [row for row in tables["sensitivity"] if row["variant"].startswith("without")]


def test_without_single_ballots_channels_keep_their_decimals(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(150))
    cast_all(round_, points(110, seed=2), channel="open", prefix="b")
    rows = make(round_).tables["subgroups"]
    assert any(row["mean_share"] != round(row["mean_share"], 2) for row in rows)


def test_page_says_why_channels_come_in_whole_per_cents(app: Flask, client: Any) -> None:
    round_ = closed_round(publish_ballots=True)
    cast_all(round_, points(150))
    cast_all(round_, points(110, seed=2), channel="open", prefix="b")
    published(round_)
    page = main_text(client.get(f"/rounds/{round_.slug}/results"))
    groups = page.partition("Gruppen im Vergleich")[2].partition("Was wäre, wenn")[0]
    assert "nennen wir Zugangswege nur in ganzen Prozent" in groups
    assert " %" in groups.partition("Zugangsweg")[2]
    assert ",0 %" not in groups


def test_a_result_without_a_channel_has_the_shares_of_the_other_ballots(app: Flask) -> None:
    mail, other = points(40), [ballot[::-1] for ballot in points(30, seed=2)]
    round_ = closed_round()
    cast_all(round_, mail)
    cast_all(round_, other, channel="open", prefix="o")
    tables = make(round_).tables
    whole = [row["mean_share"] for row in tables["weights"]]
    for group, kept in (("open", mail), ("email", other)):
        rows = [row for row in tables["sensitivity"] if row["group"] == group]
        means = [sum(ballot[j] for ballot in kept) / 20 / len(kept) for j in range(3)]
        assert [row["share"] for row in rows] == [round(mean, 6) for mean in means]
        assert {row["n_ballots"] for row in rows} == {len(kept)}
        differences = [mean - share for mean, share in zip(means, whole, strict=True)]
        assert [row["difference"] for row in rows] == pytest.approx(differences, abs=2e-6)
        assert rows[0]["label_en"].startswith("Without channel: ")
