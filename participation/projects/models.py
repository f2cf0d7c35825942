"""Projects, their milestones, what they are linked with, and the criteria they were scored by."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, event, inspect
from sqlalchemy.orm import Mapped, mapped_column

from participation.extensions import Base, Translated, UTCDateTime
from participation.projects.rules import NAME_LENGTH, WORDING_LENGTH, Kind, State
from participation.strategy.rules import KEY_LENGTH

DATE_LENGTH = 10
"""Of a partial date: `2027`, `2027-Q1`, `2027-03` or `2027-03-31`."""


class Project(Base):
    """A project of a strategy; without `published_at` a draft that nobody but planners see.

    Its key is unique in the whole installation: its page and those who follow it name it by the
    key alone.
    """

    __tablename__ = "projects"
    __table_args__ = (
        CheckConstraint(f"kind in ({', '.join(repr(kind.value) for kind in Kind)})", name="kind"),
        CheckConstraint(
            f"state in ({', '.join(repr(state.value) for state in State)})", name="state"
        ),
        Index("ix_projects_board", "strategy_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategies.id"))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    # Other names by which it was known.
    aliases: Mapped[list[str]]
    title: Mapped[Translated]
    text: Mapped[Translated]
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    # The key of an action field; money is counted there and nowhere else.
    main_field: Mapped[str | None] = mapped_column(String(KEY_LENGTH))
    partners: Mapped[list[str]]
    # [{"round": slug, "number": …}]: ideas of another installation, named and never linked.
    idea_references: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    # By rules.searchable.
    folded: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Counts every change, also of milestones and links, so that of two planners the second notices.
    version: Mapped[int] = mapped_column(default=1)


class StateChange(Base):
    """That a published project came into another state, with a sentence about it."""

    __tablename__ = "project_state_changes"
    __table_args__ = (Index("ix_project_state_changes_project_id", "project_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(10))
    note: Mapped[Translated]
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Milestone(Base):
    """A step of a project: when it was planned, when it is expected now, when it was done. Dates
    are partial; each has the words in which its source names it."""

    __tablename__ = "milestones"
    __table_args__ = (Index("ix_milestones_project_id", "project_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[Translated]
    planned: Mapped[str | None] = mapped_column(String(DATE_LENGTH))
    planned_wording: Mapped[str] = mapped_column(String(WORDING_LENGTH), default="")
    expected: Mapped[str | None] = mapped_column(String(DATE_LENGTH))
    expected_wording: Mapped[str] = mapped_column(String(WORDING_LENGTH), default="")
    done: Mapped[str | None] = mapped_column(String(DATE_LENGTH))
    done_wording: Mapped[str] = mapped_column(String(WORDING_LENGTH), default="")
    # Why it is expected later than planned.
    reason: Mapped[Translated]
    # Of one that is not done: the last day on which it would not be overdue, and whether it is
    # expected later than planned. By schedule.py, so that the board can ask for late ones.
    due_on: Mapped[date | None]
    shifted: Mapped[bool] = mapped_column(default=False)


class ProjectGoal(Base):
    """A goal of the strategy that a project serves, and the effect expected."""

    __tablename__ = "project_goals"

    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True
    )
    goal_key: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)
    effect: Mapped[Translated]


class ProjectIdea(Base):
    """An idea that a project takes up."""

    __tablename__ = "project_ideas"

    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True
    )
    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ProjectWeight(Base):
    """A weight of a published result, a field's or a goal's, that a project refers to."""

    __tablename__ = "project_weights"

    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True
    )
    snapshot_id: Mapped[int] = mapped_column(
        ForeignKey("snapshots.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    item_key: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)


class ProjectConsultation(Base):
    """A consultation of the council that a project rests on. Whether everybody may see it is
    decided there."""

    __tablename__ = "project_consultations"

    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True
    )
    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultations.id"), primary_key=True, index=True
    )


class CriteriaSet(Base):
    """The criteria by which the projects of a strategy are looked at: `criteria` lists key and
    title, scores go from 0 to `top`. Once frozen it never changes; scores are given only then."""

    __tablename__ = "criteria_sets"
    __table_args__ = (Index("ix_criteria_sets_strategy_id", "strategy_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategies.id"))
    title: Mapped[Translated]
    criteria: Mapped[list[Any]]
    top: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    frozen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)


class CriteriaScore(Base):
    """What a project got under one criterion of a frozen set."""

    __tablename__ = "criteria_scores"
    __table_args__ = (CheckConstraint("score >= 0", name="score"),)

    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True
    )
    set_id: Mapped[int] = mapped_column(
        ForeignKey("criteria_sets.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    criterion: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)
    score: Mapped[int]


@event.listens_for(CriteriaSet, "before_update")
@event.listens_for(CriteriaSet, "before_delete")
def _frozen_never_changes(_mapper: Any, _connection: Any, row: CriteriaSet) -> None:
    """What projects were scored by must be what it was."""
    history = inspect(row).attrs.frozen_at.history
    if any((*history.unchanged, *history.deleted)):
        raise RuntimeError("frozen criteria are never changed")
