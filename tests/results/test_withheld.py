"""A field that fewer than ten people answered: nothing of it is shown, and nothing of it can be
worked out from what is."""

from __future__ import annotations

import zipfile
from fractions import Fraction as Fr
from typing import Any

import pytest
from flask import Flask

from participation.kernel.clock import clock
from participation.results.output import bundle, figures, files
from participation.results.output.presenter import ResultPage
from participation.rounds.models import Round
from participation.web.csv_writer import Format
from participation.weighting.rules import NO_OPINION
from tests.factories import FRAME
from tests.results.making import late_batch, make
from tests.results.sheets import cast_all, closed_round, plain, points, two_level

SILENT = NO_OPINION
FIGURES = {
    "weights": (
        "n_given n_no_opinion n_zero mean_share median_share chosen chosen_share rank stab_low"
        " stab_high rank_low rank_high leading top3_share"
    ),
    "distribution": "n share",
    "subgroups": "mean_share chosen_share",
    "sensitivity": "share difference rank",
    "goals": "n_top n_drawn top_only local_share unweighted_share index weight",
}


def tables_of(round_: Round) -> dict[str, Any]:
    """The tables of the round's result."""
    return make(round_).tables


def result(ballots: list[Any], **values: Any) -> dict[str, Any]:
    """The tables of a closed round with these ballots."""
    round_ = closed_round(no_opinion=True, **values)
    cast_all(round_, ballots)
    return tables_of(round_)


def by_item(tables: dict[str, Any], name: str = "weights") -> dict[str, Any]:
    """The rows of a table by item."""
    return {row["item"]: row for row in tables[name]}


def shares(tables: dict[str, Any], kind: str = "mean_share") -> list[float | None]:
    """The headline shares in the frame's order."""
    return [row[kind] for row in tables["weights"]]


def filled(rows: list[dict[str, Any]], names: str) -> list[Any]:
    """Every figure in some rows."""
    return [row[name] for row in rows for name in names.split() if row[name] is not None]


@pytest.mark.parametrize("answered", [0, 1, 9])
def test_nothing_is_shown_of_a_field_that_fewer_than_ten_answered(
    app: Flask, answered: int
) -> None:
    ballots = [*[(12, 8, SILENT)] * 25, *[(6, 14, SILENT)] * 26, *[(5, 5, 10)] * answered]
    tables = result(ballots, goals_points=10)
    for name, columns in FIGURES.items():
        rows = [row for row in tables[name] if "education" in (row.get("field"), row["item"])]
        assert rows or name in ("goals", "subgroups")
        assert filled(rows, columns) == []
        assert {row["withheld"] for row in rows} <= {"few_answers"}
    assert tables["finding"]["order"][-1] == "education"
    assert "education" not in tables["finding"]["leading"]
    assert not [pair for pair in tables["finding"]["apart"] if "education" in pair]
    assert tables["notes"]["withheld"] == {"education": "few_answers"}


def test_a_field_that_ten_answered_is_shown(app: Flask) -> None:
    tables = result([*[(12, 8, SILENT)] * 40, *[(5, 5, 10)] * 10])
    assert by_item(tables)["education"]["n_given"] == 10
    assert by_item(tables)["education"]["withheld"] is None
    assert tables["notes"]["withheld"] == {}


def test_points_of_a_withheld_field_leave_like_silence(app: Flask) -> None:
    tables = result([*[(12, 8, SILENT)] * 40, *[(5, 5, 10)] * 4])
    expected = (40 * Fr(12, 20) + 4 * Fr(1, 2)) / 44
    assert shares(tables) == [round(float(expected), 6), round(float(1 - expected), 6), None]
    variants = {row["variant"] for row in tables["sensitivity"]}
    assert {"silence_as_zero", "independent_markets", "ladder"} <= variants
    for variant in variants:
        rows = [row for row in tables["sensitivity"] if row["variant"] == variant]
        assert sum(row["share"] or 0 for row in rows) == pytest.approx(1, abs=2e-6)


def test_a_ballot_with_all_points_in_a_withheld_field_is_silent_and_leaves_no_gap(
    app: Flask,
) -> None:
    """Three of sixty who gave everything would show as the 5 % that the others lack."""
    ballots = [*[(12, 8, SILENT)] * 30, *[(8, 12, SILENT)] * 27]
    without, among = result(ballots), result([*ballots, *[(0, 0, 20)] * 3])
    assert shares(among) == shares(without)
    zero = {row["item"]: row for row in among["sensitivity"] if row["variant"] == "silence_as_zero"}
    assert zero["mobility"]["share"] + zero["energy"]["share"] == pytest.approx(1, abs=2e-6)


