"""Failed tries of a staff sign-in are counted and slow down guessing."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from participation.accounts import service_sign_in, service_tries
from participation.accounts.jobs import JOBS
from participation.accounts.models import SignInFailure
from participation.accounts.rules import KEEP_FAILURES, Client, Tries
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.errors import BadInput, ParticipationError, TooManyTries
from tests.accounts.staff import (
    HERE,
    NOW,
    PASSWORD,
    code,
    first_step,
    ready,
)
from tests.conftest import CheckingClient
from tests.pages import main_text


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
                    address=address, password="falsch falsch", client=HERE, clock=FixedClock(NOW)
                )
            except ParticipationError as error:
                outcome.append((type(error), str(error), list(checked), list(statements)))
            db.session.rollback()
        work.append(outcome)
    assert work[0] == work[1]
    assert work[0][5][0] is TooManyTries
    assert work[0][4][0] is BadInput


def test_failures_block_for_a_while_that_doubles_and_ends(app: Flask) -> None:
    ready()
    clock = FixedClock(NOW)

    def attempt(password: str) -> str:
        try:
            service_sign_in.check_credentials(
                address="staff@example.org", password=password, client=HERE, clock=clock
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
    assert attempt("x" * 12) == "wrong"
    assert attempt(PASSWORD) == "wait 2"
    clock.moment += timedelta(minutes=2)
    assert attempt("x" * 12) == "wrong"
    assert attempt(PASSWORD) == "wait 4"
    clock.moment += timedelta(minutes=4)
    assert attempt(PASSWORD) == "in", "never permanent"


def test_the_delay_is_never_longer_than_half_an_hour_and_is_forgotten() -> None:
    tries, now = Tries(), NOW
    for _ in range(60):
        tries = tries.after_try(now)
        assert tries.minutes_left(now) <= 30
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
                    address="staff@example.org",
                    password="x" * 12,
                    client=HERE,
                    clock=FixedClock(NOW),
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


WRONG = "falsch falsch falsch"
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}


def attempt_from(client: CheckingClient, password: str, environ: dict[str, str]) -> Any:
    """Send the first step of a sign-in from a network."""
    client.environ_base.update(environ)
    return first_step(client, password=password)


def test_wrong_tries_from_elsewhere_lock_nobody_out(app: Flask, new_client: Any) -> None:
    ready()
    for _ in range(12):
        blocked = attempt_from(new_client(), WRONG, ELSEWHERE)
    assert "Zu viele Versuche" in main_text(blocked)
    assert first_step(new_client()).location == "/staff/sign-in/code"


def test_a_network_guesses_on_no_faster_with_more_of_its_addresses(
    app: Flask, new_client: Any
) -> None:
    ready()
    for number in range(6):
        environ = {"REMOTE_ADDR": f"2001:db8::{number}"}
        answer = attempt_from(new_client(), WRONG, environ)
    assert "Zu viele Versuche" in main_text(answer)
    other = attempt_from(new_client(), WRONG, {"REMOTE_ADDR": "2001:db8:0:1::1"})
    assert "stimmen nicht" in main_text(other)


def test_codes_are_counted_together_wherever_they_are_tried(app: Flask) -> None:
    account = ready()
    for number in range(5):
        with pytest.raises(BadInput):
            service_sign_in.check_second_factor(
                account, code="000000", client=Client(f"192.0.2.{number}"), clock=FixedClock(NOW)
            )
        db.session.rollback()
    with pytest.raises(TooManyTries):
        service_sign_in.check_second_factor(
            account, code=code(NOW), client=Client("198.51.100.1"), clock=FixedClock(NOW)
        )
    db.session.rollback()
    device = service_tries.new_device(account, FixedClock(NOW))
    client = Client("198.51.100.1", device)
    service_sign_in.check_second_factor(
        account, code=code(NOW), client=client, clock=FixedClock(NOW)
    )


def test_tries_are_kept_without_address_and_network_and_under_another_hash_each_day(
    app: Flask,
) -> None:
    account, hashes = ready(), set()
    for day in range(2):
        clock = FixedClock(NOW + timedelta(days=day))
        service_tries.count_try(account.address_hash, "network 192.0.2.1", clock)
        row = db.session.scalars(select(SignInFailure).order_by(SignInFailure.failed_at)).all()[-1]
        stored = str(db.session.execute(text("SELECT * FROM sign_in_failures")).all())
        assert "192.0.2.1" not in stored
        assert account.address_hash not in stored
        hashes.add(row.source_hash)
        db.session.rollback()
    assert len(hashes) == 2


def test_tries_are_deleted_within_an_hour(app: Flask) -> None:
    [job] = [job for job in JOBS if job.name == "accounts.purge_failures"]
    assert KEEP_FAILURES + timedelta(seconds=job.every) <= timedelta(minutes=60)
    service_tries.count_try("0" * 64, "network 192.0.2.1", FixedClock(NOW))
    assert job.run(FixedClock(NOW + timedelta(minutes=44))) == 0
    assert job.run(FixedClock(NOW + timedelta(minutes=45))) == 1
    assert not db.session.scalars(select(SignInFailure)).all()
