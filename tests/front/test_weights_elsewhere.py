"""Weights on pages other than the result's own: strategy, project, paper, next draft, package.

Whoever could subtract two versions of a result would read single ballots off them. So all of these
pages together say nothing that the published versions do not say on pages of their own.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from participation.audit.service import SHELL
from participation.council.models import Departure
from participation.extensions import db
from participation.front.strategy import drafting
from participation.kernel.clock import clock
from participation.projects.linking import service as linking
from participation.projects.models import ProjectWeight
from participation.results import service as results
from participation.results.models import Snapshot
from participation.results.rules import TooFewDiffer
from participation.rounds.models import Round
from participation.strategy import queries
from participation.strategy.models import Strategy
from participation.web.transactions import commit_now
from tests.factories import make_staff, save
from tests.front.chains import held, public_paper, rest_on
from tests.front.citing import cite
from tests.projects.making import WHO, make_project
from tests.results.making import late_batch, make, published
from tests.results.sheets import cast_all, closed_round, points
from tests.strategy.making import begin_next_draft, make_whole_strategy, put_into

# What these pages read, the tests of results, projects and council read on both databases.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
FIGURE = re.compile(r"\d+(?:,\d+)?\s%|0\.\d{3,}")
KEY = "roof"


@pytest.fixture
def planner(new_client: Any) -> Any:
    """A planner, signed in."""
    return new_client(make_staff("planner"))


@pytest.fixture
def strategy(planner: Any) -> Strategy:
    return make_whole_strategy()


@pytest.fixture
def round_(strategy: Strategy) -> Round:
    """A round with a published result that strategy, project and paper name."""
    frame = queries.frame_of(strategy).document()
    round_: Round = closed_round(strategy_id=strategy.id, frame_document=frame)
    cast_all(round_, points(60))
    snapshot = published(round_)
    cite(strategy, *drafting.citable(strategy, queries.frame_of(strategy)))
    version = put_into(strategy, "adopted")
    project = make_project(strategy, key=KEY)
    linking.link_weight(KEY, snapshot.id, "mobility", version=project.version, **WHO)
    db.session.commit()
    decision = held(public_paper(key="paper"), version_id=version.id)
    values = {"round_id": round_.id, "snapshot_id": snapshot.id, "reason": "Anders."}
    save(Departure(consultation_id=decision.id, item_key="mobility", **values))
    rest_on(project, decision)
    begin_next_draft(strategy, 1)
    return round_


def figures(text: str) -> set[str]:
    """Every percentage and every share of a text, shares without closing zeros."""
    return {figure.rstrip("0") for figure in FIGURE.findall(text)}


def elsewhere(client: Any, slug: str) -> set[str]:
    """Every figure on the pages that name a result, and in the package."""
    pages = (
        f"/strategy/{slug}/",
        f"/strategy/{slug}/versions/1",
        f"/strategy/{slug}/versions/1/print",
        f"/projects/{KEY}",
        "/council/paper",
        f"/planning/strategies/{slug}/draft",
        f"/planning/projects/{KEY}",
        f"/planning/projects/{KEY}/weights",
        f"/api/v1/strategies/{slug}/versions/1",
        f"/api/v1/projects/{KEY}",
        "/api/v1/papers/paper",
    )
    client.application.extensions["pages"].clear()
    found = {page: figures(client.get(page).text) for page in pages}
    assert all(found.values()), found
    return set().union(*found.values(), figures(client.get(f"/strategy/{slug}/package.yaml").text))


def own(client: Any, round_: Round, *versions: int) -> set[str]:
    """Every figure on the pages and in the files of published versions of a result."""
    found = set[str]()
    for version in versions:
        base = f"/rounds/{round_.slug}/results"
        for page in (base, f"{base}/weights.csv"):
            answer = client.get(f"{page}?version={version}")
            assert answer.status_code == 200, page
            found |= figures(answer.text)
    return found


def unpublished(round_: Round, n: int) -> Snapshot:
    """A further version with so many ballots more, which nobody has published."""
    late_batch(round_, 1, n)
    snapshot = make(round_, "Nachzügler")
    db.session.commit()
    return snapshot


def test_no_page_says_anything_of_a_version_that_is_not_published(
    app: Flask, planner: Any, strategy: Strategy, round_: Round
) -> None:
    before = elsewhere(planner, strategy.slug)
    assert before <= own(planner, round_, 1)
    snapshot = unpublished(round_, 40)
    project_id = db.session.scalars(db.select(ProjectWeight.project_id)).first()
    save(ProjectWeight(project_id=project_id, snapshot_id=snapshot.id, item_key="energy"))
    assert elsewhere(planner, strategy.slug) == before


def test_all_pages_together_say_no_more_than_the_published_versions(
    app: Flask, planner: Any, strategy: Strategy, round_: Round
) -> None:
    snapshot = unpublished(round_, 40)
    results.publish(round_.id, number=snapshot.number, actor=SHELL, clock=clock)
    commit_now()
    assert elsewhere(planner, strategy.slug) <= own(planner, round_, 1, 2)


def test_a_version_from_which_one_ballot_could_be_read_is_on_no_page(
    app: Flask, planner: Any, strategy: Strategy, round_: Round
) -> None:
    before = elsewhere(planner, strategy.slug)
    with pytest.raises(TooFewDiffer):
        unpublished(round_, 1)
    db.session.rollback()
    assert elsewhere(planner, strategy.slug) == before
