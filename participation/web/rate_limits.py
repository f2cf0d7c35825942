"""Counting requests for limits: one small file that the processes of a host share.

It holds keyed hashes and numbers, each until its limit's time is over, at most an hour. When it
cannot be used, Flask-Limiter counts in the memory of each process until it can.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pysqlite3.dbapi2 as sqlite3
from flask import Flask, current_app
from limits.errors import ConfigurationError
from limits.storage import Storage, storage_from_string

from participation.extensions import limiter
from participation.kernel.clock import Clock, machine_clock
from participation.kernel.errors import SettingsError

SCHEME = "sqlite:///"
FILE = "limits.sqlite3"
BUSY_MS = 1000
REDIS_OPTIONS: dict[str, float | str | bool] = {"socket_connect_timeout": 1, "socket_timeout": 1}
"""For how many seconds a request waits for a Redis server before it counts in the process's
memory."""
TABLE = """CREATE TABLE IF NOT EXISTS counts
    (key TEXT PRIMARY KEY, count INTEGER NOT NULL, expires REAL NOT NULL) WITHOUT ROWID"""
ADD = """INSERT INTO counts (key, count, expires) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET count = count + excluded.count RETURNING count"""


class SqliteStorage(Storage):
    """Counters of fixed windows in a SQLite file, for the `limits` library."""

    STORAGE_SCHEME = ["sqlite"]  # noqa: RUF012 (the base class declares it so)

    def __init__(
        self, uri: str, wrap_exceptions: bool = False, *, clock: Clock = machine_clock, **_: str
    ) -> None:
        super().__init__(uri, wrap_exceptions)
        self.path = Path(uri.removeprefix(SCHEME))
        self._clock = clock

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """What a file that cannot be used raises."""
        return (sqlite3.Error, OSError)

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add to a counter; one that is new ends in `expiry` seconds. Return its value."""
        with self._opened() as connection:
            self._delete_expired(connection)
            [(count,)] = connection.execute(ADD, (key, amount, self._now() + expiry)).fetchall()
            return int(count)

    def get(self, key: str) -> int:
        """Return a counter's value, 0 for one that is not there."""
        return int(self._row(key)[0])

    def get_expiry(self, key: str) -> float:
        """Return when a counter ends in seconds since 1970, now for one that is not there."""
        return float(self._row(key)[1])

    def check(self) -> bool:
        """Tell whether the file can be used."""
        try:
            self.forget_expired()
        except self.base_exceptions:
            return False
        return True

    def reset(self) -> int:
        """Forget every counter; return how many there were."""
        with self._opened() as connection:
            return int(connection.execute("DELETE FROM counts").rowcount)

    def clear(self, key: str) -> None:
        """Forget one counter."""
        with self._opened() as connection:
            connection.execute("DELETE FROM counts WHERE key = ?", (key,))

    def forget_expired(self) -> int:
        """Delete counters whose time is over; return how many there were."""
        with self._opened() as connection:
            return self._delete_expired(connection)

    def _row(self, key: str) -> tuple[int, float]:
        query = "SELECT count, expires FROM counts WHERE key = ? AND expires > ?"
        with self._opened() as connection:
            row: tuple[int, float] | None = connection.execute(query, (key, self._now())).fetchone()
        return row or (0, self._now())

    def _delete_expired(self, connection: sqlite3.Connection) -> int:
        deleted = connection.execute("DELETE FROM counts WHERE expires <= ?", (self._now(),))
        return int(deleted.rowcount)

    def _now(self) -> float:
        return self._clock.now().timestamp()

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """A connection with the write lock; it is closed after each use, so that nothing is carried
        over a fork and no log beside the file keeps what was deleted."""
        # Made before SQLite would: nobody else on the host needs to read it.
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        try:
            with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
                connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
                connection.execute("PRAGMA secure_delete=ON")
                # Losing counts in a power cut is no harm.
                connection.execute("PRAGMA synchronous=OFF")
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(TABLE)
                yield connection
                connection.execute("COMMIT")
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            # Torn, and nothing in it is worth mending: the next count begins a new file.
            self.path.unlink(missing_ok=True)
            raise


def init_rate_limits(app: Flask) -> None:
    """Let the limiter count in a file of this installation unless the settings name a store.
    Raises SettingsError for one that cannot be meant."""
    app.config["RATELIMIT_STORAGE_URI"] = app.config["RATELIMIT_STORAGE_URI"] or (
        f"{SCHEME}{Path(app.config['INSTANCE']).absolute() / FILE}"
    )
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = True
    app.config["RATELIMIT_SWALLOW_ERRORS"] = True
    if is_redis(app.config["RATELIMIT_STORAGE_URI"]):
        app.config["RATELIMIT_STORAGE_OPTIONS"] = REDIS_OPTIONS
    try:
        limiter.init_app(app)
    except (ConfigurationError, ValueError) as error:
        raise SettingsError(
            "RATELIMIT_STORAGE_URI cannot be used. Write redis://HOST:6379/0 (rediss:// with TLS),"
            " or leave it out: then limits are counted in a file in INSTANCE"
        ) from error


def is_redis(uri: str) -> bool:
    """Tell whether a store is a Redis server."""
    return uri.startswith(("redis://", "rediss://"))


def redis_answers(uri: str) -> bool:
    """Tell whether there is a Redis server at this address."""
    return bool(storage_from_string(uri, **REDIS_OPTIONS).check())


def forget_expired(_clock: Clock) -> int:
    """Delete counters of this host whose time is over; return how many there were."""
    uri: str = current_app.config["RATELIMIT_STORAGE_URI"]
    return SqliteStorage(uri).forget_expired() if uri.startswith(SCHEME) else 0
