"""Weights and money beside a strategy's fields for tests, committed, and what the page shows of
them."""

from __future__ import annotations

from typing import Any

from participation.extensions import db
from participation.projects.finance.models import FinanceLine, Source
from participation.results.models import Snapshot
from participation.strategy import queries
from participation.strategy.models import Strategy
from tests.conftest import CheckingClient
from tests.factories import save
from tests.pages import tree
from tests.projects.making import make_project
from tests.results.making import published
from tests.results.sheets import cast_all, closed_round, points

URL = "/strategy/whole/weights-and-money"


def result(strategy: Strategy, n: int = 60, **values: Any) -> Snapshot:
    """The published result of a round on the frame of the version."""
    round_ = closed_round(
        strategy_id=strategy.id, frame_document=queries.frame_of(strategy).document(), **values
    )
    cast_all(round_, points(n))
    return published(round_)


def pay(strategy: Strategy, kind: str, cents: int, **values: Any) -> None:
    """An amount of a source of this kind for a project on a field."""
    project = make_project(
        strategy, main_field=values.get("field"), published=values.get("published", True)
    )
    source = db.session.query(Source).filter_by(strategy_id=strategy.id, key=kind).one_or_none()
    source = source or save(
        Source(strategy_id=strategy.id, key=kind, title={"de": f"Quelle {kind}"}, kind=kind)
    )
    line = FinanceLine(
        project_id=project.id,
        source_id=source.id,
        year=values.get("year", 0),
        stage=values.get("stage", "planned"),
        cents=cents,
    )
    save(line)


def cells(client: CheckingClient, url: str = URL) -> dict[str, list[str]]:
    """Share and amounts by the title of a field."""
    rows = {}
    for row in tree(client.get(url)).findall(".//main//table/tbody/tr"):
        title, *others = ["".join(cell.itertext()).replace("\xa0", " ").strip() for cell in row]
        rows[title] = [others[1], *others[3:]]
    return rows
