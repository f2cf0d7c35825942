"""The money of the demo's projects: a table worth seeing, with everything that one can hold."""

from __future__ import annotations

from flask import Flask

from participation.projects.finance import queries
from participation.projects.finance.rules import NO_YEAR, SourceKind, Stage
from participation.strategy import queries as strategies
from tests.conftest import CheckingClient
from tests.pages import main_text

TABLE = "/strategy/zukunft-musterstadt/finance"


def test_region_city_and_private_hands_pay(city: Flask) -> None:
    (strategy,) = strategies.strategies()
    kinds = {source.kind for source in queries.sources(strategy.id)}
    assert kinds == {SourceKind.REGIONAL, SourceKind.MUNICIPAL, SourceKind.PRIVATE}


def test_one_amount_names_no_year_and_not_every_cell_holds_one(city: Flask) -> None:
    (strategy,) = strategies.strategies()
    lines = queries.lines(strategy.id, [Stage.PLANNED], public_only=True)
    assert [line.cents for line in lines if line.year == NO_YEAR] == [120_000_00]
    projects = {line.project_id for line in lines}
    assert len(lines) < 3 * len(projects)


def test_the_table_says_what_is_locked_and_why(visitor: CheckingClient) -> None:
    text = main_text(visitor.get(TABLE)).replace("\xa0", " ")
    assert "Gesperrt sind 200,00 Tausend Euro." in text
    assert "wenn die Stadt die Pläne vorgelegt hat" in text
    assert "Baukosten ohne Grundstück" in text
    assert "— keine Angabe" in text
