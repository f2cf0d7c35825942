"""A device that several people use: who comes next finds nothing of the person before, whatever way
that person came."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.accounts.models import Account
from participation.audit.service import SHELL
from participation.extensions import db
from participation.kernel.clock import clock
from participation.rounds.models import Round
from participation.weighting import queries
from participation.weighting.codes import service as codes
from tests.conftest import CheckingClient
from tests.factories import agree, make_resident, make_round
from tests.pages import main_text, tree

FIRST = {"points-mobility": "12", "points-energy": "8"}
WAYS = ["email", "code", "open", "code while signed in"]


def cast(client: CheckingClient, round_: Round, **values: str) -> Any:
    """From the form to the receipt."""
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **(values or FIRST))
    return client.submit(page, "/review")


def somebody(client: CheckingClient, round_: Round, way: str) -> Account | None:
    """Let a person come on this way."""
    account = None
    if way in ("email", "code while signed in"):
        account = make_resident()
        agree(account, round_)
        client.sign_in(account)
    if way.startswith("code"):
        [code] = codes.make_codes(round_id=round_.id, count=1, purpose="", actor=SHELL, clock=clock)
        db.session.commit()
        client.submit(f"/rounds/{round_.slug}/code", "/code", code=code)
    return account


def another(client: CheckingClient, round_: Round) -> Any:
    """Press the button on the ballot's form."""
    return client.submit(f"/rounds/{round_.slug}/weights", "/another")


def typed(page: Any) -> set[str | None]:
    """What stands in the fields of a form."""
    fields = tree(page).iter("input")
    return {field.get("value") for field in fields if "points-" in (field.get("name") or "")}


@pytest.mark.parametrize("way", WAYS)
def test_next_person_finds_an_empty_form_where_a_browser_is_enough(
    app: Flask, client: CheckingClient, way: str
) -> None:
    round_ = make_round(participation=["email", "code", "open"])
    somebody(client, round_, way)
    cast(client, round_)
    assert another(client, round_).status_code == 302
    assert typed(client.get(f"/rounds/{round_.slug}/weights")) == {""}
    cast(client, round_, **{"points-education": "20"})
    assert queries.ballot_count(round_.id) == 2


@pytest.mark.parametrize(
    ("way", "page"), [("email", "/sign-in"), ("code", "/code"), ("code while signed in", "/code")]
)
def test_next_person_has_to_prove_anew_who_they_are(
    app: Flask, client: CheckingClient, way: str, page: str
) -> None:
    round_ = make_round(participation=["email"] if way == "email" else ["email", "code"])
    somebody(client, round_, way)
    cast(client, round_)
    another(client, round_)
    answer = client.get(f"/rounds/{round_.slug}/weights")
    assert answer.status_code == 302
    assert page in answer.location
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", ["weights", "weights/receipt", "weights/withdraw"])
def test_no_page_of_a_ballot_is_kept_by_the_browser(
    app: Flask, client: CheckingClient, way: str, path: str
) -> None:
    round_ = make_round(participation=["email", "code", "open"])
    somebody(client, round_, way)
    cast(client, round_)
    assert client.get(f"/rounds/{round_.slug}/{path}").cache_control.no_store


@pytest.mark.parametrize("way", WAYS)
def test_a_page_of_the_person_before_that_is_still_open_hands_nothing_in(
    app: Flask, client: CheckingClient, way: str
) -> None:
    round_ = make_round(participation=["email", "code", "open"])
    somebody(client, round_, way)
    cast(client, round_)
    review = client.submit(
        f"/rounds/{round_.slug}/weights",
        "/weights",
        **{"points-mobility": "", "points-energy": "20"},
    )
    another(client, round_)
    assert client.submit(review, "/review").status_code == 400
    assert queries.ballot_count(round_.id) == 1


def test_the_person_before_is_signed_out_everywhere_and_told_so(
    app: Flask, client: CheckingClient, new_client: Any
) -> None:
    round_ = make_round(participation=["email", "open"])
    account = somebody(client, round_, "email")
    assert account is not None
    elsewhere = new_client(account)
    another(client, round_)
    page = client.get(f"/rounds/{round_.slug}/weights")
    assert "Die Person vor Ihnen ist abgemeldet" in page.get_data(as_text=True)
    assert elsewhere.get("/account/").status_code == 302


def test_the_person_before_finds_their_ballot_again(
    app: Flask, client: CheckingClient, new_client: Any
) -> None:
    round_ = make_round(participation=["email", "open"])
    account = somebody(client, round_, "email")
    assert account is not None
    cast(client, round_)
    another(client, round_)
    cast(client, round_, **{"points-education": "20"})
    db.session.refresh(account)
    receipt = new_client(account).get(f"/rounds/{round_.slug}/weights/receipt")
    assert "12 Punkte" in main_text(receipt)


def test_browser_cookie_is_long_and_closed_to_scripts(app: Flask, client: CheckingClient) -> None:
    round_ = make_round(participation=["open"])
    answer = client.get(f"/rounds/{round_.slug}/weights")
    [cookie] = [
        value for value in answer.headers.getlist("Set-Cookie") if value.startswith("browser=")
    ]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert len(cookie.split(";")[0]) >= 40


def test_a_browser_that_invents_its_token_gets_a_proper_one(
    app: Flask, client: CheckingClient
) -> None:
    round_ = make_round(participation=["open"])
    client.set_cookie("browser", "1")
    answer = client.get(f"/rounds/{round_.slug}/weights")
    assert [value for value in answer.headers.getlist("Set-Cookie") if value.startswith("browser=")]
