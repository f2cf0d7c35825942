"""The goals of a person's top fields and of one more drawn: optional, skippable, never half a
ballot."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.extensions import db
from participation.rounds.models import Round
from participation.weighting import queries
from participation.weighting.rules import Answers, Asked, unpack
from tests.conftest import CheckingClient
from tests.factories import counted_ballots, make_round
from tests.pages import main_text, tree

TWO = {"points-mobility": "12", "points-energy": "8"}


def goals_round(**values: Any) -> Round:
    """A round of two levels in which a browser is enough."""
    return make_round(
        **{"participation": ["open"], "goals_points": 10, "goals_top": 1, "goals_drawn": 1} | values
    )


def start(client: CheckingClient, round_: Round, **values: str) -> Any:
    """Cast the fields and return the receipt."""
    page = client.submit(f"/rounds/{round_.slug}/weights", "/weights", **(values or TWO))
    return client.get(client.submit(page, "/review").location)


def ballot(round_: Round) -> Answers:
    """The only ballot."""
    db.session.rollback()
    [row] = counted_ballots(round_)
    return unpack(row.answers or b"", queries.layout(round_))


def pages(receipt: Any) -> list[str]:
    """The goal pages that the receipt leads to, in order."""
    links = [
        link.get("href")
        for link in tree(receipt).iter("a")
        if "/weights/goals/" in (link.get("href") or "")
    ]
    return list(dict.fromkeys(links))


def test_the_receipt_says_that_the_ballot_counts_and_leads_on(
    app: Flask, client: CheckingClient
) -> None:
    round_ = goals_round()
    receipt = start(client, round_)
    assert "Ihre Gewichtung zählt schon" in main_text(receipt)
    assert len(pages(receipt)) == 2
    assert pages(receipt)[0].endswith("/goals/mobility")
    answers = ballot(round_)
    assert answers.asked[0] is Asked.TOP
    assert sorted(answers.asked) == [Asked.NOT, Asked.TOP, Asked.DRAWN]


def test_goals_are_kept_page_by_page_and_every_page_can_be_skipped(
    app: Flask, client: CheckingClient
) -> None:
    round_ = goals_round(goals_top=2)
    receipt = start(client, round_)
    first, second, drawn = pages(receipt)
    answer = client.submit(first, **{"points-mobility-1": "7", "points-mobility-2": "3"})
    assert answer.location == second
    page = client.get(second)
    skip = [link for link in tree(page).iter("a") if "Überspringen" in "".join(link.itertext())]
    assert skip[0].get("href") == drawn
    client.submit(drawn, **{"points-education-2": "10"})
    answers = ballot(round_)
    assert answers.goals == ((7, 3), (-3, -3), (0, 10))
    assert answers.fields == (12, 8, 0)
    assert queries.ballot_count(round_.id) == 1


def test_every_page_says_that_one_can_stop(app: Flask, client: CheckingClient) -> None:
    round_ = goals_round()
    for path in pages(start(client, round_)):
        text = main_text(client.get(path))
        assert "zählt" in text
        assert "jederzeit aufhören" in text
    assert "ausgelost" in text


def test_points_that_do_not_sum_are_refused_and_kept(app: Flask, client: CheckingClient) -> None:
    round_ = goals_round()
    path = pages(start(client, round_))[0]
    page = client.submit(path, **{"points-mobility-1": "7"})
    assert "Sie haben 7 von 10 Punkten verteilt. Verteilen Sie noch 3 Punkte." in main_text(page)
    assert {field.get("name"): field.get("value") for field in tree(page).iter("input")}[
        "points-mobility-1"
    ] == "7"
    assert ballot(round_).goals[0] == (-3, -3)


def test_goals_of_a_field_that_was_not_asked_are_refused(
    app: Flask, client: CheckingClient
) -> None:
    round_ = goals_round(goals_drawn=0)
    start(client, round_)
    page = client.get(f"/rounds/{round_.slug}/weights/goals/energy")
    assert page.status_code == 400
    assert "werden Sie nicht gefragt" in main_text(page)
    mobility = client.get(f"/rounds/{round_.slug}/weights/goals/mobility")
    token = next(
        field.get("value")
        for field in tree(mobility).iter("input")
        if field.get("name") == "csrf_token"
    )
    data = {"csrf_token": token, "version": "1", "points-energy-1": "10"}
    assert client.post(f"/rounds/{round_.slug}/weights/goals/energy", data=data).status_code == 400
    foreign = client.post(f"/rounds/{round_.slug}/weights/goals/mobility", data=data)
    assert "passt nicht zu dieser Runde" in main_text(foreign)
    assert ballot(round_).goals == ((-3, -3), (-2, -2), (-2, -2))


def test_a_revision_drops_goals_that_are_no_longer_asked_and_keeps_the_others(
    app: Flask, client: CheckingClient
) -> None:
    round_ = goals_round(goals_top=2, goals_drawn=0)
    first, second = pages(start(client, round_))
    client.submit(first, **{"points-mobility-1": "10"})
    client.submit(second, **{"points-energy-1": "10"})
    start(client, round_, **{"points-mobility": "20", "points-energy": ""})
    assert ballot(round_).goals == ((10, 0), (-2, -2), (-2, -2))


def test_a_revision_keeps_the_draw(app: Flask, client: CheckingClient) -> None:
    round_ = goals_round()
    start(client, round_)
    before = ballot(round_).asked
    start(client, round_, **{"points-mobility": "13", "points-energy": "7"})
    assert ballot(round_).asked == before


def test_goals_can_be_taken_back(app: Flask, client: CheckingClient) -> None:
    round_ = goals_round()
    path = pages(start(client, round_))[0]
    client.submit(path, **{"points-mobility-1": "10"})
    assert client.submit(path, button="clear=1").status_code == 302
    assert ballot(round_).goals[0] == (-3, -3)


def test_each_version_has_its_own_receipt(app: Flask, client: CheckingClient) -> None:
    round_ = goals_round()
    receipt = start(client, round_)
    client.submit(pages(receipt)[0], **{"points-mobility-1": "10"})
    later = client.get(f"/rounds/{round_.slug}/weights/receipt")
    codes = {
        "".join(code.itertext()) for page in (receipt, later) for code in tree(page).iter("code")
    }
    assert len(codes) == 2
    assert "Ziele: Mobilität" in main_text(later)


def test_an_old_tab_overwrites_no_goals(app: Flask, client: CheckingClient) -> None:
    round_ = goals_round()
    path = pages(start(client, round_))[0]
    old = client.get(path)
    client.submit(path, **{"points-mobility-1": "10"})
    page = client.submit(old, **{"points-mobility-2": "10"})
    assert "in einem anderen Fenster geändert" in main_text(page)
    assert ballot(round_).goals[0] == (10, 0)
    assert client.submit(page).status_code == 302
    assert ballot(round_).goals[0] == (0, 10)


def test_without_a_ballot_one_begins_with_the_fields(app: Flask, client: CheckingClient) -> None:
    round_ = goals_round()
    assert client.get(f"/rounds/{round_.slug}/weights/goals/mobility").location.endswith("/weights")


@pytest.mark.parametrize("values", [{"goals_points": None}, {}])
def test_goals_that_do_not_exist_are_not_found(
    app: Flask, client: CheckingClient, values: dict[str, Any]
) -> None:
    round_ = goals_round(**values)
    key = "culture" if not values else "mobility"
    assert client.get(f"/rounds/{round_.slug}/weights/goals/{key}").status_code == 404
