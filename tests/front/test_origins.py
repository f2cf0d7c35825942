"""The chain from its other end: a paper's page and a project's name ideas, answers and weights, and
nothing that is not public."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from participation.answers.rules import Draft, Status
from participation.extensions import db
from participation.front.chain.origins import MOST
from participation.ideas.models import Idea
from participation.projects.linking import service as linking
from participation.projects.models import ProjectIdea
from participation.strategy.models import StrategyVersion
from participation.web.transactions import begin_write
from tests.answers.answering import DECLINED, answer, published_idea, stage
from tests.factories import make_round
from tests.front.chains import (
    BUS,
    held,
    path_of,
    pending,
    public_paper,
    read,
    rest_on,
    take_up,
    taken_up,
)
from tests.projects.making import WHO, make_project
from tests.results.making import published
from tests.results.test_publishing import counted
from tests.strategy.making import draft_of, make_whole_strategy, open_consultation

CITATION = {
    "round": "weights-of-2026",
    "round_title": {"de": "Gewichtung 2026"},
    "version": 2,
    "digest": "0" * 64,
    "n": 60,
    "measure": "",
    "fields": [],
    "goals": [],
    "caveat": "",
}
LED = "Was dazu geführt hat"


def paper_page(client: Any, paper: Any, language: str = "de") -> str:
    return read(client, f"/council/{paper.key}", language)


def put_forward() -> StrategyVersion:
    """A version in consultation that cites the result of a round."""
    strategy = make_whole_strategy()
    draft_of(strategy).citations = [CITATION]
    db.session.commit()
    return open_consultation(strategy)


def change(idea: Idea, **values: Any) -> None:
    for name, value in values.items():
        setattr(idea, name, value)
    db.session.commit()


def test_a_paper_leads_back_to_project_answer_and_idea(app: Flask, client: Any) -> None:
    idea, project = taken_up(state="decided")
    paper = public_paper()
    rest_on(project, held(paper))
    page = client.get(f"/council/{paper.key}").text
    assert f'href="/projects/{project.key}"' in page
    assert f'href="{path_of(idea)}"' in page
    text = paper_page(client, paper)
    assert f"{LED} Projekt: Nachtlinie Aue Beschlossen Es kommt aus diesen Ideen:" in text
    assert "Diese Idee wird Teil eines Projekts." in text
    assert "Aue night line" in paper_page(client, paper, "en")


def test_a_correction_keeps_what_the_corrected_row_led_from(app: Flask, client: Any) -> None:
    _idea, project = taken_up()
    paper = public_paper()
    coming = pending(paper, "2099")
    rest_on(project, coming)
    held(paper, supersedes_id=coming.id)
    assert "Nachtlinie Aue" in paper_page(client, paper)


def test_ideas_whose_answer_names_the_paper_stand_there(app: Flask, client: Any) -> None:
    idea, paper = published_idea(make_round(), title="Mehr Bänke"), public_paper()
    answer(idea, Draft(Status.NEEDS_COUNCIL, paper=paper.key))
    text = paper_page(client, paper)
    assert "Ideen, deren Antwort auf diese Vorlage verweist Mehr Bänke" in text
    assert "Über diese Idee entscheidet der Rat." in text


def test_a_paper_to_which_nothing_led_says_nothing_of_it(app: Flask, client: Any) -> None:
    published_idea(make_round())
    make_project()
    assert LED not in paper_page(client, public_paper())


def test_a_project_names_ideas_with_their_answers(app: Flask, client: Any) -> None:
    idea, project = taken_up()
    other = published_idea(make_round(), title="Später Bus")
    take_up(project, other)
    text = read(client, f"/projects/{project.key}")
    assert idea.title in text
    assert "Diese Idee wird Teil eines Projekts." in text
    assert "Später Bus" in text
    answer(other, DECLINED)
    assert "Die Stadt nimmt diese Idee nicht auf." in read(client, f"/projects/{project.key}")


def test_a_project_names_decisions_and_leads_to_the_paper(app: Flask, client: Any) -> None:
    project, paper = make_project(title=BUS), public_paper(title="Nachtverkehr")
    rest_on(project, held(paper, body="Stadtrat"))
    assert "Stadtrat: beschlossen Nachtverkehr" in read(client, f"/projects/{project.key}")
    assert f'href="/council/{paper.key}"' in client.get(f"/projects/{project.key}").text


@pytest.mark.parametrize("state", ["withdrawn", "removed", "rejected"])
def test_an_idea_that_is_no_longer_public_keeps_its_number_alone(
    app: Flask, client: Any, state: str
) -> None:
    idea, project = taken_up()
    change(idea, title="Kanarienvogel")
    paper = public_paper()
    rest_on(project, held(paper))
    pages = [f"/projects/{project.key}", f"/council/{paper.key}"]
    for page in pages:
        assert "Kanarienvogel" in read(client, page)
    change(idea, state=state)
    for page in pages:
        text = read(client, page)
        assert "Kanarienvogel" not in text
        assert "Diese Idee wird Teil eines Projekts." not in text
        assert f"Idee {idea.number} nicht mehr öffentlich" in text


def test_a_draft_project_and_a_staged_answer_are_on_no_papers_page(app: Flask, client: Any) -> None:
    idea, paper = published_idea(make_round(), title="Kanarienvogel"), public_paper()
    project = make_project(title={"de": "Kanarienprojekt"}, published=False)
    rest_on(project, held(paper))
    take_up(project, idea)
    stage(idea, Draft(Status.NEEDS_COUNCIL, paper=paper.key))
    assert "Kanarien" not in client.get(f"/council/{paper.key}").text
    project.published_at = project.created_at
    db.session.commit()
    assert "Kanarienprojekt" in client.get(f"/council/{paper.key}").text


def test_a_consultation_that_is_not_public_ties_nothing_to_the_paper(
    app: Flask, client: Any
) -> None:
    paper, project = public_paper(), make_project(title=BUS)
    rest_on(project, held(paper, public=False))
    held(paper)
    assert "Nachtlinie" not in client.get(f"/council/{paper.key}").text


def test_a_paper_about_a_version_names_the_results_that_it_cites(app: Flask, client: Any) -> None:
    paper = public_paper()
    held(paper, outcome="recommended", authoritative=False, version_id=put_forward().id)
    assert "Ergebnisse, die die Fassung nennt Ergebnis: Gewichtung 2026" in paper_page(
        client, paper
    )
    page = client.get(f"/council/{paper.key}").text
    assert 'href="/rounds/weights-of-2026/results?version=2"' in page


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_paper_names_the_weights_once_that_its_projects_refer_to(app: Flask, client: Any) -> None:
    round_, paper = counted(), public_paper()
    snapshot, consultation = published(round_), held(paper)
    for _number in range(2):
        project = make_project(round_.strategy)
        linking.link_weight(project.key, snapshot.id, "mobility", version=project.version, **WHO)
        db.session.commit()
        rest_on(project, consultation)
    text = paper_page(client, paper)
    assert text.count("Mobilität") == 1
    assert "Stabilitätsbereich" in text.partition(LED)[2]
    assert "40 Gewichtungen" in text.partition(LED)[2]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("more", [0, 1])
def test_both_pages_say_when_there_are_more_ideas_than_they_name(
    app: Flask, client: Any, more: int
) -> None:
    idea, project = taken_up(state="decided")
    paper = public_paper()
    rest_on(project, held(paper))
    copies = range(MOST - 1 + more)
    kept = {column.key: getattr(idea, column.key) for column in Idea.__table__.columns}
    rows = [kept | {"id": idea.id + 1 + n, "token": f"copy-{n}"} for n in copies]
    begin_write().execute(insert(Idea), rows)
    ties = [{"project_id": project.id, "idea_id": row["id"]} for row in rows]
    db.session.execute(insert(ProjectIdea), ties)
    db.session.commit()
    for path in (f"/projects/{project.key}", f"/council/{paper.key}"):
        page = client.get(path).text
        assert page.count(f'href="/rounds/{idea.round.slug}/ideas/') == MOST
        assert ("Es sind mehr Ideen, als hier stehen." in page) is bool(more)


def test_both_pages_take_eight_statements(app: Flask, client: Any, statements: list[str]) -> None:
    _idea, project = taken_up()
    version, paper = put_forward(), public_paper()
    for _number in range(3):
        rest_on(project, held(paper, outcome="pending", version_id=version.id))
        take_up(project, published_idea(make_round()))
    for path in (f"/council/{paper.key}", f"/projects/{project.key}"):
        client.get(path)
        statements.clear()
        client.get(f"{path}?again=1")
        assert len(statements) <= 8, (path, statements)
