"""No log, and nothing that a process prints, holds what a person wrote."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from participation import worker
from participation.accounts.permissions import GRANTS, STAFF, Role
from participation.app import create_app
from participation.extensions import db
from participation.kernel.clock import clock
from participation.outbox import service as outbox
from participation.outbox.rules import MailDraft
from participation.outbox.transport import Connection
from tests.conftest import settings
from tests.factories import make_round
from tests.site.canary import ADDRESS, CANARY, FAILURES, Browser, posts_of, process_of_its_own
from tests.site.test_access import address, rules, world

__all__ = ["world"]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def real(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The application as it runs in operation, over the test's database and key file."""
    given = {name: app.config[name] for name in ("KEY_FILE", "DATABASE_URL")}
    options = settings(tmp_path, given["DATABASE_URL"], TESTING=False) | given
    real = create_app(options)
    real.test_client_class = Browser
    with process_of_its_own(), real.app_context():
        yield real
        db.session.remove()
        db.engine.dispose()


def forms(real: Flask, world: dict[str, Any]) -> Iterator[tuple[Browser, str, dict[str, Any]]]:
    """Yield every form that somebody can reach, filled in, and the browser it stands in.

    A form that stands on several pages is yielded once. Staff who may do nothing that
    administrators may not see no further one.
    """
    seen = set()
    for role, person in world["people"].items():
        if role in STAFF and role is not Role.ADMIN and GRANTS[role] <= GRANTS[Role.ADMIN]:
            continue
        browser = real.test_client()
        assert isinstance(browser, Browser)
        if person is not None:
            browser.sign_in(person)
        for rule in rules(real):
            if "GET" in (rule.methods or ()):
                page = browser.get(address(real, rule, world["values"]))
                for target, data in posts_of(page):
                    if (form := (target, *sorted(data))) not in seen:
                        seen.add(form)
                        yield browser, target, data


def test_no_failing_form_leaves_what_was_typed_in_a_log(
    real: Flask,
    world: dict[str, Any],
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    submissions = list(forms(real, world))
    assert len({target for _browser, target, _data in submissions}) > 15
    for name, failure in FAILURES.items():
        failed = 0
        for browser, target, data in submissions:
            with failure(real):
                answer = browser.post(target, data=data)
            if answer.status_code >= 500:
                failed += 1
                assert CANARY not in answer.get_data(as_text=True), (name, target)
        printed = capfd.readouterr()
        for said in (printed.out, printed.err, caplog.text):
            assert CANARY not in said, (name, _around(said))
        assert failed > 5, f"{name} happened {failed} times"
        assert printed.out.count('"event"') + printed.err.count(" at ") >= failed, name
        caplog.clear()


def test_no_failing_search_leaves_its_words_in_a_log(
    real: Flask, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    make_round(slug="runde")
    browser = real.test_client()
    with FAILURES["integrity"](real):
        answer = browser.get("/rounds/runde/ideas/", query_string={"q": CANARY})
    assert answer.status_code == 500
    printed = capfd.readouterr()
    assert "IntegrityError" in printed.out
    assert CANARY not in printed.out + printed.err + caplog.text


@pytest.mark.parametrize("name", ["integrity", "operational", "read-only", "commit"])
def test_a_failing_job_leaves_no_mail_in_a_log(
    real: Flask,
    name: str,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    _mail()
    with FAILURES[name](real):
        for job in worker.JOBS:
            worker.run_one(job, clock)
    printed = capfd.readouterr()
    assert "job failed" in printed.out
    assert CANARY not in printed.out + printed.err + caplog.text


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({ADDRESS: (550, ADDRESS.encode())}),
        smtplib.SMTPSenderRefused(550, CANARY.encode(), ADDRESS),
        smtplib.SMTPDataError(554, CANARY.encode()),
        smtplib.SMTPServerDisconnected(CANARY),
        OSError(CANARY),
        ValueError(CANARY),
        RuntimeError(CANARY),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_failing_mail_server_leaves_no_mail_in_a_log(
    real: Flask,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_self: Connection) -> Any:
        raise error

    monkeypatch.setattr(Connection, "_connect", fail)
    _mail()
    worker.run_one(next(job for job in worker.JOBS if job.name == "outbox.send_due"), clock)
    printed = capfd.readouterr()
    assert "mail not sent" in printed.out or "job failed" in printed.out
    assert CANARY not in printed.out + printed.err + caplog.text


def _mail() -> None:
    outbox.enqueue(MailDraft("a.b", CANARY, CANARY), to=ADDRESS, clock=clock)
    db.session.commit()


def test_a_failing_command_prints_no_text(app: Flask, backend: str, tmp_path: Path) -> None:
    make_round(slug="runde")
    words = "SELECT json(NEW.title)"
    if backend == "postgresql":
        db.session.execute(
            db.text(
                "CREATE FUNCTION sing() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION '%', NEW.title; END $$"
            )
        )
        words = "sing()"
    made = (
        f"CREATE TRIGGER sings BEFORE INSERT ON ideas BEGIN {words}; END"
        if backend == "sqlite"
        else f"CREATE TRIGGER sings BEFORE INSERT ON ideas FOR EACH ROW EXECUTE FUNCTION {words}"
    )
    db.session.execute(db.text(made))
    db.session.commit()
    file = tmp_path / "ideas.csv"
    file.write_text(
        f"ref,field,goal,title,text,submitted_at,channel\nK1,mobility,,{CANARY},{CANARY},,paper\n"
    )
    given = {name: str(app.config[name]) for name in ("SECRET_KEY", "KEY_FILE", "DATABASE_URL")}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "ideas", "import", "runde", str(file)],
            cwd=ROOT,
            env=os.environ | given | {"DEMO": "", "INSTANCE": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        db.session.execute(
            db.text("DROP TRIGGER sings" + (" ON ideas" if backend == "postgresql" else ""))
        )
        if backend == "postgresql":
            db.session.execute(db.text("DROP FUNCTION sing"))
        db.session.commit()
    assert done.returncode == 1
    assert "Error from" in done.stderr
    assert "participation/ideas/intake/importing.py:" in done.stderr
    assert CANARY not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "statement",
    [
        f"raise RuntimeError('{CANARY}')",
        f"__import__('threading').Thread(target=lambda: int('{CANARY}')).start()",
        f"class Bird:\n    def __del__(self):\n        int('{CANARY}')\nbird = Bird()\ndel bird",
        f"import logging\ntry:\n    int('{CANARY}')\nexcept ValueError:\n"
        f"    logging.getLogger('gunicorn.error').exception('Error handling %s', '/?q={CANARY}')",
        "import logging\nlogging.getLogger('gunicorn.error').warning("
        f"'Invalid request from ip=192.0.2.1: {CANARY}')",
    ],
    ids=["uncaught", "thread", "unraisable", "gunicorn", "invalid request"],
)
def test_a_process_prints_of_an_error_what_and_where_and_no_text(statement: str) -> None:
    program = f"from participation.web.logs import keep_texts_out\nkeep_texts_out()\n{statement}\n"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "Error" in done.stderr or "Invalid request" in done.stderr
    assert CANARY not in done.stdout + done.stderr
    assert "192.0.2.1" not in done.stderr


def test_the_processes_of_operation_leave_texts_out() -> None:
    program = "import wsgi, logging; print(logging.getLogRecordFactory().__name__)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"SECRET_KEY": "k" * 64, "DEMO": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "SafeRecord"


def _around(said: str) -> str:
    start = said.index(CANARY)
    return said[max(0, start - 1500) : start + 200]
