"""What a strategy holds before a file comes in."""

from __future__ import annotations

from sqlalchemy import select

from participation.extensions import db
from participation.kernel.amounts import Unit
from participation.projects.finance.intake.plan import Known, LineKey, Present, Stored
from participation.projects.finance.models import FinanceLine
from participation.projects.finance.queries import sources
from participation.projects.finance.rules import Stage
from participation.projects.models import Project
from participation.projects.queries import names as project_names


def present(strategy_id: int) -> Present:
    """Return what a strategy holds, drafts too, to match a file with."""
    query = select(Project.id, Project.key, Project.title, Project.aliases, Project.place)
    query = query.where(Project.strategy_id == strategy_id).order_by(Project.id)
    known = tuple(
        Known(row.id, row.title, (row.key, *row.title.values(), *row.aliases), row.place)
        for row in db.session.execute(query)
    )
    paying = tuple(
        Known(info.id, info.title, (info.key, *info.title.values()))
        for info in sources(strategy_id)
    )
    stored = select(FinanceLine).join(Project).where(Project.strategy_id == strategy_id)
    columns = stored.with_only_columns(
        FinanceLine.id,
        FinanceLine.project_id,
        FinanceLine.source_id,
        FinanceLine.year,
        FinanceLine.stage,
        FinanceLine.cents,
        FinanceLine.unit_given,
        FinanceLine.note,
    )
    by_key = {
        LineKey(row.project_id, row.source_id, row.year, Stage(row.stage)): Stored(
            row.id, row.cents, Unit(row.unit_given), row.note
        )
        for row in db.session.execute(columns.order_by(FinanceLine.id))
    }
    return Present(known, paying, by_key, frozenset(project_names()))
