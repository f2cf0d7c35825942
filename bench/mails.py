"""Announcements: written for everybody who follows something, and handed to a mail server."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from bench import data
from bench.load import HOST
from bench.report import Report
from bench.serve import free_port
from participation.accounts.models import Account
from participation.extensions import db
from participation.following import jobs as following_jobs
from participation.following import service as following
from participation.following.models import Follow
from participation.following.rules import GRACE
from participation.kernel.clock import FixedClock, clock
from participation.outbox import jobs as outbox_jobs

A_MINUTE = 10_000


class Counting:
    """What a mail server does with a mail here: count it."""

    def __init__(self) -> None:
        self.count = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
        """Take it."""
        self.count += 1
        return "250 OK"


def measure(report: Report, backend: str, app: Flask, followers: int) -> None:
    """Tell everybody who follows a round, then write and send their mails, as the worker does."""
    slug = "announced"
    data.fill_residents(data.make_round(slug), followers)
    _follow(slug, followers)
    texts = {"de": "Das Ergebnis ist da.", "en": "The result is there."}
    following.tell("round", slug, event="bench.told", what=texts, clock=clock)
    db.session.commit()
    later = FixedClock(clock.now() + GRACE + timedelta(seconds=1))
    counting = Counting()
    server = Controller(counting, hostname=HOST, port=free_port())
    server.start()
    app.config["MAIL_URL"] = f"smtp://{HOST}:{server.port}"
    began, writing, sending = time.perf_counter(), 0.0, 0.0
    try:
        # One worker runs its jobs in turns.
        while counting.count < followers:
            before = time.perf_counter()
            written = following_jobs.mail_at_once(later)
            between = time.perf_counter()
            sent = outbox_jobs.send_due(later)
            writing += between - before
            sending += time.perf_counter() - between
            db.session.remove()
            if not written and not sent:
                break
    finally:
        server.stop()
    took = time.perf_counter() - began
    rate = counting.count / took * 60
    told = f"{rate:,.0f} a minute ({writing:.0f} s written, {sending:.0f} s sent)"
    target = f"at least {A_MINUTE:,} a minute, none lost"
    met = rate >= A_MINUTE and counting.count == followers
    report.add(backend, f"{followers:,} announcements", told, target=target, met=met)


def _follow(slug: str, followers: int) -> None:
    ids = db.session.scalars(select(Account.id).order_by(Account.id).limit(followers)).all()
    row = {"kind": "round", "key": slug, "frequency": "at_once"}
    data.bulk(
        Follow.__table__,
        [row | {"account_id": number, "id": secrets.randbits(53)} for number in ids],
    )
