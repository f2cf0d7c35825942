"""The public board and the page of a project."""

from __future__ import annotations

from typing import Any

import pytest

from participation.city.models import Unit
from participation.extensions import db
from participation.projects import service
from participation.projects.linking import service as linking
from tests.conftest import CheckingClient
from tests.council.making import make_consultation, make_paper
from tests.factories import make_idea, make_round, make_strategy, save
from tests.pages import main_text, tree
from tests.projects.making import WHO, make_milestone, make_project
from tests.strategy.making import (
    begin_next_draft,
    make_whole_strategy,
    open_consultation,
    withdraw,
)


def titles(client: CheckingClient, path: str) -> list[str]:
    """The projects that a board shows, column by column."""
    page = tree(client.get(path))
    return [" ".join(link.itertext()) for link in page.findall(".//main//h3/a")]


def test_an_empty_board_says_what_will_be_there(client: CheckingClient) -> None:
    make_project(published=False)
    assert "sobald die Stadt sie veröffentlicht" in main_text(client.get("/projects/"))


def test_the_board_has_a_column_for_each_state_in_its_order(client: CheckingClient) -> None:
    strategy = make_strategy()
    for state in ("done", "proposed", "running"):
        make_project(strategy, state=state)
    page = tree(client.get("/projects/"))
    heads = [head.text for head in page.findall(".//main//section//h2")]
    assert heads == ["Vorgeschlagen", "In Arbeit", "Abgeschlossen"]


def test_a_draft_stands_nowhere(client: CheckingClient) -> None:
    make_project(title={"de": "Sichtbar"}, key="shown")
    make_project(title={"de": "Geheim"}, key="hidden", place="Verborgen", published=False)
    board = client.get("/projects/").get_data(as_text=True)
    assert "Geheim" not in board
    assert "Verborgen" not in board
    assert client.get("/projects/hidden").status_code == 404
    assert titles(client, "/projects/?q=geheim") == []


def test_late_projects_say_by_how_much(client: CheckingClient) -> None:
    late = make_project(title={"de": "Spät"}, state="running")
    make_milestone(late, "2026-12", "2027-02")
    make_milestone(make_project(state="running"), "2030")
    text = main_text(client.get("/projects/"))
    assert "2 Projekte, 1 davon verspätet" in text
    assert "2 Monate später" in text
    assert titles(client, "/projects/?late=1") == ["Spät"]


def test_what_is_done_late_is_late_no_more(client: CheckingClient) -> None:
    project = make_project(state="done")
    make_milestone(project, "2020")
    assert "keines verspätet" in main_text(client.get("/projects/"))


def test_filters_stand_in_the_address(client: CheckingClient) -> None:
    save(Unit(key="roads", title={"de": "Tiefbauamt"}))
    one, two = make_strategy(slug="one"), make_strategy(slug="two")
    values: dict[str, Any] = {"unit": "roads", "place": "Mitte", "kind": "pool"}
    make_project(one, title={"de": "Eins"}, main_field="energy", **values)
    make_project(two, title={"de": "Zwei"}, place="Süd", main_field="mobility")
    assert titles(client, "/projects/?strategy=two") == ["Zwei"]
    for query in ("unit=roads", "place=Mitte", "kind=pool", "field=energy", "q=eins"):
        assert titles(client, f"/projects/?{query}") == ["Eins"]
    assert titles(client, "/projects/?place=Mitte&strategy=two") == []


@pytest.mark.parametrize(
    "query",
    ["strategy=x", "field=x", "unit=x", "place=x", "kind=x", "late=2", "state=x", "page=0"],
)
def test_nothing_but_what_occurs_can_be_asked_for(client: CheckingClient, query: str) -> None:
    make_project()
    state = "&state=proposed" if query.startswith("page") else ""
    assert client.get(f"/projects/?{query}{state}").status_code == 404


def test_a_long_column_leads_to_its_own_pages(client: CheckingClient) -> None:
    strategy = make_strategy()
    for number in range(12):
        make_project(strategy, key=f"p-{number:02}", title={"de": f"P{number:02}"})
    assert len(titles(client, "/projects/")) == 10
    assert "Alle 12 zeigen" in main_text(client.get("/projects/"))
    assert len(titles(client, "/projects/?state=proposed")) == 12


def test_a_project_shows_what_it_serves_and_where_it_comes_from(client: CheckingClient) -> None:
    save(Unit(key="roads", title={"de": "Tiefbauamt"}, contact="Zimmer 7"))
    strategy = make_whole_strategy()
    open_consultation(strategy)
    values: dict[str, Any] = {"partners": ("Stadtwerke",), "aliases": ("Dach",)}
    project = make_project(strategy, key="roof", unit="roads", main_field="energy", **values)
    idea = make_idea(make_round(), state="published")
    for version, store in enumerate(
        (
            lambda version: linking.set_ideas("roof", [idea.number], version=version, **WHO),
            lambda version: linking.link_goal(
                "roof", "energy-1", {"de": "Weniger Strom"}, version=version, **WHO
            ),
        ),
        start=project.version,
    ):
        store(version)
    db.session.commit()
    text = main_text(client.get("/projects/roof"))
    assert "Diesem Projekt folgen" in text
    for words in ("Tiefbauamt", "Zimmer 7", "Energie", "Stadtwerke", "auch genannt: Dach"):
        assert words in text
    for words in (idea.title, "Energie: Ziel 1", "Weniger Strom"):
        assert words in text


