"""The pages of following: for residents, with their own account alone."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.following import queries
from tests.conftest import CheckingClient
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.following.conftest import follow
from tests.pages import main_text


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_signed_out_reader_signs_in_and_comes_back(client: CheckingClient, app: Flask) -> None:
    path = f"/follow/round/{make_round().slug}"
    location = client.get(path).location
    assert location.startswith("/sign-in?next=")
    assert path.replace("/", "%2F") in location or path in location


def test_resident_follows_with_a_post_and_returns_to_the_page(
    client: CheckingClient, app: Flask
) -> None:
    account, round_ = make_resident(), make_round()
    client.sign_in(account)
    path = f"/follow/round/{round_.slug}"
    answer = client.submit(path, frequency="at_once")
    assert answer.location == f"/rounds/{round_.slug}/"
    assert queries.data_of(account.id) == [
        {"kind": "round", "key": round_.slug, "frequency": "at_once"}
    ]
    assert "Nicht mehr folgen" in main_text(client.get(path))


def test_looking_at_the_page_follows_nothing(client: CheckingClient, app: Flask) -> None:
    account, round_ = make_resident(), make_round()
    client.sign_in(account).get(f"/follow/round/{round_.slug}")
    assert queries.data_of(account.id) == []


def test_resident_stops_following(client: CheckingClient, app: Flask) -> None:
    account, round_ = make_resident(), make_round()
    follow(account, round_)
    client.sign_in(account)
    path = f"/follow/round/{round_.slug}"
    assert client.submit(path, action=f"{path}/stop").status_code == 302
    assert queries.data_of(account.id) == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_stopping_leads_to_no_other_host(client: CheckingClient, app: Flask) -> None:
    account, round_ = make_resident(), make_round()
    follow(account, round_)
    path = f"/follow/round/{round_.slug}"
    page = client.sign_in(account).get(path)
    answer = client.submit(page, action=f"{path}/stop", next="//evil.example")
    assert answer.location == f"/rounds/{round_.slug}/"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("state", ["waiting", "rejected", "removed"])
def test_what_is_not_public_cannot_be_followed_and_is_not_named(
    client: CheckingClient, app: Flask, state: str
) -> None:
    idea = make_idea(make_round(), make_resident(), state=state, title="Ein geheimer Titel")
    page = client.sign_in(make_resident()).get(f"/follow/idea/{idea.number}")
    assert page.status_code == 404
    assert "geheimer" not in page.get_data(as_text=True)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_staff_follow_nothing(new_client: Any, app: Flask) -> None:
    browser = new_client(make_staff("admin"))
    assert browser.get(f"/follow/round/{make_round().slug}").status_code == 403


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_hostile_title_is_shown_as_text(client: CheckingClient, app: Flask) -> None:
    round_ = make_round()
    title = "<script>alert(1)</script>"
    idea = make_idea(round_, make_resident(), state="published", title=title)
    page = client.sign_in(make_resident()).get(f"/follow/idea/{idea.number}")
    assert title in main_text(page)
    assert title not in page.get_data(as_text=True)
