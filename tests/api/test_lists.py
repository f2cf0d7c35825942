"""Lists: bounded pages, links from one to the next, and nothing twice or left out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.http import parse_options_header

from participation.kernel.clock import clock
from tests.answers.answering import answer, published_idea
from tests.api.reading import Program, addresses
from tests.conftest import CheckingClient
from tests.council.making import make_paper
from tests.factories import closed, make_round, make_strategy
from tests.projects.making import make_project


@pytest.fixture
def program(client: CheckingClient) -> Program:
    return Program(client)


def linked(response: Any) -> dict[str, str]:
    """The addresses in a Link header by their relation."""
    found = {}
    for part in response.headers["Link"].split(", <"):
        address, _, options = part.lstrip("<").partition(">; ")
        found[parse_options_header(f"x; {options}")[1]["rel"]] = address
    return found


def walk(program: Program, path: str) -> list[dict[str, Any]]:
    """All items of a list, page by page."""
    items, following = [], [path]
    while following:
        found = program.get(following.pop())
        items += found["items"]
        following = [] if found["next"] is None else list(addresses([found["next"]]))
    return items


def test_pages_of_ideas_hold_every_idea_once(program: Program) -> None:
    round_ = make_round()
    numbers = [published_idea(round_).number for _number in range(5)]
    items = walk(program, f"/rounds/{round_.slug}/ideas?per_page=2")
    assert [each["number"] for each in items] == numbers[::-1]


def test_link_header_leads_to_first_previous_next_and_last(program: Program) -> None:
    round_ = make_round()
    for _number in range(5):
        published_idea(round_)
    path = f"/rounds/{round_.slug}/ideas?sort=newest&per_page=2"
    links = linked(program.fetch(f"{path}&page=2"))
    start = f"http://localhost/api/v1{path}&page="
    assert links == {
        "first": f"{start}1",
        "prev": f"{start}1",
        "next": f"{start}3",
        "last": f"{start}3",
    }


def test_every_list_of_many_goes_on(program: Program) -> None:
    strategy, round_ = make_strategy(), make_round(**closed())
    for _number in range(3):
        make_project(strategy)
        make_paper(public=True)
        answer(published_idea(round_))
    for path, key in (
        ("/projects", "key"),
        ("/papers", "key"),
        (f"/rounds/{round_.slug}/ideas", "number"),
        (f"/rounds/{round_.slug}/answers", "number"),
    ):
        found = program.get(f"{path}?per_page=2")
        items = walk(program, f"{path}?per_page=2")
        assert (found["total"], found["pages"], len(items)) == (3, 2, 3), path
        assert len({each[key] for each in items}) == 3, path


def test_how_many_ideas_a_field_has_is_not_told_while_people_weight(program: Program) -> None:
    round_ = make_round()
    for _number in range(3):
        published_idea(round_, field_key="energy")
    path = f"/rounds/{round_.slug}/ideas?field=energy&per_page=2"
    response = program.fetch(path)
    found = response.get_json()
    assert (found["total"], found["pages"]) == (None, None)
    assert set(linked(response)) == {"first", "next"}
    assert len(walk(program, path)) == 3


def test_how_many_ideas_a_field_has_is_told_once_nobody_weights(program: Program) -> None:
    round_ = make_round(**closed())
    published_idea(round_, field_key="energy")
    published_idea(round_, field_key="mobility")
    assert program.get(f"/rounds/{round_.slug}/ideas?field=energy")["total"] == 1


def test_ideas_are_not_ordered_by_support_before_it_is_shown(program: Program) -> None:
    running, over = make_round(), make_round(**closed())
    published_idea(running, support=5)
    published_idea(over, support=1)
    most = published_idea(over, support=5)
    published_idea(over, support=2)
    path = "/rounds/{}/ideas?sort=supported"
    assert program.fetch(path.format(running.slug)).status_code == 400
    [shown] = program.get(f"/rounds/{running.slug}/ideas")["items"]
    assert shown["supporters"] is None
    items = program.get(path.format(over.slug))["items"]
    assert [each["supporters"] for each in items] == [5, 2, 1]
    assert items[0]["number"] == most.number


def test_projects_are_filtered_as_on_the_board(program: Program) -> None:
    strategy = make_strategy()
    make_project(strategy, key="bus", place="Aue", main_field="mobility")
    make_project(strategy, key="roof", place="Berg", main_field="energy", state="running")
    make_project(make_strategy(), key="other", place="Aue")
    expected = {
        f"strategy={strategy.slug}": ["bus", "roof"],
        "place=Aue": ["bus", "other"],
        "field=energy": ["roof"],
        "state=running": ["roof"],
        "state=proposed&place=Aue": ["bus", "other"],
        "q=roof": [],
    }
    for query, keys in expected.items():
        assert [each["key"] for each in program.get(f"/projects?{query}")["items"]] == keys, query


def test_rounds_that_are_archived_are_left_out_of_the_list_and_can_be_read(
    program: Program,
) -> None:
    archived = make_round(archived_at=clock.now() - timedelta(days=1), **closed())
    open_ = make_round()
    assert [each["slug"] for each in program.get("/rounds")["items"]] == [open_.slug]
    assert program.get(f"/rounds/{archived.slug}")["slug"] == archived.slug
