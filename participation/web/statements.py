"""Statements that SQLAlchemy writes per dialect or types loosely: ON CONFLICT, affected rows."""

from __future__ import annotations

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


def affected_rows(result: Any) -> int:
    """Return how many rows an UPDATE or DELETE changed."""
    return result.rowcount if isinstance(result, CursorResult) else 0
