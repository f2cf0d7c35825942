"""Mails as rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from participation.extensions import Base, UTCDateTime
from participation.outbox.rules import Priority


class Mail(Base):
    """A mail to be sent. Address, subject, body and link are encrypted while they wait, and purged
    when the mail is sent."""

    __tablename__ = "mails"
    __table_args__ = (
        Index(
            "ix_mails_due",
            "priority",
            "next_try_at",
            sqlite_where=text("sent_at IS NULL"),
            postgresql_where=text("sent_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
    # The address that unsubscribes with one click (RFC 8058), for mails that can be stopped.
    unsubscribe: Mapped[str | None] = mapped_column(Text)
    # Written once and sent with every try: of a repetition, mail programs show one.
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    # One of rules.Priority; the lowest number goes first.
    priority: Mapped[int] = mapped_column(default=Priority.SINGLE.value, server_default="1")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The recipient's server refused the address for days; the content is purged and the row tells
    # of it.
    gave_up_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # It came back with a backup and may have been sent since; it waits until somebody releases it.
    held_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # What the server said, without any address.
    last_error: Mapped[str | None] = mapped_column(String(200))


WAITING = (Mail.sent_at.is_(None), Mail.gave_up_at.is_(None), Mail.held_at.is_(None))
"""The conditions under which a mail is to be sent."""
