"""What the worker does for the demo: it moves on when its open round has closed, without anybody
starting anything."""

from __future__ import annotations

from flask import current_app

from participation.demo import service
from participation.demo.service import Outcome
from participation.kernel.clock import Clock
from participation.web.jobs import Job


def move_on(clock: Clock) -> int:
    """Rebuild the demo if it has expired; return 1 when it was. Outside the demo it does
    nothing."""
    if not current_app.config["DEMO"]:
        return 0
    return int(service.ensure(clock) is Outcome.BUILT)


JOBS = [Job("demo.move_on", 3600, move_on)]
