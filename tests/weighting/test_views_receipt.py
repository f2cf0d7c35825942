"""The stored ballot: its receipt, what becomes of it when it is changed, repeated or withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from participation.extensions import db
from participation.rounds.models import Round
from participation.web.transactions import begin_write
from participation.weighting import queries
from participation.weighting.derivation import commitment
from tests.conftest import CheckingClient
from tests.pages import main_text, tree
from tests.weighting.visits import FIRST, cast, close, code_of, open_round, stored


def test_a_ballot_can_be_seen_again_changed_and_withdrawn(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    cast(client, round_)
    first = client.get(f"/rounds/{round_.slug}/weights/receipt")
    form = client.get(f"/rounds/{round_.slug}/weights")
    assert "Sie ändern Ihre gespeicherte Gewichtung" in main_text(form)
    kept = {field.get("name"): field.get("value") for field in tree(form).iter("input")}
    assert kept["points-mobility"] == "12"
    assert kept["points-education"] == ""
    cast(client, round_, **{"points-mobility": "", "points-energy": "", "points-education": "20"})
    assert stored(round_) == [(0, 0, 20)]
    second = client.get(f"/rounds/{round_.slug}/weights/receipt")
    assert code_of(first) != code_of(second)
    asked = client.get(f"/rounds/{round_.slug}/weights/withdraw")
    assert stored(round_) == [(0, 0, 20)]
    assert client.submit(asked, "/withdraw").status_code == 302
    assert stored(round_) == []
    assert client.get(f"/rounds/{round_.slug}/weights/receipt").status_code == 302
    cast(client, round_)
    assert stored(round_) == [(12, 8, 0)]
    assert queries.ballot_count(round_.id) == 1


def test_after_a_withdrawal_no_page_speaks_of_a_stored_ballot(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    cast(client, round_)
    client.submit(f"/rounds/{round_.slug}/weights/withdraw", "/withdraw")
    form = client.get(f"/rounds/{round_.slug}/weights")
    assert "gespeicherte Gewichtung" not in main_text(form)


def test_whoever_changes_a_ballot_finds_the_way_back_to_the_receipt(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    cast(client, round_)
    form = client.get(f"/rounds/{round_.slug}/weights")
    links = [link.get("href") for link in tree(form).iter("a")]
    assert f"/rounds/{round_.slug}/weights/receipt" in links


def test_a_repeated_post_gives_the_same_receipt(app: Flask, client: CheckingClient) -> None:
    round_ = open_round()
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **FIRST)
    codes = []
    for _ in range(2):
        answer = client.submit(page, "/review")
        assert answer.status_code == 302
        codes.append(code_of(client.get(answer.location)))
    assert codes[0] == codes[1]
    assert queries.ballot_count(round_.id) == 1


def test_an_old_tab_gets_a_page_with_both_ballots(app: Flask, client: CheckingClient) -> None:
    round_ = open_round()
    old = client.submit(
        f"/rounds/{round_.slug}/weights",
        "/weights",
        **{"points-mobility": "1", "points-education": "19"},
    )
    cast(client, round_)
    page = client.submit(old, "/review")
    assert page.status_code == 409
    text = main_text(page)
    assert "12 Punkte" in text
    assert "19 Punkte" in text
    assert "nichts überschrieben" in text
    assert stored(round_) == [(12, 8, 0)]
    assert client.submit(page, "/review").status_code == 302
    assert stored(round_) == [(1, 0, 19)]
    assert queries.ballot_count(round_.id) == 1


def test_a_retry_after_a_withdrawal_asks_first(app: Flask, client: CheckingClient) -> None:
    round_ = open_round()
    review = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **FIRST)
    client.submit(review, "/review")
    client.submit(f"/rounds/{round_.slug}/weights/withdraw", "/withdraw")
    page = client.submit(review, "/review")
    assert page.status_code == 409
    assert "zurückgezogen" in main_text(page)
    assert stored(round_) == []


def test_the_receipt_can_be_computed_again_from_what_it_shows(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    page = client.get(cast(client, round_).location)
    shown = [("".join(element.itertext())).strip() for element in tree(page).iter("dd")]
    assert code_of(page) == commitment(shown[0], shown[1], bytes.fromhex(shown[2]))


def closed_receipt(client: CheckingClient, round_: Round) -> Any:
    """The receipt of a ballot once the window has closed."""
    answer = cast(client, round_)
    close(round_)
    return client.get(answer.location)


def links(page: Any) -> list[str]:
    """Where a page leads to."""
    return [link.get("href") or "" for link in tree(page).findall(".//main//a")]


def test_receipt_leads_to_no_list_that_is_not_published(app: Flask, client: CheckingClient) -> None:
    round_ = open_round()
    page = closed_receipt(client, round_)
    assert "Die Liste der Codes erscheint zusammen mit dem Ergebnis." in main_text(page)
    assert "voraussichtlich" not in main_text(page)
    assert not [link for link in links(page) if "receipts" in link]


def test_receipt_leads_to_the_published_list(app: Flask, client: CheckingClient) -> None:
    round_ = open_round()
    answer = cast(client, round_)
    close(round_)
    begin_write()
    round_.results_published_at = datetime.now(UTC)
    db.session.commit()
    page = client.get(answer.location)
    assert f"/rounds/{round_.slug}/receipts" in links(page)
    assert "Die Liste der Codes erscheint" not in main_text(page)


def test_receipt_says_when_the_list_is_expected(app: Flask, client: CheckingClient) -> None:
    round_ = open_round(publish_results_at=datetime(2199, 5, 4, 10, tzinfo=UTC))
    page = closed_receipt(client, round_)
    assert "Das Ergebnis erscheint voraussichtlich am 4. Mai 2199, 12:00 Uhr." in main_text(page)


def test_receipt_expects_no_list_on_a_day_that_is_over(app: Flask, client: CheckingClient) -> None:
    planned = datetime.now(UTC) + timedelta(days=30)
    round_ = open_round(publish_results_at=planned)
    answer = cast(client, round_)
    begin_write()
    closes = datetime.now(UTC) - timedelta(days=2)
    round_.weights_opens_at, round_.weights_closes_at = closes - timedelta(days=9), closes
    settings = replace(round_.settings, publish_results_at=closes + timedelta(days=1))
    round_.settings = settings
    db.session.commit()
    assert "voraussichtlich" not in main_text(client.get(answer.location))
