"""What the worker does for the workbench."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, delete

from participation.kernel.clock import Clock
from participation.moderation.workbench.models import BulkDecision, IdeaClaim
from participation.moderation.workbench.rules import BULK_KEPT_FOR
from participation.web.jobs import Job
from participation.web.transactions import begin_write, commit_now


def forget_what_is_over(clock: Clock) -> int:
    """Delete claims that have ended and old lists of what a bulk did. Returns how many."""
    now = clock.now()
    session = begin_write()
    steps = (
        delete(IdeaClaim).where(IdeaClaim.until <= now),
        delete(BulkDecision).where(BulkDecision.at <= now - BULK_KEPT_FOR),
    )
    count = sum(cast("CursorResult[Any]", session.execute(step)).rowcount for step in steps)
    commit_now()
    return count


JOBS = [Job("moderation.forget_what_is_over", 3600.0, forget_what_is_over)]