@pytest.mark.parametrize("withdrawn", [True, False])
def test_the_words_of_a_draft_of_the_strategy_stand_nowhere(
    client: CheckingClient, withdrawn: bool
) -> None:
    strategy = make_whole_strategy()
    if withdrawn:
        withdraw(open_consultation(strategy))
        begin_next_draft(strategy, 1)
    project = make_project(strategy, key="roof", main_field="energy")
    make_project(key="elsewhere", main_field="mobility")
    effect = {"de": "Weniger Strom"}
    linking.link_goal("roof", "energy-1", effect, version=project.version, **WHO)
    db.session.commit()
    for path in ("/projects/roof", "/projects/"):
        assert "Energie" not in main_text(client.get(path))


def test_an_idea_that_was_withdrawn_keeps_its_number_alone(client: CheckingClient) -> None:
    project = make_project(key="roof")
    idea = make_idea(make_round(), state="published", title="Ein Geheimnis")
    linking.set_ideas("roof", [idea.number], version=project.version, **WHO)
    idea.state = "withdrawn"
    db.session.commit()
    text = main_text(client.get("/projects/roof"))
    assert idea.number in text
    assert "Geheimnis" not in text


def test_only_public_consultations_stand_on_the_page(client: CheckingClient) -> None:
    project, paper = make_project(key="roof"), make_paper(public=True, title="Vorlage Solar")
    shown = make_consultation(paper, public=True, body="Gemeinderat")
    hidden = make_consultation(paper, body="Hinterzimmer")
    ids = [shown.id, hidden.id]
    linking.set_consultations("roof", ids, version=project.version, **WHO)
    db.session.commit()
    text = main_text(client.get("/projects/roof"))
    assert "Gemeinderat: beschlossen" in text
    assert "Hinterzimmer" not in text


def test_milestones_stand_in_a_table_with_the_reason_of_a_shift(client: CheckingClient) -> None:
    project = make_project(key="roof", state="running")
    make_milestone(project, "2026-12", "2027-02", title={"de": "Baubeginn"}, reason="Frost.")
    text = main_text(client.get("/projects/roof"))
    for words in ("0 von 1 Meilenstein fertig", "Dezember 2026", "2 Monate später", "Frost."):
        assert words in text


def test_another_name_leads_to_the_project(client: CheckingClient) -> None:
    make_project(key="ki-im-bau", aliases=("Werkstatt KI im Bau",))
    response = client.get("/projects/werkstatt-ki-im-bau")
    assert (response.status_code, response.location) == (302, "/projects/ki-im-bau")


def test_another_name_of_a_draft_leads_nowhere(client: CheckingClient) -> None:
    make_project(key="ki-im-bau", aliases=("Werkstatt",), published=False)
    assert client.get("/projects/werkstatt").status_code == 404


def test_both_pages_need_eight_statements(client: CheckingClient, statements: list[str]) -> None:
    save(Unit(key="roads", title={"de": "Tiefbauamt"}))
    strategy = make_strategy()
    for number in range(3):
        project = make_project(strategy, key=f"p-{number}", unit="roads", main_field="energy")
        make_milestone(project, "2026-12", "2027-02")
        linking.link_goal(f"p-{number}", "energy-1", {}, version=project.version, **WHO)
        note = {"de": "Es geht los."}
        service.change_state(f"p-{number}", "running", note, version=project.version, **WHO)
        db.session.commit()
    for path in ("/projects/", "/projects/?state=running&kind=regular&q=projekt", "/projects/p-1"):
        statements.clear()
        assert client.get(path).status_code == 200
        assert len(statements) <= 8, (path, statements)


def test_the_page_is_there_in_english(client: CheckingClient) -> None:
    make_project(key="roof", title={"de": "Dach", "en": "Roof"})
    assert "Roof" in main_text(client.get("/projects/roof?lang=en"))


def test_the_menu_leads_to_the_board_once_there_is_something_to_read(
    client: CheckingClient, statements: list[str]
) -> None:
    make_project(key="roof", published=False)
    statements.clear()
    assert "/projects/" not in client.get("/sign-in").get_data(as_text=True)
    before = len(statements)
    service.publish("roof", **WHO)
    db.session.commit()
    statements.clear()
    assert 'href="/projects/"' in client.get("/sign-in").get_data(as_text=True)
    assert len(statements) == before
