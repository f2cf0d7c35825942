"""Reading reports, always in an order. What is public is decided here for every page, file and
mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, undefer

from participation.extensions import db
from participation.kernel.errors import N_, NotFound
from participation.progress.document import Content, content_of
from participation.progress.models import ProgressReport, ReportEntry, ReportingRhythm
from participation.progress.rules import Rhythm
from participation.projects.models import Project
from participation.projects.queries import public_projects
from participation.rounds.models import Round
from participation.strategy.models import Strategy

NO_REPORT = N_("Diesen Bericht gibt es nicht. Vielleicht ist die Adresse unvollständig.")


def public_reports() -> Select[ProgressReport]:
    """Return the query of what everybody may see; every output that names reports begins with
    it."""
    return select(ProgressReport).where(ProgressReport.published_at.is_not(None))


def is_current() -> ColumnElement[bool]:
    """Return the condition under which no published report has replaced a report."""
    later = aliased(ProgressReport)
    return ~exists().where(
        later.corrects_id == ProgressReport.id, later.published_at.is_not(None)
    ).correlate(ProgressReport)


def find(strategy_id: int, number: int) -> ProgressReport | None:
    """Return any report of a strategy, a begun one too, or None: for staff."""
    query = select(ProgressReport).where(
        ProgressReport.strategy_id == strategy_id, ProgressReport.number == number
    )
    return db.session.scalar(query)


def get(strategy_id: int, number: int) -> ProgressReport:
    """Return any report of a strategy, a begun one too: for staff. Raises NotFound."""
    report = find(strategy_id, number)
    if report is None:
        raise NotFound(NO_REPORT)
    return report


def get_public(strategy_id: int, number: int) -> ProgressReport:
    """Return a published report with its document. Raises NotFound, for begun ones too."""
    query = public_reports().where(
        ProgressReport.strategy_id == strategy_id, ProgressReport.number == number
    )
    report = db.session.scalar(query.options(undefer(ProgressReport.document)))
    if report is None:
        raise NotFound(NO_REPORT)
    return report


def content(report: ProgressReport) -> Content:
    """Return what a published report holds."""
    assert report.document is not None, "a published report has its document"
    return content_of(report.document)


def of_strategy(strategy_id: int) -> Sequence[ProgressReport]:
    """Return the published reports of a strategy, corrected ones too, the newest first."""
    query = public_reports().where(ProgressReport.strategy_id == strategy_id)
    return db.session.scalars(query.order_by(ProgressReport.number.desc())).all()


def published_by_strategy() -> dict[int, list[ProgressReport]]:
    """Return the published reports of all strategies, the newest first, by the strategy's id."""
    found: dict[int, list[ProgressReport]] = {}
    for report in db.session.scalars(public_reports().order_by(ProgressReport.number.desc())):
        found.setdefault(report.strategy_id, []).append(report)
    return found


def begun_by_strategy() -> dict[int, list[ProgressReport]]:
    """Return the reports that are not published yet by the strategy's id: for staff."""
    query = select(ProgressReport).where(ProgressReport.published_at.is_(None))
    found: dict[int, list[ProgressReport]] = {}
    for report in db.session.scalars(query.order_by(ProgressReport.number)):
        found.setdefault(report.strategy_id, []).append(report)
    return found


def begun(strategy_id: int) -> ProgressReport | None:
    """Return the begun report of a strategy that is no correction, or None: for staff."""
    return db.session.scalar(
        select(ProgressReport).where(
            ProgressReport.strategy_id == strategy_id,
            ProgressReport.published_at.is_(None),
            ProgressReport.corrects_id.is_(None),
        )
    )


def correction_of(report_id: int) -> ProgressReport | None:
    """Return the report that corrects another, a begun one too, or None: for staff."""
    return db.session.scalar(select(ProgressReport).where(ProgressReport.corrects_id == report_id))


def previous(report: ProgressReport) -> ProgressReport | None:
    """Return the published report with which a report is compared: the one about the time before
    it, as it was corrected last; the one that it corrects is none of them."""
    older = or_(
        ProgressReport.period_to < report.period_to,
        and_(ProgressReport.period_to == report.period_to, ProgressReport.number < report.number),
    )
    query = public_reports().where(
        ProgressReport.strategy_id == report.strategy_id, is_current(), older
    )
    if report.corrects_id is not None:
        query = query.where(ProgressReport.id != report.corrects_id)
    newest = query.order_by(ProgressReport.period_to.desc(), ProgressReport.number.desc())
    return db.session.scalar(newest.options(undefer(ProgressReport.document)).limit(1))


