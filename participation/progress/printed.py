"""A published report as a printed document, and the table of who pays what as it was when a report
was published.

Amounts change whenever somebody enters one, so a table has no publication of its own: the one that
is kept belongs to a report. It is made within days of that, or not at all, and names its moment.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import render_template
from sqlalchemy import select

from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import NotFound
from participation.printing import queries as printing
from participation.printing.documents import Printable
from participation.printing.rules import Kind, Wanted, made_from
from participation.printing.service import forget
from participation.progress import presenter, queries
from participation.progress.models import ProgressReport
from participation.progress.publishing import compared
from participation.projects.finance.gathering import gather
from participation.projects.finance.models import LockEvent, Source
from participation.projects.finance.presenter import FinancePage
from participation.strategy import queries as strategy_queries
from participation.strategy.models import Strategy

TIMELY = timedelta(days=3)
"""How long after a report was published its table is still made."""


def report_key(slug: str, number: int) -> str:
    """Return the key of a report's document, and of the table that is kept with it."""
    return f"{slug}/{number}"


def report_mark(report: ProgressReport) -> str:
    """Return what the documents of a report are made from."""
    return made_from(report.digest)


def forget_tables(paper_id: int) -> None:
    """Delete the tables that may name a paper or tell of a lock that rests on it. One that is too
    old to be made anew is gone for good."""
    strategies = set(
        db.session.scalars(
            select(Source.strategy_id)
            .join(LockEvent, LockEvent.source_id == Source.id)
            .where(LockEvent.paper_id == paper_id)
        )
    )
    for slug, report in _all():
        if report.strategy_id in strategies:
            forget(Kind.FINANCE, report_key(slug, report.number))


def _wanted_reports(_clock: Clock) -> list[Wanted]:
    """Return a document for each published report."""
    return [Wanted(report_key(slug, report.number), report_mark(report)) for slug, report in _all()]


def _wanted_tables(clock: Clock) -> list[Wanted]:
    """Return a table for each published report that has one or is young enough to get one."""
    there, now = printing.keys(Kind.FINANCE), clock.now()
    return [
        Wanted(key, report_mark(report))
        for slug, report in _all()
        if (key := report_key(slug, report.number)) in there or _is_timely(report, now)
    ]


def _is_timely(report: ProgressReport, now: datetime) -> bool:
    assert report.published_at is not None, "only published reports are read"
    return now - report.published_at <= TIMELY


def _report(key: str, _clock: Clock) -> str:
    strategy, report = _get(key)
    content = queries.content(report)
    shown = presenter.shown(content, compared(report, content))
    return render_template(
        "printing/report.html", strategy=strategy, report=report, content=content, shown=shown
    )


def _table(key: str, clock: Clock) -> str:
    strategy, report = _get(key)
    money = gather(strategy.id, public_only=True)
    if not money.stages:
        raise NotFound()
    pages = [FinancePage(money, stage, page=None) for stage in money.stages]
    return render_template(
        "printing/finance.html", strategy=strategy, report=report, pages=pages, now=clock.now()
    )


def _all() -> list[tuple[str, ProgressReport]]:
    query = (
        queries.public_reports()
        .join(Strategy, Strategy.id == ProgressReport.strategy_id)
        .add_columns(Strategy.slug)
        .order_by(ProgressReport.id)
    )
    return [(slug, report) for report, slug in db.session.execute(query)]


def _get(key: str) -> tuple[Strategy, ProgressReport]:
    slug, _, number = key.rpartition("/")
    strategy = strategy_queries.get(slug)
    return strategy, queries.get_public(strategy.id, int(number))


REPORTS = Printable(_wanted_reports, _report)
TABLES = Printable(_wanted_tables, _table)
