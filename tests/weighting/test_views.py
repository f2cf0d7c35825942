"""The ballot's pages, as a browser without scripts sees them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from participation.rounds.models import Round
from participation.web.transactions import begin_write
from participation.weighting import queries
from participation.weighting.derivation import commitment
from participation.weighting.models import Ballot, BallotDay
from tests.conftest import CheckingClient
from tests.factories import agree, closed, make_resident, make_round, make_staff
from tests.pages import main_text, tree

FIRST = {"points-mobility": "12", "points-energy": "8"}


def stored(round_: Round) -> list[tuple[int, ...]]:
    """The points of every ballot that counts."""
    db.session.rollback()
    layout = queries.layout(round_)
    return [
        ballot_.fields
        for row in db.session.query(Ballot)
        if (ballot_ := _said(row, layout)) is not None
    ]


def _said(row: Ballot, layout: Any) -> Any:
    return queries.Stored(row.version, row.answers).answers(layout)


def open_round(**values: Any) -> Round:
    """A round in which a browser is enough."""
    return make_round(participation=["open"], **values)


def cast(client: CheckingClient, round_: Round, **values: str) -> Any:
    """Go through form, review and receipt."""
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **(values or FIRST))
    assert "noch nicht abgegeben" in main_text(page)
    return client.submit(page, "/review")


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


def test_a_wrong_sum_is_said_and_nothing_typed_is_lost(app: Flask, client: CheckingClient) -> None:
    round_ = open_round()
    values = {"points-mobility": "12", "points-energy": "11"}
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **values)
    assert "Sie haben 23 von 20 Punkten verteilt. Nehmen Sie 3 Punkte weg." in main_text(page)
    title = tree(page).findtext(".//title")
    assert title.startswith("Fehler: ")
    kept = {field.get("name"): field.get("value") for field in tree(page).iter("input")}
    assert kept["points-mobility"] == "12" and kept["points-energy"] == "11"
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


def test_a_ballot_can_be_seen_again_changed_and_withdrawn(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    cast(client, round_)
    first = client.get(f"/rounds/{round_.slug}/weights/receipt")
    form = client.get(f"/rounds/{round_.slug}/weights")
    assert "Sie ändern Ihre gespeicherte Gewichtung" in main_text(form)
    kept = {field.get("name"): field.get("value") for field in tree(form).iter("input")}
    assert kept["points-mobility"] == "12" and kept["points-education"] == ""
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


def code_of(page: Any) -> str:
    """The receipt's code on a page."""
    found = [
        element for element in tree(page).iter("code") if element.get("class") == "receipt-code"
    ]
    return "".join("".join(found[0].itertext()).split())


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
    assert "12 Punkte" in text and "19 Punkte" in text and "nichts überschrieben" in text
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


def test_another_person_at_the_device_begins_with_an_empty_form(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    cast(client, round_)
    page = client.get(f"/rounds/{round_.slug}/weights")
    assert client.submit(page, "/another").status_code == 302
    form = client.get(f"/rounds/{round_.slug}/weights")
    assert {
        field.get("value")
        for field in tree(form).iter("input")
        if "points-" in (field.get("name") or "")
    } == {""}
    cast(client, round_, **{"points-education": "20"})
    assert sorted(stored(round_)) == [(0, 0, 20), (12, 8, 0)]


def test_the_browsers_cookie_is_long_and_closed_to_scripts(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    answer = client.get(f"/rounds/{round_.slug}/weights")
    [cookie] = [
        value for value in answer.headers.getlist("Set-Cookie") if value.startswith("browser=")
    ]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert len(cookie.split(";")[0]) >= 40
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_browser_that_invents_its_token_gets_a_proper_one(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    client.set_cookie("browser", "1")
    answer = client.get(f"/rounds/{round_.slug}/weights")
    assert [value for value in answer.headers.getlist("Set-Cookie") if value.startswith("browser=")]


def close(round_: Round) -> None:
    """Let the window close."""
    begin_write()
    now = datetime.now(UTC)
    round_.weights_opens_at, round_.weights_closes_at = (
        now - timedelta(days=2),
        now - timedelta(minutes=1),
    )
    db.session.commit()


def test_a_window_that_closes_between_form_and_submission_shows_what_was_typed(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **FIRST)
    close(round_)
    answer = client.submit(page, "/review")
    assert answer.status_code == 409
    text = main_text(answer)
    assert (
        "Die Gewichtung ist beendet" in text
        and "Das hatten Sie eingegeben" in text
        and "12" in text
    )
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
            "noch nicht gewichten",
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


def test_with_an_address_one_signs_in_and_joins_first(
    app: Flask, client: CheckingClient, new_client: Any
) -> None:
    round_ = make_round()
    assert "sign_in" in client.get(f"/rounds/{round_.slug}/weights").location.replace("-", "_")
    account = make_resident()
    resident = new_client(account)
    assert "join" in resident.get(f"/rounds/{round_.slug}/weights").location
    agree(account, round_)
    assert cast(resident, round_).status_code == 302
    assert stored(round_) == [(12, 8, 0)]
    again = new_client(account).get(f"/rounds/{round_.slug}/weights/receipt")
    assert "12 Punkte" in main_text(again)


def test_a_resident_without_a_pseudonym_chooses_one_first(app: Flask, new_client: Any) -> None:
    round_ = make_round()
    resident = new_client(make_resident(pseudonym=None, pseudonym_folded=None))
    assert "welcome" in resident.get(f"/rounds/{round_.slug}/weights").location


def test_signed_in_residents_use_their_address_others_their_browser(
    app: Flask, new_client: Any
) -> None:
    round_ = make_round(participation=["email", "open"])
    account = make_resident()
    agree(account, round_)
    cast(new_client(account), round_)
    cast(new_client(), round_)
    assert sorted(ballot.channel for ballot in queries.packed(round_.id)) == ["email", "open"]


@pytest.mark.parametrize("role", ["moderator", "planner", "admin"])
@pytest.mark.parametrize("path", ["weights", "weights/receipt", "weights/withdraw"])
def test_staff_cannot_weight(app: Flask, new_client: Any, role: str, path: str) -> None:
    round_ = make_round(participation=["email", "open"])
    page = new_client(make_staff(role)).get(f"/rounds/{round_.slug}/{path}")
    assert page.status_code == 403
    assert "Dienstkonto" in main_text(page)


def test_an_unknown_round_is_not_found(client: CheckingClient) -> None:
    assert client.get("/rounds/nowhere/weights").status_code == 404


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
    assert boxes["points-energy-none"] is not None and boxes["points-mobility-none"] is None


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


def test_the_receipt_can_be_computed_again_from_what_it_shows(
    app: Flask, client: CheckingClient
) -> None:
    round_ = open_round()
    page = client.get(cast(client, round_).location)
    shown = [("".join(element.itertext())).strip() for element in tree(page).iter("dd")]
    assert code_of(page) == commitment(shown[0], shown[1], bytes.fromhex(shown[2]))


def test_a_post_without_a_token_is_refused(app: Flask, client: CheckingClient) -> None:
    round_ = open_round()
    for path in ("weights", "weights/review", "weights/withdraw", "weights/another"):
        assert client.post(f"/rounds/{round_.slug}/{path}", data=FIRST).status_code == 400
    assert stored(round_) == []
