"""The page on which a planner chooses the ideas that a project takes up."""

from __future__ import annotations

from typing import Any

import pytest

from participation.extensions import db
from participation.ideas.models import Idea
from participation.projects import links, queries
from participation.projects.linking import service
from participation.projects.models import Project
from tests.factories import make_idea, make_round, make_staff
from tests.pages import main_text, tree
from tests.projects.making import WHO, make_project

PAGE = "/planning/projects/roof/ideas"


@pytest.fixture
def planner(new_client: Any) -> Any:
    """A browser in which a planner is signed in."""
    return new_client(make_staff("planner"))


@pytest.fixture
def project(planner: Any) -> Project:
    """A project on energy, and ideas of a round on its strategy."""
    round_ = make_round()
    project = make_project(round_.strategy, key="roof", main_field="energy", published=False)
    for title, field, state in (
        ("Solardach", "energy", "published"),
        ("Wärmenetz", "energy", "published"),
        ("Nachtbus", "mobility", "published"),
        ("Verworfen", "energy", "rejected"),
    ):
        make_idea(round_, title=title, field_key=field, state=state)
    make_idea(make_round(), title="Anderswo", field_key="energy", state="published")
    db.session.commit()
    return project


def number(title: str) -> str:
    """The number of the idea with this title."""
    return db.session.query(Idea).filter_by(title=title).one().number


def offered(page: Any) -> dict[str, bool]:
    """What can be ticked, by number, and whether it is."""
    boxes = tree(page).findall(".//main//input[@type='checkbox']")
    return {box.get("value"): box.get("checked") is not None for box in boxes}


def taken_up() -> list[str]:
    """The numbers of the ideas that the project takes up."""
    db.session.rollback()
    return [idea.number for idea in links.ideas(queries.get("roof").id)]


def test_public_ideas_of_the_main_field_are_offered_with_their_titles(
    planner: Any, project: Project
) -> None:
    page = planner.get(PAGE)
    assert offered(page) == {number("Wärmenetz"): False, number("Solardach"): False}
    assert f"Solardach ({number('Solardach')}" in main_text(page)


def test_a_search_finds_ideas_of_other_fields_and_keeps_what_is_ticked(
    planner: Any, project: Project
) -> None:
    ticked = [number("Solardach")]
    page = planner.submit(PAGE, search="1", q="nachtbus", chosen=ticked)
    assert page.status_code == 200
    assert offered(page) == {ticked[0]: True, number("Nachtbus"): False}
    assert taken_up() == []


def test_a_ticked_idea_keeps_the_name_of_its_round_when_the_form_comes_back(
    planner: Any, project: Project
) -> None:
    solar = number("Solardach")
    shown = main_text(planner.get(PAGE))
    label = shown[shown.index(f"Solardach ({solar}, ") :].partition(")")[0]
    page = planner.submit(PAGE, chosen=[solar], ideas="2026-99999")
    assert page.status_code == 200
    assert label in main_text(page)


def test_ticked_and_typed_ideas_are_linked(planner: Any, project: Project) -> None:
    both = [number("Solardach"), number("Nachtbus")]
    assert planner.submit(PAGE, chosen=both[:1], ideas=both[1]).status_code == 302
    assert taken_up() == both


def test_a_tick_that_is_taken_away_ends_the_link(planner: Any, project: Project) -> None:
    version = queries.get("roof").version
    service.set_ideas("roof", [number("Solardach")], version=version, **WHO)
    db.session.commit()
    assert offered(planner.get(PAGE))[number("Solardach")]
    planner.submit(PAGE, chosen=[])
    assert taken_up() == []


def test_what_cannot_be_linked_is_said_and_ticks_are_kept(planner: Any, project: Project) -> None:
    page = planner.submit(PAGE, chosen=[number("Solardach")], ideas=number("Verworfen"))
    assert "Nummern ohne veröffentlichte Idee" in main_text(page)
    assert offered(page)[number("Solardach")]
    assert "Verworfen (" not in main_text(page)


def test_a_search_that_finds_nothing_says_so(planner: Any, project: Project) -> None:
    page = planner.submit(PAGE, search="1", q="Anderswo")
    assert "Dazu gibt es keine veröffentlichte Idee." in main_text(page)
