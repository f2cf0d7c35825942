"""How many statements the page of who pays what takes, whoever reads it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.strategy.models import Strategy
from tests.council.making import make_paper
from tests.factories import make_resident, make_staff
from tests.projects.finance_files import lock, text_of
from tests.strategy.making import open_consultation


@pytest.mark.parametrize("pdf", [False, True])
def test_eight_statements_whatever_is_there_and_one_more_for_the_roles_of_staff(
    app: Flask, new_client: Any, motion: Strategy, statements: list[str], *, pdf: bool
) -> None:
    lock("regional", 2022, "placed", None, paper_id=make_paper(public=True).id)
    open_consultation(motion)
    app.config["PDF"] = pdf
    for account, most in ((None, 7), (make_resident(), 8), (make_staff("planner"), 9)):
        client = new_client(account)
        statements.clear()
        assert "Stuttgart" in text_of(client)
        assert len(statements) <= most, statements
