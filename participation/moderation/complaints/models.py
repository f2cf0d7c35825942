"""Complaints."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.extensions import Base, UTCDateTime
from participation.ideas.models import Idea, IdeaOriginal
from participation.moderation.complaints.rules import Outcome
from participation.moderation.models import Decision, one_of
from participation.moderation.reports.models import Report

SUBJECTS = ("decision_id", "report_id", "original_id")


def _only(subject: str) -> str:
    parts = (f"{each} is {'not ' if each == subject else ''}null" for each in SUBJECTS)
    return f"({' and '.join(parts)})"


class Complaint(Base):
    """The one complaint of an author about a decision or a black-out, or of a reporter about what
    became of their report."""

    __tablename__ = "complaints"
    __table_args__ = (
        CheckConstraint(" or ".join(map(_only, SUBJECTS)), name="one_side"),
        CheckConstraint(one_of("outcome", Outcome), name="outcome"),
        Index("ix_complaints_decided_at", "decided_at", "id"),
        Index("ix_complaints_idea_id", "idea_id"),
        Index("ix_complaints_made_decision_id", "made_decision_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    # By the author, about this decision; NULLs never collide, so each has one complaint.
    decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("decisions.id", ondelete="CASCADE"), unique=True
    )
    # By the reporter, about what became of this report.
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("reports.id", ondelete="CASCADE"), unique=True
    )
    # By the author, about what was blacked out then.
    original_id: Mapped[int | None] = mapped_column(
        ForeignKey("idea_originals.id", ondelete="CASCADE"), unique=True
    )
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(10))
    reasons: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None]
    decided_by: Mapped[str | None] = mapped_column(String(120))
    # The decision on the idea that the complaint led to.
    made_decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("decisions.id", ondelete="SET NULL")
    )

    idea: Mapped[Idea | None] = relationship(lazy="select")
    decision: Mapped[Decision | None] = relationship(foreign_keys=[decision_id], lazy="select")
    report: Mapped[Report | None] = relationship(lazy="select")
    original: Mapped[IdeaOriginal | None] = relationship(lazy="select")

    @property
    def by_author(self) -> bool:
        """Whether the author of the idea complains, and not a reporter."""
        return self.report_id is None
