"""A device on which a member of staff has signed in: guesses from elsewhere do not block it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask

from participation.accounts import service_tries
from participation.accounts.rules import Client
from participation.extensions import db
from participation.kernel.clock import FixedClock
from participation.kernel.crypto import encrypt
from participation.web.transactions import begin_write
from tests.accounts.staff import (
    NOW,
    PASSWORD,
    SECRET,
    add,
    code,
    first_step,
    ready,
    sign_in,
)
from tests.conftest import CheckingClient
from tests.factories import keys
from tests.pages import main_text

WRONG = "falsch falsch falsch"


def test_a_known_device_passes_where_its_network_is_blocked(app: Flask, new_client: Any) -> None:
    ready()
    known = new_client()
    sign_in(known)
    for _ in range(7):
        blocked = first_step(new_client(), password=WRONG)
    assert "Zu viele Versuche" in main_text(blocked)
    known.delete_cookie("session")
    assert first_step(known).location == "/staff/sign-in/code"


def test_a_known_device_may_guess_no_more_often_than_others(app: Flask, new_client: Any) -> None:
    ready()
    known = new_client()
    sign_in(known)
    known.delete_cookie("session")
    for _ in range(6):
        answer = first_step(known, password=WRONG)
    assert "Zu viele Versuche" in main_text(answer)


def test_a_device_is_known_for_180_days_to_the_second(app: Flask) -> None:
    account, clock = ready(), FixedClock(NOW)
    client = Client("192.0.2.1", service_tries.new_device(account, clock))
    sources = []
    for age in (timedelta(days=180), timedelta(days=180, seconds=1)):
        clock.moment = NOW + age
        sources.append(service_tries.source_of_password(account, client, clock).split()[0])
    assert sources == ["device", "network"]


@pytest.mark.parametrize("change", ["forged", "cut", "another account", "reset", "old", "nonsense"])
def test_a_device_is_known_for_its_account_alone_and_not_for_ever(app: Flask, change: str) -> None:
    account, clock = ready(), FixedClock(NOW)
    device = service_tries.new_device(account, clock)
    source = service_tries.source_of_password(account, Client("192.0.2.1", device), clock)
    assert source.startswith("device ")
    if change == "forged":
        device = device.replace(device[0], "9", 1)
    elif change == "cut":
        device = device.rpartition(".")[0]
    elif change == "nonsense":
        device = "\udcff.٣.x"
    elif change == "another account":
        account = ready(address="other@example.org")
    elif change == "reset":
        begin_write()
        account.totp_secret = encrypt(keys().address_key, SECRET)
    else:
        clock.moment += timedelta(days=180, seconds=1)
    source = service_tries.source_of_password(account, Client("192.0.2.1", device), clock)
    assert source == "network 192.0.2.1"
    db.session.rollback()


def test_the_cookie_of_a_known_device_is_signed_and_closed_to_scripts(
    app: Flask, new_client: Any
) -> None:
    ready()
    client = new_client()
    first_step(client)
    assert client.get_cookie("device") is None, "not before the second factor"
    app.config.update(SESSION_COOKIE_SECURE=True, DEVICE_COOKIE_NAME="__Host-device")
    page = client.get("/staff/sign-in/code")
    answer = client.submit(page, code=code())
    [cookie] = [
        line for line in answer.headers.getlist("Set-Cookie") if line.startswith("__Host-device=")
    ]
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=15552000"):
        assert part in cookie.split("; ")
    assert "Domain" not in cookie


def test_setting_up_the_second_factor_makes_the_device_known(
    app: Flask, client: CheckingClient
) -> None:
    _, link = add()
    page = client.get(client.submit(link, password=PASSWORD).location)
    secret = re.search(r"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", main_text(page))
    assert secret
    now = datetime.now(UTC)
    client.submit(page, code=pyotp.TOTP(secret.group(1).replace(" ", "")).at(now))
    assert client.get_cookie("device") is not None
