"""Who is at which idea, what moderators note and ask units, decisions in bulk, keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.accounts.models import Account
from participation.city.models import Unit
from participation.extensions import Base, UTCDateTime
from participation.ideas.models import Idea


class IdeaClaim(Base):
    """That a moderator has opened an idea to decide; it ends by itself."""

    __tablename__ = "idea_claims"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    until: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    # The person went on without a decision: they get it again when nothing else is left.
    skipped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    account: Mapped[Account] = relationship(lazy="select")


class IdeaNote(Base):
    """What a moderator notes on an idea for colleagues. Never public, deleted with the idea."""

    __tablename__ = "idea_notes"
    __table_args__ = (Index("ix_idea_notes_idea_id", "idea_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None]
    by_label: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Handover(Base):
    """A question about an idea to a unit of the city, and its reply."""

    __tablename__ = "idea_handovers"
    __table_args__ = (
        Index("ix_idea_handovers_idea_id", "idea_id", "id"),
        Index("ix_idea_handovers_unit_id", "unit_id", "replied_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    question: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None]
    by_label: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_by: Mapped[str | None] = mapped_column(String(120))
    replied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    idea: Mapped[Idea] = relationship(lazy="select")
    unit: Mapped[Unit] = relationship(lazy="select")


class BulkDecision(Base):
    """Decisions on several ideas that were made in one go, so that they can be undone in one."""

    __tablename__ = "bulk_decisions"
    __table_args__ = (CheckConstraint("kind in ('publish', 'spam', 'copies')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # The form's random token: a form that is sent twice decides once.
    token: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    items: Mapped[list[BulkItem]] = relationship(
        lazy="select", order_by="BulkItem.id", cascade="all, delete-orphan"
    )


class BulkItem(Base):
    """One idea of a bulk: its decision, or why there is none; later why it was not taken back."""

    __tablename__ = "bulk_decision_items"
    __table_args__ = (
        Index("uq_bulk_decision_items_bulk_id_idea_id", "bulk_id", "idea_id", unique=True),
        Index("ix_bulk_decision_items_idea_id", "idea_id"),
        Index("ix_bulk_decision_items_decision_id", "decision_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bulk_id: Mapped[int] = mapped_column(ForeignKey("bulk_decisions.id", ondelete="CASCADE"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id", ondelete="CASCADE"))
    problem: Mapped[str | None] = mapped_column(String(20))

    idea: Mapped[Idea] = relationship(lazy="select")


class WorkbenchKeys(Base):
    """The keys that a member of staff chose, and whether they are on; no row: the usual ones."""

    __tablename__ = "workbench_keys"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    enabled: Mapped[bool]
    keys: Mapped[dict[str, Any]]
