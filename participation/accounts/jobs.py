"""What the worker does for accounts."""

from __future__ import annotations

from participation.accounts import service
from participation.kernel.clock import Clock
from participation.web.jobs import Job
from participation.web.transactions import commit_now


def forget_dead_links(clock: Clock) -> int:
    """Delete dead links with the addresses they were mailed to, and old failures."""
    count = service.forget_dead_links(clock)
    commit_now()
    return count


JOBS = [Job("accounts.forget_dead_links", 3600.0, forget_dead_links)]
