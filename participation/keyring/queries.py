"""The one way to the key file and to the journal beside it."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy import select, text

from participation.extensions import Base, db
from participation.kernel.crypto import keyed_hash
from participation.kernel.journal import Entry, Journal
from participation.kernel.keys import KeyFile
from participation.keyring.models import KeyFingerprint

JOURNAL = ".journal"
"""The suffix of the journal's file name, after that of the key file."""
ACCOUNT_ERASED = "account.erased"
CONSENT_WITHDRAWN = "consent.withdrawn"
CONSENT_GIVEN_AGAIN = "consent.given_again"
FOLLOW_ENDED = "follow.ended"
FOLLOW_BEGUN = "follow.begun"
IDEA_WITHDRAWN = "idea.withdrawn"
PASSAGE_REDACTED = "passage.redacted"
PASSAGES_PUT_BACK = "passage.put_back"
"""Into what an idea says: what was blacked out since the moment that the detail names."""
ORIGINAL_DELETED = "original.deleted"
"""What an idea said before a passage was redacted."""
RECORD_HIDDEN = "record.hidden"
RECORD_SHOWN = "record.shown"
MEMBERSHIP_ENDED = "membership.ended"
MEMBERSHIP_BEGUN = "membership.begun"
ORGANISATION_ENDED = "organisation.ended"
"""Also of an application that was deleted."""
KEY_DESTROYED = "round.key_destroyed"
BALLOTS_DISCARDED = "round.ballots_discarded"
"""Of a round that was stopped, whose ballots are destroyed unread."""
BALLOTS_KEPT = "round.ballots_kept"
"""The stop that was to destroy them was never committed."""
RECORDS_ERASED = "records.erased"
"""Of a round, by kind, when their time was over."""
RESTORED = "backup.restored"
REPLAYED = "backup.replayed"


def key_file() -> KeyFile:
    """Return the application's key file."""
    keys = current_app.extensions["keys"]
    assert isinstance(keys, KeyFile)
    return keys


def journal() -> Journal:
    """Return the journal of what was erased, beside the key file."""
    path = key_file().path
    return Journal(path.with_name(path.name + JOURNAL))


def erased_mark(*parts: str) -> str:
    """Return what the journal keeps of something erased, such as the database's hash of an address:
    a keyed hash that the database has nowhere."""
    return keyed_hash(key_file().lookup_key, "erased", *parts).hex()


def erased(kind: str, undone_by: str = "") -> dict[str, Entry]:
    """Return the last entry of this kind for each mark, but for those that a later entry of another
    kind took back."""
    last = {
        entry.subject: entry for entry in journal().entries() if entry.kind in (kind, undone_by)
    }
    return {mark: entry for mark, entry in last.items() if entry.kind == kind}


def put_back() -> dict[str, list[tuple[datetime, datetime]]]:
    """Return for which ideas, by their marks, what was blacked out from when to when was put back
    since."""
    spans: dict[str, list[tuple[datetime, datetime]]] = {}
    for entry in journal().entries():
        if entry.kind == PASSAGES_PUT_BACK:
            since = datetime.fromisoformat(entry.detail)
            spans.setdefault(entry.subject, []).append((since, entry.at))
    return spans


def destroyed_keys() -> dict[str, datetime]:
    """Return which rounds' keys were destroyed and when, as key file and journal know it."""
    noted = {uid: entry.at for uid, entry in erased(KEY_DESTROYED).items()}
    return noted | key_file().destroyed()


def discarded_ballots() -> dict[str, Entry]:
    """Return the rounds, by uid, whose ballots are to be destroyed unread, as the journal knows."""
    return erased(BALLOTS_DISCARDED, BALLOTS_KEPT)


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
