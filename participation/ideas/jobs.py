"""What the worker does for ideas."""

from __future__ import annotations

from participation.ideas.service_drafts import purge_drafts
from participation.kernel.clock import Clock
from participation.web.jobs import Job
from participation.web.transactions import commit_now


def purge(clock: Clock) -> int:
    """Delete abandoned drafts."""
    count = purge_drafts(clock)
    commit_now()
    return count


JOBS = [Job("ideas.purge_drafts", 3600, purge)]
