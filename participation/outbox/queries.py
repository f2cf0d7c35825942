"""Reading the outbox: what waits, what is kept in the demo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, func, literal, select, true

from participation.extensions import db
from participation.kernel.crypto import decrypt
from participation.keyring.queries import key_file
from participation.outbox.models import WAITING, Mail
from participation.outbox.rules import MailState
from participation.web.counting import columns
from participation.web.paging import Page

PER_PAGE = 50
STATE = case(
    (Mail.sent_at.is_not(None), MailState.SENT.value),
    (Mail.gave_up_at.is_not(None), MailState.GAVE_UP.value),
    (Mail.held_at.is_not(None), MailState.HELD.value),
    (Mail.last_error.is_not(None), MailState.FAILED.value),
    else_=MailState.WAITING.value,
)
"""The state of a mail, as one expression for the count, the list and its filter."""


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
    due_at: datetime


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
            row.next_try_at,
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


def counts() -> dict[MailState, int]:
    """Return how many mails are in each state; states without any are left out."""
    rows = db.session.execute(select(STATE, func.count()).group_by(STATE).order_by(STATE))
    return {MailState(row[0]): row[1] for row in rows}


def mails_due(state: MailState) -> Select[Any]:
    """Return the query of the mails in a state, for `web.counting`."""
    query = select(*columns(func.count(Mail.id), since=func.min(Mail.created_at)))
    return query.where(literal(state.value) == STATE)


def page_of(state: MailState | None, number: int) -> Page[Row[Any]]:
    """Return one page of the mails in a state, or of all, newest first, for administrators: rows of
    state, kind, created_at, next_try_at, tries, sent_at and last_error; no address and no
    content."""
    condition = true() if state is None else literal(state.value) == STATE
    total = db.session.scalar(select(func.count(Mail.id)).where(condition)) or 0
    columns = (Mail.kind, Mail.created_at, Mail.next_try_at, Mail.tries, Mail.sent_at)
    query = select(STATE.label("state"), *columns, Mail.last_error).where(condition)
    query = query.order_by(Mail.id.desc()).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    rows: Sequence[Row[Any]] = db.session.execute(query).all()
    return Page(rows, number, total, PER_PAGE)
