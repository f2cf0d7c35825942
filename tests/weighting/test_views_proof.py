"""What a person has to bring before a ballot is theirs."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.conftest import CheckingClient
from tests.factories import agree, counted_ballots, make_resident, make_round, make_staff
from tests.pages import main_text
from tests.weighting.visits import FIRST, cast, stored


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
    assert sorted(ballot.channel for ballot in counted_ballots(round_)) == ["email", "open"]


@pytest.mark.parametrize("role", ["moderator", "planner", "admin"])
@pytest.mark.parametrize("path", ["weights", "weights/receipt", "weights/withdraw"])
def test_staff_cannot_weight(app: Flask, new_client: Any, role: str, path: str) -> None:
    round_ = make_round(participation=["email", "open"])
    page = new_client(make_staff(role)).get(f"/rounds/{round_.slug}/{path}")
    assert page.status_code == 403
    assert "Dienstkonto" in main_text(page)


def test_an_unknown_round_is_not_found(client: CheckingClient) -> None:
    assert client.get("/rounds/nowhere/weights").status_code == 404


@pytest.mark.parametrize(("ways", "asked"), [(["email", "open"], True), (["email"], False)])
def test_whoever_could_weight_twice_declares_not_to_have_done_so(
    app: Flask, new_client: Any, ways: list[str], asked: bool
) -> None:
    round_, account = make_round(participation=ways), make_resident()
    agree(account, round_)
    page = new_client(account).submit(f"/rounds/{round_.slug}/weights", "/weights", **FIRST)
    assert ("Ich habe in dieser Runde noch keine Gewichtung abgegeben." in main_text(page)) == asked