@pytest.mark.parametrize("elsewhere", [0, SILENT])
def test_zeros_beside_all_points_in_a_withheld_field_count_as_silence_in_every_figure(
    app: Flask, elsewhere: int
) -> None:
    ballots = [*[(12, 8, SILENT)] * 30, *[(8, 12, SILENT)] * 27]
    tables = result([*ballots, *[(elsewhere, elsewhere, 20)] * 3])
    for key in ("mobility", "energy"):
        row = by_item(tables)[key]
        assert [row[name] for name in ("n_given", "n_no_opinion", "n_zero")] == [57, 3, 0]
        assert row["top3_share"] == 1
        counts = [row["n"] for row in tables["distribution"] if row["item"] == key]
        assert (counts[0], sum(counts)) == (0, 57)


def test_a_choice_of_withheld_fields_alone_says_that_the_others_were_not_chosen(app: Flask) -> None:
    chose_others = [(1, 0, SILENT)] * 30 + [(0, 1, SILENT)] * 20
    tables = result(
        [*chose_others, *[(0, 0, 1)] * 5],
        instrument_kind="pick",
        instrument_k=1,
        instrument_exactly=False,
    )
    rows = by_item(tables)
    assert [rows[key]["n_given"] for key in ("mobility", "energy")] == [55, 55]
    assert rows["mobility"]["chosen_share"] == round(30 / 55, 6)


def test_where_exactly_k_are_chosen_a_second_field_goes_too(app: Flask) -> None:
    """k times the ballots less the choices of all other fields would be those of the one."""
    ballots = [
        *[(1, 1, SILENT)] * 20,
        *[(1, 1, 0)] * 3,
        *[(0, 1, 1)] * 2,
        *[(SILENT, 1, 1)] * 2,
        *[(1, 1, SILENT)] * 20,
    ]
    tables = result(ballots, instrument_kind="pick", instrument_k=2)
    rows = by_item(tables)
    assert rows["education"]["withheld"] == "few_answers"
    assert rows["mobility"]["withheld"] == "derivable"
    assert filled([rows["mobility"], rows["education"]], FIGURES["weights"]) == []


def four_fields() -> dict[str, Any]:
    """A frame of four fields."""
    fields: list[dict[str, Any]] = [
        {"key": key, "title": {"de": key}, "text": {}, "goals": []} for key in ("a", "b", "c", "d")
    ]
    return FRAME | {"fields": fields}


@pytest.mark.parametrize("exactly", [True, False])
def test_the_choices_of_withheld_fields_are_never_a_sum_less_those_shown(
    app: Flask, exactly: bool
) -> None:
    ballots = [
        *[(1, 1, 0, SILENT)] * 30,
        *[(0, 1, 1, SILENT)] * 21,
        *[(1, 0, 0, 1)] * 3,
        *[(1, 1, 0, 0)] * 2,
    ]
    tables = result(
        ballots,
        instrument_kind="pick",
        instrument_k=2,
        instrument_exactly=exactly,
        frame_document=four_fields(),
    )
    shown = [row for row in tables["weights"] if row["withheld"] is None]
    assert [row["item"] for row in shown] == (["b", "c"] if exactly else ["a", "b", "c"])
    assert [row["chosen_share"] for row in shown if row["item"] == "b"] == [round(53 / 56, 6)]
    behind = [n for n, row in enumerate(tables["weights"]) if row["withheld"]]
    said = sum(any(ballot[n] != SILENT for n in behind) for ballot in ballots)
    assert said >= 10 if exactly else said == 5


def test_ballots_are_not_published_beside_a_withheld_field(app: Flask) -> None:
    ballots = [*points(90, fields=2), *points(20, seed=2, fields=2)]
    few = [(*ballot, SILENT) for ballot in ballots] + [(5, 5, 10)] * 9
    tables = result(few, publish_ballots=True)
    assert not tables["notes"]["rows"]
    assert tables["subgroups"] == []
    assert result([*few, (5, 5, 10)], publish_ballots=True)["notes"]["rows"]


def test_a_batch_set_aside_does_not_bring_a_field_to_ten_answers(app: Flask) -> None:
    round_ = closed_round(no_opinion=True)
    cast_all(round_, [*[(12, 8, SILENT)] * 40, *[(5, 5, 10)] * 9])
    late_batch(round_, 1, 12, set_aside_at=clock.now())
    assert tables_of(round_)["notes"]["withheld"] == {"education": "few_answers"}


def test_with_one_field_left_there_are_no_figures(app: Flask) -> None:
    tables = result([*[(20, SILENT, SILENT)] * 40])
    assert not tables["notes"]["figures"]
    assert filled(tables["weights"], FIGURES["weights"]) == []


