"""The Flask extensions, the declarative base and the column types. Engines are tuned for durable,
concurrent writes here."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as bundled_sqlite
from flask import Flask, current_app, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import DateTime, MetaData, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import JSON, TypeDecorator

from participation.kernel.crypto import keyed_hash
from participation.kernel.errors import SettingsError
from participation.kernel.networks import network_of

# A dict per language: {"de": "Mobilität", "en": "Mobility"}.
Translated = dict[str, str]

DRIVERS = {"sqlite", "postgresql", "postgres", "postgresql+psycopg"}
SOUND_WAL = (3, 51, 3)
"""Older SQLite can corrupt a WAL database under concurrent checkpoints (sqlite.org/wal.html)."""


class Base(DeclarativeBase):
    """What every table derives from. Constraint names are fixed so that migrations can name
    them."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            Translated: JSON,
            dict[str, Any]: JSON,
            list[str]: JSON,
            list[Any]: JSON,
        },
    )


class UTCDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC on the Python side on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 (the caller is SQLAlchemy)
    ) -> datetime | None:
        """Return an aware time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


db = SQLAlchemy(model_class=Base)
login_manager = LoginManager()
csrf = CSRFProtect()


def client_key() -> str:
    """Return what a client's requests are counted under: a keyed hash of its network, never an
    address."""
    key = str(current_app.secret_key).encode()
    return keyed_hash(key, "rate limits", network_of(request.remote_addr)).hex()


limiter = Limiter(client_key, default_limits=[], headers_enabled=False)
babel = Babel()
migrate = Migrate()


def engine_settings(app: Flask) -> None:
    """Set SQLALCHEMY_* from DATABASE_URL: the bundled SQLite for sqlite, psycopg with timeouts for
    PostgreSQL. Raises SettingsError for an address that means neither."""
    url = _database_url(app.config["DATABASE_URL"])
    if url.get_backend_name() == "sqlite":
        options: dict[str, Any] = {
            "module": bundled_sqlite,
            "pool_size": app.config["DB_POOL"],
            "max_overflow": 0,
        }
    else:
        url = _psycopg(url)
        timeouts = f"-c statement_timeout={app.config['STATEMENT_TIMEOUT_MS']} -c lock_timeout=2000"
        timeouts += " -c idle_in_transaction_session_timeout=15000"
        options = {
            "pool_size": app.config["DB_POOL"],
            "max_overflow": 0,
            "pool_pre_ping": True,
            "connect_args": {"options": timeouts},
        }
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    # What people write are parameters; they stay out of the text of errors.
    options["hide_parameters"] = True
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options


def _database_url(value: str) -> URL:
    # The address may hold a password, so that no sentence repeats it.
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise SettingsError(
            "DATABASE_URL cannot be read. Write postgresql://USER:PASSWORD@HOST/DATABASE, special"
            " characters of the password percent-encoded, or sqlite:////WHOLE/PATH.db"
        ) from None
    if url.drivername not in DRIVERS:
        raise SettingsError(
            "DATABASE_URL must start with postgresql:// or sqlite:///; other databases do not work"
        )
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_absolute():
        raise SettingsError(
            "DATABASE_URL must name the file of SQLite by its whole path, which makes four slashes:"
            " sqlite:////var/lib/participation/participation.db"
        )
    return url


def _psycopg(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg")


@event.listens_for(Engine, "connect")
def _tune_connection(dbapi_connection: Any, _record: Any) -> None:
    if not isinstance(dbapi_connection, (sqlite3.Connection, bundled_sqlite.Connection)):
        return
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA busy_timeout=5000")
    if wal_is_sound():
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
    else:
        # As durable and slower; a reader with an open cursor blocks writers under it.
        cursor.execute("PRAGMA journal_mode=DELETE")
        cursor.execute("PRAGMA synchronous=EXTRA")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    # Read-then-write under a plain BEGIN fails by the hundred with several processes; a write takes
    # its lock at once.
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def wal_is_sound() -> bool:
    """Tell whether the linked SQLite may use WAL under concurrent checkpoints."""
    version = tuple(int(part) for part in bundled_sqlite.sqlite_version.split("."))
    return version >= SOUND_WAL
