"""What planners and units do for reports: set the rhythm, begin one, write about projects, begin a
correction, discard what was begun."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from participation.audit.service import Actor, record
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import N_, BadInput, Conflict, Forbidden, Frozen, NotFound
from participation.progress import queries
from participation.progress.models import ProgressReport, ReportEntry, ReportingRhythm
from participation.progress.rules import (
    Period,
    Rhythm,
    period_problems,
    reason_problem,
    rhythm_problems,
    text_problem,
)
from participation.projects.models import Project
from participation.projects.queries import get_public
from participation.strategy.models import Strategy
from participation.strategy.queries import NO_STRATEGY
from participation.web.transactions import begin_write

OTHER_UNIT = N_("Über dieses Projekt berichtet eine andere Fachstelle.")
PUBLISHED = N_(
    "Dieser Bericht ist veröffentlicht und steht fest. Eine Korrektur ist ein weiterer Bericht."
)
BEGUN_ALREADY = N_(
    "Es gibt schon einen begonnenen Bericht. Veröffentlichen oder verwerfen Sie zuerst diesen."
)
CORRECTED_ALREADY = N_("Diesen Bericht hat inzwischen jemand berichtigt. Prüfen Sie die Liste.")
WRITTEN_MEANWHILE = N_(
    "Den Text zu diesem Projekt hat inzwischen jemand geändert. Ihrer wurde nicht gespeichert."
)


class InvalidReport(BadInput):
    """Everything that is wrong with what was given; each problem names its field."""

    def __init__(self, problems: list[BadInput]) -> None:
        self.problems = problems
        first = problems[0]
        super().__init__(first.message, field=first.field, **first.values)


@dataclass(frozen=True)
class Reporter:
    """Who writes about projects, and of which units; None is of all of them, and of none."""

    actor: Actor
    units: frozenset[int] | None = None

    def may_write(self, unit_id: int | None) -> bool:
        """Tell whether they may write about a project of this unit."""
        return self.units is None or unit_id in self.units


def set_rhythm(
    slug: str, rhythm: Rhythm, *, version: int, actor: Actor, clock: Clock
) -> ReportingRhythm:
    """Set how often reports on a strategy are due; `version` is the one that was looked at, 0 for
    none. Setting the same again changes nothing.

    Raises NotFound, InvalidReport, and Conflict when somebody set another meanwhile.
    """
    problems = rhythm_problems(rhythm)
    if problems:
        raise InvalidReport(problems)
    strategy = lock_strategy(slug)
    row = queries.rhythm_row(strategy.id)
    if row is not None and (row.months, row.first_due) == (rhythm.months, rhythm.first_due):
        return row
    if (row.version if row else 0) != version:
        raise Conflict()
    if row is None:
        row = ReportingRhythm(strategy_id=strategy.id, version=0)
        db.session.add(row)
    row.months, row.first_due, row.version = rhythm.months, rhythm.first_due, version + 1
    db.session.flush()
    first = rhythm.first_due.isoformat() if rhythm.first_due else None
    _record(strategy, "reports.rhythm_set", actor, clock, months=rhythm.months, first_due=first)
    return row


def begin(slug: str, period: Period, *, actor: Actor, clock: Clock) -> ProgressReport:
    """Begin a report on a strategy's published projects. A second submission of the same period
    finds the first.

    Raises NotFound, InvalidReport, and Conflict while another report is begun.
    """
    problems = period_problems(period)
    if problems:
        raise InvalidReport(problems)
    strategy = lock_strategy(slug)
    present = queries.begun(strategy.id)
    if present is not None:
        if period_of(present) == period:
            return present
        raise Conflict(BEGUN_ALREADY)
    return _add(strategy, period, actor=actor, clock=clock)


def change_period(
    slug: str, number: int, period: Period, *, version: int, actor: Actor, clock: Clock
) -> bool:
    """Change what a begun report is about and when it is due; return whether anything changed.

    Raises NotFound, InvalidReport, Frozen, and Conflict for another version than the present one.
    """
    problems = period_problems(period)
    if problems:
        raise InvalidReport(problems)
    strategy, report = lock_begun(slug, number)
    if period_of(report) == period:
        return False
    if report.version != version:
        raise Conflict()
    _set_period(report, period)
    report.version += 1
    db.session.flush()
    _record(strategy, "report.changed", actor, clock, number=number)
    return True


def begin_correction(
    slug: str, number: int, reason: str, *, actor: Actor, clock: Clock
) -> ProgressReport:
    """Begin a report that corrects a published one, with its period and its texts; nothing of the
    published one changes. A second submission finds the first.

    Raises NotFound, InvalidReport without a reason, and Conflict where it is corrected already.
    """
    wrong = reason_problem(reason)
    if wrong:
        raise InvalidReport([wrong])
    strategy = lock_strategy(slug)
    report = queries.get_public(strategy.id, number)
    present = queries.correction_of(report.id)
    if present is not None:
        if present.published_at is None and present.reason == reason:
            return present
        raise Conflict(CORRECTED_ALREADY)
    correction = _add(
        strategy, period_of(report), actor=actor, clock=clock, corrects_id=report.id, reason=reason
    )
    now = clock.now()
    for entry in queries.entries(report.id).values():
        copy = ReportEntry(report_id=correction.id, project_id=entry.project_id, text=entry.text)
        copy.written_at = now
        db.session.add(copy)
    db.session.flush()
    return correction


def discard(slug: str, number: int, *, actor: Actor, clock: Clock) -> None:
    """Throw a begun report away with all that is written in it. Doing so again finds nothing:
    NotFound. Raises Frozen for a published one."""
    strategy, report = lock_begun(slug, number)
    for entry in queries.entries(report.id).values():
        db.session.delete(entry)
    db.session.flush()
    db.session.delete(report)
    db.session.flush()
    _record(strategy, "report.discarded", actor, clock, number=number)


def write(
    slug: str, number: int, key: str, text: str, *, seen: int, by: Reporter, clock: Clock
) -> ReportEntry:
    """Store what is written about a project in a begun report; `seen` is the version of the entry
    that was looked at, 0 for none.

    The same text again changes nothing. Raises NotFound, also for a project that is not public or
    of another strategy, Forbidden for another unit's, Frozen, Conflict and InvalidReport.
    """
    wrong = text_problem(text)
    if wrong:
        raise InvalidReport([wrong])
    strategy, report = lock_begun(slug, number)
    project = project_of(strategy, key)
    if not by.may_write(project.unit_id):
        raise Forbidden(OTHER_UNIT)
    entry = queries.entry(report.id, project.id)
    if entry is not None and entry.text == text:
        return entry
    if (entry.version if entry else 0) != seen:
        raise Conflict(WRITTEN_MEANWHILE)
    if entry is None:
        entry = ReportEntry(report_id=report.id, project_id=project.id, version=0)
        db.session.add(entry)
    entry.text, entry.written_at, entry.version = text, clock.now(), seen + 1
    db.session.flush()
    _record(strategy, "report.written", by.actor, clock, number=number, project=key)
    return entry


def project_of(strategy: Strategy, key: str) -> Project:
    """Return a published project of a strategy. Raises NotFound."""
    project = get_public(key)
    if project.strategy_id != strategy.id:
        raise NotFound()
    return project


def period_of(report: ProgressReport) -> Period:
    """Return what a report is about as plain values."""
    return Period(report.period_from, report.period_to, report.due)


def lock_strategy(slug: str) -> Strategy:
    """Begin a write and return the strategy with its row locked, so that one person at a time
    changes its reports. Raises NotFound."""
    session = begin_write()
    query = select(Strategy).where(Strategy.slug == slug).with_for_update(key_share=True)
    strategy = session.scalar(query.execution_options(populate_existing=True))
    if strategy is None:
        raise NotFound(NO_STRATEGY)
    return strategy


def lock_begun(slug: str, number: int) -> tuple[Strategy, ProgressReport]:
    """Begin a write and return a report that is not published, with its strategy locked. Raises
    NotFound, and Frozen for a published one."""
    strategy = lock_strategy(slug)
    report = queries.get(strategy.id, number)
    db.session.refresh(report)
    if report.published_at is not None:
        raise Frozen(PUBLISHED)
    return strategy, report


def _add(
    strategy: Strategy, period: Period, *, actor: Actor, clock: Clock, **values: Any
) -> ProgressReport:
    query = select(func.max(ProgressReport.number)).where(ProgressReport.strategy_id == strategy.id)
    number = (db.session.scalar(query) or 0) + 1
    report = ProgressReport(strategy_id=strategy.id, number=number, begun_at=clock.now(), **values)
    _set_period(report, period)
    db.session.add(report)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict(BEGUN_ALREADY) from error
    _record(strategy, "report.begun", actor, clock, number=number)
    return report


def _set_period(report: ProgressReport, period: Period) -> None:
    report.period_from, report.period_to = period.first_day, period.last_day
    report.due = period.due


def _record(strategy: Strategy, action: str, actor: Actor, clock: Clock, **details: Any) -> None:
    record(
        actor=actor,
        action=action,
        subject_kind="strategy",
        subject_id=strategy.slug,
        clock=clock,
        **details,
    )
