"""Reports by readers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.extensions import Base, UTCDateTime
from participation.ideas.models import Idea
from participation.moderation.models import one_of
from participation.moderation.reports.rules import Outcome, ReportReason


class Report(Base):
    """A reader's report of an idea or of another page; it waits until a moderator has settled it.

    Name and address of a reader without an account are encrypted, and deleted with the time for
    complaints.
    """

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint(one_of("reason", ReportReason), name="reason"),
        CheckConstraint(one_of("outcome", Outcome), name="outcome"),
        CheckConstraint("idea_id is not null or page <> ''", name="subject"),
        Index("ix_reports_idea_id", "idea_id"),
        Index("ix_reports_settled_at", "settled_at", "id"),
        Index("ix_reports_decision_id", "decision_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    # The path of a page that is no idea's.
    page: Mapped[str] = mapped_column(String(500), default="")
    reason: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(Text, default="")
    # The form's random token: a second click on the same form finds the first report.
    token: Mapped[str | None] = mapped_column(String(64), unique=True)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    name: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(5), default="de")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by: Mapped[str | None] = mapped_column(String(120))
    settled_by_id: Mapped[int | None]
    outcome: Mapped[str | None] = mapped_column(String(10))
    # What the moderators wrote to the reporter.
    answer: Mapped[str] = mapped_column(Text, default="")
    # The decision on the idea that settled it.
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id", ondelete="SET NULL"))
    # The mail to the reporter, which waits as long as the decision can be undone.
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mails.id", ondelete="SET NULL"))
    # A threat to life: when the police were told, and who noted it.
    police_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    police_by: Mapped[str | None] = mapped_column(String(120))

    idea: Mapped[Idea | None] = relationship(lazy="select")
