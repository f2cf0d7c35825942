"""The ballot's pages before, between and after their window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.conftest import CheckingClient
from tests.factories import closed
from tests.pages import main_text, tree
from tests.weighting.visits import FIRST, cast, close, open_round, stored


def test_a_window_that_closes_between_form_and_submission_shows_what_was_typed(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **FIRST)
    close(round_)
    answer = client.submit(page, "/review")
    assert answer.status_code == 409
    text = main_text(answer)
    assert "Die Gewichtung ist beendet" in text
    assert "Das hatten Sie eingegeben" in text
    assert "12" in text
    assert stored(round_) == []


def test_after_closing_ones_own_ballot_can_be_seen_but_not_changed(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    cast(client, round_)
    withdrawal = client.get(f"/rounds/{round_.slug}/weights/withdraw")
    close(round_)
    page = client.get(f"/rounds/{round_.slug}/weights/receipt")
    assert "12 Punkte" in main_text(page)
    assert "Gewichtung ändern" not in main_text(page)
    assert client.submit(withdrawal, "/withdraw").status_code == 409
    assert stored(round_) == [(12, 8, 0)]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"weights_opens_at": None, "weights_closes_at": None}, "wird nicht gewichtet"),
        (closed(), "Die Gewichtung ist beendet"),
        (
            {
                "weights_opens_at": datetime.now(UTC) + timedelta(days=1),
                "weights_closes_at": datetime.now(UTC) + timedelta(days=2),
            },
            "noch nichts abgeben",
        ),
    ],
)
def test_outside_the_window_a_page_says_so(
    app: Flask, client: CheckingClient, values: dict[str, Any], sentence: str
) -> None:
    round_ = open_round(**values)
    page = client.get(f"/rounds/{round_.slug}/weights")
    assert page.status_code == 200
    assert sentence in main_text(page)
    assert tree(page).find(".//main//form") is None


def test_once_the_result_is_published_the_closed_page_leads_there(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round(**closed(30), results_published_at=datetime.now(UTC))
    page = client.get(f"/rounds/{round_.slug}/weights")
    assert "Das Ergebnis ist veröffentlicht." in main_text(page)
    assert "wird das Ergebnis berechnet" not in main_text(page)
    assert tree(page).find(f".//main//a[@href='/rounds/{round_.slug}/results']") is not None
