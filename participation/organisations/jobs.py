"""What the worker does for organisations."""

from __future__ import annotations

from participation.kernel.clock import Clock
from participation.organisations import service, service_members
from participation.web.jobs import Job
from participation.web.transactions import commit_now


def purge(clock: Clock) -> int:
    """Delete applications that waited too long for a sign-in, and invitations that are over."""
    count = service.purge_drafts(clock) + service_members.purge_invitations(clock)
    commit_now()
    return count


JOBS = [Job("organisations.purge", 3600.0, purge)]
