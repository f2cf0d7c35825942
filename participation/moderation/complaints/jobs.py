"""What the worker does for complaints."""

from __future__ import annotations

from participation.kernel.clock import Clock
from participation.moderation.complaints import service
from participation.web.jobs import Job
from participation.web.transactions import commit_now


def forget_reporters(clock: Clock) -> int:
    """Delete names and addresses of reporters once nobody can complain any more."""
    count = service.forget_reporters(clock)
    commit_now()
    return count


JOBS = [Job("complaints.forget_reporters", 3600.0, forget_reporters)]
