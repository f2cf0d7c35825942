"""The ballot's form and its review, as a browser without scripts sees them."""

from __future__ import annotations

from typing import Any

from flask import Flask

from participation.extensions import db
from participation.weighting import queries
from participation.weighting.models import BallotDay
from tests.conftest import CheckingClient
from tests.pages import main_text, tree
from tests.weighting.visits import FIRST, cast, open_round, stored


def test_a_ballot_goes_from_the_form_through_its_review_to_a_receipt(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    answer = cast(client, round_)
    assert answer.status_code == 302
    page = client.get(answer.location)
    assert "Vielen Dank" in main_text(page)
    assert stored(round_) == [(12, 8, 0)]
    assert queries.ballot_count(round_.id) == 1
    [day] = db.session.query(BallotDay)
    assert (day.channel, day.ballots) == ("open", 1)


def test_the_form_preselects_nothing_and_names_every_field_once(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    page = client.get(f"/rounds/{round_.slug}/weights")
    inputs = [
        field
        for field in tree(page).iter("input")
        if (field.get("name") or "").startswith("points-")
    ]
    assert sorted(field.get("name") for field in inputs) == [
        "points-education",
        "points-energy",
        "points-mobility",
    ]
    assert {field.get("value") for field in inputs} == {""}
    assert {field.get("inputmode") for field in inputs} == {"numeric"}
    assert len(list(tree(page).iter("legend"))) == 1
    assert "keine Angabe" not in main_text(page)
    assert "Ein Punkt zählt 5 %" in main_text(page).replace("\xa0", " ")


def test_a_person_sees_the_same_order_every_time_and_others_see_others(
    app: Flask, new_client: Any
) -> None:
    round_ = open_round()

    def order(browser: CheckingClient) -> tuple[str, ...]:
        page = tree(browser.get(f"/rounds/{round_.slug}/weights"))
        return tuple(
            field.get("name")
            for field in page.iter("input")
            if "points-" in (field.get("name") or "")
        )

    browsers = [new_client() for _ in range(25)]
    orders = [order(browser) for browser in browsers]
    assert orders == [order(browser) for browser in browsers]
    assert len(set(orders)) > 1


def test_wrong_sum_is_reported_and_input_is_kept(app: Flask, client: CheckingClient) -> None:
    round_ = open_round()
    values = {"points-mobility": "12", "points-energy": "11"}
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **values)
    assert "Sie haben 23 von 20 Punkten verteilt. Nehmen Sie 3 Punkte weg." in main_text(page)
    title = tree(page).findtext(".//title")
    assert title.startswith("Fehler: ")
    kept = {field.get("name"): field.get("value") for field in tree(page).iter("input")}
    assert kept["points-mobility"] == "12"
    assert kept["points-energy"] == "11"
    assert "data-error-summary" in page.get_data(as_text=True)
    assert stored(round_) == []


def test_a_wrong_number_is_linked_from_the_summary(app: Flask, client: CheckingClient) -> None:
    round_ = open_round()
    bait = "<script>alert(1)</script>"
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **{"points-mobility": bait})
    assert 'href="#points-mobility"' in page.get_data(as_text=True)
    assert bait not in page.get_data(as_text=True)
    assert "keine Zahl" in main_text(page)


def test_a_hand_made_request_cannot_slip_past_the_review(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **FIRST)
    for change in (
        {"points-mobility": "13"},
        {"points-culture": "1"},
        {"points-mobility": ["12", "12"]},
        {"points-mobility": "1" + "0" * 30},
        {"points-education-none": "1"},
        {"points-mobility": "12\x00"},
    ):
        answer = client.submit(page, "/review", **change)
        assert answer.status_code == 200, change
        assert "Bitte prüfen Sie Ihre Angaben" in main_text(answer)
    assert stored(round_) == []


def test_one_can_go_back_from_the_review_with_everything_typed(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **FIRST)
    back = client.submit(page, "/review", button="change=1")
    kept = {field.get("name"): field.get("value") for field in tree(back).iter("input")}
    assert kept["points-mobility"] == "12"
    assert stored(round_) == []
    assert client.submit(back, "/weights").status_code == 200


def test_looking_at_the_form_writes_nothing(
    app: Flask, client: CheckingClient, statements: list[str]
) -> None:
    round_ = open_round()
    statements.clear()
    client.get(f"/rounds/{round_.slug}/weights")
    client.get(f"/rounds/{round_.slug}/weights/review")
    client.submit(f"/rounds/{round_.slug}/weights", "/weights", **FIRST)
    assert not [
        statement for statement in statements if not statement.lstrip().upper().startswith("SELECT")
    ]


def test_the_form_needs_few_statements(
    app: Flask, client: CheckingClient, statements: list[str]
) -> None:
    round_ = open_round(goals_points=10)
    cast(client, round_)
    for path in ("weights", "weights/receipt"):
        statements.clear()
        client.get(f"/rounds/{round_.slug}/{path}")
        assert len(statements) <= 8, statements


def test_no_opinion_is_a_choice_where_it_is_offered(app: Flask, client: CheckingClient) -> None:
    round_ = open_round(no_opinion=True)
    page = client.submit(
        f"/rounds/{round_.slug}/weights",
        "/weights",
        **{"points-mobility": "20", "points-energy-none": "1"},
    )
    assert "keine Angabe" in main_text(page)
    client.submit(page, "/review")
    assert stored(round_) == [(20, -1, 0)]
    form = client.get(f"/rounds/{round_.slug}/weights")
    boxes = {field.get("name"): field.get("checked") for field in tree(form).iter("input")}
    assert boxes["points-energy-none"] is not None
    assert boxes["points-mobility-none"] is None


def test_a_pick_is_made_with_boxes_none_of_them_ticked(app: Flask, client: CheckingClient) -> None:
    round_ = open_round(instrument_kind="pick", instrument_k=2)
    form = client.get(f"/rounds/{round_.slug}/weights")
    assert "Wählen Sie 2 Handlungsfelder" in main_text(form)
    assert not [field for field in tree(form).iter("input") if field.get("checked") is not None]
    wrong = client.submit(form, "/weights", **{"pick-mobility": "1"})
    assert "Wählen Sie noch eines." in main_text(wrong)
    page = client.submit(wrong, "/weights", **{"pick-energy": "1"})
    assert "noch nicht abgegeben" in main_text(page)
    answer = client.submit(page, "/review")
    assert "Vielen Dank" in main_text(client.get(answer.location))
    assert stored(round_) == [(1, 1, 0)]


def test_the_pages_speak_english(app: Flask, client: CheckingClient) -> None:
    app.config["LANGUAGES"] = {"de": "Deutsch", "en": "English"}
    round_ = open_round()
    page = client.get(f"/rounds/{round_.slug}/weights?lang=en")
    assert tree(page).get("lang") == "en"
    assert "Mobility" in main_text(page)


def test_a_post_without_a_token_is_refused(app: Flask, client: CheckingClient) -> None:
    round_ = open_round()
    for path in ("weights", "weights/review", "weights/withdraw", "weights/another"):
        assert client.post(f"/rounds/{round_.slug}/{path}", data=FIRST).status_code == 400
    assert stored(round_) == []
