"""Every page answers every kind of visitor as the table of access says.

Where not everything is asked for, each visitor sends half of the requests, another half than the
next visitor; of pages with a permission the other half is asked for in test_access.py.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests import sampling
from tests.site.holders import VISITORS, expected
from tests.site.test_access_table import TABLE
from tests.site.visitors import LAST, account_of, answer, routes, signed_in
from tests.site.world import address, build_world


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("visitor", VISITORS)
def test_each_page_answers_as_the_table_says(app: Flask, new_client: Any, visitor: str) -> None:
    world = build_world()
    account = account_of(visitor, world)
    client, token = signed_in(new_client, account)
    wrong = []
    turn = VISITORS.index(visitor)
    for rule, method in routes(app):
        if not sampling.takes(rule.endpoint, turn, among=2):
            continue
        who = TABLE.get((rule.endpoint, method), "nobody has written down who may")
        path = address(app, rule, world["values"])
        if rule.endpoint in LAST:
            client, token = signed_in(new_client, account)
        wanted, got = expected(visitor, who, method), answer(client, method, path, token)
        # Voting, the second step of a sign-in and a used link lead on to a sign-in by themselves.
        if got.endswith("/sign-in") and wanted == "open" and who in ("public", "residents"):
            continue
        if got != wanted:
            wrong.append(f"{visitor} {method} {path}: {got}, the table says {wanted}")
    assert wrong == []
