"""The view that a dump is made from: who comes while a backup is made is not told apart from the
others."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from participation.extensions import db
from participation.kernel.errors import NotReady
from participation.rounds.service import LOCK_SPACE, lock_round
from participation.weighting.arrival import dump_view
from participation.weighting.arrival.dump_view import last_moment, shuffled_view
from participation.weighting.arrival.rewriting import Transactions, rewrite_round
from tests.weighting.arrival import arrivals, is_ordered, residents

pytestmark = pytest.mark.parametrize("backend", ["postgresql"])
BEFORE, MEANWHILE = 60, 40


def rows_in(view: str, table: str) -> list[Any]:
    """The keys of a table's rows in a view, in the order in which a dump has them."""
    with db.engine.connect() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ")
        connection.execute(text(f"SET TRANSACTION SNAPSHOT '{view}'"))
        return [bytes(key) for key in connection.scalars(text(f"SELECT key FROM {table}"))]


def test_rows_written_meanwhile_are_mixed_in_without_order(app: Flask) -> None:
    came = arrivals(BEFORE)
    transactions = Transactions()
    rewrite_round(came.round_.id, transactions)
    came.come(residents(MEANWHILE))
    with last_moment(transactions) as view:
        ballots = [key for key in rows_in(view, "ballots") if key in came.ballots]
        people = rows_in(view, "participations")
    for rows, arrived in ((ballots, came.ballots), (people, came.people)):
        assert not is_ordered(rows, arrived)
        places = sorted(rows.index(key) for key in arrived[BEFORE:])
        # By chance they would all be on one side of fifty with a probability below 1e-9.
        assert places[0] < BEFORE - 10
        assert places[-1] > MEANWHILE + 10


def test_without_the_last_moment_they_would_be_in_order(app: Flask) -> None:
    came = arrivals(1)
    rewrite_round(came.round_.id)
    came.come(residents(BEFORE))
    rows = db.session.scalars(text("SELECT key FROM ballots")).all()
    assert is_ordered([bytes(key) for key in rows], came.ballots[1:])


def test_a_ballot_after_that_moment_is_not_in_the_view(app: Flask) -> None:
    came = arrivals(2)
    with shuffled_view() as view:
        came.come(residents(1))
        assert view is not None
        assert came.ballots[-1] not in rows_in(view, "ballots")
    assert came.ballots[-1] in {
        bytes(key) for key in db.session.scalars(text("SELECT key FROM ballots"))
    }


def test_the_rounds_can_be_written_to_while_the_dump_is_made(app: Flask) -> None:
    came = arrivals(1)
    with shuffled_view():
        lock_round(came.round_.id, exclusive=True)
        db.session.rollback()


def test_a_round_that_stays_held_is_given_up_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dump_view, "TRIES", 1)
    came = arrivals(1)
    with db.engine.connect() as other:
        other.execute(text(f"SELECT pg_advisory_lock({LOCK_SPACE}, {came.round_.id})"))
        with pytest.raises(NotReady), last_moment(Transactions()):
            pass
        other.execute(text("SELECT pg_advisory_unlock_all()"))
