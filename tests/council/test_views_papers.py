"""Planners record papers, show them after a look at what everybody will see, and black out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from participation.council.models import Paper
from participation.extensions import db
from tests.conftest import CheckingClient
from tests.council.making import make_consultation, make_paper
from tests.council.test_oparl import ITEM, PAPER
from tests.factories import make_resident, make_staff, make_strategy
from tests.pages import main_text, tree

NEW: dict[str, Any] = {
    "title": "Smart-City-Strategie, Fassung 2",
    "kind": "draft_resolution",
    "reference": "2026/118",
    "date": "01.07.2026",
    "link": "https://ratsinfo.example.org/118",
}


@pytest.fixture
def planner(app: Flask, new_client: Any) -> CheckingClient:
    """A planner, signed in."""
    client: CheckingClient = new_client(make_staff("planner"))
    return client


def papers() -> int:
    """How many papers there are."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Paper)) or 0


def record(planner: CheckingClient, **values: Any) -> TestResponse:
    return planner.submit("/planning/papers/new", **NEW | values)


def test_a_planner_finds_the_papers_from_the_staff_home(planner: CheckingClient) -> None:
    make_paper(title="Noch nicht öffentlich")
    links = [link.get("href") for link in tree(planner.get("/staff/")).iter("a")]
    assert "/planning/papers/" in links
    assert "Noch nicht öffentlich" in main_text(planner.get("/planning/papers/"))


def test_a_recorded_paper_is_not_public(planner: CheckingClient, client: CheckingClient) -> None:
    response = record(planner)
    assert response.location == "/planning/papers/2026-118"
    assert "nicht öffentlich" in main_text(planner.get(response.location))
    assert client.get("/council/2026-118").status_code == 404


def test_a_double_click_records_one_paper(planner: CheckingClient) -> None:
    page = planner.get("/planning/papers/new")
    first, second = (planner.submit(page, **NEW) for _ in range(2))
    assert first.location == second.location
    assert papers() == 1


def test_what_was_typed_stays_beside_what_is_wrong(planner: CheckingClient) -> None:
    response = record(planner, link="javascript:alert(1)", date="31.02.2026")
    assert response.status_code == 200
    assert papers() == 0
    values = {field.get("name"): field.get("value") for field in tree(response).iter("input")}
    assert values["link"] == "javascript:alert(1)"
    assert values["date"] == "31.02.2026"
    assert "keine Internetadresse" in main_text(response)
    assert "gibt es nicht im Kalender" in main_text(response)


def test_a_pasted_object_fills_the_form_and_saves_nothing(planner: CheckingClient) -> None:
    response = planner.submit("/planning/papers/new", oparl=json.dumps(PAPER), button="step=paste")
    values = {field.get("name"): field.get("value") for field in tree(response).iter("input")}
    assert (values["title"], values["reference"]) == (PAPER["name"], "2026/118")
    assert papers() == 0
    assert planner.submit(response).location == "/planning/papers/2026-118"


@pytest.mark.parametrize("pasted", ["{", json.dumps(ITEM), '<script>alert("1")</script>'])
def test_what_cannot_be_read_is_refused_and_kept(planner: CheckingClient, pasted: str) -> None:
    response = planner.submit("/planning/papers/new", oparl=pasted, button="step=paste")
    (area,) = [area for area in tree(response).iter("textarea") if area.get("name") == "oparl"]
    assert "".join(area.itertext()).removeprefix("\n") == pasted
    assert "Fehler" in main_text(response)


def test_the_check_page_shows_what_everybody_will_see(
    planner: CheckingClient, client: CheckingClient
) -> None:
    paper = make_paper(title="Strategie", link="https://ratsinfo.example.org/1")
    shown = make_consultation(paper, text="Wortlaut A")
    make_consultation(paper, text="Wortlaut B", body="Ausschuss")
    page = planner.get(f"/planning/papers/{paper.key}/show")
    assert "Wortlaut A" in main_text(page)
    assert client.get(f"/council/{paper.key}").status_code == 404
    planner.submit(page, consultation=str(shown.id))
    text = main_text(client.get(f"/council/{paper.key}"))
    assert "Wortlaut A" in text
    assert "Wortlaut B" not in text


