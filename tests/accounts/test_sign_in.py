"""Signing in with a link: what a resident does, and what an attacker tries."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.accounts.models import Account, SignInToken
from participation.extensions import db, limiter
from participation.outbox import queries as outbox
from tests.conftest import CheckingClient
from tests.factories import make_resident, make_staff
from tests.pages import form_of, main_text


def last_link() -> str:
    """The path of the newest sign-in link that waits in the outbox."""
    found = re.search(r"http://localhost(/sign-in/\S+)", outbox.kept()[0].body)
    assert found
    return found.group(1)


def ask(client: CheckingClient, address: str = "amsel@example.org", **query: Any) -> str:
    page = client.get("/sign-in", query_string=query)
    response = client.submit(page, email=address)
    assert response.status_code == 302
    return last_link()


def sign_in(client: CheckingClient, address: str = "amsel@example.org", **query: Any) -> Any:
    return client.submit(ask(client, address, **query))


def accounts() -> int:
    return db.session.scalar(select(func.count(Account.id))) or 0


def test_a_person_signs_in_with_a_link_and_chooses_a_name(client: CheckingClient) -> None:
    link = ask(client, next="/legal/privacy")
    assert accounts() == 0, "the address is not known to be theirs yet"
    response = client.submit(link)
    assert response.location == "/account/welcome?next=/legal/privacy"
    response = client.submit(response.location, pseudonym="Flinke Amsel")
    assert response.location == "/legal/privacy"
    account = db.session.scalars(select(Account)).one()
    assert (account.pseudonym, account.role) == ("Flinke Amsel", "resident")
    assert "amsel@example.org" not in account.address
