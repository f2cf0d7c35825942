"""Which migration the database is at, and which this version needs."""

from __future__ import annotations

from functools import lru_cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from participation.extensions import db

MISSING = "the database lacks this version's tables: run flask db upgrade"


def head() -> str | None:
    """Return the newest migration of this version."""
    return _head(current_app.extensions["migrate"].directory)


def current() -> str | None:
    """Return the migration the database is at, None for an empty one."""
    return MigrationContext.configure(db.session.connection()).get_current_revision()


def make_tables() -> None:
    """Bring the present application's database to the newest migration. Unlike the command of
    Flask-Migrate, an error raises and does not end the process."""
    command.upgrade(current_app.extensions["migrate"].migrate.get_config(), "head")


@lru_cache(maxsize=4)
def _head(directory: str) -> str | None:
    config = Config()
    config.set_main_option("script_location", directory)
    return ScriptDirectory.from_config(config).get_current_head()
