"""What the worker does for reports."""

from __future__ import annotations

from participation.kernel.clock import Clock
from participation.moderation.reports import service
from participation.web.jobs import Job
from participation.web.transactions import commit_now


def answer_gone(clock: Clock) -> int:
    """Tell reporters whose reported idea nobody can read any more."""
    count = service.answer_gone(clock)
    commit_now()
    return count


JOBS = [Job("reports.answer_gone", 600.0, answer_gone)]
