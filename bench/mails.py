"""Announcements: written for everybody who follows something, and handed to a mail server."""

from __future__ import annotations

import secrets
import smtplib
import time
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select, text

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
BARE = 200
"""Commits and mails by which what the machine allows is measured."""
TEXT = b"Subject: Neues\r\n\r\n" + b"Das Ergebnis ist da.\r\n" * 60
"""About as long as an announcement."""


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
        bare = _bare(report, backend, sink.url)
        already = sink.count
        app.config["MAIL_URL"] = sink.url
        began, writing, sending = time.perf_counter(), 0.0, 0.0
        processor = time.process_time()
        # One worker runs its jobs in turns.
        while sink.count - already < followers:
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
    taken = sink.count - already
    rate = taken / took * 60
    told = f"{rate:,.0f} a minute ({writing / taken * 1000:.1f} ms to write one,"
    told += f" {sending / taken * 1000:.1f} ms to send it; {processor / taken * 1000:.1f} ms of"
    told += " processor)"
    target = f"at least {A_MINUTE:,} a minute, none lost"
    met = rate >= A_MINUTE and taken == followers
    ratio = f"{rate / bare:.2f} of bare, in turns"
    report.add(backend, f"{followers:,} announcements", told, ratio=ratio, target=target, met=met)


def _bare(report: Report, backend: str, url: str) -> float:
    """Measure what this machine allows at this moment whoever sends one mail at a time and notes
    each before the next: a commit that the disk has, and a mail by `smtplib`. Return how many a
    minute these make in turns."""
    db.session.commit()
    with db.engine.connect() as connection:
        connection.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, filling TEXT)"))
        connection.commit()
        began = time.perf_counter()
        for number in range(BARE):
            connection.execute(text("INSERT INTO bare VALUES (:id, 'x')"), {"id": number})
            connection.commit()
        commit = (time.perf_counter() - began) / BARE
        connection.execute(text("DROP TABLE bare"))
        connection.commit()
    server = urlsplit(url)
    with smtplib.SMTP(str(server.hostname), int(server.port or 0)) as smtp:
        began = time.perf_counter()
        for _number in range(BARE):
            smtp.sendmail("city@example.org", ["somebody@example.org"], TEXT)
        conversation = (time.perf_counter() - began) / BARE
    rate = 60 / (commit + conversation)
    told = f"{commit * 1000:.1f} ms for a durable commit, {conversation * 1000:.1f} ms for a mail"
    report.add(backend, "bare commit and bare mail", f"{told}: {rate:,.0f} a minute in turns")
    return rate


def _follow(slug: str, followers: int) -> None:
    ids = db.session.scalars(select(Account.id).order_by(Account.id).limit(followers)).all()
    row = {"kind": "round", "key": slug, "frequency": "at_once"}
    data.bulk(
        Follow.__table__,
        [row | {"account_id": number, "id": secrets.randbits(53)} for number in ids],
    )
