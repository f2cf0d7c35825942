"""Reports on a strategy's projects, what units write for them, and which reminders went out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, event, inspect, select
from sqlalchemy import text as sql
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, ORMExecuteState, Session, mapped_column
from sqlalchemy.types import JSON

from participation.answers.rules import REMINDERS
from participation.extensions import Base, UTCDateTime
from participation.progress.rules import MOST_MONTHS


class ReportingRhythm(Base):
    """Every how many months a report on a strategy is due, and when the first one is, as far as
    that is known."""

    __tablename__ = "reporting_rhythms"
    __table_args__ = (CheckConstraint(f"months between 1 and {MOST_MONTHS}", name="months"),)

    strategy_id: Mapped[int] = mapped_column(
        ForeignKey("strategies.id"), primary_key=True, autoincrement=False
    )
    months: Mapped[int]
    first_due: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class ProgressReport(Base):
    """A report on a strategy's projects in a period: begun while `published_at` is empty, from then
    on never changed. A correction is another report that names the one it replaces.

    A strategy has at most one begun report that is no correction.
    """

    __tablename__ = "progress_reports"
    __table_args__ = (
        Index("uq_progress_reports_strategy_id_number", "strategy_id", "number", unique=True),
        Index(
            "uq_progress_reports_begun",
            "strategy_id",
            unique=True,
            sqlite_where=sql("published_at IS NULL AND corrects_id IS NULL"),
            postgresql_where=sql("published_at IS NULL AND corrects_id IS NULL"),
        ),
        CheckConstraint("period_from <= period_to", name="period"),
        CheckConstraint("(published_at is null) = (digest is null)", name="digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategies.id"))
    number: Mapped[int]
    period_from: Mapped[date]
    period_to: Mapped[date]
    due: Mapped[date]
    # Read only where a report is shown whole.
    document: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    digest: Mapped[str | None] = mapped_column(String(64))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("progress_reports.id"), unique=True)
    # Of a correction: what was wrong.
    reason: Mapped[str] = mapped_column(Text, default="")
    begun_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime, active_history=True)
    published_by_id: Mapped[int | None]
    published_by: Mapped[str | None] = mapped_column(String(120))
    # Counts changes of the period, so that of two planners the second notices.
    version: Mapped[int] = mapped_column(default=1)


class ReportEntry(Base):
    """What is written about a project in a report. An empty text is still to be written; a project
    without a row has none yet. It is as locked as its report."""

    __tablename__ = "report_entries"
    __table_args__ = (
        Index("uq_report_entries_report_id_project_id", "report_id", "project_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("progress_reports.id", ondelete="CASCADE"))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Counts every change, so that of two people the second notices.
    version: Mapped[int] = mapped_column(default=1)


class ReportReminder(Base):
    """That a reminder of a report that is due was sent, so that none is sent twice, whether or not
    somebody had begun the report."""

    __tablename__ = "report_reminders"
    __table_args__ = (
        CheckConstraint(f"days in ({', '.join(str(days) for days in REMINDERS)})", name="days"),
    )

    strategy_id: Mapped[int] = mapped_column(
        ForeignKey("strategies.id"), primary_key=True, autoincrement=False
    )
    due: Mapped[date] = mapped_column(primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)


@event.listens_for(ProgressReport, "before_update")
def _published_reports_stay(
    _mapper: Mapper[Any], _connection: Connection, report: ProgressReport
) -> None:
    history = inspect(report).attrs.published_at.load_history()
    if any((*history.unchanged, *history.deleted)):
        raise RuntimeError("a published report is never changed; a correction is another report")


@event.listens_for(ProgressReport, "before_delete")
def _published_reports_remain(
    _mapper: Mapper[Any], _connection: Connection, report: ProgressReport
) -> None:
    if report.published_at is not None:
        raise RuntimeError("a published report is never deleted")


@event.listens_for(ReportEntry, "before_insert")
@event.listens_for(ReportEntry, "before_update")
@event.listens_for(ReportEntry, "before_delete")
def _published_entries_stay(
    _mapper: Mapper[Any], connection: Connection, entry: ReportEntry
) -> None:
    published = select(ProgressReport.published_at).where(ProgressReport.id == entry.report_id)
    if connection.scalar(published) is not None:
        raise RuntimeError("the entries of a published report are never changed")


@event.listens_for(Session, "do_orm_execute")
def _no_bulk(execution: ORMExecuteState) -> None:
    """Statements that change rows without loading them would pass by the listeners above."""
    if execution.is_update or execution.is_delete:
        table = getattr(execution.statement, "table", None)
        if table in (ProgressReport.__table__, ReportEntry.__table__):
            raise RuntimeError(f"{table} is changed row by row only")
