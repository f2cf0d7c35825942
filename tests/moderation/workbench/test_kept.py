"""The filters and the page of the list stay while one idea is worked on, whatever is done to it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask

from participation.ideas.models import Idea
from participation.web.transactions import commit_now
from tests.factories import make_idea, make_resident, make_round, make_staff
from tests.pages import tree

FILTERS = {"q": "kanal", "state": "new", "page": "2"}
QUERY = "?q=kanal&state=new&page=2"


@pytest.fixture
def ideas(app: Flask) -> list[Idea]:
    """Two public ideas of one round, and one that waits."""
    round_ = make_round()
    said = {"title": "Kanal", "text": "Am Kanal fehlt Licht. Am Kanal fehlen Bänke."}
    return [
        make_idea(round_, make_resident(), state=state, **said)
        for state in ("published", "published", "waiting")
    ]


def kept_in(address: str) -> bool:
    return FILTERS.items() <= dict(parse_qsl(urlsplit(address).query)).items()


def links(page: Any) -> list[str]:
    """Where the page leads within the moderation of single ideas; a search has its own fields."""
    main = [*tree(page).find(".//main").iter(), *tree(page).findall(".//nav//a")]
    sent = (element for element in main if element.get("method") != "get")
    found = (element.get("href") or element.get("action") or "" for element in sent)
    return [to for to in found if to.startswith("/moderation/2")]


@pytest.mark.parametrize("path", ["", "/notes", "/remark", "/merge", "/split", "/black-out"])
def test_every_page_of_an_idea_leads_back_to_the_list_that_was_left(
    ideas: list[Idea], new_client: Any, path: str
) -> None:
    page = new_client(make_staff()).get(f"/moderation/{ideas[0].number}{path}{QUERY}")
    found = links(page)
    assert found
    assert [to for to in found if not kept_in(to)] == []


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/notes", {"text": "Bitte nachsehen."}),
        ("/remark", {"text": "Der Weg gehört dem Land."}),
        ("/split", {"part1-title": "Licht", "part2-title": "Bänke"}),
    ],
)
def test_saving_comes_back_to_the_list_that_was_left(
    ideas: list[Idea], new_client: Any, path: str, values: dict[str, str]
) -> None:
    answer = new_client(make_staff()).submit(
        f"/moderation/{ideas[0].number}{path}{QUERY}", **values
    )
    assert answer.status_code == 302
    assert kept_in(answer.location)


def test_holding_and_skipping_come_back_to_it(ideas: list[Idea], new_client: Any) -> None:
    moderator, here = new_client(make_staff()), f"/moderation/{ideas[2].number}"
    held = moderator.submit(f"{here}{QUERY}", f"{here}/claim")
    assert kept_in(held.location)
    assert kept_in(moderator.submit(moderator.get(held.location), f"{here}/skip").location)


def test_merging_and_taking_it_back_come_back_to_it(ideas: list[Idea], new_client: Any) -> None:
    moderator, here = new_client(make_staff()), f"/moderation/{ideas[0].number}"
    chosen = moderator.get(f"{here}/merge{QUERY}")
    both = moderator.submit(chosen, "/merge", into=ideas[1].number)
    assert [to for to in links(both) if not kept_in(to)] == []
    merged = moderator.submit(both)
    assert kept_in(merged.location)
    assert kept_in(moderator.submit(merged.location, f"{here}/merge/undo").location)


def test_who_was_slower_goes_on_with_it(ideas: list[Idea], new_client: Any) -> None:
    path = f"/moderation/{ideas[0].number}/split{QUERY}"
    moderator = new_client(make_staff())
    seen = moderator.get(path)
    ideas[0].version += 1
    commit_now()
    late = moderator.submit(seen)
    assert late.status_code == 409
    assert [to for to in links(late) if not kept_in(to)] == []
