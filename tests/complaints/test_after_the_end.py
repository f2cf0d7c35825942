"""After a round has ended nothing on its pages looks as if one could still take part."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import CheckingClient
from tests.factories import agree, closed, make_idea, make_resident, make_round
from tests.pages import tree

LIVE = ("/ideas/new", "/support", "/weights", "/join", "/edit")


def offered(client: CheckingClient, path: str) -> list[str]:
    """Where the buttons and forms in the main part of a page lead."""
    main = next(tree(client.get(path)).iter("main"))
    links = [link.get("href") for link in main.iter("a") if "button" in (link.get("class") or "")]
    return [
        *(str(link) for link in links),
        *(str(form.get("action")) for form in main.iter("form")),
    ]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_button_looks_alive_after_the_end(new_client: Any) -> None:
    round_, author, reader = make_round(**closed()), make_resident(), make_resident()
    for person in (author, reader):
        agree(person, round_)
    idea = make_idea(round_, author, state="published")
    address = f"/rounds/{round_.slug}/"
    for visitor in (None, author, reader):
        for path in (address, f"{address}ideas/", f"{address}ideas/{idea.number}"):
            found = offered(new_client(visitor), path)
            assert [link for link in found if link.endswith(LIVE)] == [], path
