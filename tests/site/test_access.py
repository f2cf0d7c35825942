"""Every route of the application, whoever asks: closed until declared, refused without the
permission, and no GET changes anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from participation.accounts.permissions import GRANTS, Permission, Role
from participation.extensions import Base, db
from tests import sampling
from tests.conftest import CheckingClient
from tests.site.crawling import access_of, asked_for
from tests.site.holders import VISITORS
from tests.site.world import address, build_world, rules

SIGN_IN = ("/sign-in", "/staff/sign-in")


@pytest.fixture
def world(app: Flask) -> dict[str, Any]:
    """One of each, with the values that stand in addresses."""
    return build_world()


def test_every_page_declares_who_may_open_it(app: Flask) -> None:
    undeclared = [rule.endpoint for rule in rules(app) if access_of(app, rule) is None]
    assert undeclared == []


def test_a_page_that_declares_nothing_is_closed(app: Flask, client: CheckingClient) -> None:
    view = app.view_functions["front.home"]
    app.view_functions["front.home"] = lambda: "open"
    try:
        assert client.get("/").status_code == 403
    finally:
        app.view_functions["front.home"] = view


# Who may is decided before the database is asked for more than the account, so one kind is enough;
# that each page can be read on the other, too, is seen where no GET changes anything. Half of the
# pages are asked for here, the other half by this visitor in test_visitors.py.
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", list(Role))
def test_a_page_opens_for_those_with_its_permission_and_nobody_else(
    app: Flask, world: dict[str, Any], new_client: Any, role: Role
) -> None:
    client = new_client(world["people"][role])
    wrong = []
    for rule in rules(app):
        access = access_of(app, rule)
        if access == "public" or "GET" not in (rule.methods or ()):
            continue
        if not sampling.takes(rule.endpoint, VISITORS.index(role) + 1, among=2):
            continue
        path = address(app, rule, world["values"])
        response = client.get(path)
        if role is Role.ANONYMOUS:
            right = response.status_code == 302 and response.location.split("?")[0] in SIGN_IN
        elif opens(role, Permission(access)):
            right = (
                response.status_code not in (401, 403)
                and (response.location or "").split("?")[0] not in SIGN_IN
            )
        else:
            right = response.status_code == 403
        if not right:
            wrong.append((role.value, path, response.status_code, response.location))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_no_get_changes_anything(
    app: Flask, world: dict[str, Any], new_client: Any, role: Role
) -> None:
    client = new_client(world["people"][role])
    before = everything()
    writing: list[str] = []
    for rule in asked_for(app, role):
        with writes() as written:
            client.get(address(app, rule, world["values"]))
        writing += [f"GET {rule.rule}: {statement}" for statement in written]
    after = everything()
    changed = [name for name in after | before if after.get(name) != before.get(name)]
    assert changed == [], writing


WITHOUT_FORM_TOKEN = {
    # Mail programs unsubscribe with neither session nor form token (RFC 8058); the signed token in
    # the address decides, and the one in the addresses of the world is none.
    "admin.daily_mail_off": {410},
    "following.unsubscribe": {410},
    # Whoever has no dry run comes no further; the copy inside asks for a token of its own.
    "dry_run.inside": {302, 403, 404},
}


# The token is compared before any view runs: nothing of it depends on the kind of database.
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", list(Role))
def test_a_post_without_the_token_is_refused_everywhere(
    app: Flask, world: dict[str, Any], new_client: Any, role: Role
) -> None:
    client = new_client(world["people"][role])
    before = everything()
    for rule in rules(app):
        if "POST" in (rule.methods or ()) and sampling.takes(
            rule.endpoint, VISITORS.index(role), among=3
        ):
            response = client.post(address(app, rule, world["values"]), data={"title": "x"})
            wanted = WITHOUT_FORM_TOKEN.get(rule.endpoint, {400})
            assert response.status_code in wanted, f"POST {rule.rule}: {response.status_code}"
    assert everything() == before


def opens(role: Role, permission: Permission) -> bool:
    """Whether a page with this permission can be read in this role."""
    audits = role is Role.AUDITOR and permission not in GRANTS[Role.RESIDENT]
    return audits or permission in GRANTS[role]


@contextmanager
def writes() -> Iterator[list[str]]:
    """Collect the statements that write, to name who changed something."""
    written: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield written
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def everything() -> dict[str, list[str]]:
    """Every row of every table that holds any, in an order."""
    tables = [table.name for table in Base.metadata.sorted_tables]
    asks = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables
    )
    with db.engine.connect() as connection:
        filled = list(connection.scalars(text(asks)))
        rows = {name: connection.execute(text(f"SELECT * FROM {name}")).all() for name in filled}
    return {name: sorted(map(str, kept)) for name, kept in rows.items()}
