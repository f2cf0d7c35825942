"""Imports, postcards and the pages that end or try out a round take ten statements each, however
much there is, as every page of the staff."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from participation.rounds.models import Round
from tests.factories import make_idea, make_round, make_staff
from tests.results.making import begin_batch
from tests.results.sheets import cast_all, points
from tests.rounds.making import DRAFT, SOON, WHOLE

IDEAS = "Kennzeichen;Handlungsfeld;Ziel;Titel;Idee\n" + "".join(
    f"{n};Mobilität;;Bank {n};Überall Bänke, Nummer {n}.\n" for n in range(1, 31)
)
BALLOTS = "Nummer;Mobilität;energy;Bildung\n" + "".join(f"{n};20;;\n" for n in range(1, 31))
WRONG = {"ideas": "Kennzeichen;Titel\n1;Bank\n", "ballots": "Nummer;Mobilität\n1;99\n"}


@pytest.fixture
def filled(app: Flask) -> Round:
    """An open round with ideas, ballots and a batch."""
    round_ = make_round(slug="open", goals_points=10)
    for number in range(5):
        make_idea(round_, title=f"Bank {number}")
    cast_all(round_, points(12))
    begin_batch(round_)
    db.session.commit()
    return round_


def test_every_page_about_paper_and_the_end_of_a_round_takes_ten_statements(
    filled: Round, new_client: Any, statements: list[str]
) -> None:
    make_round(slug="later", **SOON)
    make_round(slug="draft", **DRAFT, **WHOLE)
    admin = new_client(make_staff("admin"))
    paths = [
        *(f"/paper/open/{page}" for page in ("", "1", "1/close", "1/set-aside", "1/differences")),
        *(f"/paper/open/{page}" for page in ("ideas", "ballots", "postcards")),
        *(f"/admin/rounds/open/{page}" for page in ("", "stop", "extend", "archive")),
        "/admin/rounds/later/withdraw",
        "/admin/rounds/draft/dry-run",
    ]
    found = {}
    for path in paths:
        statements.clear()
        assert admin.get(path.rstrip("/") if "/admin/" in path else path).status_code == 200, path
        found[path] = len(statements)
    assert {path: number for path, number in found.items() if number > 10} == {}


@pytest.mark.parametrize("kind", ["ideas", "ballots"])
@pytest.mark.parametrize("wrong", [False, True], ids=["right", "wrong"])
def test_the_preview_of_an_import_takes_ten_statements(
    filled: Round, new_client: Any, statements: list[str], kind: str, wrong: bool
) -> None:
    text = WRONG[kind] if wrong else {"ideas": IDEAS, "ballots": BALLOTS}[kind]
    admin, path = new_client(make_staff("admin")), f"/paper/open/{kind}"
    page = admin.get(path)
    statements.clear()
    file = (io.BytesIO(text.encode()), "file.csv")
    preview = admin.submit(page, path, file=file)
    assert len(statements) <= 10, statements
    assert ("<title>Fehler: " in preview.get_data(as_text=True)) is wrong
