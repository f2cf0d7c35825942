"""Rewriting rows in random order, so that no two tables share the order in which people came.

A database keeps rows about as they came, and PostgreSQL beside each row the number of its
transaction. Who reads that joined and what was cast side by side could match them without any key.
So these rows are deleted and inserted anew, shuffled, in few transactions: regularly, before every
backup, and together with a key's destruction (docs/adr/0010-no-order-of-arrival.md).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    delete,
    func,
    insert,
    literal_column,
    select,
    text,
)

from participation.extensions import Base, db
from participation.rounds.models import Round
from participation.rounds.rules import Audience
from participation.rounds.service import lock_round
from participation.web.transactions import begin_write, commit_now

CHUNK = 2_000
"""Rows that are rewritten in one transaction, in which the round's ballots have to wait."""
PAUSE = 0.05
"""Seconds between two chunks of a large round, in which those who waited get their turn."""
WRITTEN_ANEW = 200_000
"""Ballots up to which a whole table is written anew in well under two seconds."""
LOCK_TIMEOUT = "SET LOCAL lock_timeout = '1s'"
"""Whoever wants to cast a ballot waits behind a chunk that waits for its lock."""

# What a person writes about the time of their ballot, and the column that tells its rows apart
# without telling when they came.
COLUMNS = {
    "ballots": "key",
    "question_answers": "key",
    "codes": "code_hash",
    "ballot_sheets": "ref_hash",
    "paper_entries": "ref_hash",
    "participations": "key",
}


@dataclass(frozen=True)
class Rows:
    """One round's rows of one table."""

    table: Table
    round_id: int

    @property
    def column(self) -> Column[Any]:
        """The column that the rows are divided by."""
        return self.table.c[COLUMNS[self.table.name]]

    @property
    def of_round(self) -> ColumnElement[bool]:
        """The condition that a row belongs to the round."""
        return self.table.c.round_id == self.round_id

    def count(self, connection: Connection, chosen: ColumnElement[bool]) -> int:
        """Return how many rows are chosen."""
        counted = select(func.count()).select_from(self.table).where(self.of_round, chosen)
        return connection.scalar(counted) or 0

    def shuffle(self, connection: Connection, *chosen: ColumnElement[bool]) -> int:
        """Delete the chosen rows and insert them again in random order; return how many."""
        conditions = (self.of_round, *chosen)
        rows = [
            dict(row)
            for row in connection.execute(select(self.table).where(*conditions)).mappings()
        ]
        if rows:
            connection.execute(delete(self.table).where(*conditions))
            secrets.SystemRandom().shuffle(rows)
            connection.execute(insert(self.table), rows)
        return len(rows)


@dataclass
class Transactions:
    """The PostgreSQL transactions of a pass: rows of any other one came in after it."""

    numbers: list[str] = field(default_factory=list)

    def note(self, connection: Connection) -> None:
        """Note the present transaction."""
        if connection.dialect.name == "postgresql":
            self.numbers.append(str(connection.scalar(text("SELECT pg_current_xact_id()::xid"))))

    def came_after(self, rows: Rows) -> ColumnElement[bool]:
        """The condition that a row was written by none of them."""
        return literal_column(f"{rows.table.name}.xmin::text").not_in(self.numbers)


def rewrite_round(round_id: int, transactions: Transactions | None = None) -> int:
    """Rewrite a round's rows; return how many. Commits by itself, chunk by chunk."""
    done = 0
    for rows in rows_of(round_id):
        last: Any = None
        while (chunk := _rewrite_chunk(rows, last, transactions or Transactions())) is not None:
            count, last = chunk
            done += count
            if last is None:
                break
            time.sleep(PAUSE)
    return done


def is_written(round_id: int, transactions: Transactions) -> bool:
    """Tell whether PostgreSQL holds a row of the round that was written after a pass: a changed row
    adds to no count."""
    connection = db.session.connection()
    written = connection.dialect.name == "postgresql" and any(
        rows.count(connection, transactions.came_after(rows)) for rows in rows_of(round_id)
    )
    db.session.rollback()
    return written


def rows_of(round_id: int) -> list[Rows]:
    """Return a round's rows, table by table."""
    return [Rows(Base.metadata.tables[name], round_id) for name in COLUMNS]


def live_rounds() -> list[int]:
    """Return the published rounds of residents whose key is not destroyed: nobody writes secret
    ballots to the others."""
    query = select(Round.id).where(
        Round.published_at.is_not(None), Round.audience == Audience.RESIDENTS
    )
    ids = list(db.session.scalars(query.where(Round.key_destroyed_at.is_(None)).order_by(Round.id)))
    db.session.rollback()
    return ids


def vacuum(options: str = "", tables: Iterable[str] = COLUMNS) -> None:
    """Let PostgreSQL reclaim the space of old rows. It blocks nobody, unless `options` ask for
    more."""
    if db.engine.dialect.name == "postgresql":
        db.session.rollback()
        with db.engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.execute(text("SET statement_timeout = '30min'"))
            for table in tables:
                alone.execute(text(f"VACUUM {options} {table}"))
            alone.execute(text("RESET statement_timeout"))


def clear(*further: str) -> None:
    """Let PostgreSQL write the tables, and `further` ones, and their statistics anew, without what
    is left of old rows.

    That locks each table for as long as it takes. Where many ballots are kept and another round may
    be open, old rows are only given free, and overwritten by and by.
    """
    ballots = select(func.count()).select_from(Base.metadata.tables["ballots"])
    is_short = (db.session.scalar(ballots) or 0) <= WRITTEN_ANEW
    options = "(FULL, ANALYZE)" if is_short or not live_rounds() else "(ANALYZE)"
    vacuum(options, (*COLUMNS, *further))


def checkpoint() -> bool:
    """Bring SQLite's log into its file and empty it; return whether no reader was in the way."""
    if db.engine.dialect.name != "sqlite":
        return True
    db.session.rollback()
    raw = db.engine.raw_connection()
    try:
        cursor = raw.cursor()
        # Writers wait as long as this one waits for readers.
        cursor.execute("PRAGMA busy_timeout=500")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout=5000")
        return not (row and row[0])
    finally:
        raw.close()


def _rewrite_chunk(rows: Rows, last: Any, transactions: Transactions) -> tuple[int, Any]:
    """Rewrite the next rows after `last` in a transaction of their own; return how many, and where
    to go on (None at the end)."""
    session = begin_write()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(LOCK_TIMEOUT))
    lock_round(rows.round_id, exclusive=True)
    connection = session.connection()
    chosen = [] if last is None else [rows.column > last]
    ordered = select(rows.column).where(rows.of_round, *chosen).order_by(rows.column)
    end = connection.scalar(ordered.offset(CHUNK - 1).limit(1))
    count = rows.shuffle(connection, *chosen, *([] if end is None else [rows.column <= end]))
    transactions.note(connection)
    commit_now()
    return count, end
