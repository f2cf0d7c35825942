"""The demo's strategy: adopted by the council with what residents weighed, the next one a draft."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.demo import (
    answered,
    closed_round,
    decided_strategy,
    funded,
    open_round,
    planned_projects,
    preliminary_round,
    reported,
    service,
)
from participation.demo.content import Content
from participation.demo.rules import SLUGS
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.rounds import queries as rounds
from participation.strategy import queries, queries_versions
from participation.strategy.diff import compare
from participation.strategy.models import Strategy
from tests.conftest import CheckingClient
from tests.demo.conftest import NOW
from tests.pages import main_text
from tests.strategy.making import states


def the_strategy() -> Strategy:
    (strategy,) = queries.strategies()
    return strategy


def test_the_menu_leads_to_an_adopted_strategy(visitor: CheckingClient) -> None:
    assert visitor.get("/strategy/").location == "/strategy/zukunft-musterstadt/"
    text = main_text(visitor.get("/strategy/zukunft-musterstadt/"))
    assert "Fassung 1 ist beschlossen und gilt." in text
    assert "Rat der Stadt: beschlossen" in text
    assert "34 Ja, 5 Nein, 2 Enthaltungen" in text


def test_the_strategy_cites_what_was_weighted(visitor: CheckingClient) -> None:
    text = main_text(visitor.get("/strategy/zukunft-musterstadt/versions/1")).replace("\xa0", " ")
    assert "Worauf sich diese Fassung stützt" in text
    assert "nicht für alle Menschen in Musterstadt" in text


def test_the_council_says_why_it_departs_from_a_weight(visitor: CheckingClient) -> None:
    page = main_text(visitor.get(f"/council/{decision_key(visitor)}"))
    assert "weil die Förderung dafür in diesem Jahr endet" in page


def decision_key(visitor: CheckingClient) -> str:
    """The key of the paper by which the strategy was adopted."""
    page = visitor.get("/strategy/zukunft-musterstadt/").get_data(as_text=True)
    return page.split("Rat der Stadt: beschlossen")[1].split('href="/council/')[1].split('"')[0]


def test_the_next_draft_is_begun_and_nobody_sees_it(city: Flask, visitor: CheckingClient) -> None:
    strategy = the_strategy()
    assert states(strategy) == ["adopted", "draft"]
    adopted = queries_versions.version(strategy.id, 1)
    changes = compare(
        queries_versions.frame_of_version(adopted), queries.frame_of(strategy)
    ).changes
    assert [change.item.key for change in changes] == ["energy-water", "energy-heat"]
    assert visitor.get("/strategy/zukunft-musterstadt/versions/2").status_code == 404


def test_deciding_again_changes_nothing(city: Flask) -> None:
    decided_strategy.decide(rounds.get(SLUGS.closed), Content.of(NOW))
    assert states(the_strategy()) == ["adopted", "draft"]


def test_without_a_published_result_nothing_is_decided(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["DEMO"] = True
    for part, name in (
        (closed_round, "fill"),
        (planned_projects, "plan"),
        (funded, "fund"),
        (planned_projects, "go_on"),
        (planned_projects, "cite"),
        (reported, "report_first"),
        (reported, "begin_next"),
        (answered, "answer"),
        (open_round, "fill"),
        (preliminary_round, "fill"),
        (closed_round, "publish_results"),
    ):
        monkeypatch.setattr(part, name, lambda *_: None)
    service.build(FixedClock(NOW))
    assert states(the_strategy()) == ["draft"]
    db.session.rollback()


def test_two_projects_rest_on_what_the_council_decided(visitor: CheckingClient) -> None:
    for key in ("leihraeder", "rathausbus"):
        assert "Rat der Stadt: beschlossen" in main_text(visitor.get(f"/projects/{key}"))
