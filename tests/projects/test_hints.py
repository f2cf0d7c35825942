"""What planners are told to look at on a project's page."""

from __future__ import annotations

from typing import Any

import pytest

from participation.projects import queries
from tests.answers.answering import DECLINED, answer, published_idea
from tests.council.making import make_consultation
from tests.factories import make_round, make_staff
from tests.front.chains import public_paper, rest_on, take_up
from tests.pages import main_text
from tests.projects.making import make_project

pytestmark = pytest.mark.usefixtures("app")
HINT = "Es gibt einen Beschluss: Prüfen Sie den Stand"


@pytest.fixture
def planner(new_client: Any) -> Any:
    """A browser in which a planner is signed in."""
    return new_client(make_staff("planner"))


def decided(project: Any, **values: Any) -> None:
    """Let a project rest on a decision of the council."""
    paper = public_paper(reference="2026/118")
    rest_on(project, make_consultation(paper, **{"public": True} | values))


def test_one_press_takes_a_project_to_what_the_council_decided(planner: Any) -> None:
    project = make_project(state="proposed")
    decided(project)
    page = planner.get(f"/planning/projects/{project.key}")
    assert HINT in main_text(page)
    planner.submit(page, f"/planning/projects/{project.key}/state")
    stored = queries.get(project.key)
    assert stored.state == "decided"
    change = queries.last_state_change(stored.id)
    assert change is not None
    assert {code: text.replace("\xa0", " ") for code, text in change.note.items()} == {
        "de": "Gemeinderat: Das Projekt ist beschlossen (14. Juli 2026, Vorlage 2026/118).",
        "en": "Gemeinderat: The project has been decided (14 July 2026, Paper 2026/118).",
    }
    assert HINT not in main_text(planner.get(f"/planning/projects/{project.key}"))


@pytest.mark.parametrize(
    ("state", "values"),
    [
        ("decided", {}),
        ("running", {}),
        ("stopped", {}),
        ("proposed", {"public": False}),
        ("proposed", {"outcome": "rejected"}),
        ("proposed", {"outcome": "pending"}),
        ("proposed", {"authoritative": False, "outcome": "recommended"}),
    ],
)
def test_there_is_no_hint_without_a_public_decision_that_the_state_does_not_know(
    planner: Any, state: str, values: dict[str, Any]
) -> None:
    project = make_project(state=state)
    decided(project, **values)
    assert HINT not in planner.get(f"/planning/projects/{project.key}").text


def test_a_project_that_takes_up_a_declined_idea_says_so_to_planners(planner: Any) -> None:
    project, idea = make_project(), published_idea(make_round())
    path = f"/planning/projects/{project.key}"
    take_up(project, idea)
    assert "widersprechen sich" not in planner.get(path).text
    answer(idea, DECLINED)
    text = main_text(planner.get(path))
    assert "Projekt und Antwort widersprechen sich" in text
    assert f"denen die Stadt nach ihrer Antwort nicht folgt: {idea.number}." in text
