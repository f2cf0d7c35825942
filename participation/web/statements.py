"""Statements that SQLAlchemy writes per dialect or types loosely: ON CONFLICT, counters, affected
rows."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import CursorResult, Table, literal
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from participation.extensions import Base, db


def dialect() -> str:
    """Return the name of the present database's dialect."""
    return db.session().get_bind().dialect.name


def insert_of(table: Table | type[Base], in_dialect: str | None = None) -> Any:
    """Return an INSERT that knows ON CONFLICT, in the dialect of the present database."""
    insert = postgresql_insert if (in_dialect or dialect()) == "postgresql" else sqlite_insert
    return insert(table)


def insert_once(model: type[Base], values: dict[str, Any]) -> int:
    """Insert a row unless one with a same unique key is there, waiting for whoever inserts it now;
    return 1 or 0."""
    # PostgreSQL's driver tells no row count here; a returned row is told by both.
    statement = insert_of(model).values(**values).on_conflict_do_nothing().returning(literal(1))
    return len(db.session.execute(statement).all())


def add_to(model: type[Base], keys: dict[str, Any], column: str, by: int) -> None:
    """Add to a counter's row in the present transaction, making the row if there is none."""
    table: Table = model.__table__  # type: ignore[assignment]
    db.session.execute(_adding(table, column, tuple(keys), dialect()), keys | {column: by})


@lru_cache(maxsize=16)
def _adding(table: Table, column: str, keys: tuple[str, ...], in_dialect: str) -> Any:
    # Writing such a statement down costs as much as carrying it out, so each is written once.
    statement = insert_of(table, in_dialect)
    return statement.on_conflict_do_update(
        index_elements=list(keys), set_={column: table.c[column] + statement.excluded[column]}
    )


def affected_rows(result: Any) -> int:
    """Return how many rows an UPDATE or DELETE changed."""
    return result.rowcount if isinstance(result, CursorResult) else 0
