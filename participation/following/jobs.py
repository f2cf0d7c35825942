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
AT_ONCE = 200
"""Accounts that are asked for together."""
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
        for last in waiting:
            try:
                written += mailing.mail_news(last, frequency, until, clock)
                commit_now()
            except Exception as error:
                db.session.rollback()
                log.error("news not mailed", account=last, **failure(error))
            if time.monotonic() >= ends:
                return written
    return written


JOBS = [
    Job("following.mail_at_once", 5.0, mail_at_once),
    Job("following.mail_weekly", 300.0, mail_weekly),
    Job("following.forget_old", 3600.0, forget_old),
]
