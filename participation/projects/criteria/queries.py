"""Reading criteria and scores, always in an order: for staff."""

from __future__ import annotations

from sqlalchemy import func, select

from participation.extensions import db
from participation.kernel.errors import N_, NotFound
from participation.projects.criteria.rules import Criteria
from participation.projects.models import CriteriaScore, CriteriaSet, Project
from participation.web.paging import Page

NO_SET = N_("Diese Kriterien gibt es nicht.")
PER_PAGE = 50


def get(strategy_id: int, set_id: int) -> CriteriaSet:
    """Return a set of a strategy. Raises NotFound."""
    row = db.session.get(CriteriaSet, set_id)
    if row is None or row.strategy_id != strategy_id:
        raise NotFound(NO_SET)
    return row


def criteria_of(row: CriteriaSet) -> Criteria:
    """Return a set as plain values."""
    titles = tuple(dict(criterion["title"]) for criterion in row.criteria)
    return Criteria(dict(row.title), titles, row.top)


def scores_of(project_id: int, set_id: int) -> dict[str, int]:
    """Return what a project got under a set, by criterion."""
    query = select(CriteriaScore.criterion, CriteriaScore.score).where(
        CriteriaScore.project_id == project_id, CriteriaScore.set_id == set_id
    )
    return {row.criterion: row.score for row in db.session.execute(query)}


def matrix(row: CriteriaSet, number: int) -> tuple[Page[Project], dict[int, dict[str, int]]]:
    """Return a page of a strategy's projects by their keys, and their scores by project and
    criterion."""
    of_strategy = select(Project).where(Project.strategy_id == row.strategy_id)
    total = db.session.scalar(of_strategy.with_only_columns(func.count(Project.id))) or 0
    query = of_strategy.order_by(Project.key).offset((number - 1) * PER_PAGE).limit(PER_PAGE)
    projects = list(db.session.scalars(query))
    scores: dict[int, dict[str, int]] = {project.id: {} for project in projects}
    given = select(CriteriaScore).where(
        CriteriaScore.set_id == row.id, CriteriaScore.project_id.in_(scores)
    )
    order = (CriteriaScore.project_id, CriteriaScore.criterion)
    for score in db.session.scalars(given.order_by(*order)):
        scores[score.project_id][score.criterion] = score.score
    return Page(projects, number, total, PER_PAGE), scores
