"""The planners' pages of projects."""

from __future__ import annotations

from typing import Any

import pytest

from participation.extensions import db
from participation.projects import links, queries
from tests.council.making import make_consultation, make_paper
from tests.factories import make_idea, make_round, make_staff, make_strategy
from tests.pages import main_text
from tests.projects.making import make_milestone, make_project

BASE = "/planning/projects"


@pytest.fixture
def planner(new_client: Any) -> Any:
    """A browser in which a planner is signed in."""
    return new_client(make_staff("planner"))


def project(key: str) -> Any:
    """A project as it is stored now."""
    db.session.rollback()
    return queries.get(key)


def test_a_project_grows_in_the_browser(planner: Any) -> None:
    slug, idea = make_strategy().slug, make_idea(make_round(), state="published")
    consultation = make_consultation(make_paper(public=True), public=True)
    texts = {"title_de": "Dach", "text_de": "Strom vom Dach.", "key": "roof", "kind": "regular"}
    assert planner.submit(f"{BASE}/{slug}/new", **texts).status_code == 302
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        ("milestones/new", {"title_de": "Baubeginn", "planned": "14.03.2027"}),
        ("goals", {"goal": "energy-1", "effect_de": "Weniger Strom"}),
        ("ideas", {"ideas": idea.number}),
        ("consultations", {"consultations": [str(consultation.id)]}),
        ("publish", {}),
        ("state", {"state": "decided", "note_de": "Beschlossen."}),
    )
    for path, values in steps:
        action = "/publish" if path == "publish" else None
        answer = planner.submit(f"{BASE}/roof/{path}", action, **values)
        assert answer.status_code == 302, path
    stored = project("roof")
    assert (stored.state, stored.published_at is not None) == ("decided", True)
    assert [row.planned for row in queries.milestones(stored.id)] == ["2027-03-14"]
    assert [row.number for row in links.ideas(stored.id)] == [idea.number]
    assert links.consultation_ids(stored.id) == {consultation.id}


def test_of_two_planners_the_second_finds_what_was_typed(new_client: Any) -> None:
    one, two = new_client(make_staff("planner")), new_client(make_staff("planner"))
    path = f"{BASE}/{make_project(key='roof').key}/edit"
    first, second = one.get(path), two.get(path)
    assert one.submit(first, place="Mitte").status_code == 302
    answer = two.submit(second, place="Südstadt")
    assert answer.status_code == 409
    assert "Südstadt" in main_text(answer)
    assert project("roof").place == "Mitte"


@pytest.mark.parametrize(
    ("path", "values", "sentence"),
    [
        ("edit", {"title_de": ""}, "Geben Sie einen deutschen Titel ein"),
        ("edit", {"aliases": "other"}, "heißt schon ein anderes Projekt"),
        ("milestones/new", {"title_de": "A", "planned": "bald"}, "ist kein Datum"),
        (
            "milestones/new",
            {"title_de": "A", "planned": "2026", "expected": "2027"},
            "Schreiben Sie, warum",
        ),
        ("ideas", {"ideas": "2026-99999"}, "2026-99999"),
        ("state", {"state": "done"}, "Schreiben Sie, was sich geändert hat"),
    ],
)
def test_an_error_says_what_to_do_and_keeps_what_was_typed(
    planner: Any, path: str, values: dict[str, str], sentence: str
) -> None:
    make_project(key="roof")
    make_project(key="other")
    page = planner.submit(f"{BASE}/roof/{path}", **values)
    assert page.status_code == 200
    assert sentence in main_text(page)
    assert all(value in page.get_data(as_text=True) for value in values.values())


def test_a_milestone_moves_and_is_deleted(planner: Any) -> None:
    stored = make_project(key="roof")
    rows = [make_milestone(stored, title={"de": title}) for title in ("A", "B")]
    page = planner.get(f"{BASE}/roof")
    assert planner.submit(page, f"/milestones/{rows[1].id}/move").status_code == 302
    page = planner.get(f"{BASE}/roof/milestones/{rows[0].id}")
    assert planner.submit(page, "/delete").status_code == 302
    assert [row.title["de"] for row in queries.milestones(stored.id)] == ["B"]


def test_links_are_taken_away_again(planner: Any) -> None:
    stored = make_project(key="roof")
    planner.submit(f"{BASE}/roof/goals", goal="energy-1")
    assert planner.submit(f"{BASE}/roof", "/goals/remove").status_code == 302
    assert links.goals(stored.id) == []


def test_key_and_state_of_a_published_project_are_not_on_its_form(planner: Any) -> None:
    make_project(key="roof")
    page = planner.get(f"{BASE}/roof/edit").get_data(as_text=True)
    assert 'name="key"' not in page
    assert 'name="state"' not in page
    answer = planner.submit(f"{BASE}/roof/edit", key="other", state="done", place="Mitte")
    assert answer.status_code == 302
    stored = project("roof")
    assert (stored.key, stored.state, stored.place) == ("roof", "proposed", "Mitte")


def test_the_state_of_a_draft_has_no_page(planner: Any) -> None:
    make_project(key="roof", published=False)
    assert planner.get(f"{BASE}/roof/state").status_code == 404


def test_the_list_finds_drafts(planner: Any) -> None:
    strategy = make_strategy(slug="one")
    make_project(strategy, title={"de": "Alt"})
    make_project(strategy, title={"de": "Neu"}, published=False)
    text = main_text(planner.get(f"{BASE}/?strategy=one&drafts=1"))
    assert "Neu" in text
    assert "1 Projekt" in text
    assert "Alt" not in text
    assert "2 Projekte" in main_text(planner.get(f"{BASE}/"))
    assert planner.get(f"{BASE}/?strategy=two").status_code == 404


def test_the_list_needs_ten_statements(planner: Any, statements: list[str]) -> None:
    strategy = make_strategy()
    for _ in range(3):
        make_project(strategy)
    statements.clear()
    assert planner.get(f"{BASE}/").status_code == 200
    assert len(statements) <= 10, statements


def test_a_form_without_its_version_changes_nothing(planner: Any) -> None:
    make_project(key="roof", place="Mitte")
    answer = planner.submit(f"{BASE}/roof/edit", version=None, place="Süd")
    assert answer.status_code == 409
    assert project("roof").place == "Mitte"


def test_the_kind_of_a_new_project_is_chosen_not_preset(planner: Any) -> None:
    page = f"{BASE}/{make_strategy().slug}/new"
    answer = planner.submit(page, title_de="Dach", text_de="Strom.", key="roof")
    assert answer.status_code == 200
    assert "Wählen Sie, was für ein Projekt es ist." in main_text(answer)
