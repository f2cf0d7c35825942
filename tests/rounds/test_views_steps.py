"""The steps of a round in the browser, each on a page that says what will happen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from participation.strategy import queries as strategy_queries
from tests.factories import closed, make_round, make_strategy
from tests.pages import main_text, tree
from tests.rounds.making import DRAFT, SOON, WHOLE, actions, fresh, make_legal_pages


def test_an_open_window_is_extended_with_a_reason(admin: Any, client: Any) -> None:
    slug = make_round().slug
    page = admin.submit(f"/admin/rounds/{slug}/extend", closes="2030-01-01T00:00")
    assert "Begründen Sie" in main_text(page)
    page = admin.submit(page, closes="2020-01-01T00:00", reason="Die Briefe kamen spät.")
    assert "nicht nach dem alten" in main_text(page)
    assert admin.submit(page, closes="2030-01-01T00:00").status_code == 302
    assert fresh(slug).weights_closes_at == datetime(2029, 12, 31, 23, 0, tzinfo=UTC)
    assert "Die Briefe kamen spät." in main_text(client.get(f"/rounds/{slug}/"))
    assert actions() == ["round.extended"]


def test_a_finished_round_is_archived_and_stays_readable(admin: Any, client: Any) -> None:
    slug = make_round(**closed()).slug
    page = admin.get(f"/admin/rounds/{slug}/archive")
    assert "nicht mehr auf der Startseite" in main_text(page)
    assert fresh(slug).archived_at is None
    assert admin.submit(page).status_code == 302
    assert slug not in client.get("/").get_data(as_text=True)
    assert client.get(f"/rounds/{slug}/").status_code == 200


def test_an_archived_round_is_brought_back(admin: Any, client: Any) -> None:
    slug = make_round(**closed()).slug
    admin.submit(f"/admin/rounds/{slug}/archive")
    assert admin.submit(f"/admin/rounds/{slug}", "/bring-back").status_code == 302
    assert fresh(slug).archived_at is None
    assert slug in client.get("/").get_data(as_text=True)
    assert actions() == ["round.archived", "round.brought_back"]


def test_an_open_round_cannot_be_archived(admin: Any) -> None:
    slug = make_round().slug
    assert "noch nicht beendet" in main_text(admin.get(f"/admin/rounds/{slug}/archive"))
    data = {"csrf_token": token(admin.get(f"/admin/rounds/{slug}/extend"))}
    assert admin.post(f"/admin/rounds/{slug}/archive", data=data).status_code == 400
    assert fresh(slug).archived_at is None


def test_the_page_before_publishing_says_that_it_cannot_be_undone(admin: Any) -> None:
    make_legal_pages()
    slug = make_round(**DRAFT, **WHOLE).slug
    page = admin.get(f"/admin/rounds/{slug}/publish")
    assert "lässt sich nicht zurücknehmen" in main_text(page)
    assert fresh(slug).published_at is None


def test_a_strategy_that_moved_on_is_taken_over_on_request(admin: Any) -> None:
    round_ = make_round(**SOON)
    slug, strategy = round_.slug, round_.strategy.slug
    admin.submit(f"/admin/strategies/{strategy}/items/energy", title_de="Strom und Wärme")
    assert fresh(slug).frame.fields[1].title["de"] == "Energie"
    assert "Die Strategie hat sich geändert" in main_text(admin.get(f"/admin/rounds/{slug}"))
    page = admin.get(f"/admin/rounds/{slug}/take-frame")
    assert "Strom und Wärme" in main_text(page)
    assert fresh(slug).frame.fields[1].title["de"] == "Energie"
    assert admin.submit(page).status_code == 302
    assert fresh(slug).frame.fields[1].title["de"] == "Strom und Wärme"


def test_only_the_state_that_was_looked_at_is_taken_over(admin: Any) -> None:
    round_ = make_round(**SOON)
    slug, strategy = round_.slug, round_.strategy.slug
    admin.submit(f"/admin/strategies/{strategy}/items/energy", title_de="Strom")
    page = admin.get(f"/admin/rounds/{slug}/take-frame")
    admin.submit(f"/admin/strategies/{strategy}/items/energy", title_de="Gas")
    assert admin.submit(page).status_code == 409
    assert fresh(slug).frame.fields[1].title["de"] == "Energie"


def test_there_is_nothing_to_take_over_from_a_strategy_that_stayed(admin: Any) -> None:
    strategy = make_strategy()
    frame = strategy_queries.frame_of(strategy).document()
    slug = make_round(**SOON, strategy_id=strategy.id, frame_document=frame).slug
    page = admin.get(f"/admin/rounds/{slug}/take-frame")
    assert "nichts zu übernehmen" in main_text(page)


def test_an_open_round_takes_nothing_over(admin: Any) -> None:
    round_ = make_round()
    admin.submit(f"/admin/strategies/{round_.strategy.slug}/items/energy", title_de="Strom")
    page = admin.get(f"/admin/rounds/{round_.slug}/take-frame")
    assert "Die Regeln stehen fest" in main_text(page)


def token(page: Any) -> str:
    """The token of a page's form."""
    return str(tree(page).find(".//input[@name='csrf_token']").get("value"))
