"""The way of an idea after its answer: project, council, carrying out, and what is never said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from participation.answers.rules import Draft, Status
from participation.extensions import db
from participation.front.chain.steps import today
from participation.kernel.partial_dates import PartialDate
from participation.web.filters import partial_date
from tests.answers.answering import DECLINED, answer, make_unit, published_idea
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
    way_of,
)
from tests.projects.making import make_milestone, make_project


def in_days(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def in_words(app: Flask, value: str) -> str:
    with app.test_request_context("/?lang=de"):
        return partial_date(PartialDate(value)).replace("\xa0", " ")


def test_a_project_says_how_far_it_is(app: Flask, client: Any) -> None:
    idea, project = taken_up(state="planned")
    make_milestone(project, "2026-02", done="2026-03")
    make_milestone(project, "2099-04", title={"de": "Fahrbetrieb"})
    way = way_of(client, idea)
    assert "Projekt jetzt In Vorbereitung. 1 von 2 Meilensteinen fertig Nachtlinie Aue" in way
    assert "Umsetzung als Nächstes Fahrbetrieb: noch nicht, fällig im April 2099" in way
    english = way_of(client, idea, "en")
    assert "Aue night line" in english
    assert "due in April 2099" in english


def test_committee_and_council_say_when_they_are_due(app: Flask, client: Any) -> None:
    idea, project = taken_up(state="planned")
    paper, first, second = public_paper(reference="2026/118"), in_days(11), in_days(25)
    rest_on(project, pending(paper, second, body="Stadtrat"))
    rest_on(project, pending(paper, first, body="Verkehrsausschuss", role="preparation"))
    way = way_of(client, idea)
    due = f"noch nicht, fällig am {in_words(app, first)}"
    assert f"Verkehrsausschuss als Nächstes {due} Vorlage 2026/118" in way
    assert f"Stadtrat offen noch nicht, fällig am {in_words(app, second)}" in way
    assert way.index("Verkehrsausschuss") < way.index("Stadtrat") < way.index("Umsetzung offen")


def test_a_date_that_is_not_known_is_not_made_up(app: Flask, client: Any) -> None:
    idea, project = taken_up(state="planned")
    rest_on(project, pending(public_paper(), None, body="Stadtrat"))
    assert "Stadtrat als Nächstes noch nicht, Termin noch nicht bekannt" in way_of(client, idea)


def test_a_date_that_has_passed_decides_nothing(app: Flask, client: Any) -> None:
    idea, project = taken_up(state="planned")
    rest_on(project, pending(public_paper(), "2026-03", body="Stadtrat"))
    assert "Stadtrat als Nächstes noch nicht, vorgesehen war: März 2026" in way_of(client, idea)


def test_the_words_of_the_source_stand_where_there_is_no_date(app: Flask, client: Any) -> None:
    idea, project = taken_up(state="planned")
    rest_on(project, pending(public_paper(), None, date_wording="vor der Sommerpause"))
    assert "noch nicht, vorgesehen: vor der Sommerpause" in way_of(client, idea)


def test_a_decision_says_what_came_of_it_and_leads_to_the_paper(app: Flask, client: Any) -> None:
    idea, project = taken_up(state="decided")
    paper = public_paper(reference="2026/118")
    rest_on(project, held(paper, body="Stadtrat", date_value="2026-07-14"))
    way = way_of(client, idea)
    assert "Stadtrat geschehen 14. Juli 2026, beschlossen Vorlage 2026/118" in way
    assert f'href="/council/{paper.key}"' in client.get(path_of(idea)).text


def test_the_result_of_what_was_still_to_come_takes_its_place(app: Flask, client: Any) -> None:
    idea, project = taken_up(state="planned")
    paper = public_paper()
    coming = pending(paper, in_days(3), body="Stadtrat")
    rest_on(project, coming)
    held(paper, body="Stadtrat", date_value="2026-07-14", supersedes_id=coming.id)
    way = way_of(client, idea)
    assert "Stadtrat geschehen 14. Juli 2026, beschlossen" in way
    assert "fällig" not in way


@pytest.mark.parametrize("state", ["proposed", "planned"])
def test_no_project_is_under_way_before_what_the_council_did_with_it(
    app: Flask, client: Any, state: str
) -> None:
    idea, project = taken_up(state=state)
    rest_on(project, held(public_paper(), body="Stadtrat"))
    way = way_of(client, idea)
    assert "Projekt geschehen" in way
    assert "Stadtrat geschehen 14. Juli 2026, beschlossen" in way
    assert "Umsetzung als Nächstes" in way
    assert "Vorgeschlagen" not in way
    assert "jetzt" not in way


def test_of_two_projects_what_is_done_stands_before_what_goes_on(app: Flask, client: Any) -> None:
    idea, _running = taken_up(state="running")
    take_up(make_project(title={"de": "Radweg"}, state="done"), idea)
    way = way_of(client, idea)
    assert way.rindex("geschehen") < way.index("jetzt")
    assert "Umsetzung geschehen Abgeschlossen Radweg" in way
    assert "Umsetzung jetzt In Arbeit Nachtlinie Aue" in way


def test_a_project_that_runs_is_carried_out_now(app: Flask, client: Any) -> None:
    idea, project = taken_up(state="running")
    make_milestone(project, "2026-02", done="2026-03")
    make_milestone(project, "2099", title={"de": "Fahrbetrieb"})
    expected = (
        "Umsetzung jetzt In Arbeit. 1 von 2 Meilensteinen fertig."
        " Fahrbetrieb: noch nicht, fällig im Jahr 2099"
    )
    assert expected in way_of(client, idea)


def test_what_is_carried_out_is_the_end(app: Flask, client: Any) -> None:
    idea, project = taken_up(state="done")
    make_milestone(project, "2026-02", done="2026-03")
    way = way_of(client, idea)
    assert "Umsetzung geschehen März 2026, Abgeschlossen" in way
    for promise in ("als Nächstes", "jetzt", "offen", "noch nicht"):
        assert promise not in way


def test_a_project_that_was_stopped_promises_nothing(app: Flask, client: Any) -> None:
    idea, project = taken_up(state="stopped")
    rest_on(project, pending(public_paper(), "2099", body="Stadtrat"))
    way = way_of(client, idea)
    assert "Projekt geschehen Eingestellt" in way
    for promise in ("Stadtrat", "Umsetzung", "als Nächstes"):
        assert promise not in way


def test_a_project_that_was_rejected_promises_nothing(app: Flask, client: Any) -> None:
    idea, project = taken_up(state="planned")
    rest_on(project, held(public_paper(), body="Stadtrat", outcome="rejected"))
    way = way_of(client, idea)
    assert "Stadtrat geschehen 14. Juli 2026, abgelehnt" in way
    assert "Umsetzung" not in way


def test_a_declined_idea_is_promised_no_project(app: Flask, client: Any) -> None:
    idea, project = published_idea(make_round()), make_project(title=BUS)
    take_up(project, idea)
    assert "Nachtlinie Aue" in way_of(client, idea)
    answer(idea, DECLINED)
    assert "Nachtlinie Aue" not in way_of(client, idea)


def test_an_idea_that_waits_for_its_answer_shows_who_takes_it_up(app: Flask, client: Any) -> None:
    idea = published_idea(make_round(answers_due=today() + timedelta(days=9)))
    take_up(make_project(title=BUS, state="planned"), idea)
    way = way_of(client, idea)
    assert way.count("als Nächstes") == 1
    assert "Antwort der Stadt als Nächstes" in way
    assert "Projekt jetzt" in way


def test_what_the_council_decides_stands_with_its_paper(app: Flask, client: Any) -> None:
    idea, paper = published_idea(make_round()), public_paper(reference="2026/7")
    answer(idea, Draft(Status.NEEDS_COUNCIL, paper=paper.key))
    assert "Rat als Nächstes noch nicht, Termin noch nicht bekannt Vorlage 2026/7" in way_of(
        client, idea
    )
    held(paper, body="Stadtrat", outcome="adopted")
    way = way_of(client, idea)
    assert "Stadtrat geschehen 14. Juli 2026, beschlossen" in way
    assert "als Nächstes" not in way


def test_a_consultation_stands_there_once(app: Flask, client: Any) -> None:
    idea, paper = published_idea(make_round()), public_paper()
    answer(idea, Draft(Status.NEEDS_COUNCIL, paper=paper.key))
    project = make_project(title=BUS)
    take_up(project, idea)
    rest_on(project, held(paper, body="Stadtrat"))
    assert way_of(client, idea).count("Stadtrat") == 1


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_longest_chain_takes_eight_statements(
    app: Flask, client: Any, statements: list[str]
) -> None:
    make_unit("traffic")
    idea, paper = published_idea(make_round()), public_paper()
    held(paper, body="Gemeinderat")
    answer(idea, Draft(Status.NEEDS_COUNCIL, paper=paper.key, unit="traffic"))
    for number in range(3):
        project = make_project(state="planned")
        make_milestone(project, f"2099-0{number + 1}")
        rest_on(project, pending(public_paper(), f"2099-0{number + 1}", body="Ausschuss"))
        take_up(project, idea)
    path = path_of(idea)
    statements.clear()
    text = read(client, path)
    assert text.count("Ausschuss") == text.count("Umsetzung") == 3
    assert "Gemeinderat" in text
    assert len(statements) <= 8, statements


def test_nothing_hidden_is_named(app: Flask, client: Any) -> None:
    idea, project = taken_up(state="planned")
    secret, paper = public_paper(title="Kanarienvorlage"), public_paper()
    rest_on(project, held(secret, body="Kanarienausschuss"))
    rest_on(project, held(paper, body="Kanarienrat", public=False))
    draft = make_project(title={"de": "Kanarienprojekt"}, published=False)
    take_up(draft, idea)
    assert "Kanarienausschuss" in way_of(client, idea)
    secret.public = False
    db.session.commit()
    assert "Kanarien" not in client.get(path_of(idea)).text
    project.published_at = None
    db.session.commit()
    page = client.get(path_of(idea)).text
    assert "Nachtlinie" not in page
    assert project.key not in page
    assert "zurzeit nicht veröffentlicht" in page
