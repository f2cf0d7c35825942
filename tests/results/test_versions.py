"""Versions of a result: what a later one may add, and what it must wait for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.kernel.errors import BadInput, NotReady
from participation.results import jobs, queries, service
from tests.results.making import late_batch, make, published
from tests.results.sheets import cast_all, closed_round, points


def test_a_later_batch_of_ten_makes_a_second_version_beside_the_first(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    first = published(round_)
    tables = dict(first.tables)
    late_batch(round_, 1, 10)
    assert make(round_).number == 1
    with pytest.raises(BadInput):
        service.new_version(round_.id, reason=" ", actor=SHELL, clock=clock)
    db.session.rollback()
    second = make(round_, "Zehn Bögen kamen mit der Post.")
    assert (second.number, second.ballots, second.reason) == (
        2,
        50,
        "Zehn Bögen kamen mit der Post.",
    )
    db.session.expire_all()
    assert queries.snapshots(round_.id)[0].tables == tables
    assert make(round_, "noch einmal").number == 2


def test_a_later_batch_of_nine_makes_no_version(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    published(round_)
    late_batch(round_, 1, 9)
    with pytest.raises(NotReady):
        make(round_, "Neun Bögen kamen mit der Post.")
    db.session.rollback()
    assert len(queries.versions(round_.id)) == 1


def test_sheets_that_come_before_publication_are_counted_however_few(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    assert make(round_).ballots == 40
    late_batch(round_, 1, 3)
    with pytest.raises(NotReady):
        service.publish(round_.id, number=1, actor=SHELL, clock=clock)
    db.session.rollback()
    second = make(round_)
    assert (second.number, second.ballots) == (2, 43)
    assert make(round_).number == 2
    with pytest.raises(NotReady):
        service.publish(round_.id, number=1, actor=SHELL, clock=clock)
    db.session.rollback()
    assert published(round_).number == 2


def test_the_worker_counts_late_sheets_before_it_publishes(app: Flask) -> None:
    round_ = closed_round(publish_results_at=datetime.now(UTC) - timedelta(minutes=1))
    cast_all(round_, points(40))
    make(round_)
    late_batch(round_, 1, 3)
    assert jobs.publish_due(clock) == 1
    newest = queries.versions(round_.id)[-1]
    assert (newest.ballots, newest.published_at is not None) == (43, True)


def test_a_batch_set_aside_counts_nowhere(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    late_batch(round_, 1, 12, set_aside_at=clock.now())
    found = make(round_)
    assert found.ballots == 40
    assert found.method["set_aside"] == [1]
    assert found.method["commitments"]["count"] == 52
