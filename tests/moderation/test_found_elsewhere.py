"""A number that the queue's search does not list: the page says where that idea is."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from participation.ideas.models import Idea
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.pages import main_text, tree

WAITS_NOT = "wartet nicht:"


def one(**values: Any) -> Idea:
    return make_idea(make_round(), make_resident(), **{"title": "Bänke"} | values)


def links(page: Any) -> list[str]:
    """Where the item's part of the page leads to."""
    item = next(each for each in tree(page).iter("section") if "bench__item" in each.get("class"))
    return [link.get("href") for link in item.iter("a")]


@pytest.mark.parametrize(
    ("state", "said"), [("published", "Veröffentlicht"), ("rejected", "Abgelehnt")]
)
def test_the_number_of_a_decided_idea_leads_to_it(
    app: Flask, new_client: Any, state: str, said: str
) -> None:
    number = one(state=state).number
    page = new_client(make_staff()).get(f"/moderation/queue?q={number}")
    assert f"Idee {number} {WAITS_NOT} Bänke {said}" in main_text(page)
    assert f"/moderation/{number}#idea" in links(page)


def test_beside_another_idea_the_list_says_where_it_is(app: Flask, new_client: Any) -> None:
    open_, decided = one(), one(state="published")
    numbers = open_.number, decided.number
    page = main_text(new_client(make_staff()).get(f"/moderation/{numbers[0]}?q={numbers[1]}"))
    assert f"Idee {numbers[1]} {WAITS_NOT}" in page


def test_a_waiting_idea_that_filters_leave_out_is_said_to_wait(app: Flask, new_client: Any) -> None:
    number = one().number
    page = main_text(new_client(make_staff()).get(f"/moderation/queue?q={number}&state=asked"))
    assert f"Idee {number} wartet, aber Ihre Filter lassen sie weg:" in page


def test_a_number_that_no_idea_has_is_said_to_be_nobodys(app: Flask, new_client: Any) -> None:
    page = main_text(new_client(make_staff()).get("/moderation/queue?q=2026-00099"))
    assert "In den Runden, die Sie moderieren, hat keine Idee diese Nummer." in page


def test_ideas_of_other_peoples_rounds_are_not_told(app: Flask, new_client: Any) -> None:
    number, own = one(state="published").number, make_round()
    moderator = make_staff("moderator", round_=own)
    page = main_text(new_client(moderator).get(f"/moderation/queue?q={number}"))
    assert "Bänke" not in page
    assert "hat keine Idee diese Nummer." in page


def test_words_that_nothing_waiting_says_lead_to_the_search_of_all(
    app: Flask, new_client: Any
) -> None:
    page = new_client(make_staff()).get("/moderation/queue?q=Kanal")
    assert "/moderation/decided?q=Kanal" in links(page)
