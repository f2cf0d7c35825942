"""The one way to the key file."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select, text

from participation.extensions import Base, db
from participation.kernel.keys import KeyFile
from participation.keyring.models import KeyFingerprint


def key_file() -> KeyFile:
    """Return the application's key file."""
    found = current_app.extensions["keys"]
    assert isinstance(found, KeyFile)
    return found


def fingerprint() -> str | None:
    """Return the fingerprint of the key file that this database was filled with, None for an empty
    database."""
    return db.session.scalar(select(KeyFingerprint.fingerprint))


def database_is_empty() -> bool:
    """Tell whether no table of the application holds a row."""
    names = [table.name for table in Base.metadata.sorted_tables]
    filled = " UNION ALL ".join(
        f"SELECT 1 WHERE EXISTS (SELECT 1 FROM {name})"  # noqa: S608 (names of our own tables)
        for name in names
    )
    return db.session.execute(text(filled)).first() is None
