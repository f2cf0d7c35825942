"""A worker's process that dies in the middle of many announcements: nobody is left out, and only
the mail that was in flight comes twice, recognisably."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from participation.following import jobs as following_jobs
from participation.kernel.clock import FixedClock
from participation.outbox import jobs as outbox_jobs
from participation.outbox.rules import LEASE
from tests.conftest import settings
from tests.factories import make_resident, make_round
from tests.following.conftest import SOON, follow, tell
from tests.outbox.conftest import Mailbox
from tests.outbox.conftest import mailbox as mailbox

ROOT = Path(__file__).resolve().parents[2]
FOLLOWERS = 12
DIES = """
import os
from datetime import datetime
from participation.app import create_app
from participation.following import jobs as following_jobs, mailing
from participation.kernel.clock import FixedClock
from participation.outbox import jobs, service

calls = 0

def die_before(function):
    def instead(*args, **kwargs):
        global calls
        calls += 1
        if calls == {call}:
            os._exit(9)
        return function(*args, **kwargs)
    return instead

following_jobs.AT_ONCE = 2
{where} = die_before({where})
app = create_app({options!r})
with app.app_context():
    clock = FixedClock(datetime.fromisoformat({now!r}))
    following_jobs.mail_at_once(clock)
    jobs.send_due(clock)
"""


def die(app: Flask, where: str, call: int, now: FixedClock) -> None:
    """Run both jobs in a process that dies without any clearing up, at the n-th call of a step."""
    options = settings(Path(app.config["INSTANCE"]), app.config["DATABASE_URL"])
    options |= {name: app.config[name] for name in ("MAIL_URL", "KEY_FILE")}
    values = {"where": where, "call": call, "now": now.now().isoformat(), "options": options}
    command = [sys.executable, "-c", DIES.format(**values)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, timeout=60, check=False)
    assert done.returncode == 9


def followers() -> list[str]:
    round_ = make_round()
    addresses = [f"follower{number}@example.org" for number in range(FOLLOWERS)]
    for address in addresses:
        follow(make_resident(address), round_)
    tell("round", round_.slug)
    return addresses


def finish(now: FixedClock) -> None:
    following_jobs.mail_at_once(now)
    outbox_jobs.send_due(now)


AFTER = FixedClock(SOON.now() + LEASE + timedelta(seconds=1))


def test_a_process_that_dies_between_sending_and_noting_it_repeats_that_mail_alone(
    app: Flask, mailbox: Mailbox
) -> None:
    addresses = followers()
    die(app, "service.mark_sent", 5, SOON)
    assert len(mailbox.messages) == 5
    finish(AFTER)
    got = Counter(str(message["To"]) for message in mailbox.messages)
    assert set(got) == set(addresses), "nobody is left out"
    assert sorted(got.values()) == [1] * (FOLLOWERS - 1) + [2]
    ids = Counter(str(message["Message-ID"]) for message in mailbox.messages)
    assert sorted(ids.values()) == [1] * (FOLLOWERS - 1) + [2], "a repetition keeps its id"


@pytest.mark.parametrize("where", ["mailing.enqueue_many", "following_jobs.commit_now"])
def test_a_process_that_dies_while_writing_the_mails_leaves_nobody_out(
    app: Flask, mailbox: Mailbox, where: str
) -> None:
    addresses = followers()
    die(app, where, 4, SOON)
    assert mailbox.messages == []
    finish(AFTER)
    assert sorted(str(message["To"]) for message in mailbox.messages) == sorted(addresses)
