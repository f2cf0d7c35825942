"""Answers to ideas, which unit an idea is given to, and what the city says to all that are left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, event, false, inspect
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, Mapper, ORMExecuteState, Session, mapped_column, relationship

from participation.answers.rules import COMPETENT_LENGTH, DATE_LENGTH, REMINDERS, Status
from participation.city.models import Unit
from participation.council.models import Paper
from participation.extensions import Base, UTCDateTime
from participation.ideas.models import Idea
from participation.moderation.blackout.rules import only_blacked_out
from participation.projects.models import Project


class Answer(Base):
    """An answer to an idea: staged while `published_at` is empty, from then on never changed but by
    blacking passages out.

    A correction is a new row that `supersedes_id` ties to the one it replaces. An idea has at most
    one staged answer and one line of published ones.
    """

    __tablename__ = "answers"
    __table_args__ = (
        CheckConstraint(
            f"status in ({', '.join(repr(status.value) for status in Status)})", name="status"
        ),
        Index("ix_answers_idea_id", "idea_id", "published_at"),
        Index(
            "uq_answers_staged",
            "idea_id",
            unique=True,
            sqlite_where=sql("published_at IS NULL"),
            postgresql_where=sql("published_at IS NULL"),
        ),
        Index(
            "uq_answers_first",
            "idea_id",
            unique=True,
            sqlite_where=sql("published_at IS NOT NULL AND supersedes_id IS NULL"),
            postgresql_where=sql("published_at IS NOT NULL AND supersedes_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    status: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="", active_history=True)
    # Until when the city looks at it, a partial date.
    review_by: Mapped[str | None] = mapped_column(String(DATE_LENGTH))
    # Who can act where the city cannot.
    competent: Mapped[str] = mapped_column(
        String(COMPETENT_LENGTH), default="", active_history=True
    )
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"), index=True)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("papers.id"), index=True)
    supersedes_id: Mapped[int | None] = mapped_column(
        ForeignKey("answers.id", ondelete="CASCADE"), unique=True
    )
    version: Mapped[int] = mapped_column(default=1)
    staged_at: Mapped[datetime] = mapped_column(UTCDateTime)
    staged_by_id: Mapped[int | None]
    staged_by: Mapped[str] = mapped_column(String(120))
    # What planners staged, units leave as it is.
    staged_by_unit: Mapped[bool] = mapped_column(default=False, server_default=false())
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime, active_history=True)
    published_by_id: Mapped[int | None]
    published_by: Mapped[str | None] = mapped_column(String(120))

    idea: Mapped[Idea] = relationship(lazy="select")
    unit: Mapped[Unit | None] = relationship(lazy="select")
    project: Mapped[Project | None] = relationship(lazy="select")
    paper: Mapped[Paper | None] = relationship(lazy="select")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (read once by SQLAlchemy)


class Assignment(Base):
    """The unit that an idea is given to for an answer."""

    __tablename__ = "answer_assignments"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    assigned_at: Mapped[datetime] = mapped_column(UTCDateTime)


class GeneralStatement(Base):
    """What the city says to all ideas of a round that have no answer of their own; the newest
    holds, and none is ever changed."""

    __tablename__ = "general_statements"
    __table_args__ = (Index("ix_general_statements_round_id", "round_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int | None]
    published_by: Mapped[str] = mapped_column(String(120))


class AnswerNotice(Base):
    """A published answer of which its author and those who follow have not been told yet."""

    __tablename__ = "answer_notices"

    answer_id: Mapped[int] = mapped_column(
        ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


class AnswerReminder(Base):
    """That a reminder of a round's time limit was sent, so that none is sent twice."""

    __tablename__ = "answer_reminders"
    __table_args__ = (
        CheckConstraint(f"days in ({', '.join(str(days) for days in REMINDERS)})", name="days"),
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)


@event.listens_for(Answer, "before_update")
def _published_answers_stay(_mapper: Mapper[Any], _connection: Any, answer: Answer) -> None:
    history = inspect(answer).attrs.published_at.load_history()
    if any((*history.unchanged, *history.deleted)) and not _is_only_blacked_out(answer):
        raise RuntimeError("a published answer is never changed; a correction is a new one")


def _is_only_blacked_out(answer: Answer) -> bool:
    """Tell whether nothing else changes than that passages are blacked out."""
    changes = {
        name: attribute.load_history()
        for name, attribute in inspect(answer).attrs.items()
        if attribute.history.has_changes()
    }
    return set(changes) <= {"text", "competent"} and all(
        only_blacked_out(*history.deleted, *history.added) for history in changes.values()
    )


@event.listens_for(Answer, "before_delete")
def _published_answers_remain(_mapper: Mapper[Any], _connection: Any, answer: Answer) -> None:
    if answer.published_at is not None:
        raise RuntimeError("a published answer is never deleted")


@event.listens_for(GeneralStatement, "before_update")
def _statements_stay(_mapper: Mapper[Any], _connection: Any, _statement: GeneralStatement) -> None:
    raise RuntimeError("a general statement is never changed; a correction is a new one")


@event.listens_for(Session, "do_orm_execute")
def _no_bulk(execution: ORMExecuteState) -> None:
    """Statements that change rows without loading them would pass by the listeners; publishing
    does so with staged ones and says it."""
    if (execution.is_update or execution.is_delete) and not execution.execution_options.get(
        "publishing"
    ):
        table = getattr(execution.statement, "table", None)
        if table in (Answer.__table__, GeneralStatement.__table__):
            raise RuntimeError(f"an answer is changed one by one only: {table}")
