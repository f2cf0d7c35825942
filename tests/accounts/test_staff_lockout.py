"""Failed tries of a staff sign-in are counted and slow down guessing."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.accounts import service_sign_in
from participation.accounts.models import SignInFailure
from participation.accounts.rules import Tries
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.errors import BadInput, ParticipationError, TooManyTries
from tests.accounts.staff import (
    NOW,
    PASSWORD,
    code,
    first_step,
    ready,
)


def test_unknown_addresses_cost_the_same_work_and_are_blocked_alike(
    app: Flask, monkeypatch: pytest.MonkeyPatch, statements: list[str]
) -> None:
    ready()
    checked: list[str] = []
    verify = service_sign_in._verify
    monkeypatch.setattr(
        service_sign_in, "_verify", lambda *args: checked.append("hash") or verify(*args)
    )
    work = []
    for address in ("staff@example.org", "nobody@example.org"):
        outcome: list[Any] = []
        for _ in range(6):
            statements.clear()
            checked.clear()
            try:
                service_sign_in.check_credentials(
                    address=address, password="falsch falsch", clock=FixedClock(NOW)
                )
            except ParticipationError as error:
                outcome.append((type(error), str(error), list(checked), list(statements)))
            db.session.rollback()
        work.append(outcome)
    assert work[0] == work[1]
    assert work[0][5][0] is TooManyTries and work[0][4][0] is BadInput


def test_failures_block_for_a_while_that_doubles_and_ends(app: Flask) -> None:
    ready()
    clock = FixedClock(NOW)

    def attempt(password: str) -> str:
        try:
            service_sign_in.check_credentials(
                address="staff@example.org", password=password, clock=clock
            )
            return "in"
        except TooManyTries as error:
            return f"wait {error.values['minutes']}"
        except BadInput:
            return "wrong"
        finally:
            db.session.rollback()

    assert [attempt("x" * 12) for _ in range(5)] == ["wrong"] * 5
    assert attempt(PASSWORD) == "wait 1", "not even the right one, or guessing would go on"
    clock.moment += timedelta(minutes=1)
    assert attempt("x" * 12) == "wrong" and attempt(PASSWORD) == "wait 2"
    clock.moment += timedelta(minutes=2)
    assert attempt("x" * 12) == "wrong" and attempt(PASSWORD) == "wait 4"
    clock.moment += timedelta(minutes=4)
    assert attempt(PASSWORD) == "in", "never permanent"


def test_the_delay_is_never_longer_than_an_hour_and_is_forgotten() -> None:
    tries, now = Tries(), NOW
    for _ in range(60):
        tries = tries.after_try(now)
        assert tries.minutes_left(now) <= 60
        now += timedelta(minutes=tries.minutes_left(now))
    assert tries.failures == 60
    assert tries.after_try(now + timedelta(minutes=16)).failures == 1


def test_parallel_guesses_do_not_outrun_the_count(app: Flask) -> None:
    ready()
    outcomes: list[str] = []
    start = threading.Barrier(20)

    def guess() -> None:
        with app.app_context():
            start.wait()
            try:
                service_sign_in.check_credentials(
                    address="staff@example.org", password="x" * 12, clock=FixedClock(NOW)
                )
            except TooManyTries:
                outcomes.append("blocked")
            except BadInput:
                outcomes.append("checked")
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["blocked"] * 15 + ["checked"] * 5


def test_a_right_code_forgets_the_failures_before_it(app: Flask, new_client: Any) -> None:
    ready()
    client = new_client()
    for _ in range(4):
        first_step(client, password="falsch falsch falsch")
    assert first_step(client).location == "/staff/sign-in/code", "the fifth try is the right one"
    assert client.submit("/staff/sign-in/code", code=code()).status_code == 302
    assert not db.session.scalars(select(SignInFailure)).all()
