"""Members of staff for the tests of their accounts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pyotp

from participation.accounts import service_sign_in, service_staff
from participation.accounts.models import Account
from participation.accounts.permissions import Role
from participation.accounts.rules import Client
from participation.audit.service import Actor
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.kernel.crypto import encrypt
from tests.conftest import CheckingClient
from tests.factories import keys, make_staff

HERE = Client("192.0.2.1")
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


def sign_in(client: CheckingClient) -> None:
    """Sign in with both factors."""
    answer = client.submit(first_step(client).location, code=code())
    assert answer.status_code == 302


def reload(account: Account) -> Account:
    db.session.rollback()
    return db.session.get_one(Account, account.id, populate_existing=True)
