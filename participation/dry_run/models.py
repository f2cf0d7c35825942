"""Which dry runs there are, and which moments of a round were tried out. What happens in a dry run
is in a database of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.extensions import Base, UTCDateTime


class DryRun(Base):
    """A dry run that goes on: whose it is, and which date is pretended since when."""

    __tablename__ = "dry_runs"
    __table_args__ = (
        Index("uq_dry_runs_account_id", "account_id", unique=True),
        Index("ix_dry_runs_round_id", "round_id"),
    )

    # Also the name of its folder and a part of its address.
    token: Mapped[str] = mapped_column(String(43), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    # The round's version that was copied.
    round_version: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # None while it is being made.
    moment: Mapped[str | None] = mapped_column(String(20))
    pretended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    since: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SeenMoment(Base):
    """That somebody saw a round at this moment in a dry run: when last, and in which version."""

    __tablename__ = "dry_run_moments"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True
    )
    moment: Mapped[str] = mapped_column(String(20), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    round_version: Mapped[int]
