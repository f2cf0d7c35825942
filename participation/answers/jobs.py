"""What the worker does for answers: tell authors and followers of them, remind of those that are
owed."""

from __future__ import annotations

import structlog

from participation.answers import queries, telling
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.web.jobs import Job
from participation.web.logs import failure
from participation.web.transactions import commit_now

log = structlog.get_logger()
MOST = 20
"""Transactions of a run, so that the worker's other jobs get their turn."""


def tell(clock: Clock) -> int:
    """Tell authors and followers of published answers. Returns of how many."""
    done = 0
    for _transaction in range(MOST):
        some = telling.tell_some(clock)
        commit_now()
        done += some
        if not some:
            break
    return done


def remind(clock: Clock) -> int:
    """Remind those who owe answers before, on and after the end of a round's time limit. Returns
    how many mails."""
    round_ids = queries.with_time_limit()
    db.session.rollback()
    written = 0
    for round_id in round_ids:
        try:
            written += telling.remind(round_id, clock)
            commit_now()
        except Exception as error:
            # One round that cannot be reminded of stops no other.
            db.session.rollback()
            log.error("not reminded of answers", round=round_id, **failure(error))
    return written


JOBS = [
    Job("answers.tell", 10.0, tell),
    Job("answers.remind", 3600.0, remind),
]
