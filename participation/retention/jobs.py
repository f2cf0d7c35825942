"""What the worker does about keeping: erase what is due, once a day."""

from __future__ import annotations

from participation.retention.running import run
from participation.web.jobs import Job

JOBS = [Job("retention.run", 24 * 3600.0, run)]
