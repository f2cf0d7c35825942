"""What the worker does for those who follow something: mails, and forgetting what is no news any
more."""

from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from flask import current_app

from participation.extensions import db
from participation.following import mailing, queries, service
from participation.following.rules import GRACE, Frequency, weekly_due
from participation.kernel.clock import Clock
from participation.web.jobs import Job
from participation.web.logs import failure
from participation.web.transactions import commit_now

log = structlog.get_logger()
AT_ONCE = 50
"""Accounts that are written to in one transaction."""
SLICE = 2.0
"""For so many seconds a run writes mails, then the worker's other jobs get their turn, such as
sending a link to sign in."""


def mail_at_once(clock: Clock) -> int:
    """Write mails to those who want them at once. When the grace of the oldest news is over, the
    younger ones go with it. Returns how many mails."""
    now = clock.now()
    return _mail(Frequency.AT_ONCE, due=now - GRACE, until=now, clock=clock)


def mail_weekly(clock: Clock) -> int:
    """Write the weekly mails about what happened before they were due. Returns how many."""
    zone = ZoneInfo(current_app.config["BABEL_DEFAULT_TIMEZONE"])
    due = weekly_due(clock.now(), zone)
    return _mail(Frequency.WEEKLY, due=due, until=due, clock=clock)


def forget_old(clock: Clock) -> int:
    """Delete news that is mailed or too old."""
    count = service.forget_old_news(clock)
    commit_now()
    return count


def _mail(frequency: Frequency, *, due: datetime, until: datetime, clock: Clock) -> int:
    ends, written, last = time.monotonic() + SLICE, 0, 0
    # Accounts that cannot be written to go on waiting, and a run asks for each once: however many
    # they are, they stop no other.
    while waiting := queries.accounts_waiting(frequency, due, AT_ONCE, after=last):
        last = waiting[-1]
        written += _mail_together(waiting, frequency, until, clock)
        if time.monotonic() >= ends:
            break
    return written


def _mail_together(
    account_ids: list[int], frequency: Frequency, until: datetime, clock: Clock
) -> int:
    """Write to these accounts in one transaction; where one of them cannot be written to, to each
    by itself."""
    try:
        written = mailing.mail_news(account_ids, frequency, until, clock)
        commit_now()
    except Exception as error:
        db.session.rollback()
        if len(account_ids) == 1:
            log.error("news not mailed", account=account_ids[0], **failure(error))
            return 0
        return sum(_mail_together([each], frequency, until, clock) for each in account_ids)
    return written


JOBS = [
    Job("following.mail_at_once", 5.0, mail_at_once),
    Job("following.mail_weekly", 300.0, mail_weekly),
    Job("following.forget_old", 3600.0, forget_old),
]
