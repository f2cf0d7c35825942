"""The demo as a newcomer finds it, built once per database for the tests that only look at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade

from participation.app import create_app
from participation.demo import service
from participation.extensions import db, limiter
from participation.kernel.clock import FixedClock, clock
from participation.keyring import service as keyring
from tests.conftest import CheckingClient, settings

NOW: datetime = clock.now()


@pytest.fixture(scope="session")
def built_apps(
    make_database: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Flask]]:
    """One built demo per backend; filled in as they are asked for."""

    class Apps(dict[str, Flask]):
        def __missing__(self, backend: str) -> Flask:
            tmp = tmp_path_factory.mktemp(f"demo-{backend}")
            app = create_app(settings(tmp, make_database(backend, "demo"), DEMO=True))
            app.test_client_class = CheckingClient
            with app.app_context():
                upgrade()
                keyring.init(clock)
                db.session.commit()
                service.build(FixedClock(NOW))
            self[backend] = app
            return app

    apps = Apps()
    yield apps
    for app in apps.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def city(backend: str, built_apps: dict[str, Flask]) -> Iterator[Flask]:
    """A demo that was built at NOW. Tests leave its rounds as they are."""
    app = built_apps[backend]
    limiter.enabled = False
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def visitor(city: Flask) -> CheckingClient:
    """A signed-out reader of the demo."""
    client = city.test_client()
    assert isinstance(client, CheckingClient)
    return client
