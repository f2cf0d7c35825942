"""What the worker does for staff: the morning's mail."""

from __future__ import annotations

import structlog

from participation.admin.today import queries
from participation.admin.today.service import due_day
from participation.admin.today.writing import write_mail
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.web.jobs import Job
from participation.web.logs import failure
from participation.web.transactions import commit_now

log = structlog.get_logger()
AT_ONCE = 50
"""People per run, so that the worker's other jobs get their turn."""


def mail_the_day(clock: Clock) -> int:
    """Write today's mail to those who want it and have not got it. Returns how many mails."""
    day = due_day(clock.now())
    if day is None:
        return 0
    people = queries.without_mail_of(day, AT_ONCE)
    db.session.rollback()
    written = 0
    for account_id in people:
        try:
            written += write_mail(account_id, day, clock)
            commit_now()
        except Exception as error:
            # One person who cannot be written to stops no other.
            db.session.rollback()
            log.error("day not mailed", account=account_id, **failure(error))
    return written


JOBS = [Job("today.mail_the_day", 60.0, mail_the_day)]
