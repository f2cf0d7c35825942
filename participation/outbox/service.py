"""Writing mails into the outbox and working them off: claim a row, send outside of any transaction,
note what happened."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import (
    CursorResult,
    Table,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)

from participation.audit.service import Actor, record
from participation.kernel.clock import Clock
from participation.kernel.crypto import decrypt, encrypt, new_token
from participation.kernel.text import clean_line, clean_text
from participation.keyring.queries import key_file
from participation.outbox.models import WAITING, Mail
from participation.outbox.rules import LEASE, MailDraft, is_given_up, pause
from participation.web.transactions import begin_write

CONTENT = ("recipient", "subject", "body", "unsubscribe")
"""What is purged of a mail that is sent or given up."""

# What runs for each of thousands of mails is put together once, and loads no objects.
_MAILS = cast("Table", Mail.__table__)
_NEXT = (
    select(_MAILS.c.id)
    .where(*WAITING, _MAILS.c.next_try_at <= bindparam("now"))
    .order_by(_MAILS.c.priority, _MAILS.c.next_try_at, _MAILS.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
# While it is in somebody's hands it is not a failed one, which can be asked for at once.
_TAKE = (
    update(_MAILS)
    .where(_MAILS.c.id == _NEXT)
    .values(next_try_at=bindparam("lease"), tries=_MAILS.c.tries + 1, last_error=None)
    .returning(_MAILS.c.id, _MAILS.c.message_id, *(_MAILS.c[name] for name in CONTENT))
)
_NOTE = (
    update(_MAILS)
    .where(_MAILS.c.id == bindparam("mail"))
    .values(sent_at=bindparam("now"), last_error=None)
)
_NOTE_AND_PURGE = _NOTE.values(dict.fromkeys(CONTENT))


@dataclass(frozen=True)
class ClaimedMail:
    """A claimed mail in plain text, ready to be sent."""

    id: int
    message_id: str
    to: str
    subject: str
    body: str
    unsubscribe: str = ""


def enqueue(draft: MailDraft, *, to: str, clock: Clock, wait: timedelta = timedelta(0)) -> Mail:
    """Add a mail to the current writing transaction; it is sent when that commits, and never when
    it does not.

    `to` is one address. With `wait` it stays for a while before it is due, so that `cancel` can
    take it back.
    """
    session = begin_write()
    mail = Mail(**_row(draft, to, clock, wait))
    session.add(mail)
    session.flush()
    return mail


def enqueue_many(drafts: Sequence[tuple[MailDraft, str]], *, clock: Clock) -> None:
    """Add mails, each with its address, as `enqueue` does, with one statement for all."""
    session = begin_write()
    if drafts:
        rows = [_row(draft, to, clock, timedelta(0)) for draft, to in drafts]
        session.execute(insert(Mail), rows)


def enqueue_revocable(
    drafts: Sequence[tuple[MailDraft, str]], *, clock: Clock, wait: timedelta
) -> list[int]:
    """Add mails as `enqueue_many` does, to be sent after `wait`; return their ids in the same
    order, by which `cancel_each` takes them back."""
    session = begin_write()
    rows = [_row(draft, to, clock, wait) for draft, to in drafts]
    if not rows:
        return []
    added = session.execute(insert(Mail).returning(Mail.message_id, Mail.id), rows)
    ids = {row.message_id: row.id for row in added}
    return [ids[row["message_id"]] for row in rows]


def _row(draft: MailDraft, to: str, clock: Clock, wait: timedelta) -> dict[str, Any]:
    key = key_file().address_key
    now = clock.now()
    return {
        "kind": draft.kind,
        "recipient": encrypt(key, clean_line(to)),
        "subject": encrypt(key, clean_line(draft.subject)),
        "body": encrypt(key, clean_text(draft.body) + "\n"),
        "unsubscribe": encrypt(key, draft.unsubscribe) if draft.unsubscribe else None,
        "message_id": f"<{new_token()}@{urlsplit(current_app.config['BASE_URL']).hostname}>",
        "priority": draft.priority.value,
        "created_at": now,
        "next_try_at": now + wait,
    }


def cancel(mail_id: int) -> bool:
    """Take back a mail that no worker has touched yet; tell whether there was one."""
    return bool(cancel_each([mail_id]))


def cancel_each(mail_ids: Collection[int]) -> set[int]:
    """Take back those of these mails that no worker has touched yet; return which."""
    session = begin_write()
    if not mail_ids:
        return set()
    untouched = (Mail.id.in_(mail_ids), Mail.tries == 0, Mail.sent_at.is_(None))
    return set(session.scalars(delete(Mail).where(*untouched).returning(Mail.id)))


def claim(clock: Clock) -> ClaimedMail | None:
    """Take the next due mail for some minutes, so that no second worker sends it too; None when
    nothing is due. The most urgent class goes first, within it what has been due the longest.

    Whoever dies with a claimed mail leaves a row that comes due again; its Message-ID stays, so a
    repetition is recognisable.
    """
    session = begin_write()
    now = clock.now()
    row = session.execute(_TAKE, {"now": now, "lease": now + LEASE}).first()
    if row is None:
        return None
    key = key_file().address_key
    try:
        to, subject, body, unsubscribe = (decrypt(key, text) if text else "" for text in row[2:])
    except ValueError:
        # One unreadable row must not stop the others; it comes due again after the lease, with the
        # right key perhaps.
        unreadable = "cannot be decrypted; is KEY_FILE the right one?"
        session.execute(update(Mail).where(Mail.id == row.id).values(last_error=unreadable))
        return None
    return ClaimedMail(row.id, row.message_id, to, subject, body, unsubscribe)


def mark_sent(mail_id: int, clock: Clock, *, keep: bool = False) -> None:
    """Note that a mail is sent, and purge address, subject, body and link; `keep` is for the demo's
    readable outbox alone. A mail whose account was erased meanwhile is gone."""
    begin_write().execute(_NOTE if keep else _NOTE_AND_PURGE, {"mail": mail_id, "now": clock.now()})


def mark_failed(mail_id: int, reason: str, clock: Clock, *, refused: bool = False) -> None:
    """Note a failed try and when the next one is due. `reason` names no address; `refused` says
    that the address is at fault."""
    session = begin_write()
    mail = session.get(Mail, mail_id)
    if mail is None:
        return
    now = clock.now()
    mail.last_error = reason[:200]
    mail.next_try_at = now + pause(mail.tries)
    if is_given_up(now - mail.created_at, refused):
        mail.gave_up_at = now
        _purge(mail)
    session.flush()


def try_again(*, actor: Actor, clock: Clock) -> int:
    """Make every failed mail due now, for an administrator who has repaired the mail server.
    Returns how many there are."""
    session = begin_write()
    now = clock.now()
    failed = (*WAITING, Mail.last_error.is_not(None))
    mails = session.scalars(select(Mail).where(*failed).with_for_update()).all()
    for mail in mails:
        mail.next_try_at = min(mail.next_try_at, now)
    session.flush()
    if mails:
        record(
            actor=actor,
            action="mails.tried_again",
            subject_kind="mails",
            subject_id="failed",
            clock=clock,
            count=len(mails),
        )
    return len(mails)


def hold_unsent(clock: Clock) -> int:
    """Hold every mail that a restored backup says is unsent: it may have been sent since. Returns
    how many."""
    session = begin_write()
    result = session.execute(update(Mail).where(*WAITING).values(held_at=clock.now()))
    return cast("CursorResult[Any]", result).rowcount


def release_held(clock: Clock) -> int:
    """Let the held mails be sent. Returns how many."""
    session = begin_write()
    values = {"held_at": None, "next_try_at": clock.now()}
    result = session.execute(update(Mail).where(Mail.held_at.is_not(None)).values(values))
    return cast("CursorResult[Any]", result).rowcount


def discard_unsent(kind: str) -> int:
    """Delete the mails of a kind that were not sent, held ones included. Returns how many."""
    session = begin_write()
    unsent = (Mail.kind == kind, Mail.sent_at.is_(None), Mail.gave_up_at.is_(None))
    result = session.execute(delete(Mail).where(*unsent))
    return cast("CursorResult[Any]", result).rowcount


def discard_held() -> int:
    """Delete the held mails unsent. Returns how many."""
    session = begin_write()
    result = session.execute(delete(Mail).where(Mail.held_at.is_not(None)))
    return cast("CursorResult[Any]", result).rowcount


def forget_sent(before_days: int, clock: Clock) -> int:
    """Delete rows that were sent or given up more than so many days ago. Returns how many."""
    session = begin_write()
    limit = clock.now() - timedelta(days=before_days)
    rows = session.scalars(
        select(Mail).where(or_(Mail.sent_at < limit, Mail.gave_up_at < limit)).limit(1000)
    ).all()
    for row in rows:
        session.delete(row)
    session.flush()
    return len(rows)


def _purge(mail: Mail) -> None:
    for name in CONTENT:
        setattr(mail, name, None)
