"""Administrators add colleagues, change what they may do, and switch accounts off at once."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.accounts.models import Account
from participation.accounts.permissions import Grant, Role
from participation.extensions import db
from tests.conftest import CheckingClient
from tests.factories import make_resident, make_round, make_staff
from tests.pages import main_text


@pytest.fixture
def admin(app: Flask, client: CheckingClient) -> CheckingClient:
    """An administrator's browser."""
    return client.sign_in(make_staff("admin"))


def test_a_new_account_comes_with_a_link_that_is_shown_once(admin: CheckingClient) -> None:
    response = admin.submit(
        "/admin/people", email="mod@example.org", name="Moderation 1", role="moderator", round=""
    )
    assert "/staff/set-up/" in main_text(response)
    assert "/staff/set-up/" not in main_text(admin.get("/admin/people"))
    account = db.session.scalars(select(Account).where(Account.name == "Moderation 1")).one()
    assert account.grants == {Grant(Role.MODERATOR)}


def test_an_address_that_is_there_already_is_refused(admin: CheckingClient) -> None:
    make_staff("planner", "plan@example.org")
    response = admin.submit(
        "/admin/people", email="Plan@example.org", name="", role="planner", round=""
    )
    assert "schon ein Konto" in main_text(response)


def test_a_changed_role_ends_open_sessions(admin: CheckingClient, new_client: Any) -> None:
    account = make_staff("moderator")
    browser = new_client(account)
    assert browser.get("/moderation/queue").status_code == 200
    admin.post(
        f"/admin/people/{account.id}",
        data=token(admin, account) | {"action": "give", "role": "planner", "round": ""},
    )
    assert browser.get("/moderation/queue").status_code == 302


def test_switched_off_account_is_signed_out_immediately(
    admin: CheckingClient, new_client: Any
) -> None:
    account = make_staff("moderator")
    browser = new_client(account)
    page = admin.get(f"/admin/people/{account.id}/switch-off")
    assert "sofort abgemeldet" in main_text(page)
    assert browser.get("/moderation/queue").status_code == 200, "asking does nothing yet"
    admin.submit(page)
    assert browser.get("/moderation/queue").status_code == 302


def test_a_new_set_up_asks_once_and_then_shows_the_link(admin: CheckingClient) -> None:
    account = make_staff("moderator", password_hash="a hash")
    page = admin.get(f"/admin/people/{account.id}/reset")
    assert "nicht rückgängig" in main_text(page)
    assert reload(account).password_hash == "a hash"
    assert "/staff/set-up/" in main_text(admin.submit(page))
    assert reload(account).password_hash is None


def test_the_last_administrator_cannot_be_switched_off(admin: CheckingClient) -> None:
    account = db.session.scalar(select(Account).where(Account.is_staff))
    assert account is not None
    response = admin.submit(f"/admin/people/{account.id}/switch-off")
    assert "letzte Konto, das alle Runden verwaltet" in main_text(response)


def test_a_role_for_one_round_is_given_and_taken_on_the_page(admin: CheckingClient) -> None:
    account, round_ = make_staff("moderator"), make_round(title={"de": "Runde Nord"})
    path = f"/admin/people/{account.id}"
    data = token(admin, account) | {"action": "give", "role": "planner", "round": str(round_.id)}
    assert admin.post(path, data=data).location == path
    assert Grant(Role.PLANNER, round_.id) in reload(account).grants
    assert "Runde Nord" in main_text(admin.get(path))
    admin.post(path, data=data | {"action": "take"})
    assert reload(account).grants == {Grant(Role.MODERATOR)}


def test_role_for_missing_round_is_refused_with_a_sentence(
    admin: CheckingClient,
) -> None:
    account = make_staff("moderator")
    data = token(admin, account) | {"action": "give", "role": "planner", "round": "999"}
    response = admin.post(f"/admin/people/{account.id}", data=data)
    assert "error-summary-title" in response.get_data(as_text=True)
    assert reload(account).grants == {Grant(Role.MODERATOR)}


def test_an_unknown_change_changes_nothing(admin: CheckingClient) -> None:
    account = make_staff("moderator")
    data = token(admin, account) | {"action": "promote"}
    assert admin.post(f"/admin/people/{account.id}", data=data).status_code == 404


def test_a_resident_is_no_member_of_staff(admin: CheckingClient) -> None:
    assert admin.get(f"/admin/people/{make_resident().id}").status_code == 404


def token(client: CheckingClient, account: Account) -> dict[str, str]:
    """The form's token from the page of this account."""
    page = client.get(f"/admin/people/{account.id}").get_data(as_text=True)
    return {"csrf_token": page.split('name="csrf_token" value="')[-1].split('"')[0]}


def reload(account: Account) -> Account:
    """The account as it is stored now."""
    db.session.rollback()
    return db.session.get_one(Account, account.id, populate_existing=True)
