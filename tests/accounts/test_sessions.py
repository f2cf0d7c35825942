"""A session begins anew at sign-in and ends with sign-out or after fourteen days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from participation.accounts import access
from participation.kernel.clock import FixedClock
from tests.accounts.links import (
    ADDRESS,
    ask,
    press,
)
from tests.conftest import CheckingClient
from tests.factories import make_resident
from tests.pages import form_of


def test_a_cookie_replayed_after_signing_out_opens_nothing(
    client: CheckingClient, new_client: Any
) -> None:
    make_resident(ADDRESS)
    press(client, ask(client))
    cookie = client.get_cookie("session")
    assert cookie is not None
    thief = new_client()
    thief.set_cookie("session", cookie.value)
    assert thief.get("/account/").status_code == 200
    client.submit("/account/", action="/sign-out")
    assert client.get("/account/").status_code == 302
    thief.set_cookie("session", cookie.value)
    assert thief.get("/account/").status_code == 302


def test_signing_out_is_no_get_and_needs_the_token(client: CheckingClient) -> None:
    make_resident(ADDRESS)
    press(client, ask(client))
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 400
    assert client.get("/account/").status_code == 200


def test_the_session_starts_anew_at_sign_in(client: CheckingClient) -> None:
    make_resident(ADDRESS)
    link = ask(client)
    _, _, old = form_of(client.get("/sign-in"), None, {})
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    press(client, link)
    with client.session_transaction() as session:
        assert not {"planted", "sent_to"} & set(session)
        assert "_id" not in session, "Flask-Login's hash of the network address"
    assert client.post("/sign-out", data={"csrf_token": old["csrf_token"]}).status_code == 400


def test_a_session_ends_after_fourteen_days_however_often_its_cookie_was_renewed(
    client: CheckingClient,
) -> None:
    make_resident(ADDRESS)
    press(client, ask(client))
    with client.session_transaction() as session:
        session["since"] -= 14 * 86400 - 60
    assert client.get("/account/").status_code == 200
    with client.session_transaction() as session:
        session["since"] -= 61
    assert client.get("/account/").status_code == 302


def test_personal_pages_are_never_cached(client: CheckingClient, new_client: Any) -> None:
    link = ask(client)
    assert client.get(link).headers["Cache-Control"] == "no-store"
    me = new_client(make_resident())
    for path in ("/account/", "/account/x.css", "/account/data.json", "/account/name"):
        response = me.get(path)
        kept = "no-store, no-transform" if path.endswith(".json") else "no-store"
        assert response.headers["Cache-Control"] == kept
        assert "Cookie" in response.headers["Vary"]
    assert me.get("/account/x.css").status_code == 404


def test_a_session_lasts_fourteen_days_to_the_second(
    client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_resident(ADDRESS)
    clock = FixedClock(datetime(2026, 11, 27, 9, tzinfo=UTC))
    monkeypatch.setattr(access, "clock", clock)
    press(client, ask(client))
    clock.moment += timedelta(days=14)
    assert client.get("/account/").status_code == 200
    clock.moment += timedelta(seconds=1)
    assert client.get("/account/").status_code == 302


def test_the_cookie_outlives_the_browser(client: CheckingClient) -> None:
    make_resident(ADDRESS)
    press(client, ask(client))
    cookie = client.get_cookie("session")
    assert cookie is not None
    assert cookie.expires is not None


@pytest.mark.parametrize("token", ["", "!", "~"])
def test_a_session_with_another_token_is_none(client: CheckingClient, token: str) -> None:
    account = make_resident(ADDRESS)
    with client.session_transaction() as session:
        session["_user_id"] = f"{account.id}|{token}"
    assert client.get("/account/").status_code == 302


def test_a_closed_account_has_no_session(client: CheckingClient) -> None:
    client.sign_in(make_resident(ADDRESS, active=False))
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("session_id", ["", "|", "x|y", "1", "999999999999|y"])
def test_a_session_of_nobody_is_signed_out(client: CheckingClient, session_id: str) -> None:
    with client.session_transaction() as session:
        session["_user_id"] = session_id
    assert client.get("/account/").status_code == 302


def test_only_a_page_that_was_asked_for_is_gone_back_to(client: CheckingClient) -> None:
    assert client.get("/account/name").location == "/sign-in?next=/account/name"
    _, _, data = form_of(client.get("/sign-in"), None, {})
    assert client.post("/account/name", data=data).location == "/sign-in"
