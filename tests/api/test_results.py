"""Results for programs: the published figures and no others."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.kernel.clock import clock
from participation.results import service
from participation.results.models import Snapshot
from participation.results.tables.columns import TABLES
from participation.web.transactions import commit_now
from participation.weighting.rules import NO_OPINION
from tests.api.reading import Program, text_of
from tests.conftest import CheckingClient
from tests.factories import make_round, make_staff
from tests.results.making import SHELL, late_batch, make, published
from tests.results.sheets import cast_all, closed_round, points

SILENT = NO_OPINION


@pytest.fixture
def program(client: CheckingClient) -> Program:
    return Program(client)


def path_of(snapshot: Snapshot) -> str:
    return f"/rounds/{snapshot.round.slug}/results/{snapshot.number}"


def test_figures_are_those_of_the_published_tables(app: Flask, program: Program) -> None:
    round_ = closed_round()
    cast_all(round_, points(60))
    snapshot = published(round_)
    rows = {row["item"]: row for row in snapshot.tables["weights"]}
    order, path = snapshot.tables["finding"]["order"], path_of(snapshot)
    found = program.get(path)
    assert [each["key"] for each in found["fields"]] == order
    for each in found["fields"]:
        row = rows[each["key"]]
        assert each["share"] == row["mean_share"]
        assert (each["low"], each["high"]) == (row["stab_low"], row["stab_high"])
        assert (each["rank_low"], each["rank_high"]) == (row["rank_low"], row["rank_high"])
        assert (each["answers"], each["withheld"]) == (60, None)
    assert (found["ballots"], found["measure"]) == (60, "mean_share")
    assert found["measured"]
    assert found["caveat"]


def test_tables_are_those_of_the_files_column_for_column(app: Flask, program: Program) -> None:
    round_ = closed_round()
    cast_all(round_, points(60))
    snapshot = published(round_)
    found = program.get(f"{path_of(snapshot)}/tables")
    assert {name: found[name] for name in TABLES} == {
        name: [dict(row) for row in snapshot.tables[name]] for name in TABLES
    }


def test_a_field_with_few_answers_has_null_for_every_figure_and_says_why(
    app: Flask, program: Program
) -> None:
    round_ = closed_round(no_opinion=True, goals_points=10)
    few = [*[(12, 8, SILENT)] * 25, *[(6, 14, SILENT)] * 26, *[(5, 5, 10)] * 9]
    cast_all(round_, few)
    snapshot = published(round_)
    found = program.get(path_of(snapshot))
    [field] = [each for each in found["fields"] if each["key"] == "education"]
    assert field.pop("title")["de"] == "Bildung"
    assert (field.pop("key"), field.pop("withheld")) == ("education", "few_answers")
    assert set(field.values()) == {None}
    tables = program.get(f"{path_of(snapshot)}/tables")
    words = {"item", "level", "label_de", "label_en", "n_ballots", "withheld"}
    [row] = [row for row in tables["weights"] if row["item"] == "education"]
    assert {name for name, value in row.items() if value is not None} == words


def test_below_ten_ballots_there_are_no_figures(app: Flask, program: Program) -> None:
    round_ = closed_round()
    cast_all(round_, points(9))
    found = program.get(path_of(published(round_)))
    assert (found["figures"], found["ranks"], found["leading"]) == (False, False, [])
    assert {each["share"] for each in found["fields"]} == {None}
    assert found["withheld"]


def test_a_result_that_is_not_published_is_unknown_even_to_planners(
    app: Flask, program: Program, new_client: Any
) -> None:
    round_ = closed_round()
    cast_all(round_, points(60))
    snapshot = make(round_)
    commit_now()
    for reader in (program, Program(new_client(make_staff("planner")))):
        assert reader.get(f"/rounds/{round_.slug}/results")["items"] == []
        for path in (path_of(snapshot), f"{path_of(snapshot)}/tables"):
            assert reader.fetch(path).status_code == 404
    assert program.get(f"/rounds/{round_.slug}")["results_published"] is None


def test_while_people_weight_a_round_has_no_results(app: Flask, program: Program) -> None:
    round_ = make_round()
    assert program.get(f"/rounds/{round_.slug}/results")["items"] == []
    assert program.fetch(f"/rounds/{round_.slug}/results/1").status_code == 404


def test_versions_are_listed_with_their_reasons_the_newest_first(
    app: Flask, program: Program
) -> None:
    round_ = closed_round(participation=["email", "paper"])
    cast_all(round_, points(40))
    published(round_)
    late_batch(round_, 1, 20)
    service.new_version(round_.id, reason="Papier kam später.", actor=SHELL, clock=clock)
    service.publish(round_.id, number=2, actor=SHELL, clock=clock)
    commit_now()
    listed = program.get(f"/rounds/{round_.slug}/results")["items"]
    assert [(each["number"], each["reason"]) for each in listed] == [
        (2, "Papier kam später."),
        (1, ""),
    ]
    ballots = [program.get(f"/rounds/{round_.slug}/results/{n}")["ballots"] for n in (1, 2)]
    assert ballots == [40, 60]


def test_what_planners_alone_are_shown_stands_in_no_answer(app: Flask, program: Program) -> None:
    round_ = closed_round()
    cast_all(round_, points(60))
    snapshot = published(round_)
    said = text_of([program.get(path_of(snapshot)), program.get(f"{path_of(snapshot)}/tables")])
    assert "signals" not in said
    assert "census" not in said
