"""Statements that SQLAlchemy writes per dialect or types loosely: ON CONFLICT, counters, affected
rows; and one for many rows where it would send one each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import CursorResult, Table, bindparam, inspect, literal, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

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


def flush_together(rows: Sequence[Base]) -> None:
    """Write what changed in rows of one class that has versions, in one statement: a flush sends
    one for each such row. Nothing may be asked of the database between the change and this, as that
    flushes. Raises StaleDataError like a flush when a row is not there in its version any more."""
    changed = {name for row in rows for name in _changed(row)}
    if not changed:
        return
    mapper = inspect(type(rows[0]))
    table: Table = rows[0].__table__  # type: ignore[assignment]
    version = mapper.version_id_col
    assert version is not None, "the class has versions"
    number = mapper.get_property_by_column(version).key
    columns = {name: mapper.columns[name] for name in sorted(changed)}
    statement = (
        update(table)
        .where(table.c.id == bindparam("which"), version == bindparam("seen"))
        .values({each.name: bindparam(f"new_{name}") for name, each in columns.items()})
        .values({version.name: version + 1})
    )
    now = [
        {f"new_{name}": getattr(row, name) for name in columns}
        | {"which": row.id, "seen": getattr(row, number)}  # type: ignore[attr-defined]
        for row in rows
    ]
    if affected_rows(db.session().connection().execute(statement, now)) != len(rows):
        raise StaleDataError(f"{table.name}: a row has moved on")
    for row, values in zip(rows, now, strict=True):
        set_committed_value(row, number, values["seen"] + 1)
        for name in columns:
            set_committed_value(row, name, values[f"new_{name}"])


def _changed(row: Base) -> list[str]:
    state = inspect(row)
    names = (attribute.key for attribute in state.mapper.column_attrs)
    return [name for name in names if state.attrs[name].history.has_changes()]


def affected_rows(result: Any) -> int:
    """Return how many rows an UPDATE or DELETE changed."""
    return result.rowcount if isinstance(result, CursorResult) else 0
