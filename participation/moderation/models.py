"""Decisions on ideas."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.extensions import Base, UTCDateTime
from participation.ideas.models import Idea
from participation.moderation.rules import DECISIONS, Reason


def one_of(column: str, values: Iterable[StrEnum]) -> str:
    """Return the condition that a column holds one of these values."""
    return f"{column} in ({', '.join(repr(value.value) for value in values)})"


class Decision(Base):
    """One decision on an idea: who, when, why, and which version of the idea it was made on."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint(one_of("action", DECISIONS), name="action"),
        CheckConstraint(one_of("reason", Reason), name="reason"),
        Index("ix_decisions_idea_id", "idea_id", "id"),
        Index("ix_decisions_at", "at"),
        Index("ix_decisions_by_id", "by_id", "at"),
        Index("ix_decisions_duplicate_of_id", "duplicate_of_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    idea_version: Mapped[int]
    action: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None]
    by_label: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    # The idea that there was already, where the reason is that there is one.
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    # The mail to the author, which waits as long as the decision can be undone.
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mails.id", ondelete="SET NULL"))
    # What undoing puts back: the idea's columns by name, moments as ISO text.
    before: Mapped[dict[str, Any]]
    # The idea's version that the decision made; undoing needs it to be the present one.
    made_version: Mapped[int]
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by: Mapped[str | None] = mapped_column(String(120))
    # Made on a complaint: somebody else decided anew, and nobody takes that back.
    on_complaint: Mapped[bool] = mapped_column(default=False)

    idea: Mapped[Idea] = relationship(lazy="select", foreign_keys=[idea_id])


class ReportAlert(Base):
    """When the moderators of a round were mailed about a report, and when somebody looked: between
    the two there is no second mail."""

    __tablename__ = "report_alerts"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True
    )
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    looked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
