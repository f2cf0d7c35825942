"""A staff account is set up with a one-time link: password, second factor, recovery codes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from participation.accounts import queries, service_sign_in, service_staff
from participation.accounts.models import SignInToken
from participation.accounts.permissions import Grant, Role
from participation.accounts.rules import check_password
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.errors import BadInput, Expired
from tests.accounts.staff import (
    BOSS,
    HERE,
    PASSWORD,
    add,
    commit,
    first_step,
    path,
    reload,
)
from tests.conftest import CheckingClient
from tests.pages import main_text


def test_the_shell_adds_the_first_administrator(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    result = run(
        args=["staff", "add", "chefin@example.org", "--role", "admin", "--name", "Verwaltung"]
    )
    assert result.exit_code == 0, result.output
    assert re.fullmatch(r"http://localhost/staff/set-up/[\w-]{43}\n", result.output)
    account = queries.staff_by_address("chefin@example.org")
    assert account is not None
    assert account.grants == {Grant(Role.ADMIN)}
    assert account.password_hash is None
    assert run(args=["staff", "add", "chefin@example.org", "--role", "planner"]).exit_code == 1
    assert run(args=["staff", "add", "nothing", "--role", "planner"]).exit_code == 1
    assert run(args=["staff", "add", "x@example.org", "--role", "resident"]).exit_code == 2
    again = run(args=["staff", "reset", "chefin@example.org"])
    assert again.exit_code == 0
    assert again.output != result.output
    assert run(args=["staff", "reset", "nobody@example.org"]).exit_code == 1


def test_the_whole_way_from_the_link_to_signing_in(client: CheckingClient, new_client: Any) -> None:
    account, link = add()
    response = client.submit(link, password=PASSWORD)
    page = client.get(response.location)
    text = main_text(page)
    secret = re.search(r"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", text)
    assert secret
    assert "<svg" in page.get_data(as_text=True)
    totp = pyotp.TOTP(secret.group(1).replace(" ", ""))
    done = client.submit(page, code=totp.at(datetime.now(UTC)))
    codes = re.findall(r"[2-9a-z]{5}-[2-9a-z]{5}", main_text(done))
    assert len(set(codes)) == 10
    assert done.headers["Cache-Control"] == "no-store"
    assert client.get(link).status_code == 410, "the link is used up"
    kept = reload(account)
    assert kept.password_hash
    assert kept.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in kept.password_hash
    assert not set(codes) & set(kept.recovery_hashes)
    other = new_client()
    second = first_step(other, "NEU@example.org")
    assert second.location == "/staff/sign-in/code"
    assert (
        other.submit(
            second.location, code=totp.at(datetime.now(UTC) + timedelta(seconds=30))
        ).location
        == "/staff/"
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


@pytest.mark.parametrize(
    "password", ["", "kurz", "aaaaaaaaaaaaaaaa", "abcdefghijk", "abcdabcdabcdabcd", "abcde" * 41]
)
def test_weak_passwords_are_refused_with_a_sentence(client: CheckingClient, password: str) -> None:
    _, link = add()
    response = client.submit(link, password=password)
    assert response.status_code == 200
    assert "error-summary-title" in response.get_data(as_text=True)


def test_a_set_up_link_ends_after_seven_days_or_with_the_next_one(
    app: Flask, client: CheckingClient
) -> None:
    account, first = add()
    second = path(commit(service_staff.new_setup_link(account, actor=BOSS, clock=Clock())))
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200
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
    assert wrong.status_code == 200
    assert "stimmt nicht" in main_text(wrong)
    assert re.findall(r"[A-Z2-7]{4} [A-Z2-7]{4}", main_text(wrong)) == before, (
        "the app is connected to the same secret"
    )
    assert reload(account).totp_secret is None


def test_no_password_is_hashed_inside_a_writing_transaction(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _account, link = add()
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
            address="nobody@example.org", password=PASSWORD, client=HERE, clock=Clock()
        )
    assert states == [False, False]


@pytest.mark.parametrize("password", ["abcdefghijkl", "abcdeabcdeab", "abcde" * 40])
def test_a_password_of_five_distinct_characters_and_twelve_in_all_is_enough(password: str) -> None:
    assert check_password(password) == password


@pytest.mark.parametrize(
    ("password", "sentence"),
    [("abcdabcdabcd", "wenige"), ("abcdefghijk", "zu kurz"), ("abcdef" * 34, "zu lang")],
)
def test_refused_password_is_answered_with_the_reason(password: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        check_password(password)


def test_a_new_link_ends_those_of_its_account_alone(app: Flask, client: CheckingClient) -> None:
    added = [add(address=f"staff-{number}@example.org") for number in range(5)]
    commit(service_staff.new_setup_link(added[2][0], actor=BOSS, clock=Clock()))
    answers = [client.get(link).status_code for _, link in added]
    assert answers == [200, 200, 410, 200, 200]


@pytest.mark.parametrize(
    ("typed", "kept"), [("x" * 121, "x" * 120), (" A\nB ", "A B"), ("", None), (None, None)]
)
def test_the_name_of_a_member_of_staff_is_one_line_of_120_characters_or_none(
    app: Flask, typed: str | None, kept: str | None
) -> None:
    account, _ = service_staff.add_staff(
        address="neu@example.org", role="moderator", name=typed, actor=BOSS, clock=Clock()
    )
    assert account.name == kept
