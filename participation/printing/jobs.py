"""What the worker does for printed documents, where they are switched on."""

from __future__ import annotations

import structlog

from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import NotFound
from participation.printing import documents, making, queries, service
from participation.web.jobs import Job
from participation.web.transactions import commit_now

log = structlog.get_logger()


def plan(clock: Clock) -> int:
    """Find out which documents there should be. Returns how many are to be made anew."""
    if not queries.is_on():
        return 0
    count = service.plan(documents.wanted(clock), clock)
    commit_now()
    return count


def make(clock: Clock) -> int:
    """Make the next document, a single one, so that mails need not wait for all of them. Returns 1
    or 0."""
    if not queries.is_on():
        return 0
    claimed = service.claim(clock)
    commit_now()
    if claimed is None:
        return 0
    try:
        html = documents.html(claimed.kind, claimed.key, claimed.language, clock)
        # No transaction is open while it is made, which may take minutes.
        db.session.rollback()
        content = making.pdf_of(html)
    except NotFound:
        service.give_up(claimed)
        commit_now()
        return 0
    except making.NotMade as error:
        log.error("document not printed", kind=claimed.kind, key=claimed.key, reason=str(error))
        return 0
    kept = service.keep(claimed, content, clock)
    commit_now()
    return int(kept)


JOBS = [Job("printing.plan", 60.0, plan), Job("printing.make", 5.0, make)]
