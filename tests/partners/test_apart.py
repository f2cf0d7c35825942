"""A round of organisations never enters what is made of residents' ballots."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.audit.service import SHELL
from participation.extensions import db
from participation.front import service_account
from participation.front.strategy.drafting import citable
from participation.kernel.clock import clock
from participation.kernel.errors import Forbidden, NotFound, NotReady
from participation.ops.doctor import examine_keys
from participation.results import jobs, queries, service
from participation.results.models import Snapshot
from participation.results.visibility import visible_version
from participation.rounds import service as rounds
from participation.rounds.models import Round
from participation.strategy import queries as strategy_queries
from participation.weighting import jobs as weighting_jobs
from participation.weighting import queries as weighting
from participation.weighting.codes import service as codes
from participation.weighting.paper import service as paper
from tests.factories import closed, keys, make_resident, make_round, make_staff
from tests.pages import main_text
from tests.partners.making import change, make_cast, named_round, stored

OVER = {
    name: value
    for name, value in closed(days_ago=400).items()
    if name.startswith(("ideas", "weights"))
}


@pytest.fixture
def round_(app: Flask) -> Round:
    """A round of organisations that closed long ago, with a ballot."""
    made = named_round()
    make_cast(made, "Hochschule A", 20, 0, 0)
    change(made, **OVER)
    return made


def test_no_job_makes_publishes_or_rewrites_anything_of_it(round_: Round) -> None:
    assert jobs.make_snapshots(clock) == 0
    assert jobs.publish_due(clock) == 0
    assert jobs.destroy_keys(clock) == 0
    weighting_jobs.rewrite(clock)
    db.session.rollback()
    assert db.session.query(Snapshot).count() == 0
    fresh = db.session.get_one(Round, round_.id)
    assert (fresh.results_published_at, fresh.key_destroyed_at) == (None, None)


def test_a_round_of_residents_beside_it_is_still_processed(round_: Round) -> None:
    other = make_round(**closed())
    assert jobs.make_snapshots(clock) == 1
    assert [version.number for version in queries.versions(other.id)] == [1]


def test_no_snapshot_is_made_of_it_by_hand(round_: Round) -> None:
    with pytest.raises(NotReady):
        service.make_snapshot(round_.id, actor=SHELL, clock=clock)


def test_its_ballots_are_in_no_count_of_secret_ones(round_: Round) -> None:
    assert weighting.ballot_count(round_.id) == 0
    assert round_.id not in queries.ballot_counts()


def test_it_has_no_key_and_none_is_missing(round_: Round) -> None:
    assert round_.uid not in keys().round_uids()
    assert all(round_.slug not in str(finding) for finding in examine_keys())


def test_planners_neither_compute_nor_publish_it(round_: Round, new_client: Any) -> None:
    client = new_client(make_staff("planner"))
    planning = main_text(client.get("/planning/"))
    assert round_.title["de"] not in planning
    assert "Runden für Organisationen stehen nicht hier" in planning
    assert client.get(f"/planning/{round_.slug}/").status_code == 404
    assert client.get(f"/planning/{round_.slug}/publish").status_code == 404


def test_the_page_of_results_leads_to_the_ranking_by_name(round_: Round, new_client: Any) -> None:
    client = new_client()
    page = client.get(f"/rounds/{round_.slug}/results")
    assert page.location.endswith(f"/partners/{round_.slug}")
    for path in ("results/weights.csv", "results/chart-fields.svg", "results/summary", "receipts"):
        assert client.get(f"/rounds/{round_.slug}/{path}").status_code == 404, path


def test_nothing_is_typed_in_imported_or_coded_for_it(round_: Round, new_client: Any) -> None:
    with pytest.raises(Forbidden):
        paper.begin_batch(round_id=round_.id, reason="spät", actor=SHELL, clock=clock)
    db.session.rollback()
    with pytest.raises(NotReady):
        codes.make_codes(round_id=round_.id, count=1, purpose="", actor=SHELL, clock=clock)
    office = new_client(make_staff("moderator"))
    assert round_.title["de"] not in main_text(office.get("/paper/"))
    assert office.get(f"/paper/{round_.slug}/").status_code == 404
    assert office.get(f"/paper/{round_.slug}/print").status_code == 404
    admin = new_client(make_staff("admin"))
    assert admin.get(f"/admin/rounds/{round_.slug}/codes").status_code == 404


def test_nobody_joins_it_as_a_resident(app: Flask) -> None:
    round_ = named_round()
    with pytest.raises(Forbidden):
        rounds.join_round(
            make_resident().id,
            round_.id,
            consent_version="1",
            agreed=True,
            declared=True,
            of_age=True,
            wants_results=False,
            clock=clock,
        )


def test_no_version_of_the_strategy_can_cite_it(round_: Round) -> None:
    strategy = round_.strategy
    assert citable(strategy, strategy_queries.frame_of(strategy)) == []
    with pytest.raises(NotFound):
        visible_version(round_, clock.now(), staff=True)


def test_an_account_is_deleted_while_it_is_open(app: Flask) -> None:
    make_cast(named_round(), "Hochschule A", 20, 0, 0)
    service_account.leave(make_resident(), withdraw_ideas=False, clock=clock)
    db.session.commit()
    assert [row.answers is not None for row in stored()] == [True]


def test_the_way_of_the_round_leads_to_the_ranking(round_: Round, new_client: Any) -> None:
    page = new_client().get(f"/rounds/{round_.slug}/")
    assert f"/partners/{round_.slug}" in page.text
    assert "wird das Ergebnis geprüft" not in main_text(page)


def test_the_home_page_leads_to_the_ranking(round_: Round, new_client: Any) -> None:
    page = new_client().get("/")
    assert f"/partners/{round_.slug}" in page.text
    assert "wird noch geprüft" not in main_text(page)
