"""An empty database with its key file, which every test on one begins with."""

from __future__ import annotations

import functools
import shutil
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from participation.extensions import Base, db
from participation.kernel.clock import clock
from participation.keyring import service as keyring
from participation.keyring.models import KeyFingerprint


def begin_anew(app: Flask, backend: str, keys_of: Flask | None = None) -> None:
    """Empty the database and give it its key file as it was at first, or that of another
    application."""
    _empty(backend)
    file = Path(app.config["KEY_FILE"])
    kept: dict[str, bytes] | None = app.extensions.get("first_keys")
    if keys_of is None and kept is not None:
        _put_back(file, kept)
        fingerprint = app.extensions["first_fingerprint"]
        db.session.add(KeyFingerprint(fingerprint=fingerprint, made_at=clock.now()))
        db.session.commit()
        return
    for path in _beside(file):
        path.unlink()
    if keys_of is not None:
        shutil.copy(keys_of.config["KEY_FILE"], file)
    keyring.init(clock)
    db.session.commit()
    if keys_of is None:
        app.extensions["first_keys"] = {path.name: path.read_bytes() for path in _beside(file)}
        app.extensions["first_fingerprint"] = db.session.scalar(select(KeyFingerprint.fingerprint))
        db.session.rollback()


def _beside(file: Path) -> list[Path]:
    """Return a key file and what lies beside it: lock and journal."""
    return list(file.parent.glob(f"{file.name}*"))


def _put_back(file: Path, kept: dict[str, bytes]) -> None:
    """Give a key file and what lies beside it their first content: making them durably anew takes
    ten times as long."""
    for path in _beside(file):
        if path.name not in kept:
            path.unlink()
    for name, content in kept.items():
        path = file.with_name(name)
        if not path.is_file() or path.read_bytes() != content:
            path.unlink(missing_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(content)


@functools.cache
def _steps() -> tuple[list[str], str, str]:
    """Return all tables, those that point to others last, the query for those that hold rows, and
    the columns that let PostgreSQL begin the numbers anew."""
    tables = Base.metadata.sorted_tables
    filled = " UNION ALL ".join(
        f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM {table.name})" for table in tables
    )
    starts = ", ".join(
        f"setval(pg_get_serial_sequence('{table.name}', 'id'), 1, false)"
        for table in tables
        if table.autoincrement_column is not None
    )
    return [table.name for table in tables], filled, starts


def _empty(backend: str) -> None:
    """Delete every row and begin the numbers anew; only tables that hold something are touched,
    which is ten times faster."""
    tables, filled_ones, starts = _steps()
    with db.engine.connect().execution_options(write=True) as connection:
        filled = set(connection.exec_driver_sql(filled_ones).scalars())
        steps = [f"DELETE FROM {name}" for name in reversed(tables) if name in filled]
        if backend == "sqlite":
            # Overwriting each word of each idea in the index takes minutes; emptied is emptied.
            secure = "INSERT INTO idea_search (idea_search, rank) VALUES ('secure-delete', {})"
            index = [] if "ideas" not in filled else [secure.format(0)]
            emptied = ["INSERT INTO idea_search (idea_search) VALUES ('delete-all')"]
            after = [*emptied, secure.format(1)] if index else []
            for step in (*index, *steps, "DELETE FROM sqlite_sequence", *after):
                connection.exec_driver_sql(step)
        else:
            # In one message: each would be answered apart.
            connection.exec_driver_sql("; ".join((*steps, f"SELECT {starts}")))
        connection.commit()


@event.listens_for(Engine, "connect")
def _in_no_hurry_to_the_disk(connection: Any, _record: Any) -> None:
    """Let SQLite write without waiting for the disk: what tests store need not outlive a power
    cut."""
    if not isinstance(connection, psycopg.Connection):
        connection.execute("PRAGMA synchronous=OFF")
