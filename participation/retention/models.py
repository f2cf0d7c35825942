"""How long the city keeps things, who was told that an account ends, what the archive was offered
and what is held back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.accounts.models import Account
from participation.extensions import Base, UTCDateTime
from participation.retention.rules import REASON_LENGTH
from participation.rounds.models import Round


class RetentionSettings(Base):
    """One row: for how many months the city keeps what belongs to no round, and what the job did
    last."""

    __tablename__ = "retention_settings"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    idle_months: Mapped[int]
    applications_months: Mapped[int]
    audit_months: Mapped[int]
    # Whether records are offered to an archive before they go.
    offers_archive: Mapped[bool] = mapped_column(default=True)
    ran_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When the pages that erased rows had left were cleared.
    cleared_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class IdleNotice(Base):
    """That the owner of an idle account was mailed that it will be erased; goes with the account,
    or when its owner signs in."""

    __tablename__ = "idle_notices"

    account_id: Mapped[int] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True
    )
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class ArchiveOffer(Base):
    """That the archive was offered a round's records, or the city's (no round), before they go:
    offered, answered, erased, each with its date."""

    __tablename__ = "archive_offers"
    __table_args__ = (
        Index("ix_archive_offers_round_id", "round_id", "id"),
        CheckConstraint("outcome in ('declined', 'taken')", name="outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey(Round.id, ondelete="CASCADE"))
    offered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    offered_by: Mapped[str] = mapped_column(String(120))
    outcome: Mapped[str | None] = mapped_column(String(10))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by: Mapped[str | None] = mapped_column(String(120))
    # When the last of what was offered went.
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class RetentionHold(Base):
    """That records of a kind stay although they are due, and why: a lawsuit, an inquiry."""

    __tablename__ = "retention_holds"
    __table_args__ = (Index("ix_retention_holds_ended_at", "ended_at", "round_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey(Round.id, ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(120))
