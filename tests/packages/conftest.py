"""One database for what is decided before any row is read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.emptying import begin_anew


@pytest.fixture
def sqlite_app(migrated_apps: dict[str, Flask]) -> Iterator[Flask]:
    """The application with an empty database, on SQLite alone."""
    app = migrated_apps["sqlite"]
    with app.app_context():
        begin_anew(app, "sqlite")
        yield app
