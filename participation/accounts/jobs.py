"""What the worker does for accounts."""

from __future__ import annotations

from participation.accounts import service, service_tries
from participation.kernel.clock import Clock
from participation.web.jobs import Job
from participation.web.transactions import commit_now


def purge_expired_links(clock: Clock) -> int:
    """Delete expired links with the addresses they were mailed to."""
    count = service.purge_expired_links(clock)
    commit_now()
    return count


def purge_failures(clock: Clock) -> int:
    """Delete failed tries of staff sign-ins that no longer count."""
    count = service_tries.purge_failures(clock)
    commit_now()
    return count


JOBS = [
    Job("accounts.purge_expired_links", 3600.0, purge_expired_links),
    Job("accounts.purge_failures", 300.0, purge_failures),
]
