"""What the worker does for followers of rounds: notice what the dates have brought."""

from __future__ import annotations

import structlog

from participation.extensions import db
from participation.kernel.clock import Clock
from participation.rounds.announcing import telling
from participation.web.jobs import Job
from participation.web.logs import failure
from participation.web.transactions import commit_now

log = structlog.get_logger()


def announce(clock: Clock) -> int:
    """Tell the followers of every round what its dates have brought. Returns how many things."""
    round_ids = telling.rounds_to_look_at(clock.now())
    db.session.rollback()
    told = 0
    for round_id in round_ids:
        try:
            told += telling.tell(round_id, clock)
            commit_now()
        except Exception as error:
            # One round that cannot be told of stops no other.
            db.session.rollback()
            log.error("dates not announced", round=round_id, **failure(error))
    return told


JOBS = [Job("rounds.announce", 60.0, announce)]
