"""The worker: every job gets its turn, a failing one stops no other, and a signal ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from structlog.testing import capture_logs

from participation import worker
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.outbox import service
from participation.outbox.models import Mail
from participation.outbox.rules import MailDraft
from participation.web.jobs import Job
from participation.worker import run_due
from tests.conftest import settings

ROOT = Path(__file__).resolve().parent.parent


def test_a_failing_job_stops_no_other_and_leaves_nothing_half_done(app: Flask) -> None:
    done: list[str] = []

    def fails(clock: Clock) -> int:
        service.enqueue(MailDraft("test", "x", "y"), to="amsel@example.org", clock=clock)
        raise RuntimeError("about amsel@example.org")

    jobs = [Job("fails", 1, fails), Job("works", 1, lambda clock: done.append("works") or 1)]
    with capture_logs() as logs:
        run_due(jobs, {}, Clock(), threading.Event())
    assert done == ["works"]
    assert db.session.query(Mail).count() == 0
    failed = next(line for line in logs if line["event"] == "job failed")
    assert failed["name"] == "fails"
    assert failed["error"] == "RuntimeError"
    assert "amsel" not in str(logs)


def test_a_job_runs_again_when_its_time_has_come_and_not_before(app: Flask) -> None:
    runs: list[int] = []
    jobs = [
        Job("often", 0, lambda clock: runs.append(1) or 0),
        Job("seldom", 3600, lambda clock: runs.append(2) or 0),
    ]
    due: dict[str, float] = {}
    for _ in range(3):
        run_due(jobs, due, Clock(), threading.Event())
    assert runs.count(1) == 3
    assert runs.count(2) == 1


def test_a_job_that_is_always_due_runs_again_only_after_every_others_turn(app: Flask) -> None:
    runs: list[str] = []
    names = ("first", "always due", "last")

    def job(name: str) -> Job:
        return Job(name, 0, lambda clock: runs.append(name) or 0)

    jobs = [job(name) for name in names]
    due: dict[str, float] = {}
    for _ in range(3):
        run_due(jobs, due, Clock(), threading.Event())
    assert runs == [*names] * 3


def test_after_a_signal_no_further_job_begins(app: Flask) -> None:
    stop = threading.Event()
    runs: list[str] = []
    jobs = [
        Job("a", 0, lambda clock: stop.set() or runs.append("a") or 0),
        Job("b", 0, lambda clock: runs.append("b") or 0),
    ]
    worker.loop(jobs, Clock(), stop)
    assert runs == ["a"]


@pytest.fixture
def short_of_patience(app: Flask) -> Iterator[None]:
    """Give the shared application its own timeouts back."""
    yield
    if event.contains(db.engine, "connect", worker.lengthen_timeouts):
        event.remove(db.engine, "connect", worker.lengthen_timeouts)
        db.session.remove()
        db.engine.dispose()


def test_once_runs_every_job_of_every_feature(app: Flask, short_of_patience: None) -> None:
    service.enqueue(MailDraft("test", "x", "y"), to="amsel@example.org", clock=Clock())
    db.session.commit()
    handlers = [
        signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)
    ]
    try:
        result = app.test_cli_runner().invoke(args=["worker", "run", "--once"])
    finally:
        for number, handler in zip(
            (signal.SIGTERM, signal.SIGINT, signal.SIGALRM), handlers, strict=True
        ):
            signal.signal(number, handler)
    assert result.exit_code == 0, result.output
    db.session.rollback()
    assert db.session.query(Mail).one().tries == 1, "there is no mail server here, but it was tried"
    names = [job.name for job in worker.JOBS]
    assert len(names) == len(set(names))
    assert all("." in name for name in names)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("busy", [False, True])
def test_a_signal_ends_it_cleanly_within_a_second_even_in_the_middle_of_a_job(
    make_database: Any, tmp_path: Path, number: signal.Signals, busy: bool
) -> None:
    url = make_database("sqlite", f"worker{number}{busy}")
    options = settings(tmp_path, url, TESTING=False)
    program = f"""
import sys, threading
from participation import worker
from participation.app import create_app
from participation.web.jobs import Job
def busy(clock):
    print("started", flush=True)
    if {busy}:
        threading.Event().wait(3600)
    return 0
worker.JOBS[:] = [Job("test.busy", 60, busy)]
app = create_app({options!r})
info = __import__("flask").cli.ScriptInfo(create_app=lambda: app)
app.cli.main(["worker", "run"], standalone_mode=False, obj=info)
print("ended", flush=True)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    process.send_signal(number)
    # The job would take an hour.
    rest, _ = process.communicate(timeout=60)
    assert (rest, process.returncode) == ("ended\n", 0)


def test_the_worker_may_take_longer_over_a_statement_than_a_page(
    app: Flask, backend: str, short_of_patience: None
) -> None:
    if backend == "sqlite":
        worker.be_patient()
        return
    before = db.session.execute(db.text("SHOW statement_timeout")).scalar()
    db.session.remove()
    worker.be_patient()
    after = db.session.execute(db.text("SHOW statement_timeout")).scalar()
    assert (before, after) == ("20s", "10min")