def test_goals_of_other_fields_are_read_without_the_withheld_field(app: Flask) -> None:
    """f of a ballot that gave half of its points there is twice what it says."""
    round_ = closed_round(no_opinion=True, goals_points=10)
    sizes = (2, 2, 2)
    ballots: list[Any] = [
        two_level((12, 8, SILENT), (1, 1, 0), ((7, 3), (5, 5), None), sizes) for _ in range(30)
    ]
    ballots += [two_level((6, 4, 10), (1, 1, 1), ((1, 9), (5, 5), (9, 1)), sizes)] * 5
    ballots += [plain((10, 10, SILENT), round_)] * 5
    cast_all(round_, ballots)
    rows = by_item(tables_of(round_), "goals")
    assert rows["mobility-1"]["local_share"] == round((30 * 0.6 * 0.7 + 5 * 0.6 * 0.1) / 21, 6)
    assert rows["education-1"]["local_share"] is None
    assert rows["education-1"]["withheld"] == "few_answers"


def test_page_charts_and_files_write_no_number_and_draw_no_bar_for_a_withheld_field(
    app: Flask,
) -> None:
    round_ = closed_round(no_opinion=True, goals_points=10)
    cast_all(round_, [*[(12, 8, SILENT)] * 40, *[(5, 5, 10)] * 9])
    snapshot = make(round_)
    with app.test_request_context():
        page = ResultPage(snapshot)
        last = page.bars()[-1]
        assert (last.label, last.value, last.text) == (
            "Bildung",
            None,
            "unter 10 Antworten",
        )
        assert page.table().rows[-1][1:] == ["unter 10 Antworten", "–", "–", "–"]
        assert figures.draw(page, "finding").count('fill="#e6e6e6"') == 2
        assert "Bildung" not in figures.draw(page, "distribution")
        with bundle.bundle(snapshot) as file:
            assert zipfile.ZipFile(file).testzip() is None
    data = b"".join(files.table(snapshot, "weights", Format.CSV)).decode().splitlines()
    assert data[3].split(",")[2] == "Bildung"
    assert data[3].split(",")[4:] == ["49", *[""] * 14, "few_answers"]


@pytest.mark.parametrize("answered", [9, 10])
def test_group_is_shown_only_where_ten_answers_are_behind_what_is_withheld(
    app: Flask, answered: int
) -> None:
    """Of the open channel, too, twice its ballots less the choices shown are the withheld ones."""
    round_ = closed_round(
        no_opinion=True, instrument_kind="pick", instrument_k=2, frame_document=four_fields()
    )
    cast_all(round_, [*[(1, 1, 0, SILENT)] * 35, *[(0, 1, 1, SILENT)] * 10, *[(1, 0, 0, 1)] * 5])
    both = [(1, 1, 0, SILENT)] * answered + [(SILENT, 1, 1, SILENT)] * 11
    cast_all(round_, both, channel="open", prefix="o")
    tables = tables_of(round_)
    assert tables["notes"]["withheld"] == {"a": "derivable", "d": "few_answers"}
    assert bool(tables["subgroups"]) == (answered == 10)


def test_below_ten_ballots_no_field_is_marked(app: Flask) -> None:
    tables = result([(12, 8, SILENT)] * 9)
    assert not tables["notes"]["figures"]
    assert tables["notes"]["withheld"] == {}


def test_a_ballot_silent_throughout_counts_in_its_stratum_with_the_mean(app: Flask) -> None:
    """F of mobility is .3, so T = 30·.5 and D = 30·.1 + 5·.3."""
    sizes = (2, 2, 2)
    ballots: list[Any] = [two_level((10, 10, SILENT), (1, 0, 0), ((8, 2), None, None), sizes)] * 30
    ballots += [two_level((2, 18, SILENT), (2, 1, 0), ((1, 9), (5, 5), None), sizes)] * 30
    ballots += [two_level((0, 0, 20), (0, 0, 1), (None, None, (5, 5)), sizes)] * 5
    tables = result(ballots, goals_points=10, goals_top=1)
    assert by_item(tables)["mobility"]["mean_share"] == 0.3
    share = by_item(tables, "goals")["mobility-1"]["local_share"]
    assert share == round((15 * 0.8 + 4.5 * 0.1) / 19.5, 6)


def test_the_method_says_how_ballots_count_whose_points_lie_in_a_withheld_field(
    app: Flask,
) -> None:
    round_ = closed_round(no_opinion=True)
    cast_all(round_, [*[(12, 8, SILENT)] * 40, *[(0, 0, 20)] * 3])
    with app.test_request_context():
        assert (
            "Wer alle Punkte solchen Feldern gab, zählt sonst überall wie „keine Angabe“."
            in ResultPage(make(round_)).method_sentences
        )
