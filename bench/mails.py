"""Announcements: written for everybody who follows something, and handed to a mail server."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from bench import data, mail_sink
from bench.report import Report
from participation.accounts.models import Account
from participation.extensions import db
from participation.following import jobs as following_jobs
from participation.following import service as following
from participation.following.models import Follow
from participation.following.rules import GRACE
from participation.kernel.clock import FixedClock, clock
from participation.outbox import jobs as outbox_jobs

A_MINUTE = 10_000


def measure(report: Report, backend: str, app: Flask, followers: int) -> None:
    """Tell everybody who follows a round, then write and send their mails, as the worker does."""
    slug = "announced"
    data.fill_residents(data.make_round(slug), followers)
    _follow(slug, followers)
    texts = {"de": "Das Ergebnis ist da.", "en": "The result is there."}
    following.tell("round", slug, event="bench.told", what=texts, clock=clock)
    db.session.commit()
    later = FixedClock(clock.now() + GRACE + timedelta(seconds=1))
    with mail_sink.running() as sink:
        app.config["MAIL_URL"] = sink.url
        began, writing, sending = time.perf_counter(), 0.0, 0.0
        processor = time.process_time()
        # One worker runs its jobs in turns.
        while sink.count < followers:
            before = time.perf_counter()
            written = following_jobs.mail_at_once(later)
            between = time.perf_counter()
            sent = outbox_jobs.send_due(later)
            writing += between - before
            sending += time.perf_counter() - between
            db.session.remove()
            if not written and not sent:
                break
        took, processor = time.perf_counter() - began, time.process_time() - processor
    rate = sink.count / took * 60
    told = (
        f"{rate:,.0f} a minute ({writing:.0f} s written, {sending:.0f} s sent; {processor:.0f} s of"
    )
    told += " processor)"
    target = f"at least {A_MINUTE:,} a minute, none lost"
    met = rate >= A_MINUTE and sink.count == followers
    report.add(backend, f"{followers:,} announcements", told, target=target, met=met)


def _follow(slug: str, followers: int) -> None:
    ids = db.session.scalars(select(Account.id).order_by(Account.id).limit(followers)).all()
    row = {"kind": "round", "key": slug, "frequency": "at_once"}
    data.bulk(
        Follow.__table__,
        [row | {"account_id": number, "id": secrets.randbits(53)} for number in ids],
    )
