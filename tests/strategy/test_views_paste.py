"""Pasting a table into a strategy, and keys made from titles, in the browser."""

from __future__ import annotations

from typing import Any

import pytest

from participation.extensions import db
from participation.strategy import queries
from participation.strategy.rules import Frame
from tests.factories import make_staff, make_strategy
from tests.pages import main_text

TABLE = "Wohnen\tWo wir leben.\tMiete\tBezahlbar.\n\t\tBau\tIn Holz."


@pytest.fixture
def planner(new_client: Any) -> Any:
    """A browser in which a planner is signed in."""
    return new_client(make_staff("planner"))


def frame(slug: str) -> Frame:
    db.session.rollback()
    return queries.frame_of(queries.get(slug))


def test_a_table_is_looked_at_first_and_added_then(planner: Any) -> None:
    slug = make_strategy().slug
    path = f"/admin/strategies/{slug}/paste"
    page = planner.submit(path, table=TABLE)
    assert "Handlungsfelder: 1, Ziele: 2, Leitlinien: 0." in main_text(page)
    assert "wohnen" not in frame(slug).field_keys
    assert planner.submit(page, button="do=add").status_code == 302
    assert [goal.key for goal in frame(slug).fields[-1].goals] == ["miete", "bau"]
    assert "Hinzugefügt: Handlungsfelder: 1" in main_text(planner.get(f"/admin/strategies/{slug}"))


def test_adding_twice_adds_once(planner: Any) -> None:
    slug = make_strategy().slug
    page = planner.submit(f"/admin/strategies/{slug}/paste", table=TABLE)
    planner.submit(page, button="do=add")
    again = planner.submit(page, button="do=add")
    assert again.status_code == 409 or "Es kommt nichts dazu" in main_text(again)
    assert frame(slug).field_keys.count("wohnen") == 1


def test_a_wrong_line_is_named_and_the_table_kept(planner: Any) -> None:
    slug = make_strategy().slug
    page = planner.submit(f"/admin/strategies/{slug}/paste", table="Wohnen\t\tMiete\t")
    assert "Zeile 1: „Wohnen“ hat keine Erklärung." in main_text(page)
    assert "Wohnen\t\tMiete" in page.get_data(as_text=True)


def test_what_changed_meanwhile_is_looked_at_again(planner: Any) -> None:
    slug = make_strategy().slug
    page = planner.submit(f"/admin/strategies/{slug}/paste", table=TABLE)
    planner.submit(f"/admin/strategies/{slug}/items/energy", title_de="Wohnen")
    answer = planner.submit(page, button="do=add")
    assert answer.status_code == 409
    assert "inzwischen geändert" in main_text(answer)
    assert "steht schon in der Strategie" in main_text(answer)
    assert planner.submit(answer, button="do=add").status_code == 302
    assert [goal.key for goal in frame(slug).fields[1].goals][-2:] == ["miete", "bau"]


def test_nobody_has_to_think_of_a_key(planner: Any) -> None:
    for slug in ("zukunft-koeln", "zukunft-koeln-2"):
        done = planner.submit("/admin/new-strategy", title_de="Zukunft Köln")
        assert done.location.endswith(f"/admin/strategies/{slug}")
    for _time in range(2):
        path = "/admin/strategies/zukunft-koeln/new/field"
        assert planner.submit(path, title_de="Wärme", text_de="Text.").status_code == 302
    assert frame("zukunft-koeln").field_keys == ("waerme", "waerme-2")


def test_the_key_of_something_deleted_is_not_made_again(planner: Any) -> None:
    slug = make_strategy().slug
    planner.submit(f"/admin/strategies/{slug}/items/energy/delete")
    planner.submit(f"/admin/strategies/{slug}/new/field", title_de="Energy", text_de="Text.")
    assert frame(slug).field_keys[-1] == "energy-3"  # A goal has energy-2.


def test_a_changed_title_leaves_the_key(planner: Any) -> None:
    slug = make_strategy().slug
    planner.submit(f"/admin/strategies/{slug}/items/energy", title_de="Strom", key="")
    assert frame(slug).fields[1].key == "energy"
