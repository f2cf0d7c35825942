"""Reading what planners change: lines, rates and costs of a project, papers to choose, a file that
waits."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import or_, select

from participation.council.models import Paper
from participation.extensions import db
from participation.kernel.errors import N_, NotFound
from participation.projects.finance.models import (
    Approval,
    CostLine,
    FinanceLine,
    FinanceUpload,
    Source,
)
from participation.projects.finance.rules import Stage
from participation.projects.models import Project
from participation.projects.queries import NO_PROJECT

NO_LINE = N_("Diesen Eintrag gibt es nicht mehr. Vielleicht hat ihn jemand entfernt.")
_ORDER = {stage.value: position for position, stage in enumerate(Stage)}
M = TypeVar("M", FinanceLine, Approval, CostLine)


def project(strategy_id: int, key: str) -> Project:
    """Return a project of a strategy, a draft too. Raises NotFound."""
    query = select(Project).where(Project.strategy_id == strategy_id, Project.key == key)
    row = db.session.scalar(query)
    if row is None:
        raise NotFound(NO_PROJECT)
    return row


def row_of(model: type[M], project_id: int, row_id: int) -> M:
    """Return a line, rate or cost of a project. Raises NotFound."""
    query = select(model).where(model.id == row_id, model.project_id == project_id)
    row = db.session.scalar(query)
    if row is None:
        raise NotFound(NO_LINE)
    return row


def lines(project_id: int) -> list[tuple[FinanceLine, Source]]:
    """Return the lines of a project with their sources by stage, source and year."""
    query = select(FinanceLine, Source).join(Source, Source.id == FinanceLine.source_id)
    query = query.where(FinanceLine.project_id == project_id)
    rows = db.session.execute(query.order_by(Source.id, FinanceLine.year, FinanceLine.id))
    return sorted(((line, source) for line, source in rows), key=lambda row: _ORDER[row[0].stage])


def approvals(project_id: int) -> list[tuple[Approval, Source, Paper | None]]:
    """Return the rates of a project with their sources and papers, in their order."""
    query = (
        select(Approval, Source, Paper)
        .join(Source, Source.id == Approval.source_id)
        .outerjoin(Paper, Paper.id == Approval.paper_id)
        .where(Approval.project_id == project_id)
        .order_by(Approval.id)
    )
    return [(row, source, paper) for row, source, paper in db.session.execute(query)]


def costs(project_id: int) -> list[CostLine]:
    """Return the costs of a project in their order."""
    query = select(CostLine).where(CostLine.project_id == project_id)
    return list(db.session.scalars(query.order_by(CostLine.year, CostLine.id)))


def papers(strategy_id: int) -> list[Paper]:
    """Return the papers that a lock or a rate of a strategy can rest on, public or not."""
    query = select(Paper).where(or_(Paper.strategy_id == strategy_id, Paper.strategy_id.is_(None)))
    return list(db.session.scalars(query.order_by(Paper.id.desc())))


def source_rows(strategy_id: int) -> list[Source]:
    """Return the sources of a strategy in the order in which they came in."""
    query = select(Source).where(Source.strategy_id == strategy_id).order_by(Source.id)
    return list(db.session.scalars(query))


def upload(strategy_id: int, account_id: int) -> FinanceUpload | None:
    """Return the file that a person has handed in and not confirmed yet, or None."""
    query = select(FinanceUpload).where(
        FinanceUpload.strategy_id == strategy_id, FinanceUpload.account_id == account_id
    )
    return db.session.scalar(query)
