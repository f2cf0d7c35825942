"""What the worker does for dry runs: it throws away those whose time is over."""

from __future__ import annotations

from participation.dry_run.service import end_old
from participation.web.jobs import Job

JOBS = [Job("dry_run.end_old", 60, end_old)]
