"""What the worker does for the workbench."""

from __future__ import annotations

import time
from typing import Any, cast

from sqlalchemy import CursorResult, delete, or_

from participation.extensions import db
from participation.ideas.models import Idea
from participation.kernel.clock import Clock
from participation.moderation.choosing import Stage
from participation.moderation.redaction import looking
from participation.moderation.workbench.models import BulkDecision, IdeaClaim
from participation.moderation.workbench.narrowing import stage_is
from participation.moderation.workbench.rules import BULK_KEPT_FOR
from participation.web.jobs import Job
from participation.web.transactions import begin_write, commit_now

SLICE = 2.0
"""For so many seconds a run looks for marks, then the worker's other jobs get their turn."""


def look_for_marks(_clock: Clock) -> int:
    """Keep which ideas that wait have marks, where that is not known: after they came in or
    changed, and after the city's words did. Returns how many."""
    ends, kept, last = time.monotonic() + SLICE, 0, 0
    waits = or_(*map(stage_is, Stage))
    while looks := looking.look(waits, Idea.id > last, order=(Idea.id,), most=looking.AT_ONCE):
        last = looks[-1].idea_id
        kept += looking.keep(looks)
        commit_now()
        if time.monotonic() >= ends:
            break
    db.session.rollback()
    return kept


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


JOBS = [
    Job("moderation.look_for_marks", 5.0, look_for_marks),
    Job("moderation.forget_what_is_over", 3600.0, forget_what_is_over),
]
