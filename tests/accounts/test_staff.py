"""Staff accounts: added, set up with a link, signed in to with two factors, reset, switched off;
and the ways around that."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from participation.accounts import queries, service_sign_in, service_staff
from participation.accounts.models import Account, SignInFailure, SignInToken
from participation.accounts.permissions import Role
from participation.accounts.rules import Tries
from participation.audit.models import AuditEntry
from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import Clock, FixedClock
from participation.kernel.crypto import encrypt
from participation.kernel.errors import BadInput, Expired, ParticipationError, TooManyTries
from participation.web.transactions import begin_write
from tests.conftest import CheckingClient
from tests.factories import keys, make_resident, make_staff
from tests.pages import form_of, main_text

BOSS = Actor(None, "Befehlszeile")
PASSWORD = "vier Wörter die nichts"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HASH = service_sign_in._hasher.hash(PASSWORD)
NOW = datetime(2026, 11, 27, 9, 0, 5, tzinfo=UTC)


def ready(
    role: Role = Role.MODERATOR, address: str = "staff@example.org", **values: Any
) -> Account:
    """A member of staff whose set-up is done."""
    return make_staff(
        role, address, password_hash=HASH, totp_secret=encrypt(keys().address_key, SECRET), **values
    )


def code(moment: datetime | None = None) -> str:
    return pyotp.TOTP(SECRET).at(moment or datetime.now(UTC))


def commit(value: Any = None) -> Any:
    db.session.commit()
    return value


def path(link: str) -> str:
    assert link.startswith("http://localhost/")
    return urlsplit(link).path


def add(role: str = "moderator", address: str = "neu@example.org") -> tuple[Account, str]:
    account, link = service_staff.add_staff(
        address=address, role=role, name="Neue Kraft", actor=BOSS, clock=Clock()
    )
    db.session.commit()
    return account, path(link)


def first_step(
    client: CheckingClient, address: str = "staff@example.org", password: str = PASSWORD
) -> Any:
    return client.submit("/staff/sign-in", email=address, password=password)


def reload(account: Account) -> Account:
    db.session.rollback()
    return db.session.get_one(Account, account.id, populate_existing=True)


def test_the_shell_adds_the_first_administrator(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    result = run(
        args=["staff", "add", "chefin@example.org", "--role", "admin", "--name", "Verwaltung"]
    )
    assert result.exit_code == 0, result.output
    assert re.fullmatch(r"http://localhost/staff/set-up/[\w-]{43}\n", result.output)
    account = queries.staff_by_address("chefin@example.org")
    assert account is not None and account.role == "admin" and account.password_hash is None
    assert run(args=["staff", "add", "chefin@example.org", "--role", "planner"]).exit_code == 1
    assert run(args=["staff", "add", "nothing", "--role", "planner"]).exit_code == 1
    assert run(args=["staff", "add", "x@example.org", "--role", "resident"]).exit_code == 2
    again = run(args=["staff", "reset", "chefin@example.org"])
    assert again.exit_code == 0 and again.output != result.output
    assert run(args=["staff", "reset", "nobody@example.org"]).exit_code == 1


def test_the_whole_way_from_the_link_to_signing_in(client: CheckingClient, new_client: Any) -> None:
    account, link = add()
    response = client.submit(link, password=PASSWORD)
    page = client.get(response.location)
    text = main_text(page)
    secret = re.search(r"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", text)
    assert secret and "<svg" in page.get_data(as_text=True)
    totp = pyotp.TOTP(secret.group(1).replace(" ", ""))
    done = client.submit(page, code=totp.at(datetime.now(UTC)))
    codes = re.findall(r"[2-9a-z]{5}-[2-9a-z]{5}", main_text(done))
    assert len(set(codes)) == 10 and done.headers["Cache-Control"] == "no-store"
    assert client.get(link).status_code == 410, "the link is used up"
    kept = reload(account)
    assert kept.password_hash and kept.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in kept.password_hash and not set(codes) & set(kept.recovery_hashes)
    other = new_client()
    second = first_step(other, "NEU@example.org")
    assert second.location == "/staff/sign-in/code"
    assert (
        other.submit(
            second.location, code=totp.at(datetime.now(UTC) + timedelta(seconds=30))
        ).location
        == "/moderation/"
    )


def test_fetching_a_set_up_link_stores_nothing(client: CheckingClient) -> None:
    account, link = add()
    for _ in range(3):
        client.get(link)
    kept = reload(account)
    assert (kept.password_hash, kept.totp_secret) == (None, None)
    assert db.session.scalars(select(SignInToken)).one().used_at is None
    assert client.get(f"{link}/code").location == link, "the password comes first"


def test_a_password_alone_opens_nothing_while_the_set_up_is_half_done(
    client: CheckingClient, new_client: Any
) -> None:
    _, link = add()
    client.submit(link, password=PASSWORD)
    assert "stimmen nicht" in main_text(first_step(new_client(), "neu@example.org"))


@pytest.mark.parametrize("password", ["", "kurz", "aaaaaaaaaaaaaaaa", "x" * 11, "abcd" * 60])
def test_weak_passwords_are_refused_with_a_sentence(client: CheckingClient, password: str) -> None:
    _, link = add()
    response = client.submit(link, password=password)
    assert response.status_code == 200 and "error-summary-title" in response.get_data(as_text=True)


def test_a_set_up_link_ends_after_seven_days_or_with_the_next_one(
    app: Flask, client: CheckingClient
) -> None:
    account, first = add()
    second = path(commit(service_staff.new_setup_link(account, actor=BOSS, clock=Clock())))
    assert client.get(first).status_code == 410 and client.get(second).status_code == 200
    token = second.rpartition("/")[2]
    with pytest.raises(Expired):
        queries.account_of_link(token, datetime.now(UTC) + timedelta(days=7))
    assert (
        queries.account_of_link(token, datetime.now(UTC) + timedelta(days=6, hours=23)).id
        == account.id
    )


def test_a_wrong_first_code_loses_neither_link_nor_password(client: CheckingClient) -> None:
    account, link = add()
    page = client.get(client.submit(link, password=PASSWORD).location)
    before = re.findall(r"[A-Z2-7]{4} [A-Z2-7]{4}", main_text(page))
    wrong = client.submit(page, code="000000")
    assert wrong.status_code == 200 and "stimmt nicht" in main_text(wrong)
    assert re.findall(r"[A-Z2-7]{4} [A-Z2-7]{4}", main_text(wrong)) == before, (
        "the app is connected to the same secret"
    )
    assert reload(account).totp_secret is None


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
    assert response.status_code == 200 and "Adresse oder Passwort stimmen nicht." in main_text(
        response
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


def test_no_password_is_hashed_inside_a_writing_transaction(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, link = add()
    states: list[bool] = []

    class Watched:
        def __init__(self, hasher: Any) -> None:
            self.hasher = hasher

        def hash(self, password: str) -> str:
            states.append(db.session().in_transaction())
            return str(self.hasher.hash(password))

        def verify(self, hashed: str, password: str) -> bool:
            states.append(db.session().in_transaction())
            return bool(self.hasher.verify(hashed, password))

    monkeypatch.setattr(service_sign_in, "_hasher", Watched(service_sign_in._hasher))
    service_sign_in.set_password(token=link.rpartition("/")[2], password=PASSWORD, clock=Clock())
    commit()
    with pytest.raises(BadInput):
        service_sign_in.check_credentials(
            address="nobody@example.org", password=PASSWORD, clock=Clock()
        )
    assert states == [False, False]


def test_a_totp_code_works_once(app: Flask, new_client: Any) -> None:
    account = ready()
    clock = FixedClock(NOW)
    service_sign_in.check_second_factor(account, code=code(NOW), clock=clock)
    commit()
    for replay in (code(NOW), code(NOW - timedelta(seconds=30))):
        with pytest.raises(BadInput):
            service_sign_in.check_second_factor(reload(account), code=replay, clock=clock)
        db.session.rollback()
    service_sign_in.check_second_factor(
        reload(account), code=code(NOW + timedelta(seconds=30)), clock=clock
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
                    queries.get(number), code=code(NOW), clock=FixedClock(NOW)
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
                reload(account), code=code(NOW + timedelta(seconds=shift)), clock=FixedClock(NOW)
            )
        db.session.rollback()
        row = begin_write().get(SignInFailure, account.address_hash)
        db.session.delete(row)
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
    assert client.submit("/staff/sign-in/code", code=" ABCDE FGHJK ").location == "/moderation/"
    assert len(reload(account).recovery_hashes) == 1
    again = new_client()
    first_step(again)
    assert "stimmt nicht" in main_text(again.submit("/staff/sign-in/code", code=one))


def test_a_right_code_forgets_the_failures_before_it(app: Flask, new_client: Any) -> None:
    ready()
    client = new_client()
    for _ in range(4):
        first_step(client, password="falsch falsch falsch")
    assert first_step(client).location == "/staff/sign-in/code", "the fifth try is the right one"
    assert client.submit("/staff/sign-in/code", code=code()).status_code == 302
    assert not db.session.scalars(select(SignInFailure)).all()


def test_the_second_step_is_not_reached_without_the_first(app: Flask, new_client: Any) -> None:
    account = ready()
    client = new_client()
    assert client.get("/staff/sign-in/code").location == "/staff/sign-in"
    first_step(client)
    assert client.get("/moderation/").status_code == 302, "the password alone opens nothing"
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
        assert "planted" not in session and "second_step" not in session


@pytest.mark.parametrize("change", ["role", "off", "reset"])
def test_a_change_by_an_administrator_ends_sessions_at_once(
    app: Flask, new_client: Any, change: str
) -> None:
    make_staff(Role.ADMIN)
    account = make_staff(Role.PLANNER)
    client = new_client(account)
    assert client.get("/staff/sign-in").status_code == 302
    if change == "role":
        service_staff.change_role(account, role="moderator", actor=BOSS, clock=Clock())
    elif change == "off":
        service_staff.switch_off(account, actor=BOSS, clock=Clock())
    else:
        service_staff.reset_staff(account, actor=BOSS, clock=Clock())
    commit()
    assert client.get("/staff/sign-in").status_code == 200


def test_switching_off_ends_set_up_links_too_and_on_revives_none(
    app: Flask, client: CheckingClient
) -> None:
    account, link = add()
    service_staff.switch_off(account, actor=BOSS, clock=Clock())
    commit()
    assert client.get(link).status_code == 410
    service_staff.switch_on(reload(account), actor=BOSS, clock=Clock())
    commit()
    assert client.get(link).status_code == 410


def test_the_last_administrator_stays(app: Flask) -> None:
    last = make_staff(Role.ADMIN)
    make_staff(Role.ADMIN, active=False)
    for step in (
        lambda: service_staff.switch_off(last, actor=BOSS, clock=Clock()),
        lambda: service_staff.change_role(last, role="planner", actor=BOSS, clock=Clock()),
    ):
        with pytest.raises(BadInput):
            step()
        db.session.rollback()
    kept = reload(last)
    assert kept.active and kept.role == "admin"
    other = make_staff(Role.ADMIN)
    service_staff.switch_off(other, actor=BOSS, clock=Clock())
    commit()
    assert not reload(other).active


def test_two_administrators_who_switch_each_other_off_at_once_do_not_both_succeed(
    app: Flask,
) -> None:
    numbers = [make_staff(Role.ADMIN).id, make_staff(Role.ADMIN).id]
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def off(number: int) -> None:
        with app.app_context():
            account = queries.get(number)
            start.wait()
            try:
                service_staff.switch_off(account, actor=BOSS, clock=Clock())
                db.session.commit()
                outcomes.append("off")
            except BadInput:
                outcomes.append("refused")
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=off, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["off", "refused"]


def test_each_step_is_in_the_audit_record_without_an_address(app: Flask) -> None:
    make_staff(Role.ADMIN)
    account, _ = add()
    service_staff.change_role(account, role="planner", actor=BOSS, clock=Clock())
    service_staff.switch_off(account, actor=BOSS, clock=Clock())
    service_staff.switch_on(account, actor=BOSS, clock=Clock())
    service_staff.reset_staff(account, actor=BOSS, clock=Clock())
    commit()
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == [
        "staff.added",
        "staff.link_issued",
        "staff.role_changed",
        "staff.switched_off",
        "staff.switched_on",
        "staff.reset",
        "staff.link_issued",
    ]
    assert not any("@" in str(entry.details) + entry.actor_label for entry in entries)


def test_nobody_becomes_a_resident_or_something_unheard_of(app: Flask) -> None:
    account = make_staff()
    for role in ("resident", "anonymous", "root", ""):
        with pytest.raises(BadInput):
            service_staff.change_role(account, role=role, actor=BOSS, clock=Clock())
        db.session.rollback()


def test_the_sign_in_pages_use_nobody_elses_next(app: Flask, new_client: Any) -> None:
    ready()
    client = new_client()
    page = client.get("/staff/sign-in", query_string={"next": "//evil.example"})
    response = client.submit(page, email="staff@example.org", password=PASSWORD)
    assert client.submit(response.location, code=code()).location == "/moderation/"


def test_the_demo_buttons_exist_in_the_demo_alone(client: CheckingClient) -> None:
    assert "/demo/" not in client.get("/staff/sign-in").get_data(as_text=True)
    assert form_of(client.get("/staff/sign-in"), None, {})[0].startswith("/staff/sign-in")
