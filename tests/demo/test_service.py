"""The demo builds on both databases, moves on when it has expired, and touches nothing that is not
its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.accounts.models import Account
from participation.city import queries as city_queries
from participation.city import service as city_service
from participation.demo import (
    answered,
    closed_round,
    funded,
    jobs,
    open_round,
    partners,
    people,
    planned_projects,
    preliminary_round,
    reported,
    service,
)
from participation.demo.rules import SLUGS
from participation.demo.service import Outcome
from participation.extensions import Base, db
from participation.ideas.models import Idea
from participation.kernel.clock import FixedClock
from participation.kernel.errors import Conflict, Forbidden
from participation.results.models import Snapshot
from participation.rounds import queries as round_queries
from participation.rounds.rules import RoundState, state
from participation.strategy import queries as strategy_queries
from tests.demo.conftest import NOW
from tests.factories import keys, make_resident, make_round
from tests.strategy.making import begin_next_draft, open_consultation, rename_field, states

BEFORE_LONG = FixedClock(NOW + timedelta(days=1))
AFTER_EXPIRY = FixedClock(NOW + timedelta(days=23))


@pytest.fixture
def frames(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A demo of five rounds without ideas, ballots and results, which is built in a moment."""
    app.config["DEMO"] = True
    for part, name in (
        (closed_round, "fill"),
        (planned_projects, "plan"),
        (funded, "fund"),
        (planned_projects, "go_on"),
        (reported, "report_first"),
        (reported, "begin_next"),
        (answered, "answer"),
        (open_round, "fill"),
        (preliminary_round, "fill"),
        (partners, "speak"),
        (closed_round, "publish_results"),
    ):
        monkeypatch.setattr(part, name, lambda *_: None)
    assert service.ensure(FixedClock(NOW)) is Outcome.BUILT
    return app


def rows() -> dict[str, int]:
    """Return how many rows every table has."""
    rows_ = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }
    db.session.rollback()
    return rows_


def test_building_again_changes_nothing(city: Flask) -> None:
    before, uids = rows(), keys().round_uids()
    assert service.ensure(BEFORE_LONG) is Outcome.UNCHANGED
    assert rows() == before
    assert keys().round_uids() == uids


def test_the_demo_moves_on_when_its_open_round_has_closed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["DEMO"] = True
    monkeypatch.setattr(closed_round, "SUPPORTERS", (0,))
    monkeypatch.setattr(open_round, "SUPPORTERS", (0,))
    service.build(FixedClock(NOW))
    before, old = rows(), {round_.uid for round_ in round_queries.all_rounds()}
    numbers = db.session.scalar(select(func.max(Idea.id)))
    db.session.rollback()
    assert service.ensure(AFTER_EXPIRY) is Outcome.BUILT
    after = rows()
    assert state(round_queries.get(SLUGS.open).windows, AFTER_EXPIRY.now()) is RoundState.OPEN
    for table in (
        "rounds",
        "ideas",
        "ballots",
        "organisation_ballots",
        "decisions",
        "snapshots",
        "participations",
        "accounts",
        "strategies",
    ):
        assert after[table] == before[table], table
    new = {round_.uid for round_ in round_queries.all_rounds()}
    assert not old & new
    assert keys().round_uids() == new - {round_queries.get(SLUGS.partners).uid}
    assert (db.session.scalar(select(func.min(Idea.id))) or 0) > (numbers or 0)


def test_the_worker_moves_the_demo_on_by_itself(frames: Flask) -> None:
    assert jobs.move_on(BEFORE_LONG) == 0
    assert jobs.move_on(AFTER_EXPIRY) == 1
    frames.config["DEMO"] = False
    assert jobs.move_on(FixedClock(NOW + timedelta(days=99))) == 0


def test_moving_on_keeps_who_signed_in_meanwhile(frames: Flask) -> None:
    visitor = make_resident("besuch@example.org")
    service.build(AFTER_EXPIRY)
    assert db.session.get(Account, visitor.id) is not None


def test_a_strategy_that_was_put_forward_meanwhile_is_a_draft_again(frames: Flask) -> None:
    (strategy,) = strategy_queries.strategies()
    shown = strategy_queries.frame_of(strategy)
    rename_field(strategy, shown.field_keys[0], "other")
    open_consultation(strategy)
    begin_next_draft(strategy, 1)
    service.build(AFTER_EXPIRY)
    (strategy,) = strategy_queries.strategies()
    assert strategy_queries.frame_of(strategy) == shown
    assert states(strategy) == ["draft"]


def test_build_makes_everything_anew_at_any_age(frames: Flask) -> None:
    before = {round_.uid for round_ in round_queries.all_rounds()}
    db.session.rollback()
    service.build(FixedClock(NOW))
    assert not before & {round_.uid for round_ in round_queries.all_rounds()}


def test_a_result_that_a_crash_left_out_is_made_on_the_next_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["DEMO"] = True
    monkeypatch.setattr(open_round, "fill", lambda *_: None)
    monkeypatch.setattr(closed_round, "SUPPORTERS", (0,))
    with monkeypatch.context() as crash:
        crash.setattr(closed_round, "publish_results", lambda *_: None)
        service.build(FixedClock(NOW))
    assert db.session.scalar(select(func.count()).select_from(Snapshot)) == 0
    db.session.rollback()
    assert service.ensure(BEFORE_LONG) is Outcome.UNCHANGED
    published = list(db.session.scalars(select(Snapshot.published_at)))
    assert len(published) == 2
    assert all(published)


def test_rounds_of_somebody_else_are_left_alone(frames: Flask) -> None:
    make_round(slug="echt")
    before = rows()
    assert service.ensure(AFTER_EXPIRY) is Outcome.FOREIGN
    with pytest.raises(Conflict):
        service.build(AFTER_EXPIRY)
    db.session.rollback()
    assert rows() == before


def test_a_round_that_only_has_the_name_of_one_of_the_demo_is_somebody_elses(app: Flask) -> None:
    app.config["DEMO"] = True
    make_round(slug=SLUGS.open)
    assert service.ensure(FixedClock(NOW)) is Outcome.FOREIGN
    assert [round_.slug for round_ in round_queries.all_rounds()] == [SLUGS.open]


def test_outside_the_demo_nothing_is_built(app: Flask) -> None:
    before = rows()
    for way in (service.ensure, service.build):
        with pytest.raises(Forbidden):
            way(FixedClock(NOW))
    assert rows() == before


def test_what_the_city_was_called_meanwhile_stays(frames: Flask) -> None:
    assert city_queries.city().name == people.CITY
    db.session.rollback()
    city_service.change_city(
        name="Neuburg", accent="#0b5394", sender="", actor=people.DEMO, clock=FixedClock(NOW)
    )
    db.session.commit()
    service.build(AFTER_EXPIRY)
    assert city_queries.city().name == "Neuburg"


def test_the_shell_builds_the_demo_only_in_the_demo(frames: Flask) -> None:
    runner = frames.test_cli_runner()
    frames.config["DEMO"] = False
    refused = runner.invoke(args=["demo", "ensure"])
    assert refused.exit_code == 1
    assert "DEMO=1" in refused.output
    frames.config["DEMO"] = True
    assert runner.invoke(args=["demo", "ensure"]).exit_code == 0
    assert runner.invoke(args=["demo", "build"]).exit_code == 0
    make_round(slug="echt")
    left = runner.invoke(args=["demo", "ensure"])
    assert left.exit_code == 0, "make run must start all the same"
    assert runner.invoke(args=["demo", "build"]).exit_code == 1
