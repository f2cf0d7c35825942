"""Numbers in paths that no database can keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter

from participation.accounts.models import Account, AccountRole
from participation.accounts.permissions import STAFF
from participation.web.urls import MOST
from tests.factories import make_staff
from tests.site.visitors import routes, signed_in
from tests.site.world import address, build_world


def planner_and_more() -> Account:
    """A person who may open what anybody may."""
    return make_staff(roles=[AccountRole(role=role) for role in STAFF if role != "auditor"])


def with_number(app: Flask, values: dict[str, Any], number: int) -> Iterator[tuple[str, str]]:
    """Every route with a number in its path, for each of its methods; each number alone."""
    for rule, method in routes(app):
        for name, converter in rule._converters.items():
            if isinstance(converter, IntegerConverter):
                yield method, address(app, rule, values | {name: number})


@pytest.mark.parametrize("number", [2**31, 2**63, 2**70])
def test_a_number_that_no_database_keeps_is_found_nowhere(
    app: Flask, new_client: Any, number: int
) -> None:
    values = build_world()["values"]
    client, token = signed_in(new_client, planner_and_more())
    data = {"csrf_token": token}
    found = {
        path: status
        for method, path in with_number(app, values, number)
        if (status := client.open(path, method=method, data=data).status_code) != 404
    }
    assert not found


def test_the_largest_number_is_asked_of_the_database(app: Flask, new_client: Any) -> None:
    values = build_world()["values"]
    client, token = signed_in(new_client, planner_and_more())
    asked = list(with_number(app, values, MOST))
    assert len(asked) > 30
    data = {"csrf_token": token}
    found = [client.open(path, method=method, data=data).status_code for method, path in asked]
    assert max(found) < 500
