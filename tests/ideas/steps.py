"""What the tests of the services share: an idea, a resident of a round, threads at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import update

from participation.accounts.models import Account
from participation.extensions import db
from participation.ideas import service
from participation.ideas.models import Idea
from participation.ideas.rules import Content
from participation.kernel.clock import Clock, clock
from participation.kernel.errors import (
    ParticipationError,
)
from participation.rounds.models import Round
from participation.web.transactions import begin_write
from tests.factories import agree, make_resident

GOOD = Content("Bänke", "Eine Bank an jeder Haltestelle.", "mobility", "mobility-1")
TOKEN = "t" * 32


def resident_of(round_: Round) -> Account:
    account = make_resident()
    agree(account, round_)
    return account


def submit(
    round_: Round, author: Account, content: Content = GOOD, token: str = TOKEN, at: Clock = clock
) -> Idea:
    idea = service.submit(round_.id, content, author=author, form_token=token, clock=at)
    db.session.commit()
    return idea


def write_past(idea: Idea, **values: Any) -> None:
    """Change the row of an idea within a writing transaction, past the object that is loaded."""
    begin_write()
    db.session.refresh(idea)
    change = update(Idea).where(Idea.id == idea.id).values(**values)
    db.session.execute(change.execution_options(synchronize_session=False))


def in_parallel(app: Flask, count: int, work: Callable[[], Any]) -> list[Any]:
    """Run `work` in as many threads at once, each in a context of its own; return results and
    expected errors."""
    results: list[Any] = []
    barrier = threading.Barrier(count)

    def run() -> None:
        with app.app_context():
            barrier.wait()
            try:
                results.append(work())
                db.session.commit()
            except ParticipationError as error:
                db.session.rollback()
                results.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    db.session.rollback()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
