"""Who follows what, what is news, and who is still to hear of it."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.extensions import Base, Translated, UTCDateTime
from participation.following.rules import KEY_LENGTH, Frequency


class Follow(Base):
    """An account follows a subject. Subjects stand above this rung, so they are named by kind and
    key; when people began to follow is not kept.

    On PostgreSQL rows stand about in the order in which they came, as those of accounts do; ballots
    have no order to match it with.
    """

    __tablename__ = "follows"
    __table_args__ = (
        UniqueConstraint("account_id", "kind", "key"),
        Index("ix_follows_subject", "kind", "key"),
        CheckConstraint(
            f"frequency in ({', '.join(repr(each.value) for each in Frequency)})", name="frequency"
        ),
        {"sqlite_with_rowid": False},
    )

    # Random: the link in a mail names follows by it, so it is never used again, and it tells no
    # order.
    id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, default=lambda: secrets.randbits(53)
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    frequency: Mapped[str] = mapped_column(String(10))


class News(Base):
    """Something public that happened to a subject, while somebody is still to hear of it."""

    __tablename__ = "news"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    event: Mapped[str] = mapped_column(String(40))
    # One sentence for each language, plain text.
    what: Mapped[Translated]
    # Below BASE_URL; empty for the page of what it is about, or the subject's own.
    path: Mapped[str] = mapped_column(String(500), default="")
    # What else it is about, such as the project that takes an idea up; nobody is told of it while
    # that is not public.
    about_kind: Mapped[str] = mapped_column(String(10), default="", server_default="")
    about_key: Mapped[str] = mapped_column(String(KEY_LENGTH), default="", server_default="")
    happened_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class NewsRecipient(Base):
    """An account that is still to hear of news; the row goes in the transaction that writes the
    mail."""

    __tablename__ = "news_recipients"

    news_id: Mapped[int] = mapped_column(
        ForeignKey("news.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class NewsMark(Base):
    """That a subject's followers were told of something that can become public more than once, so
    that they are told once; it stays when the news is gone."""

    __tablename__ = "news_marks"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)
    mark: Mapped[str] = mapped_column(String(60), primary_key=True)
