"""Which reports are due and what is missing in them, for all strategies in one statement."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, true

from participation.extensions import Translated, db
from participation.progress.models import ProgressReport, ReportEntry, ReportingRhythm
from participation.progress.queries import public_reports
from participation.progress.rules import Rhythm, next_due
from participation.projects.models import Project
from participation.strategy.models import Strategy


@dataclass(frozen=True)
class DueReport:
    """The report of a strategy that is due next: its number (None: not begun), and in how many
    published projects nothing is written yet."""

    slug: str
    title: Translated
    due: date
    number: int | None
    missing: int


def due_reports(unit_ids: Collection[int] | None = None) -> list[DueReport]:
    """Return the report that is due next of each strategy that reports, by title; the projects
    that miss a text are those of the units, or all."""
    begun = and_(
        ProgressReport.strategy_id == Strategy.id,
        ProgressReport.published_at.is_(None),
        ProgressReport.corrects_id.is_(None),
    )
    query = (
        select(
            Strategy.slug,
            Strategy.title,
            ReportingRhythm.months,
            ReportingRhythm.first_due,
            _last_due().label("last_due"),
            ProgressReport.number,
            ProgressReport.due,
            _missing(unit_ids).label("missing"),
        )
        .outerjoin(ReportingRhythm, ReportingRhythm.strategy_id == Strategy.id)
        .outerjoin(ProgressReport, begun)
        .where(or_(ReportingRhythm.strategy_id.is_not(None), ProgressReport.id.is_not(None)))
        .order_by(Strategy.slug)
    )
    found = []
    for row in db.session.execute(query):
        rhythm = None if row.months is None else Rhythm(row.months, row.first_due)
        due = row.due or next_due(rhythm, row.last_due)
        if due is not None:
            missing = row.missing if row.number is not None else 0
            found.append(DueReport(row.slug, row.title, due, row.number, missing))
    return found


def _last_due() -> Any:
    of_strategy = public_reports().where(
        ProgressReport.strategy_id == Strategy.id, ProgressReport.corrects_id.is_(None)
    )
    last = of_strategy.with_only_columns(func.max(ProgressReport.due))
    return last.correlate(Strategy).scalar_subquery()


def _missing(unit_ids: Collection[int] | None) -> Any:
    written = exists().where(
        ReportEntry.report_id == ProgressReport.id,
        ReportEntry.project_id == Project.id,
        ReportEntry.text != "",
    )
    count = select(func.count(Project.id)).where(
        Project.published_at.is_not(None),
        Project.strategy_id == Strategy.id,
        true() if unit_ids is None else Project.unit_id.in_(unit_ids),
        ~written.correlate(ProgressReport, Project),
    )
    return count.correlate(Strategy, ProgressReport).scalar_subquery()
