"""How many support an idea: told after the end, or all along where the round says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from participation.ideas.files import COLUMNS, export_rows
from participation.rounds.models import Round
from tests.factories import closed, make_idea, make_round
from tests.ideas.steps import resident_of
from tests.ideas.test_views_list import titles
from tests.pages import main_text

ROUNDS: dict[str, tuple[dict[str, Any], bool]] = {
    "open": ({}, False),
    "open and announced": ({"show_support": True}, True),
    "closed": (closed(), True),
}


@pytest.fixture(params=list(ROUNDS))
def case(app: Flask, request: pytest.FixtureRequest) -> tuple[Round, bool]:
    """A round with three ideas that 1, 5 and 0 people support, and whether that may be seen."""
    values, shown = ROUNDS[request.param]
    round_ = make_round(**values)
    author = resident_of(round_)
    for title, support in (("A", 1), ("B", 5), ("C", 0)):
        make_idea(round_, author, state="published", title=title, support=support)
    return round_, shown


def test_the_list_counts_support_only_when_the_round_tells_it(
    case: tuple[Round, bool], client: Any
) -> None:
    round_, shown = case
    assert ("unterstützt" in main_text(client.get(f"/rounds/{round_.slug}/ideas/"))) is shown


def test_the_list_is_ordered_by_support_only_when_the_round_tells_it(
    case: tuple[Round, bool], client: Any
) -> None:
    round_, shown = case
    base = f"/rounds/{round_.slug}/ideas/"
    asked = client.get(f"{base}?sort=supported")
    assert titles(asked) == (["B", "A", "C"] if shown else titles(client.get(base)))
    assert ("Meist unterstützt" in main_text(asked)) is shown


def test_an_idea_tells_its_support_only_when_the_round_does(
    case: tuple[Round, bool], client: Any, new_client: Any
) -> None:
    round_, shown = case
    number = export(round_, "number", public=True)[1]
    for reader in (client, new_client(resident_of(round_))):
        page = main_text(reader.get(f"/rounds/{round_.slug}/ideas/{number}"))
        assert ("5 Personen" in page) is shown


def export(round_: Round, column: str, *, public: bool) -> list[Any]:
    """A column of the file of ideas."""
    rows = export_rows(round_, public=public, now=datetime.now(UTC))
    return [row[COLUMNS.index(column)] for row in rows]


@pytest.mark.parametrize("public", [True, False])
def test_the_file_holds_support_only_when_the_round_tells_it(
    case: tuple[Round, bool], public: bool
) -> None:
    round_, shown = case
    expected = [1, 5, 0] if shown else [None, None, None]
    assert export(round_, "support", public=public) == expected


def test_ones_own_data_hold_support_only_when_the_round_tells_it(
    app: Flask, new_client: Any
) -> None:
    for values, public in ROUNDS.values():
        round_ = make_round(**values)
        author = resident_of(round_)
        make_idea(round_, author, state="published", support=5)
        data = json.loads(new_client(author).get("/account/data.json").data)
        assert [idea["support"] for idea in data["ideas"]] == [5 if public else None]


@pytest.mark.parametrize(("shown", "words"), [(False, "erst nach dem Ende"), (True, "schon")])
def test_the_procedure_says_when_support_is_told(
    app: Flask, client: Any, shown: bool, words: str
) -> None:
    round_ = make_round(show_support=shown)
    text = main_text(client.get(f"/rounds/{round_.slug}/procedure"))
    assert f"Wie viele eine Idee unterstützen, zeigen wir {words}" in text
