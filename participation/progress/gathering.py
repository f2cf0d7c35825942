"""What a report holds at this moment, read from its projects with their milestones, texts and
money."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select

from participation.city.models import Unit
from participation.extensions import db
from participation.progress import queries
from participation.progress.document import Content, ReportedProject
from participation.progress.models import ProgressReport, ReportEntry
from participation.projects.finance.queries import lines
from participation.projects.finance.rules import Stage
from participation.projects.models import Milestone, Project
from participation.projects.queries import public_projects, step_of
from participation.projects.schedule import Step


@dataclass(frozen=True)
class DrawnUp:
    """A published project that a report tells of, with its unit and what is written about it."""

    project: Project
    unit: Unit | None
    entry: ReportEntry | None

    @property
    def text(self) -> str:
        """What is written about it, empty where nothing is yet."""
        return self.entry.text if self.entry else ""


def drawn_up(report: ProgressReport) -> list[DrawnUp]:
    """Return every published project of the report's strategy in the order in which they came in,
    also those that were published after it was begun."""
    query = (
        public_projects()
        .where(Project.strategy_id == report.strategy_id)
        .outerjoin(Unit, Unit.id == Project.unit_id)
        .outerjoin(
            ReportEntry,
            and_(ReportEntry.project_id == Project.id, ReportEntry.report_id == report.id),
        )
    )
    rows = db.session.execute(query.add_columns(Unit, ReportEntry).order_by(Project.id))
    return [DrawnUp(row[0], row[1], row[2]) for row in rows]


def gather(report: ProgressReport, day: date) -> tuple[Content, Content | None]:
    """Return what a report holds as of a day, and the report with which it is compared, if there is
    one (four statements, and one for what a correction corrects)."""
    steps, money = _steps(report.strategy_id), _money(report.strategy_id)
    before = queries.previous(report)
    corrected = db.session.get(ProgressReport, report.corrects_id) if report.corrects_id else None
    content = Content(
        number=report.number,
        first_day=report.period_from,
        last_day=report.period_to,
        due=report.due,
        day=day,
        since=before.number if before else None,
        corrects=corrected.number if corrected else None,
        reason=report.reason,
        projects=tuple(
            ReportedProject(
                key=one.project.key,
                title=dict(one.project.title),
                state=one.project.state,
                unit=dict(one.unit.title) if one.unit else {},
                text=one.text,
                steps=tuple(steps[one.project.id]),
                money=money[one.project.id],
            )
            for one in drawn_up(report)
        ),
    )
    return content, queries.content(before) if before else None


def _steps(strategy_id: int) -> dict[int, list[Step]]:
    query = select(Milestone).join(Project, Project.id == Milestone.project_id)
    query = query.where(Project.strategy_id == strategy_id, Project.published_at.is_not(None))
    steps: dict[int, list[Step]] = defaultdict(list)
    for row in db.session.scalars(query.order_by(Milestone.position, Milestone.id)):
        steps[row.project_id].append(step_of(row))
    return steps


def _money(strategy_id: int) -> dict[int, dict[Stage, int]]:
    sums: dict[int, dict[Stage, int]] = defaultdict(lambda: defaultdict(int))
    for line in lines(strategy_id, tuple(Stage), public_only=True):
        sums[line.project_id][Stage(line.stage)] += line.cents
    return sums
