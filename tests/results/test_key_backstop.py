"""A key goes on the day announced for it, even when no result was ever published."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.results import jobs, queries, service
from participation.results.key_destruction import BACKSTOP, NO_RESULT
from participation.rounds.models import Deviation, Round
from participation.web.transactions import commit_now
from tests.conftest import CheckingClient
from tests.factories import closed, keys, make_round
from tests.pages import main_text
from tests.results.making import BAND, make
from tests.results.sheets import cast_all, closed_round, points

DAYS = 180


def unpublished(ballots: int = 40, days_ago: int = DAYS + 1, **values: Any) -> Round:
    """A round that ended so many days ago, of which no result was published."""
    round_ = closed_round(days_ago=days_ago, slug="runde", **values)
    cast_all(round_, points(ballots))
    commit_now()
    return round_


def reasons() -> list[str]:
    """Return the kinds of the deviations that were logged."""
    db.session.rollback()
    return list(db.session.scalars(select(Deviation.kind)))


def test_key_is_destroyed_by_the_announced_day_without_a_result(app: Flask) -> None:
    round_ = unpublished()
    uid = round_.uid
    assert jobs.destroy_keys(clock) == 1
    assert keys().round_key(uid) is None
    assert round_.key_destroyed_at is not None
    assert reasons() == [BACKSTOP]


def test_before_the_announced_day_the_key_stays(app: Flask) -> None:
    round_ = unpublished(days_ago=DAYS - 1)
    assert jobs.destroy_keys(clock) == 0
    assert keys().round_key(round_.uid) is not None
    assert reasons() == []


def test_a_result_is_made_first_and_names_the_deviation(app: Flask) -> None:
    round_ = unpublished()
    jobs.destroy_keys(clock)
    (snapshot,) = queries.snapshots(round_.id)
    assert snapshot.published_at is None
    assert snapshot.method["commitments"]["count"] == 40
    assert [deviation["reason"] for deviation in snapshot.method["deviations"]] == [NO_RESULT]


def test_the_result_can_still_be_published_and_its_page_names_the_deviation(
    app: Flask, client: CheckingClient
) -> None:
    round_ = unpublished(questions=[BAND])
    jobs.destroy_keys(clock)
    service.publish(round_.id, number=1, actor=SHELL, clock=clock)
    commit_now()
    for path in ("/rounds/runde/results", "/rounds/runde/results/summary"):
        text = main_text(client.get(path))
        assert "war kein Ergebnis veröffentlicht" in text, path


def test_a_result_that_was_made_before_names_the_deviation_on_its_page(
    app: Flask, client: CheckingClient
) -> None:
    round_ = unpublished()
    make(round_)
    assert jobs.destroy_keys(FixedClock(datetime.now(UTC) + timedelta(minutes=1))) == 1
    service.publish(round_.id, number=1, actor=SHELL, clock=clock)
    commit_now()
    assert "war kein Ergebnis veröffentlicht" in main_text(client.get("/rounds/runde/results"))


@pytest.mark.parametrize("ballots", [0, 3])
def test_where_hardly_anybody_took_part_the_key_goes_all_the_same(app: Flask, ballots: int) -> None:
    round_ = unpublished(ballots)
    assert jobs.destroy_keys(clock) == 1
    assert keys().round_key(round_.uid) is None
    assert reasons() == [BACKSTOP]


def test_where_nothing_was_weighted_the_key_goes_all_the_same(app: Flask) -> None:
    values = closed(days_ago=DAYS + 1) | {"weights_opens_at": None, "weights_closes_at": None}
    round_ = make_round(**values)
    assert jobs.destroy_keys(clock) == 1
    assert keys().round_key(round_.uid) is None


def test_a_result_that_cannot_be_made_does_not_hold_the_key(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_values: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(service, "make_snapshot", fail)
    round_ = unpublished()
    assert jobs.destroy_keys(clock) == 1
    assert keys().round_key(round_.uid) is None
    assert queries.snapshots(round_.id) == []


def test_a_second_try_logs_no_second_deviation(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    unpublished()
    with monkeypatch.context() as patch:
        patch.setattr("participation.results.key_destruction._rewrite", _away)
        assert jobs.destroy_keys(clock) == 0
    assert jobs.destroy_keys(clock) == 1
    assert reasons() == [BACKSTOP]


def _away(_round_id: int) -> None:
    raise OSError


def test_the_day_is_announced_while_the_round_runs(app: Flask, client: CheckingClient) -> None:
    make_round(slug="offen")
    for path in ("/rounds/offen/procedure",):
        assert "auch wenn bis dahin kein Ergebnis veröffentlicht ist" in main_text(client.get(path))


def test_a_key_is_overdue_six_hours_after_the_announced_moment(app: Flask) -> None:
    due = unpublished().key_due
    assert due is not None
    late, second = due + timedelta(hours=6), timedelta(seconds=1)
    assert queries.with_overdue_key(late - second) == []
    assert queries.with_overdue_key(late) == ["runde"]