def newest() -> tuple[ProgressReport, Strategy] | None:
    """Return the report that was published last, with its strategy, or None."""
    query = public_reports().where(is_current())
    query = query.join(Strategy, Strategy.id == ProgressReport.strategy_id)
    by_time = (ProgressReport.published_at.desc(), ProgressReport.id.desc())
    row = db.session.execute(query.add_columns(Strategy).order_by(*by_time).limit(1)).first()
    return (row[0], row[1]) if row else None


def strategies_of_number(number: int) -> Sequence[str]:
    """Return the slugs of the strategies that have a published report with this number."""
    query = (
        public_reports()
        .where(ProgressReport.number == number)
        .join(Strategy, Strategy.id == ProgressReport.strategy_id)
    )
    return db.session.scalars(query.with_only_columns(Strategy.slug).order_by(Strategy.slug)).all()


def rhythm_row(strategy_id: int) -> ReportingRhythm | None:
    """Return the row of a strategy's rhythm, or None."""
    return db.session.get(ReportingRhythm, strategy_id)


def rhythms() -> dict[int, Rhythm]:
    """Return the rhythms of all strategies that have one, by the strategy's id."""
    rows = db.session.scalars(select(ReportingRhythm).order_by(ReportingRhythm.strategy_id))
    return {row.strategy_id: Rhythm(row.months, row.first_due) for row in rows}


def last_due(strategy_id: int) -> date | None:
    """Return when the last published report of a strategy was due; corrections are not counted."""
    query = public_reports().where(
        ProgressReport.strategy_id == strategy_id, ProgressReport.corrects_id.is_(None)
    )
    return db.session.scalar(query.with_only_columns(func.max(ProgressReport.due)))


def entries(report_id: int) -> dict[int, ReportEntry]:
    """Return what is written in a report, by the project's id."""
    query = select(ReportEntry).where(ReportEntry.report_id == report_id)
    rows = db.session.scalars(query.order_by(ReportEntry.id))
    return {row.project_id: row for row in rows}


def entry(report_id: int, project_id: int) -> ReportEntry | None:
    """Return what is written about a project in a report, or None."""
    query = select(ReportEntry).where(
        ReportEntry.report_id == report_id, ReportEntry.project_id == project_id
    )
    return db.session.scalar(query)


def entries_of_project(project_id: int) -> list[Row[Any]]:
    """Return what published reports, as they were corrected last, say of a project, the latest
    period first: rows of slug, number, period_from, period_to, text."""
    query = (
        public_reports()
        .join(ReportEntry, ReportEntry.report_id == ProgressReport.id)
        .join(Strategy, Strategy.id == ProgressReport.strategy_id)
        .where(ReportEntry.project_id == project_id, ReportEntry.text != "", is_current())
        .order_by(ProgressReport.period_to.desc(), ProgressReport.number.desc())
        .with_only_columns(
            Strategy.slug,
            ProgressReport.number,
            ProgressReport.period_from,
            ProgressReport.period_to,
            ReportEntry.text,
        )
    )
    return list(db.session.execute(query))


def open_by_unit(report: ProgressReport) -> dict[int | None, int]:
    """Return how many published projects have no text in a report yet, by their unit."""
    written = exists().where(
        ReportEntry.report_id == report.id,
        ReportEntry.project_id == Project.id,
        ReportEntry.text != "",
    )
    query = (
        public_projects()
        .where(Project.strategy_id == report.strategy_id, ~written)
        .with_only_columns(Project.unit_id, func.count(Project.id))
        .group_by(Project.unit_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query.order_by(Project.unit_id))}


def strategies_with_reports() -> list[int]:
    """Return the ids of the strategies of which a report may be due: those with a rhythm or with a
    begun report."""
    begun_ones = select(ProgressReport.strategy_id).where(ProgressReport.published_at.is_(None))
    ids = select(ReportingRhythm.strategy_id).union(begun_ones).subquery()
    return list(db.session.scalars(select(ids.c.strategy_id).order_by(ids.c.strategy_id)))


def public_round_slugs(strategy_id: int) -> list[str]:
    """Return the slugs of the published rounds of a strategy."""
    query = select(Round.slug).where(
        Round.strategy_id == strategy_id, Round.published_at.is_not(None)
    )
    return list(db.session.scalars(query.order_by(Round.slug)))
