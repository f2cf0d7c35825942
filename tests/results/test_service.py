"""Snapshots: made once, published once, never changed."""

from __future__ import annotations

import hashlib
import hmac
import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import FixedClock, clock
from participation.kernel.crypto import keyed_hash
from participation.kernel.errors import NotReady
from participation.results import jobs, service
from participation.results.models import Snapshot
from participation.rounds.models import Round
from participation.web.transactions import begin_write, commit_now
from tests.factories import keys, make_round
from tests.results.making import make
from tests.results.sheets import cast_all, closed_round, points


def test_there_is_no_snapshot_before_the_window_has_closed(app: Flask) -> None:
    round_ = make_round()
    with pytest.raises(NotReady):
        make(round_)
    assert db.session.scalar(select(func.count()).select_from(Snapshot)) == 0


def test_a_snapshot_is_made_once_however_many_try(app: Flask) -> None:
    round_id = closed_round().id
    cast_all(db.session.get_one(Round, round_id), points(60))
    numbers, errors = [], []
    barrier = threading.Barrier(6)

    def attempt() -> None:
        with app.app_context():
            barrier.wait()
            try:
                numbers.append(service.make_snapshot(round_id, actor=SHELL, clock=clock).number)
            except Exception as error:
                errors.append(repr(error))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=attempt) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert numbers == [1] * 6
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Snapshot)) == 1


def test_the_digest_depends_on_the_ballots_and_not_on_their_order(app: Flask) -> None:
    ballots = points(40)
    one, other, third = closed_round(), closed_round(), closed_round()
    cast_all(one, ballots, prefix="a")
    cast_all(other, list(reversed(ballots)), prefix="b")
    cast_all(third, ballots[:-1], prefix="c")
    first, second = make(one), make(other)
    assert first.inputs_digest == second.inputs_digest
    assert first.tables["weights"] == second.tables["weights"]
    assert make(third).inputs_digest != first.inputs_digest
    records = sorted(b"\0\0\0" + bytes(ballot) for ballot in ballots)
    data = b"inputs-v1\x006\x00" + b"".join(records)
    secret = keyed_hash(keys().pepper, "inputs")
    assert first.inputs_digest == hmac.new(secret, data, hashlib.sha256).hexdigest()


def test_a_published_digest_gives_no_ballot_away_to_those_who_try_them_all(app: Flask) -> None:
    round_ = closed_round(instrument_kind="pick", instrument_k=2)
    cast_all(round_, [(1, 1, 0)])
    digest = make(round_).inputs_digest
    for ballot in ((1, 1, 0), (1, 0, 1), (0, 1, 1)):
        assert (
            hashlib.sha256(b"inputs-v1\x006\x00" + b"\0\0\0" + bytes(ballot)).hexdigest() != digest
        )


def test_withdrawn_ballots_count_nowhere(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    session = begin_write()
    session.execute(
        text(
            "UPDATE ballots SET answers = NULL WHERE key IN (SELECT key FROM ballots WHERE round_id"
            " = :id LIMIT 5)"
        ),
        {"id": round_.id},
    )
    session.commit()
    assert make(round_).ballots == 35


def test_the_worker_makes_the_result_and_publishes_it_at_the_time_set_before(app: Flask) -> None:
    due = closed_round(publish_results_at=datetime.now(UTC) - timedelta(minutes=1))
    later = closed_round(publish_results_at=datetime.now(UTC) + timedelta(hours=1))
    make_round()
    for round_ in (due, later):
        cast_all(round_, points(40))
    assert jobs.make_snapshots(clock) == 2
    assert jobs.make_snapshots(clock) == 0
    assert jobs.publish_due(clock) == 1
    assert jobs.publish_due(clock) == 0
    db.session.expire_all()
    assert db.session.get_one(Round, due.id).results_published_at
    assert db.session.get_one(Round, later.id).results_published_at is None


def test_publishing_twice_changes_nothing(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    make(round_)
    first = service.publish(round_.id, number=1, actor=SHELL, clock=clock)
    commit_now()
    moment = first.published_at
    again = service.publish(
        round_.id, number=1, actor=SHELL, clock=FixedClock(datetime.now(UTC) + timedelta(days=1))
    )
    assert again.published_at == moment


def test_a_snapshot_refuses_to_be_changed(app: Flask) -> None:
    round_ = closed_round()
    cast_all(round_, points(40))
    snapshot = make(round_)
    begin_write()
    snapshot.reason = "anders"
    with pytest.raises(RuntimeError):
        db.session.flush()
    db.session.rollback()