def test_a_hidden_paper_is_gone_for_everybody(
    planner: CheckingClient, client: CheckingClient
) -> None:
    paper = make_paper(public=True)
    planner.submit(f"/planning/papers/{paper.key}", action="/hide")
    assert client.get(f"/council/{paper.key}").status_code == 404
    assert "Noch keine Vorlagen" in main_text(client.get("/council/"))


def test_blacking_out_leaves_the_fact_on_the_public_page(
    planner: CheckingClient, client: CheckingClient
) -> None:
    paper = make_paper(public=True, title="Antrag von Erika Mustermann")
    make_consultation(paper, public=True, text="Erika Mustermann sprach.")
    planner.submit(
        f"/planning/papers/{paper.key}/black-out", passage="Erika Mustermann", reason="Name"
    )
    page = client.get(f"/council/{paper.key}").get_data(as_text=True)
    assert "Mustermann" not in page
    assert "█████ sprach." in page
    assert "etwas geschwärzt" in page


def test_a_passage_that_does_not_occur_is_refused(planner: CheckingClient) -> None:
    paper = make_paper()
    response = planner.submit(
        f"/planning/papers/{paper.key}/black-out", passage="Nirgends", reason="Name"
    )
    assert "kommt in der Vorlage und ihren Beratungen nicht vor" in main_text(response)


def test_the_strategy_of_a_paper_is_chosen_from_those_there_are(planner: CheckingClient) -> None:
    strategy = make_strategy()
    record(planner, strategy=strategy.slug)
    assert db.session.scalars(select(Paper.strategy_id)).one() == strategy.id


@pytest.mark.parametrize("role", ["moderator", "unit"])
def test_other_staff_record_nothing(app: Flask, new_client: Any, role: str) -> None:
    client = new_client(make_staff(role))
    assert client.get("/planning/papers/").status_code == 403
    assert client.get("/planning/papers/new").status_code == 403


def test_an_auditor_reads_and_finds_no_button(app: Flask, new_client: Any) -> None:
    paper = make_paper(title="Nichtöffentlich")
    row = make_consultation(paper)
    auditor = new_client(make_staff("auditor"))
    page = auditor.get(f"/planning/papers/{paper.key}")
    assert "Nichtöffentlich" in main_text(page)
    assert list(tree(page).find(".//main").iter("form")) == []
    for path in ("new", f"{paper.key}/show", f"{paper.key}/consultations/{row.id}/correct"):
        assert not list(
            tree(auditor.get(f"/planning/papers/{path}")).find(".//main").iter("button")
        )


def test_a_resident_is_refused_and_a_stranger_sent_to_sign_in(
    app: Flask, new_client: Any, client: CheckingClient
) -> None:
    assert new_client(make_resident()).get("/planning/papers/").status_code == 403
    assert "/staff/sign-in" in client.get("/planning/papers/").location


def test_planners_pages_ask_little_of_the_database(
    planner: CheckingClient, statements: list[str]
) -> None:
    paper = make_paper()
    rows = [make_consultation(paper) for _ in range(10)]
    base, row = f"/planning/papers/{paper.key}", rows[0].id
    pages = [base, f"{base}/show", f"{base}/consultations/new"]
    for path in ("/planning/papers/", *pages, f"{base}/consultations/{row}/correct"):
        statements.clear()
        assert planner.get(path).status_code == 200
        assert len(statements) <= 10, path


def test_lists_of_papers_come_in_pages(planner: CheckingClient, client: CheckingClient) -> None:
    for _ in range(21):
        make_paper(public=True)
    for path in ("/planning/papers/", "/council/"):
        assert planner.get(f"{path}?page=2").status_code == 200
        assert client.get(f"{path}?page=3").status_code in (302, 404)
