"""Staff sign in with a password and a second factor."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from participation.accounts import queries, service_sign_in, service_staff
from participation.accounts.models import SignInFailure
from participation.extensions import db
from participation.kernel.clock import Clock, FixedClock
from participation.kernel.errors import BadInput
from participation.web.transactions import begin_write
from tests.accounts.staff import (
    BOSS,
    HASH,
    HERE,
    NOW,
    PASSWORD,
    code,
    commit,
    first_step,
    ready,
    reload,
)
from tests.conftest import CheckingClient
from tests.factories import make_resident, make_staff
from tests.pages import form_of, main_text


@pytest.mark.parametrize("wrong", ["password", "address", "resident", "off", "unready"])
def test_every_cause_of_failure_has_the_same_answer(
    app: Flask, new_client: Any, wrong: str
) -> None:
    ready()
    make_resident("resident@example.org")
    ready(address="off@example.org", active=False)
    make_staff(address="unready@example.org")
    address = {
        "password": "staff@example.org",
        "address": "nobody@example.org",
    }.get(wrong, f"{wrong}@example.org")
    response = first_step(
        new_client(), address, "falsch falsch falsch" if wrong == "password" else PASSWORD
    )
    assert response.status_code == 200
    assert "Adresse oder Passwort stimmen nicht." in main_text(response)


def test_a_totp_code_works_once(app: Flask, new_client: Any) -> None:
    account = ready()
    clock = FixedClock(NOW)
    service_sign_in.check_second_factor(account, code=code(NOW), client=HERE, clock=clock)
    commit()
    for replay in (code(NOW), code(NOW - timedelta(seconds=30))):
        with pytest.raises(BadInput):
            service_sign_in.check_second_factor(
                reload(account), code=replay, client=HERE, clock=clock
            )
        db.session.rollback()
    service_sign_in.check_second_factor(
        reload(account), code=code(NOW + timedelta(seconds=30)), client=HERE, clock=clock
    )


def test_parallel_uses_of_one_totp_code_open_once(app: Flask) -> None:
    number = ready().id
    outcomes: list[str] = []
    # Four tries are free of a block, which is the point of another test.
    start = threading.Barrier(4)

    def use() -> None:
        with app.app_context():
            start.wait()
            try:
                service_sign_in.check_second_factor(
                    queries.get(number), code=code(NOW), client=HERE, clock=FixedClock(NOW)
                )
                db.session.commit()
                outcomes.append("in")
            except BadInput:
                outcomes.append("refused")
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "refused", "refused", "refused"]


def test_codes_of_another_time_are_refused(app: Flask) -> None:
    account = ready()
    for shift in (-90, -60, 60, 90):
        with pytest.raises(BadInput):
            service_sign_in.check_second_factor(
                reload(account),
                code=code(NOW + timedelta(seconds=shift)),
                client=HERE,
                clock=FixedClock(NOW),
            )
        db.session.rollback()
        begin_write().execute(delete(SignInFailure))
        commit()


def test_a_recovery_code_works_once_in_any_spelling(app: Flask, new_client: Any) -> None:
    account = ready()
    one, other = "abcde-fghjk", "mnpqr-stuvw"
    begin_write()
    account.recovery_hashes = [
        service_sign_in._recovery_hash(account, text) for text in (one, other)
    ]
    commit()
    client = new_client()
    first_step(client)
    assert client.submit("/staff/sign-in/code", code=" ABCDE FGHJK ").location == "/staff/"
    assert len(reload(account).recovery_hashes) == 1
    again = new_client()
    first_step(again)
    assert "stimmt nicht" in main_text(again.submit("/staff/sign-in/code", code=one))


def test_the_second_step_is_not_reached_without_the_first(app: Flask, new_client: Any) -> None:
    account = ready()
    client = new_client()
    assert client.get("/staff/sign-in/code").location == "/staff/sign-in"
    first_step(client)
    assert client.get("/moderation/queue").status_code == 302, "the password alone opens nothing"
    with client.session_transaction() as session:
        session["second_step"][1] -= 601
        session.modified = True
    assert client.get("/staff/sign-in/code").status_code == 302
    first_step(client)
    commit(service_staff.reset_staff(account, actor=BOSS, clock=Clock()))
    assert client.get("/staff/sign-in/code").status_code == 302, "a reset in between ends it"


def test_the_session_starts_anew_when_staff_sign_in(app: Flask, new_client: Any) -> None:
    ready()
    client = new_client()
    with client.session_transaction() as session:
        session["planted"] = 1
    first_step(client)
    client.submit("/staff/sign-in/code", code=code())
    with client.session_transaction() as session:
        assert "planted" not in session
        assert "second_step" not in session


def test_the_sign_in_pages_use_nobody_elses_next(app: Flask, new_client: Any) -> None:
    ready()
    client = new_client()
    page = client.get("/staff/sign-in", query_string={"next": "//evil.example"})
    response = client.submit(page, email="staff@example.org", password=PASSWORD)
    assert client.submit(response.location, code=code()).location == "/staff/"


def test_the_demo_buttons_exist_in_the_demo_alone(client: CheckingClient) -> None:
    assert "/demo/" not in client.get("/staff/sign-in").get_data(as_text=True)
    assert form_of(client.get("/staff/sign-in"), None, {})[0].startswith("/staff/sign-in")


def test_a_code_of_the_half_minute_before_or_after_is_right(app: Flask) -> None:
    for number, shift in enumerate((-30, 0, 30)):
        account = ready(address=f"staff-{number}@example.org")
        typed = code(NOW + timedelta(seconds=shift))
        service_sign_in.check_second_factor(account, code=typed, client=HERE, clock=FixedClock(NOW))


def test_an_account_without_a_second_factor_is_let_in_by_no_code(app: Flask) -> None:
    account = make_staff(password_hash=HASH)
    with pytest.raises(BadInput) as refusal:
        service_sign_in.check_second_factor(
            account, code="000000", client=HERE, clock=FixedClock(NOW)
        )
    assert refusal.value.field == "code"


def test_an_account_that_is_switched_off_is_let_in_by_no_code(app: Flask) -> None:
    account = ready(active=False)
    with pytest.raises(BadInput):
        service_sign_in.check_second_factor(
            account, code=code(NOW), client=HERE, clock=FixedClock(NOW)
        )


def test_what_is_no_address_gets_the_answer_of_a_wrong_one(app: Flask) -> None:
    with pytest.raises(BadInput, match="Adresse oder Passwort") as refusal:
        service_sign_in.check_credentials(
            address="nobody", password=PASSWORD, client=HERE, clock=FixedClock(NOW)
        )
    assert refusal.value.field is None


def test_what_is_no_password_hash_fits_no_password() -> None:
    assert service_sign_in._verify("no hash", "no hash") is False
