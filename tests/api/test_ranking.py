"""Rounds of organisations: who ranks what, by name, once weighting has closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from participation.kernel.clock import clock
from participation.rounds.models import Round
from tests.api.reading import Program, text_of
from tests.conftest import CheckingClient
from tests.factories import make_round, make_staff
from tests.partners.making import change, make_cast, named_round


@pytest.fixture
def program(client: CheckingClient) -> Program:
    return Program(client)


def close(round_: Round) -> None:
    change(round_, weights_closes_at=clock.now() - timedelta(hours=1))


def test_a_closed_round_names_each_organisation_and_what_it_said(
    app: Flask, program: Program
) -> None:
    round_ = named_round()
    make_cast(round_, "Lesekreis", 5, 15, 0)
    make_cast(round_, "Verein", 10, 10, 0)
    close(round_)
    found = program.get(f"/rounds/{round_.slug}/ranking")
    assert [(each["name"], list(each["values"].values())) for each in found["organisations"]] == [
        ("Lesekreis", [5, 15, 0]),
        ("Verein", [10, 10, 0]),
    ]
    assert [(each["key"], each["sum"], each["share"]) for each in found["fields"]] == [
        ("energy", 25, 0.625),
        ("mobility", 15, 0.375),
        ("education", 0, 0.0),
    ]
    detail = program.get(f"/rounds/{round_.slug}")
    assert (detail["audience"], detail["ballot_count"]) == ("organisations", 2)
    assert detail["ranking_url"].endswith(f"/rounds/{round_.slug}/ranking")
    assert program.get(f"/rounds/{round_.slug}/results")["items"] == []


def test_while_organisations_weight_nobody_learns_who_said_what(
    app: Flask, program: Program, new_client: Any
) -> None:
    round_ = named_round()
    make_cast(round_, "Lesekreis", 5, 15, 0)
    for reader in (program, Program(new_client(make_staff("admin")))):
        assert reader.fetch(f"/rounds/{round_.slug}/ranking").status_code == 404
        detail = reader.get(f"/rounds/{round_.slug}")
        assert (detail["ballot_count"], detail["ranking_url"]) == (1, None)
        assert "Lesekreis" not in text_of(detail)


def test_a_round_of_residents_has_no_ranking(app: Flask, program: Program) -> None:
    round_ = make_round()
    close(round_)
    assert program.fetch(f"/rounds/{round_.slug}/ranking").status_code == 404
    assert program.get(f"/rounds/{round_.slug}")["ranking_url"] is None
