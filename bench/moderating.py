"""The moderators' queue with thousands of ideas that wait, and publishing five hundred of them."""

from __future__ import annotations

import contextvars
import statistics
import time
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from bench import data, projects, visit
from bench.pages import Page
from bench.report import Report
from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas.models import Idea

PATHS = ("/moderation/queue", "/moderation/queue?page=20", "/moderation/queue?q=Bahnhof")
TIMES = 5
STATEMENTS = 10
FORMS, IN_A_FORM = 10, 50
SECONDS = 3.0
AUTHORS = 500


def measure(report: Report, backend: str, app: Flask, waiting: int) -> None:
    """Look at the queue, then publish from it, as a moderator does, in this process."""
    round_id = data.make_round("moderated")
    data.fill_residents(round_id, AUTHORS)
    newest = select(Account.id).order_by(Account.id.desc()).limit(AUTHORS)
    data.fill_ideas(round_id, waiting, waiting_of=db.session.scalars(newest).all())
    cookie = projects.make_staff("moderator")
    db.session.remove()
    client = _signed_in(app, cookie)
    for path in PATHS:
        _page_time(report, backend, app, client, path, waiting)
    pages = [Page(path, (path,)) for path in PATHS]
    visit.statements(report, backend, app, pages, cookie, staff=True, most=STATEMENTS)
    _publish(report, backend, app, client, round_id)


def _signed_in(app: Flask, cookie: str) -> FlaskClient:
    client = app.test_client()
    name, _, value = cookie.partition("=")
    client.set_cookie(name, value, domain=urlsplit(app.config["BASE_URL"]).hostname or "")
    return client


def _page_time(
    report: Report, backend: str, app: Flask, client: FlaskClient, path: str, waiting: int
) -> None:
    milliseconds = []
    # The first one compiles templates and statements.
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        answer = _in_own_context(client, "GET", app, path, {})
        milliseconds.append((time.perf_counter() - began) * 1000)
    told = f"median {statistics.median(milliseconds[1:]):.0f} ms, answers {answer.status_code}"
    report.add(backend, f"{path} with {waiting:,} waiting", told)


def _publish(report: Report, backend: str, app: Flask, client: FlaskClient, round_id: int) -> None:
    query = select(Idea.id).where(Idea.round_id == round_id).order_by(Idea.id)
    ids = db.session.scalars(query.limit(FORMS * IN_A_FORM)).all()
    db.session.remove()
    began, processor = time.perf_counter(), time.process_time()
    for number in range(FORMS):
        ticked = ids[number * IN_A_FORM : (number + 1) * IN_A_FORM]
        form = {
            "csrf_token": data.csrf_token(),
            "token": f"bench-bulk-{number}",
            "kind": "publish",
            "pick": [f"{idea_id}:1" for idea_id in ticked],
        }
        _in_own_context(client, "POST", app, "/moderation/bulk", form)
    took, processor = time.perf_counter() - began, time.process_time() - processor
    published = select(Idea.id).where(Idea.id.in_(ids), Idea.state == "published")
    count = len(db.session.scalars(published).all())
    report.add(
        backend,
        f"publishing {len(ids)} ideas in {FORMS} forms",
        f"{took:.2f} s ({processor:.2f} s of processor), {count} published",
        target=f"under {SECONDS:.0f} s",
        met=took < SECONDS and count == len(ids),
    )


def _in_own_context(
    client: FlaskClient, method: str, app: Flask, path: str, form: dict[str, object]
) -> TestResponse:
    """Ask in a context of its own: in this one Flask would keep who asked before."""
    base = app.config["BASE_URL"]
    headers = {"Referer": base + "/"}
    return contextvars.Context().run(
        client.open, path, method=method, base_url=base, data=form, headers=headers
    )
