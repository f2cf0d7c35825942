"""What the worker does for reports: remind those who still have to write or publish one."""

from __future__ import annotations

import structlog

from participation.extensions import db
from participation.kernel.clock import Clock
from participation.progress import queries, telling
from participation.web.jobs import Job
from participation.web.logs import failure
from participation.web.transactions import commit_now

log = structlog.get_logger()


def remind(clock: Clock) -> int:
    """Remind of reports before, on and after the day they are due. Returns how many mails."""
    strategy_ids = queries.strategies_with_reports()
    db.session.rollback()
    written = 0
    for strategy_id in strategy_ids:
        try:
            written += telling.remind(strategy_id, clock)
            commit_now()
        except Exception as error:
            # One strategy that cannot be reminded of stops no other.
            db.session.rollback()
            log.error("not reminded of a report", strategy=strategy_id, **failure(error))
    return written


JOBS = [Job("reports.remind", 3600.0, remind)]
