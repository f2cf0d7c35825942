"""The view of the database that a dump is made from: no row in it came in after the rewriting.

Rewriting a large round takes a while, and people go on meanwhile. So at the end everything that
came in during the pass is shuffled among other rows while nobody can write, and PostgreSQL keeps
the view of that moment for `pg_dump`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, func, or_, select, text
from sqlalchemy.exc import OperationalError

from participation.extensions import db
from participation.kernel.errors import N_, NotReady
from participation.rounds.service import LOCK_SPACE
from participation.weighting.arrival.rewriting import (
    CHUNK,
    PAUSE,
    Rows,
    Transactions,
    checkpoint,
    live_rounds,
    rewrite_round,
    rows_of,
    vacuum,
)

TRIES = 60
BUSY = N_(
    "Die Datenbank ist gerade mit einer Runde beschäftigt. Versuchen Sie es in einigen Minuten"
    " noch einmal."
)


@contextmanager
def shuffled_view() -> Iterator[str | None]:
    """Rewrite everything, and yield the name of a view for `pg_dump --snapshot` in which no row
    came in after that.

    On SQLite, where a copy is written in the order of keys anyway, it yields None. Raises NotReady
    when something else holds a round for long.
    """
    transactions = Transactions()
    for round_id in live_rounds():
        rewrite_round(round_id, transactions)
    vacuum()
    if db.engine.dialect.name == "postgresql":
        with last_moment(transactions) as name:
            yield name
    else:
        checkpoint()
        yield None


@contextmanager
def last_moment(transactions: Transactions) -> Iterator[str]:
    """Shuffle what was written since the pass that these transactions were among a sample of the
    rest, and yield the name of the view that was taken before anybody could write again."""
    live = live_rounds()
    samples = {rows: _sample(rows) for round_id in live for rows in rows_of(round_id)}
    connection = db.engine.connect()
    try:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"SET {setting} = 0"))
        _lock_all(connection, live)
        connection.rollback()
        connection.execution_options(isolation_level="READ COMMITTED")
        with connection.begin():
            for rows, sample in samples.items():
                late = transactions.came_after(rows)
                if rows.count(connection, late):
                    rows.shuffle(connection, or_(late, rows.column.in_(sample)))
        connection.execution_options(isolation_level="REPEATABLE READ")
        name = str(connection.scalar(text("SELECT pg_export_snapshot()")))
        connection.execute(text("SELECT pg_advisory_unlock_all()"))
        yield name
    finally:
        # Its settings, its view and its locks end with it.
        connection.invalidate()
        connection.close()


def _sample(rows: Rows) -> Sequence[Any]:
    """Return the keys of rows among which the few that come in at the last moment are hidden."""
    query = select(rows.column).where(rows.of_round).order_by(func.gen_random_uuid()).limit(CHUNK)
    keys = db.session.scalars(query).all()
    db.session.rollback()
    return keys


def _lock_all(connection: Connection, live: Sequence[int]) -> None:
    """Take the locks of all rounds for the connection, none of them for long while another is
    missing. Raises NotReady."""
    connection.execute(text("SET lock_timeout = '1s'"))
    for _ in range(TRIES):
        try:
            for round_id in live:
                connection.execute(
                    text("SELECT pg_advisory_lock(:space, :id)"),
                    {"space": LOCK_SPACE, "id": round_id},
                )
        except OperationalError:
            connection.execute(text("SELECT pg_advisory_unlock_all()"))
            time.sleep(PAUSE * 10)
        else:
            return
    raise NotReady(BUSY)
