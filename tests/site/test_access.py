"""Every route of the application, whoever asks: closed until declared, refused without the
permission, and no GET changes anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from participation.accounts.models import Account
from participation.accounts.permissions import Permission, Role, allowed
from participation.extensions import Base, db
from tests.conftest import CheckingClient
from tests.factories import agree, closed, make_idea, make_resident, make_round, make_staff

SIGN_IN = ("/sign-in", "/staff/sign-in")


@pytest.fixture
def world(app: Flask) -> dict[str, Any]:
    """One of each, with the values that stand in addresses."""
    resident = make_resident()
    round_ = make_round(
        slug="open-round", participation=["email", "open", "code", "paper"], goals_points=10
    )
    make_round(slug="closed-round", **closed())
    agree(resident, round_)
    idea = make_idea(round_, resident, state="published")
    people: dict[Role, Account | None] = {Role.ANONYMOUS: None, Role.RESIDENT: resident}
    people |= {role: make_staff(role) for role in (Role.MODERATOR, Role.PLANNER, Role.ADMIN)}
    return {
        "people": people,
        "values": {
            "slug": "open-round",
            "number": idea.number,
            "token": "no-such-token",
            "page": "impressum",
            "key": "mobility",
            "file": "weights.csv",
            "name": "weights",
            "account_id": resident.id,
            "strategy": "no-such-strategy",
            "batch_id": 1,
            "batch": 1,
            "version": 1,
        },
    }


def rules(app: Flask) -> Iterator[Rule]:
    """Every route but static files."""
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static")


def address(app: Flask, rule: Rule, values: dict[str, Any]) -> str:
    """The address of a route with sample values; 1 where no sample is known, the first choice where
    there is a choice."""
    filled = {name: values.get(name, 1) for name in rule.arguments - set(rule.defaults or {})}
    for name, converter in rule._converters.items():
        if isinstance(converter, AnyConverter):
            filled[name] = sorted(converter.items)[0]
        elif isinstance(converter, IntegerConverter) and not isinstance(filled.get(name), int):
            filled[name] = 1
        elif isinstance(converter, IntegerConverter) and not isinstance(filled[name], int):
            # Ideas and batches both have a number; only that of a batch is a bare one.
            filled[name] = 1
    with app.test_request_context():
        return app.url_for(rule.endpoint, **filled)


def access_of(app: Flask, rule: Rule) -> Any:
    return getattr(app.view_functions[rule.endpoint], "access", None)


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
        path = address(app, rule, world["values"])
        response = client.get(path)
        if role is Role.ANONYMOUS:
            right = response.status_code == 302 and response.location.split("?")[0] in SIGN_IN
        elif allowed(role, Permission(access)):
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
    for rule in rules(app):
        if "GET" in (rule.methods or ()):
            client.get(address(app, rule, world["values"]))
            after = everything()
            assert after == before, (
                f"GET {rule.rule} changed {[name for name in after if after[name] != before[name]]}"
            )


@pytest.mark.parametrize("role", list(Role))
def test_a_post_without_the_token_is_refused_everywhere(
    app: Flask, world: dict[str, Any], new_client: Any, role: Role
) -> None:
    client = new_client(world["people"][role])
    before = everything()
    for rule in rules(app):
        if "POST" in (rule.methods or ()):
            response = client.post(address(app, rule, world["values"]), data={"title": "x"})
            assert response.status_code == 400, f"POST {rule.rule}: {response.status_code}"
    assert everything() == before


def everything() -> dict[str, list[Any]]:
    """Every row of every table, in an order."""
    db.session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        rows = db.session.execute(text(f"SELECT * FROM {table.name}")).all()
        found[table.name] = sorted(str(tuple(row)) for row in rows)
    db.session.rollback()
    return found
