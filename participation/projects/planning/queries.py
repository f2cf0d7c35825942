"""Reading projects for planners: every one of them, drafts too."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from participation.extensions import db
from participation.ideas.rules import like_patterns
from participation.projects.models import CriteriaSet, Project, StateChange
from participation.web.paging import Page

PER_PAGE = 50


@dataclass(frozen=True)
class Choice:
    """What a planner wants to see of the list; None stands for everything."""

    strategy_id: int | None = None
    state: str | None = None
    kind: str | None = None
    drafts: bool = False
    folded: str = ""


def page_of(choice: Choice, number: int) -> Page[Project]:
    """Return a page of the projects by strategy and key."""
    total = db.session.scalar(_chosen(choice).with_only_columns(func.count(Project.id))) or 0
    query = _chosen(choice).order_by(Project.strategy_id, Project.key)
    rows = db.session.scalars(query.offset((number - 1) * PER_PAGE).limit(PER_PAGE))
    return Page(list(rows), number, total, PER_PAGE)


def state_changes(project_id: int) -> list[StateChange]:
    """Return the states that a project came to since it was published, the latest first."""
    query = select(StateChange).where(StateChange.project_id == project_id)
    return list(db.session.scalars(query.order_by(StateChange.id.desc())))


def criteria_sets(strategy_id: int) -> list[CriteriaSet]:
    """Return the sets of criteria of a strategy, the latest first."""
    query = select(CriteriaSet).where(CriteriaSet.strategy_id == strategy_id)
    return list(db.session.scalars(query.order_by(CriteriaSet.id.desc())))


def _chosen(choice: Choice) -> Select[Project]:
    query = select(Project)
    for column, wanted in (
        (Project.strategy_id, choice.strategy_id),
        (Project.state, choice.state),
        (Project.kind, choice.kind),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    if choice.drafts:
        query = query.where(Project.published_at.is_(None))
    for pattern in like_patterns(choice.folded):
        query = query.where(Project.folded.like(pattern, escape="\\"))
    return query
