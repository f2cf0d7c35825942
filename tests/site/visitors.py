"""Visitors of every page, and how a page answers them."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from participation.accounts.models import Account, AccountRole
from tests.conftest import CheckingClient
from tests.factories import make_round, make_staff
from tests.site.world import rules

STAFF = ("moderator", "planner", "unit", "head", "privacy", "auditor", "admin")
# One more member of staff has every role but that of an auditor, for another round.
ELSEWHERE = "elsewhere"


def answer(client: CheckingClient, method: str, path: str, token: str) -> str:
    """What the application does: "open", "refused", or the page to sign in on."""
    data = {"csrf_token": token} if method == "POST" else None
    response = client.open(path, method=method, data=data)
    if response.status_code == 403:
        return "refused"
    target = (response.location or "").split("?")[0]
    return target if target in ("/sign-in", "/staff/sign-in") else "open"


# Each of these ends the visitor's session; the last one ends the account, too.
LAST = ("weighting.another", "accounts.sign_out", "front.delete_account")


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Every route with each of its methods; what ends the visitor's session comes last."""
    routes_ = [
        (rule, method)
        for rule in rules(app)
        for method in ("GET", "POST")
        if method in (rule.methods or ())
    ]
    order = {endpoint: position for position, endpoint in enumerate(LAST)}
    return sorted(
        routes_, key=lambda pair: (order.get(pair[0].endpoint, -1), pair[0].endpoint, pair[1])
    )


def signed_in(new_client: Any, account: Account | None) -> tuple[CheckingClient, str]:
    """A new browser of a visitor and its form token."""
    client: CheckingClient = new_client(account)
    page = client.get("/" if account else "/sign-in").get_data(as_text=True)
    match = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert match
    return client, match.group(1)


def account_of(visitor: str, world: dict[str, Any]) -> Account | None:
    """The account of a visitor of the table."""
    if visitor == ELSEWHERE:
        other = make_round(slug="elsewhere").id
        roles = [AccountRole(role=role, round_id=other) for role in STAFF if role != "auditor"]
        return make_staff(roles=roles)
    account: Account | None = world["people"][visitor]
    return account
