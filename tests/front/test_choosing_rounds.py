"""Where residents chose fields, no page that cites the result calls its figures weights."""

from __future__ import annotations

from typing import Any

import pytest

from participation.council.consultations import departures
from participation.extensions import db
from participation.front.strategy.drafting import citable
from participation.projects.linking import service as linking
from participation.results.models import Snapshot
from participation.strategy import queries
from participation.strategy.models import Strategy
from tests.conftest import CheckingClient
from tests.council.making import make_consultation, make_paper
from tests.factories import make_staff
from tests.front.citing import cite
from tests.pages import main_text
from tests.projects.making import WHO, make_project
from tests.results.making import published
from tests.results.sheets import cast_all, closed_round
from tests.strategy.making import make_whole_strategy, open_consultation

CAVEAT = "Das sind keine Gewichte."
PUBLIC = (
    "/strategy/whole/",
    "/strategy/whole/versions/1",
    "/strategy/whole/versions/1/print",
    "/strategy/whole/weights-and-money",
    "/council/chosen",
    "/projects/lane",
)
STAFF = ("/planning/projects/lane", "/planning/projects/lane/weights")


@pytest.fixture
def strategy(app: Any) -> Strategy:
    return make_whole_strategy()


@pytest.fixture
def chosen(strategy: Strategy) -> Snapshot:
    """The published result of a round on the strategy in which everybody chose two fields."""
    frame = queries.frame_of(strategy).document()
    round_ = closed_round(
        strategy_id=strategy.id, frame_document=frame, instrument_kind="pick", instrument_k=2
    )
    cast_all(round_, [(1, 1, 0)] * 30 + [(1, 0, 1)] * 20 + [(0, 1, 1)] * 10)
    return published(round_)


def read(client: CheckingClient, path: str) -> str:
    """What a page says, without the sentence that these are no weights."""
    return main_text(client.get(path)).replace(CAVEAT, "")


def test_no_page_of_a_round_that_lets_choose_calls_its_figures_weights(
    new_client: Any, strategy: Strategy, chosen: Snapshot
) -> None:
    cite(strategy, *citable(strategy, queries.frame_of(strategy)))
    open_consultation(strategy)
    project = make_project(strategy, key="lane")
    linking.link_weight(project.key, chosen.id, "mobility", version=project.version, **WHO)
    paper = make_paper(key="chosen", strategy_id=strategy.id, public=True)
    row = make_consultation(paper, public=True)
    linking.set_consultations("lane", [row.id], version=project.version, **WHO)
    departures.add_departure(
        "chosen", row.id, snapshot_id=chosen.id, item_key="energy", reason="Das Land zahlt.", **WHO
    )
    db.session.commit()
    planner = new_client(make_staff("planner"))
    departure = f"/planning/papers/chosen/consultations/{row.id}/departure"
    for path in (*PUBLIC, *STAFF, departure, f"{departure}?result={chosen.id}"):
        assert "Gewicht" not in read(planner, path), path
    for path in PUBLIC:
        assert CAVEAT in main_text(planner.get(path)), path


def test_the_next_draft_beside_chosen_fields_says_result(
    new_client: Any, strategy: Strategy, chosen: Snapshot
) -> None:
    planner = new_client(make_staff("planner"))
    text = read(planner, "/planning/strategies/whole/draft")
    assert "Ergebnis" in text
    assert "Gewicht" not in text
