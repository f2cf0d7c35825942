"""The worker: a loop over the jobs that the features bring. A job is safe to run at any time, any
number of times.

Nothing is handed over in memory: what has to be done is a row, so a worker that dies loses nothing
(docs/adr/0003-rows-are-the-queue.md).
"""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from threading import Event
from types import FrameType
from typing import Any

import click
import structlog
from flask.cli import AppGroup
from sqlalchemy import event

from participation.accounts import jobs as accounts_jobs
from participation.admin.today import jobs as today_jobs
from participation.answers import jobs as answers_jobs
from participation.demo import jobs as demo_jobs
from participation.dry_run import jobs as dry_run_jobs
from participation.extensions import db
from participation.following import jobs as following_jobs
from participation.ideas import jobs as ideas_jobs
from participation.kernel.clock import Clock, clock
from participation.keyring import jobs as keyring_jobs
from participation.moderation.complaints import jobs as complaints_jobs
from participation.moderation.reports import jobs as reports_jobs
from participation.moderation.workbench import jobs as workbench_jobs
from participation.organisations import jobs as organisations_jobs
from participation.outbox import jobs as outbox_jobs
from participation.printing import jobs as printing_jobs
from participation.progress import jobs as progress_jobs
from participation.results import jobs as results_jobs
from participation.retention import jobs as retention_jobs
from participation.rounds.announcing import jobs as announcing_jobs
from participation.web import jobs as web_jobs
from participation.web.jobs import Job
from participation.web.logs import failure
from participation.weighting import jobs as weighting_jobs

JOBS: list[Job] = [
    *web_jobs.JOBS,
    *outbox_jobs.JOBS,
    *accounts_jobs.JOBS,
    *answers_jobs.JOBS,
    *today_jobs.JOBS,
    *announcing_jobs.JOBS,
    *following_jobs.JOBS,
    *organisations_jobs.JOBS,
    *workbench_jobs.JOBS,
    *demo_jobs.JOBS,
    *dry_run_jobs.JOBS,
    *ideas_jobs.JOBS,
    *reports_jobs.JOBS,
    *complaints_jobs.JOBS,
    *retention_jobs.JOBS,
    *weighting_jobs.JOBS,
    *results_jobs.JOBS,
    *progress_jobs.JOBS,
    *printing_jobs.JOBS,
    *keyring_jobs.JOBS,
]
GRACE = 0.7
"""Seconds a running job may take to end after a signal; then it is interrupted, and its rows come
due again."""
PATIENCE_MS = 600_000
"""How long a statement of the worker may take, and how long it may compute within a transaction."""

log = structlog.get_logger()
group = AppGroup("worker", help="The process beside the web server.")


class Interrupted(BaseException):
    """The grace after a signal is over. Not an Exception, so that no job mistakes it for a failure
    of its own."""


@group.command("run")
@click.option("--once", is_flag=True, help="Run every job once and end.")
def run_command(once: bool) -> None:
    """Send mails, take snapshots that are due, forget what is past its time; until a signal
    comes."""
    be_patient()
    stop = Event()
    _listen(stop)
    with suppress(Interrupted):
        if once:
            run_due(JOBS, {}, clock, stop)
        else:
            loop(JOBS, clock, stop)
    signal.setitimer(signal.ITIMER_REAL, 0)
    db.session.remove()


def loop(jobs: Sequence[Job], clock: Clock, stop: Event) -> None:
    """Run each job whenever it is due, until `stop` is set."""
    due: dict[str, float] = {}
    while not stop.is_set():
        run_due(jobs, due, clock, stop)
        rest = min(due.values(), default=time.monotonic() + 1) - time.monotonic()
        stop.wait(max(0.05, rest))


def run_due(jobs: Sequence[Job], due: dict[str, float], clock: Clock, stop: Event) -> None:
    """Run the jobs whose time has come (`due`: name to monotonic seconds) and note when they come
    due again."""
    for job in jobs:
        if stop.is_set():
            return
        began = time.monotonic()
        if due.get(job.name, 0.0) <= began:
            run_one(job, clock)
            # From its beginning: a job that used its time up goes on after the others' turn.
            due[job.name] = began + job.every


def run_one(job: Job, clock: Clock) -> None:
    """Run one job. Whatever it fails at is logged and rolled back, and stops no other job."""
    try:
        count = job.run(clock)
        if count:
            log.info("job", name=job.name, rows=count)
    except Exception as error:
        log.error("job failed", name=job.name, **failure(error))
    finally:
        # Takes back what the job left uncommitted, and gives the connection to the next one.
        db.session.remove()


def be_patient() -> None:
    """Give this process's connections longer timeouts than a web request has."""
    if db.engine.dialect.name == "postgresql" and not event.contains(
        db.engine, "connect", lengthen_timeouts
    ):
        event.listen(db.engine, "connect", lengthen_timeouts)
        db.engine.dispose()


def lengthen_timeouts(dbapi_connection: Any, _record: Any) -> None:
    """Set the timeouts of a new PostgreSQL connection for its whole session."""
    with dbapi_connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {PATIENCE_MS}")
        cursor.execute(f"SET idle_in_transaction_session_timeout = {PATIENCE_MS}")
    dbapi_connection.commit()


def _listen(stop: Event) -> None:
    def ask_to_end(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.setitimer(signal.ITIMER_REAL, GRACE)

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise Interrupted

    signal.signal(signal.SIGTERM, ask_to_end)
    signal.signal(signal.SIGINT, ask_to_end)
    signal.signal(signal.SIGALRM, interrupt)


GROUPS: list[click.Command] = [group]
