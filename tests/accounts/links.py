"""Sign-in links for the tests that ask for one and press it."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import func, select

from participation.accounts import service
from participation.accounts.models import Account
from participation.extensions import db
from participation.kernel.clock import Clock
from participation.outbox import queries as outbox
from tests.conftest import CheckingClient
from tests.pages import form_of

ADDRESS = "amsel@example.org"


def last_link() -> str:
    """The path of the newest sign-in link that waits in the outbox."""
    db.session.rollback()
    match = re.search(r"http://localhost(/sign-in/\S+)", outbox.kept()[0].body)
    assert match
    return match.group(1)


def ask(client: CheckingClient, address: str = ADDRESS, **query: Any) -> str:
    page = client.get("/sign-in", query_string=query)
    assert client.submit(page, email=address).location.startswith("/sign-in/sent")
    return last_link()


def press(client: CheckingClient, link: str) -> Any:
    """Open a link and press its button, whatever the page says."""
    page = client.get(link)
    if page.status_code != 200:
        return page
    target, _, data = form_of(page, None, {})
    return client.post(target or link, data=data)


def accounts() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Account.id))) or 0


def request_link(clock: Clock, address: str = ADDRESS) -> None:
    service.request_link(address=address, next_path=None, language="de", clock=clock)
    db.session.commit()
