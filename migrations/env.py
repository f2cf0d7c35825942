"""Alembic's environment: the application's engine, naming and types, and nothing of its models'
code in the migrations."""

from __future__ import annotations

from typing import Any

from alembic import context
from click import ClickException
from flask import current_app
from sqlalchemy import DateTime
from sqlalchemy.exc import OperationalError

target = current_app.extensions["migrate"].db
metadata = target.metadatas[None]


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Write the application's column types as what they are in the database, so that migrations
    import no model."""
    if kind == "type" and type(item).__name__ == "UTCDateTime":
        autogen_context.imports.add("import sqlalchemy as sa")
        return "sa.DateTime(timezone=True)"
    return False


def compare_type(
    _context: Any, _inspected: Any, _meta: Any, inspected_type: Any, meta_type: Any
) -> bool | None:
    """Moments are compared as the time stamps they are."""
    if isinstance(getattr(meta_type, "impl", None), DateTime):
        return not isinstance(inspected_type, DateTime)
    return None


def include_object(_thing: Any, name: str | None, kind: str, _reflected: bool, _to: Any) -> bool:
    """Leave out the indexes of similar ideas, which each database has in a form of its own."""
    search = kind == "table" and (name or "").startswith("idea_search")
    return not search and name not in {"ix_ideas_folded_trgm", "ix_ideas_pieces"}


def skip_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Write no migration when nothing changed."""
    if (
        getattr(context.config.cmd_opts, "autogenerate", False)
        and directives[0].upgrade_ops.is_empty()
    ):
        directives[:] = []


try:
    opened = target.engine.connect()
except OperationalError as error:
    # Its text is left out: it may show the address with a password.
    raise ClickException(
        "the database cannot be reached. Does its server run, may this user open it, and is"
        " DATABASE_URL right?"
    ) from error

with opened.execution_options(write=True) as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=compare_type,
        include_object=include_object,
        process_revision_directives=skip_empty,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
