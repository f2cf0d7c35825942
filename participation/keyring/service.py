"""Making the key file, once, for an empty database; noting what is erased in the journal beside
it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from participation.kernel.clock import Clock
from participation.kernel.errors import N_, Conflict
from participation.kernel.journal import Entry
from participation.kernel.keys import KeyFileUnusable, KeyProblem
from participation.keyring import queries
from participation.keyring.models import KeyFingerprint
from participation.web.transactions import begin_write

NOT_EMPTY = N_(
    "Die Datenbank ist nicht leer und kennt keine Schlüsseldatei. Es wurde nichts geändert."
)


WITHDRAW_IDEAS = "withdraw ideas"
"""The detail of an erasure: whether the person wanted their ideas withdrawn, too."""


UNCOMMITTED = "uncommitted destructions"
"""Where a session keeps what the journal has to hear if its transaction fails."""
COMMITTED = "what was put back"
"""Where a session keeps what the journal hears once its transaction is committed."""


class Outcome(StrEnum):
    """What `init` did."""

    MADE = "made"
    UNCHANGED = "unchanged"


def init(clock: Clock) -> Outcome:
    """Make the key file of an empty database and note its fingerprint.

    Where file and database fit, it makes the journal if that is missing and nothing else. A file
    that is there already becomes that of the empty database. Raises KeyFileUnusable, and changes
    nothing, where the database knows a file that is not to be had; Conflict where it holds rows but
    knows no file.
    """
    session = begin_write()
    keys = queries.key_file()
    problem = keys.problem()
    if problem is None:
        queries.journal().begin(clock.now())
        return Outcome.UNCHANGED
    if problem is not KeyProblem.NOT_SET_UP:
        raise KeyFileUnusable(problem)
    if not queries.database_is_empty():
        raise Conflict(NOT_EMPTY)
    session.add(KeyFingerprint(fingerprint=keys.make(), made_at=clock.now()))
    queries.journal().begin(clock.now())
    session.flush()
    return Outcome.MADE


def copy_to(target: Path) -> None:
    """Copy the key file, and beside it the journal. Raises FileExistsError, and KeyFileUnusable
    where there is no journal."""
    journal = target.with_name(target.name + queries.JOURNAL)
    if journal.exists():
        raise FileExistsError(journal)
    queries.key_file().copy_to(target)
    queries.journal().copy_to(journal)


def note_erasure(address_hash: str, *, withdraw_ideas: bool, clock: Clock) -> None:
    """Note in the journal that the account with this address is erased; called before the
    commit."""
    detail = WITHDRAW_IDEAS if withdraw_ideas else ""
    _note(Entry(clock.now(), queries.ACCOUNT_ERASED, queries.erased_mark(address_hash), detail))


def note_withdrawal(kind: str, *parts: str, clock: Clock) -> None:
    """Note in the journal what was taken back or hidden, or given or shown again: `kind`, and what
    it is known by; called before the commit."""
    _note(Entry(clock.now(), kind, queries.erased_mark(*parts)))


def note_redaction(*parts: str, spans: str, clock: Clock) -> None:
    """Note in the journal that parts of a text are blacked out: what the text is known by, itself
    included, and from where to where; called before the commit."""
    _note(Entry(clock.now(), queries.PASSAGE_REDACTED, queries.erased_mark(*parts), spans))


def note_putting_back(token: str, *, since: datetime, clock: Clock) -> None:
    """Have the journal note, once this is committed, that what was blacked out of an idea since
    then stands in it again. A process that ends in between leaves it blacked out in a restored
    backup, never the other way round."""
    mark = queries.erased_mark(token)
    entry = Entry(clock.now(), queries.PASSAGES_PUT_BACK, mark, since.isoformat())
    begin_write().info.setdefault(COMMITTED, []).append(entry)


def note_destruction(uid: str, *, clock: Clock) -> None:
    """Note in the journal that a round's key is destroyed; called before that is done."""
    _note(Entry(clock.now(), queries.KEY_DESTROYED, uid))


def note_discarded_ballots(uid: str, *, clock: Clock) -> None:
    """Note in the journal that a round's ballots are to be destroyed unread; called before the
    commit. A transaction that fails takes that back: no restore may stop a round that nobody has
    stopped."""
    if uid in queries.discarded_ballots():
        return
    _note(Entry(clock.now(), queries.BALLOTS_DISCARDED, uid))
    kept = Entry(clock.now(), queries.BALLOTS_KEPT, uid)
    begin_write().info.setdefault(UNCOMMITTED, []).append(kept)


@event.listens_for(Session, "after_commit")
def _is_committed(session: Session) -> None:
    session.info.pop(UNCOMMITTED, None)
    for entry in session.info.pop(COMMITTED, ()):
        _note(entry)


@event.listens_for(Session, "after_transaction_end")
def _take_back(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(COMMITTED, None)
        for entry in session.info.pop(UNCOMMITTED, ()):
            _note(entry)


def note_restore(*, finished: bool, clock: Clock) -> None:
    """Note that a backup takes the database's place, or that what was erased since is erased
    again."""
    _note(Entry(clock.now(), queries.REPLAYED if finished else queries.RESTORED))


def forget_old(days: int, clock: Clock) -> int:
    """Drop entries that are older than every backup. Returns how many."""
    return queries.journal().forget_before(clock.now() - timedelta(days=days))


def _note(entry: Entry) -> None:
    queries.journal().append(entry)
