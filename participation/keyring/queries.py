"""The one way to the key file and to the journal beside it."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy import select, text

from participation.extensions import Base, db
from participation.kernel.crypto import keyed_hash
from participation.kernel.journal import Journal
from participation.kernel.keys import KeyFile
from participation.keyring.models import KeyFingerprint

JOURNAL = ".journal"
"""What the journal's name ends in, after that of the key file."""
ACCOUNT_ERASED = "account.erased"
KEY_DESTROYED = "round.key_destroyed"
RESTORED = "backup.restored"
REPLAYED = "backup.replayed"


def key_file() -> KeyFile:
    """Return the application's key file."""
    found = current_app.extensions["keys"]
    assert isinstance(found, KeyFile)
    return found


def journal() -> Journal:
    """Return the journal of what was erased, beside the key file."""
    path = key_file().path
    return Journal(path.with_name(path.name + JOURNAL))


def erased_mark(address_hash: str) -> str:
    """Return what the journal keeps of an erased account: another keyed hash than the database
    keeps of its address."""
    return keyed_hash(key_file().lookup_key, "erased", address_hash).hex()


def destroyed_keys() -> dict[str, datetime]:
    """Return which rounds' keys were destroyed and when, as key file and journal know it."""
    noted = {
        entry.subject: entry.at for entry in journal().entries() if entry.kind == KEY_DESTROYED
    }
    return noted | key_file().destroyed()


def restore_is_unfinished() -> bool:
    """Tell whether a backup was restored and what was erased since is not yet erased again."""
    kinds = [entry.kind for entry in journal().entries() if entry.kind in (RESTORED, REPLAYED)]
    return bool(kinds) and kinds[-1] == RESTORED


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
