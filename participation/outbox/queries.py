"""Reading the outbox: what waits, what is kept in the demo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from participation.extensions import db
from participation.kernel.crypto import decrypt
from participation.keyring.queries import key_file
from participation.outbox.models import WAITING, Mail
from participation.web.paging import Page

PER_PAGE = 50


@dataclass(frozen=True)
class KeptMail:
    """A readable mail of the demo."""

    id: int
    kind: str
    to: str
    subject: str
    body: str
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class Waiting:
    """How many mails wait, since when the oldest does, and what the mail server said last."""

    count: int
    oldest: datetime | None
    last_error: str | None


def kept(limit: int = 100) -> list[KeptMail]:
    """Return the demo's mails in plain text, newest first: those that wait and those that were kept
    readable.

    Outside the demo a page must never show this.
    """
    key = key_file().address_key
    rows = db.session.scalars(
        select(Mail).where(Mail.body.is_not(None)).order_by(Mail.id.desc()).limit(limit)
    )
    return [
        KeptMail(
            row.id,
            row.kind,
            decrypt(key, row.recipient or ""),
            decrypt(key, row.subject or ""),
            decrypt(key, row.body or ""),
            row.created_at,
            row.sent_at,
        )
        for row in rows
    ]


def waiting() -> Waiting:
    """Return what is to be sent and has not been yet; held mails are not."""
    count, oldest = db.session.execute(
        select(func.count(), func.min(Mail.created_at)).where(*WAITING)
    ).one()
    error = (
        select(Mail.last_error)
        .where(*WAITING, Mail.last_error.is_not(None))
        .order_by(Mail.id.desc())
        .limit(1)
    )
    return Waiting(count, oldest, db.session.scalar(error))


def held() -> int:
    """Return how many mails came back with a backup and wait to be released."""
    return db.session.scalar(select(func.count(Mail.id)).where(Mail.held_at.is_not(None))) or 0


def mails(page: int) -> Page[Mail]:
    """Return one page of all mails, newest first, for administrators: kind, times, tries; no
    address and no content."""
    total = db.session.scalar(select(func.count(Mail.id))) or 0
    query = select(Mail).order_by(Mail.id.desc()).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return Page(db.session.scalars(query).all(), page, total, PER_PAGE)
